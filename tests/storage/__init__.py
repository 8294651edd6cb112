"""Snapshots, recordings and exports in an object store."""
