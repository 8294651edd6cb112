"""The robots.txt that each system's host serves."""

from __future__ import annotations

from collections.abc import Sequence

from samples.exchange import Exchange


def robots(host: str, *, disallow: Sequence[str] = (), allow: Sequence[str] = (), sitemap: str = "") -> Exchange:
    """``https://<host>/robots.txt`` that lets everybody in except under ``disallow``."""
    lines = [f"Sitemap: {sitemap}", ""] if sitemap else []
    lines += ["User-agent: *", *(f"Allow: {path}" for path in allow), *(f"Disallow: {path}" for path in disallow)]
    if not disallow and not allow:
        lines.append("Disallow:")
    return Exchange(f"https://{host}/robots.txt", ("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")
