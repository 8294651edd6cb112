"""Canned queries: questions of job seekers and researchers that the dump answers."""

from __future__ import annotations

from exports.queries.market import MARKET
from exports.queries.openings import OPENINGS
from exports.queries.quality import QUALITY
from exports.queries.query import Parameter, Query
from exports.queries.statements import STATEMENTS

__all__ = ["QUERIES", "Parameter", "Query"]

QUERIES: tuple[Query, ...] = (*OPENINGS, *STATEMENTS, *MARKET, *QUALITY)
"""All of them, in the order in which pages list them."""
