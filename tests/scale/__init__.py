"""The simulator of a night."""
