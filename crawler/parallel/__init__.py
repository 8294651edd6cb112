"""Crawling by many processes, on this machine or on others: shares, workers, tasks under a lease."""
