"""From snapshots to the ledger: what is read, what changed, what is gone, and which postings are one job."""
