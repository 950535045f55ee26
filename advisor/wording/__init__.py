"""Answers in French: typography, grammar, and sentences whose every number is accounted for."""
