"""What Rasa keeps in the installation's database: conversations, and whose turn it is."""
