"""How likely a filer files again: evidence, a fitted model, and the tag that its probability gives."""
