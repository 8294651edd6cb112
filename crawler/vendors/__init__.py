"""Interfaces of vendors that more than one spider speaks."""
