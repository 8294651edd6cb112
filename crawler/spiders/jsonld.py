"""Any careers site with JSON-LD JobPosting on its job pages: https://schema.org/JobPosting.

For employers on no system we know, and for systems whose pages carry more than their interface.
"""

from __future__ import annotations

from crawler.patterns import SitemapJsonLd


class JsonLd(SitemapJsonLd):
    """The board's token is the host."""

    name = "jsonld"
