"""A site to ask for pages: the pages of a published folder, through Datasette's own client, without a port."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import html

from exports.datasette.serve import open_dump


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one address."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def page(self) -> Any:
        """The page as a tree."""
        return html.fromstring(self.text)

    def all(self, path: str) -> list[str]:
        """Texts of what an XPath finds, spaces made single."""
        return [
            " ".join(getattr(found, "text_content", lambda found=found: found)().split())
            for found in self.page.xpath(path)
        ]


class Site:
    """Pages of one published folder."""

    def __init__(self, out: Path) -> None:
        self._datasette = open_dump(out)

    def get(self, path: str) -> Answer:
        """The answer for a path with its query string."""

        async def ask() -> Answer:
            await self._datasette.invoke_startup()  # 1.0 takes the queries from its configuration then
            found = await self._datasette.client.get(path)
            return Answer(found.status_code, dict(found.headers), found.text)

        return asyncio.run(ask())
