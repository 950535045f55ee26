"""Rasa's custom actions: thin. The thinking is in advisor/, the words in surveys/ and advisor/wording/phrases.yml."""
