"""How each system wraps a board in its answers: one module a system, each with ``exchanges(board, day)``."""
