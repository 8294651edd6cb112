"""Yardsticks that anyone can run: ``make bench``, or ``python -m benchmarks.<name>`` for one of them.

Machines are noisy, so every figure is a ratio between contenders that ran in turn in one run, per CPU-second of the
process that does the work.
"""
