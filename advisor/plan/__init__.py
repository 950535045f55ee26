"""The plan: which actions, why and when; as a page, Markdown and a calendar; kept under a secret address."""
