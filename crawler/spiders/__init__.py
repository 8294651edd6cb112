"""One file for each applicant-tracking system."""
