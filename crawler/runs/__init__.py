"""Runs: which boards, how long, their log, and boards that are set aside."""
