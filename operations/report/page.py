"""The report as one HTML page that needs nothing else: style and charts are inside, and it runs no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from operations.report.charts import Series, bars, columns
from operations.report.facts import KINDS, BackendReport, BoardReport, FieldCoverage, Report

SHOWN: Final = 500
"""Rows of a table on the page; ``report.json`` has all."""

_SHOWN_BACKENDS: Final = 30
_EARLY: Final = 0.005  # seconds by which a clock may be coarse

_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--page:#fff;--a:#0969da;--b:#1a7f37;
--c:#bc4c00;--d:#8250df;--bad:#a40e26}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b1;--line:#30363d;--page:#0d1117;--a:#4493f8;
--b:#3fb950;--c:#db6d28;--d:#a371f7;--bad:#ff7b72}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:60rem;
margin:0 auto;padding:1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.5rem;border-bottom:1px solid var(--line)}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;width:100%}
th,td{text-align:left;vertical-align:top;overflow-wrap:anywhere;min-width:4.5rem;
padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:var(--bad)}.soft{color:var(--soft)}
svg{width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:var(--ink)}svg .small{font-size:10px}
.bar,.new{fill:var(--a)}.reopened{fill:var(--b)}.changed{fill:var(--d)}.closed{fill:var(--c)}.axis{stroke:var(--line)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:1rem}dt{color:var(--soft);font-size:.85rem}
dd{margin:0;font-size:1.4rem}
"""


def page(report: Report) -> str:
    """``report`` as HTML; every text of the report is escaped."""
    parts = [
        f"<h1>Run {escape(report.run)}</h1>",
        _figures(report),
        _failures(report.boards),
        _changes(report),
        _tags(report),
        _coverage(report.coverage),
        _backends(report.backends),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>sponsorfeed run {escape(report.run)}</title><style>{_STYLE}</style></head><body><main>"
        + "".join(parts)
        + "</main></body></html>\n"
    )


def _figures(report: Report) -> str:
    said = {
        "boards": len(report.boards),
        "not healthy": sum(not board.healthy for board in report.boards),
        "postings listed": sum(board.collected for board in report.boards),
        "requests": sum(board.requests for board in report.boards),
    }
    last = report.changes[-1] if report.changes else None
    said |= {kind: getattr(last, kind) for kind in KINDS} if last is not None else {}
    shown = "".join(f"<div><dt>{escape(name)}</dt><dd>{value:,}</dd></div>" for name, value in said.items())
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in report.outcomes.items())
    return f"<p class=soft>Crawled {escape(report.crawled_at)}. Boards: {escape(outcomes)}.</p><dl>{shown}</dl>"


def _failures(boards: Sequence[BoardReport]) -> str:
    bad = [board for board in boards if not board.healthy]
    if not bad:
        return "<h2>What failed</h2><p>Nothing: every board was listed whole, and believed.</p>"
    rows = [
        [
            f'<a href="{escape(board.url, quote=True)}" rel="noreferrer">{escape(board.board)}</a>'
            if board.url.startswith(("http://", "https://"))
            else escape(board.board),
            escape(board.employer),
            f"<span class=bad>{escape('held' if board.doubted else board.outcome)}</span>",
            escape(board.why or "") + _problems(board.problems),
            f"{board.collected:,}" + ("" if board.advertised_total is None else f" of {board.advertised_total:,}"),
            escape(board.last_complete or "never"),
        ]
        for board in bad[:SHOWN]
    ]
    more = f"<p>and {len(bad) - SHOWN:,} more in report.json</p>" if len(bad) > SHOWN else ""
    head = ("board", "employer", "outcome", "why", "postings", "last complete")
    return f"<h2>What failed, and why</h2>{_table('Boards that are not healthy', head, rows, numbers={4})}{more}"


def _problems(problems: Sequence[str]) -> str:
    return "".join(f"<br><span class=soft>{escape(problem[:300])}</span>" for problem in problems[:3])


def _changes(report: Report) -> str:
    names = [f"{change.run[4:6]}-{change.run[6:8]}" for change in report.changes]
    series = [Series(kind, [getattr(change, kind) for change in report.changes], kind) for kind in KINDS]
    return "<h2>What changed</h2>" + columns("Postings that came, changed, closed and came back, by run", names, series)


def _tags(report: Report) -> str:
    if not report.tags:
        return "<h2>Tags</h2><p>No dump is published beside this ledger.</p>"
    shown = []
    for track, counts in report.tags.items():
        name = "strongest track" if track == "sponsorship" else track
        chart = bars(f"Open postings by tag, {name}", [(tag, count, f"{count:,}") for tag, count in counts.items()])
        shown.append(f"<h3>{escape(name)}</h3>{chart}")
    return "<h2>Tags of open postings, as published</h2>" + "".join(shown)


def _coverage(coverage: Iterable[FieldCoverage]) -> str:
    rows = []
    for one in coverage:
        now, before = _share(one.carried, one.postings), _share(one.carried_before, one.postings_before)
        fell = before is not None and now is not None and now < before - 0.05
        rows.append(
            [
                escape(one.field),
                f'<span class="{"bad" if fell else ""}">{_percent(now)}</span>',
                _percent(before),
                f"{one.postings:,}",
            ]
        )
    head = ("field", "this run", "run before", "postings")
    note = "<p class=soft>Share of the postings read in full that carry the field; boards crawled in both runs.</p>"
    return f"<h2>Coverage</h2>{note}{_table('Coverage of fields', head, rows, numbers={1, 2, 3})}"


def _share(carried: int, postings: int) -> float | None:
    return carried / postings if postings else None


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _backends(backends: Sequence[BackendReport]) -> str:
    if not backends:
        return "<h2>Backends</h2><p>Nothing was asked of any: a replay, or a run of an earlier version.</p>"
    chart = bars(
        "Backends by the time that their limit asks for",
        [(one.backend, round(one.requests * one.delay), f"{one.requests * one.delay:,.0f} s") for one in backends[:10]],
    )
    rows = [
        [
            escape(one.backend),
            f"{one.requests:,}",
            f"{one.seconds / one.requests:.2f}" if one.requests else "",
            f"{one.bytes / 2**20:,.1f}",
            _gap(one),
            f"{one.delay:g}, {one.concurrency} at once",
            escape(", ".join(f"{count} {kind}" for kind, count in one.refusals.items())),
            f"{one.asked_waits}, longest {one.longest_asked_wait:.0f} s" if one.asked_waits else "",
        ]
        for one in backends[:_SHOWN_BACKENDS]
    ]
    head = ("backend", "requests", "seconds an answer", "MB", "least gap, s", "limit, s", "refusals", "waits asked for")
    note = (
        "<p class=soft>The least gap is the shortest time between the starts of two requests to the backend, as"
        " measured; the limit is what it must not fall below. Slowest by their limit first.</p>"
    )
    more = (
        f"<p>and {len(backends) - _SHOWN_BACKENDS:,} more in report.json</p>" if len(backends) > _SHOWN_BACKENDS else ""
    )
    table = _table("Backends", head, rows, numbers={1, 2, 3, 4})
    return f"<h2>Backends: time and politeness</h2>{chart}{note}{table}{more}"


def _gap(one: BackendReport) -> str:
    if one.least_gap is None:
        return ""
    too_close = one.least_gap < one.delay - _EARLY
    return f'<span class="{"bad" if too_close else ""}">{one.least_gap:.3f}</span>'


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], numbers: set[int]) -> str:
    """Cells are HTML already; those in the columns ``numbers`` stand to the right."""

    def cells(row: Sequence[str], tag: str) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        return "".join(
            f"<{tag}{scope}{' class=n' if place in numbers else ''}>{cell}</{tag}>" for place, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption, quote=True)}"><table>'
        f"<thead><tr>{cells(head, 'th')}</tr></thead><tbody>{body}</tbody></table></div>"
    )
