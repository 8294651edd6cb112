"""From a careers URL to snapshots and the ledger."""

PARSER_VERSION = "1"
"""Raised whenever a spider or a cleaner reads the same answer differently."""
