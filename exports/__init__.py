"""Publish the ledger: feed, dump, schema, manifest; and verify what was published."""
