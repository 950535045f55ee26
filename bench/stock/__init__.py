"""Rasa as it comes, for the same domain and the same training data: what ours is measured against."""
