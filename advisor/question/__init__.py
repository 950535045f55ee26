"""What was asked: from the words of a message to a whole question."""
