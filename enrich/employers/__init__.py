"""Employer names: to a core, to a filer, to a decision."""
