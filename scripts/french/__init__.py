"""Every sentence that the assistant can produce, and the checks that a demanding reader of French would make."""
