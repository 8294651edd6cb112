"""Which system is behind a careers URL or page."""
