"""Stock Rasa and ours, measured in one run, by turns."""
