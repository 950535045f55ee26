"""What an owner has told of their firm, how it is heard in a message, and how it changes."""
