"""Test the likelihood on years that it has not seen, and fit it anew on what is loaded."""
