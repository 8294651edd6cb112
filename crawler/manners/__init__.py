"""How a backend is asked: its limits, the pace, what a site reserves, and what it was asked."""
