"""What spiders share: listings, pages of them, windows, sites without a system, and what a crawl of a board proves."""
