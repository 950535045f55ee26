"""Conversation tests as a tool for whoever designs conversations: `make conversations`, docs/conversations.md.

patterns and reading turn the YAML of tests/conversations/ into conversations; talking, checking and holding hold them
with the running assistant; trackers and coverage say what they visited; telling and page report; recording and writing
make a test of a chat; collecting and plugin make pytest do all that, and __main__ is the command.
"""
