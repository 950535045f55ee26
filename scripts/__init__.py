"""Set-up, training, checks and the supervisor behind the Makefile's targets."""
