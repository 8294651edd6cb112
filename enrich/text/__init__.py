"""What the posting itself says: statements, pay and requirements, each with the words that say it."""
