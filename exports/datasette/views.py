"""The pages: each reads what it shows from the dump and hands it to its template."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from datasette.database import QueryInterrupted
from datasette.utils import tilde_decode
from datasette.utils.asgi import Response

from exports.datasette import words
from exports.datasette.chips import chips
from exports.datasette.dump import Dump
from exports.datasette.employers import PAGE_SIZE as EMPLOYERS
from exports.datasette.employers import list_employers, read_employer, read_filers, read_history, read_quotes
from exports.datasette.filters import PAGE_SIZE, RECENT, SORTS, BadFilter, Filters, read_filters
from exports.datasette.front import read_front
from exports.datasette.headers import PAGES
from exports.datasette.links import Links, web_link
from exports.datasette.posting import read_posting
from exports.datasette.postings import count, read_page
from exports.datasette.quality import PAGE_SIZE as BOARDS
from exports.datasette.quality import count_outcomes, list_boards, read_coverage, read_freshness
from exports.datasette.roles import list_roles, read_role
from exports.datasette.visible import visible

STYLE = "/-/sponsorfeed/style.css"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: the Datasette, its request, the dump and what it says of itself."""

    datasette: Any
    request: Any
    dump: Dump
    links: Links
    about: dict[str, str]

    @property
    def newest(self) -> str:
        """Time of the newest crawl."""
        return self.about["generated_at"]

    def named(self, part: str) -> str:
        """A part of the path, decoded."""
        return str(tilde_decode(self.request.url_vars[part]))

    def filters(self, **fixed: str) -> Filters:
        """What the address narrows a list to."""
        return read_filters(self.request.query_string, fixed)


class _Missing(LookupError):
    """There is no such page; the message is for its reader."""


Answer = tuple[str, dict[str, Any]]
"""Template and what it is given."""
Page = Callable[[Visit], Awaitable[Answer]]


def routes(database: str) -> list[tuple[str, Any]]:
    """Path patterns and what answers them out of the dump of that name."""
    pages = {
        r"^/$": _front,
        r"^/postings$": _postings,
        r"^/roles$": _roles,
        r"^/role/(?P<soc>[^/]+)$": _role,
        r"^/employers$": _employers,
        r"^/employer/(?P<name>[^/]+)$": _employer,
        r"^/posting/(?P<id>[^/]+)$": _posting,
        r"^/quality$": _quality,
    }
    return [(rf"^{STYLE}$", _style), *((pattern, _served(page, database)) for pattern, page in pages.items())]


def _served(page: Page, database: str) -> Callable[..., Awaitable[Any]]:
    """A view of Datasette's out of a page: faults become pages with a message and the right status."""

    async def view(datasette: Any, request: Any) -> Any:
        dump = Dump(datasette, database)
        visit = Visit(datasette, request, dump, Links(datasette, database), await dump.about())
        try:
            return await _answer(visit, *await page(visit))
        except _Missing as error:
            return await _message(visit, 404, "Not found", str(error))
        except BadFilter as error:
            return await _message(visit, 400, "That filter does not work", str(error))
        except QueryInterrupted:
            said = "The question took too long to answer. Narrow it, or ask again."
            return await _message(visit, 503, "Too slow", said)

    return view


async def _message(visit: Visit, status: int, title: str, message: str) -> Any:
    return await _answer(visit, "message", {"title": title, "message": message}, status)


async def _answer(visit: Visit, template: str, shown: dict[str, Any], status: int = 200) -> Any:
    context = {
        **shown,
        "to": visit.links,
        "about": visit.about,
        "newest": visit.newest,
        "words": words,
        "style": visit.links.path(STYLE),
        "web_link": web_link,
        "age": age(visit.newest, datetime.now(UTC)),
    }
    html = await visit.datasette.render_template(f"sponsorfeed/{template}.html", context, request=visit.request)
    return Response(
        visible(html),
        status=status,
        headers={"Content-Security-Policy": PAGES},
        content_type="text/html; charset=utf-8",
    )


def age(then: str, now: datetime) -> str:
    """How long ago a UTC time was, in words; empty when it lies ahead."""
    hours = (now - datetime.fromisoformat(then)).total_seconds() / 3600
    if hours < 0:
        return ""
    if hours < 48:
        return f"{hours:.0f} hour{'' if round(hours) == 1 else 's'} ago" if hours >= 1 else "less than an hour ago"
    return f"{hours / 24:.0f} days ago"


async def _front(visit: Visit) -> Answer:
    return "front", {"front": await read_front(visit.dump, visit.newest)}


async def _postings(visit: Visit) -> Answer:
    return await _list(visit, visit.filters(), "Open postings", visit.links.path("/postings"))


async def _role(visit: Visit) -> Answer:
    soc = visit.named("soc")
    title = await read_role(visit.dump, soc)
    if title is None:
        raise _Missing(f"No posting here has the occupation “{soc}”.")
    return await _list(visit, visit.filters(role=soc), title, visit.links.role(soc))


async def _list(visit: Visit, filters: Filters, title: str, path: str) -> Answer:
    counts = await count(visit.dump, filters, visit.newest)
    by_role = path != visit.links.path("/postings")
    roles = await list_roles(visit.dump)
    pages = max(1, -(-counts.total // PAGE_SIZE))
    if filters.page > pages:
        raise _Missing(f"There is no page {filters.page}: the list ends with page {pages}.")
    return "postings", {
        "title": title,
        "path": path,
        "filters": filters,
        "counts": counts,
        "pages": pages,
        "rows": await read_page(visit.dump, filters, visit.newest),
        "sorts": SORTS,
        "recent": RECENT,
        "roles": roles,
        "by_role": by_role,
        "chips": chips(
            replace(filters, role="") if by_role else filters, {role["soc"]: role["role"] for role in roles}
        ),
        "address": lambda **changes: path + filters.address(**({"role": ""} if by_role else {}), **changes),
    }


async def _roles(visit: Visit) -> Answer:
    return "roles", {"roles": await list_roles(visit.dump)}


async def _employers(visit: Visit) -> Answer:
    filters = visit.filters()
    total, rows = await list_employers(visit.dump, filters.q, filters.page)
    if filters.page > 1 and not rows:
        raise _Missing(f"There is no page {filters.page} of employers.")
    pages = max(1, -(-total // EMPLOYERS))
    return "employers", {
        "filters": filters,
        "total": total,
        "rows": rows,
        "pages": pages,
        "address": lambda page: visit.links.path("/employers") + filters.address(page=page),
    }


async def _employer(visit: Visit) -> Answer:
    name = visit.named("name")
    employer = await read_employer(visit.dump, name)
    if employer is None:
        raise _Missing(f"No posting here is of an employer named exactly “{name}”.")
    filters = visit.filters(employer=name)
    filers = await read_filers(visit.dump, name)
    return "employer", {
        "name": name,
        "employer": employer,
        "filters": filters,
        "counts": await count(visit.dump, filters, visit.newest),
        "rows": await read_page(visit.dump, filters, visit.newest),
        "quotes": await read_quotes(visit.dump, name),
        "histories": [await read_history(visit.dump, filer) for filer in filers],
    }


async def _posting(visit: Visit) -> Answer:
    id = visit.named("id")
    found = await read_posting(visit.dump, id)
    if found is None:
        raise _Missing(f"There is no posting “{id}”. It may have closed more than 90 days ago.")
    marked = {int(anchor[1:]) for piece in found.pieces for anchor in piece.anchors if anchor}
    return "posting", {"page": found, "posting": found.posting, "marked": marked}


async def _quality(visit: Visit) -> Answer:
    filters = visit.filters()
    outcomes = await count_outcomes(visit.dump)
    outcome = visit.request.args.get("outcome") or ""
    if outcome and outcome not in outcomes:
        raise BadFilter(f"Outcome cannot be “{outcome[:40]}”; it is one of {', '.join(outcomes)}.")
    total = outcomes[outcome] if outcome else sum(outcomes.values())
    pages = max(1, -(-total // BOARDS))
    if filters.page > pages:
        raise _Missing(f"There is no page {filters.page}: the boards end with page {pages}.")
    return "quality", {
        "filters": filters,
        "coverage": await read_coverage(visit.dump),
        "freshness": await read_freshness(visit.dump, visit.newest),
        "outcomes": outcomes,
        "outcome": outcome,
        "boards": await list_boards(visit.dump, outcome, filters.page),
        "pages": pages,
        "address": lambda page: (
            f"{visit.links.path('/quality')}?{urlencode({'outcome': outcome, 'page': page})}#boards"
        ),
    }


@cache
def _style_sheet() -> str:
    return (files("exports.datasette") / "static" / "style.css").read_text(encoding="utf-8")


async def _style() -> Any:
    return Response(_style_sheet(), headers={"Cache-Control": "max-age=3600"}, content_type="text/css; charset=utf-8")
