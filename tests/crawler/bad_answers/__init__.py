"""Bad answers through the real spiders: each ends in a message, is counted, and costs no other."""
