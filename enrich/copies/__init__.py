"""Postings of one board with nearly the same text: what is mass posted, and what comes back under another id."""
