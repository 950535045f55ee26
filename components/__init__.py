"""Custom components of Rasa's graph: from what people type to a kind of question and what it is about."""
