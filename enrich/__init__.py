"""The enrich stage: what a posting says, who its employer is, and what is known about sponsorship."""
