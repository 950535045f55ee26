"""The doors of the assistant: REST for programs, and the web page for visitors.

Both hand a visitor's message to Rasa through `turn.reply_to`, so that what one of them refuses,
bounds or says when Rasa is silent, the other does too.
"""
