"""The thinking of Cap Réseaux, in plain Python that knows nothing of Rasa."""
