"""``explain``: everything behind one verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from operations.console import out
from operations.options import Context, common

if TYPE_CHECKING:
    from enrich.explain import ExplainedEstimate, Explanation


@click.command()
@click.argument("posting_id")
@common
def explain(context: Context, posting_id: str) -> None:
    """Say why a posting has its tag: filer, counts, quotes, probabilities, and the SQL that reproduces each number."""
    from enrich.explain import explain as explain_posting

    explanation = explain_posting(posting_id, context.ledger, context.reference)
    context.answer(explanation, lambda: show_explanation(explanation))


def show_explanation(found: Explanation) -> None:
    """Everything behind one verdict."""
    out.print(f"{found.title} at {found.employer}", style="bold")
    out.print(f"{found.posting}\n{found.url}\n")
    verdict = found.sponsorship
    out.print(f"tag: {verdict.tag}", style="bold")
    for reason in verdict.reasons:
        out.print(f"  {reason}")
    for name in ("h1b", "h1b_new", "perm", "e3", "h1b1"):
        track = getattr(verdict.tracks, name)
        chance = "" if track.probability is None else f" {track.probability:.2f}"
        out.print(f"track {name}: {track.tag}" + (chance and f" (filings alone:{chance})"))
    out.print(f"employer: {found.filer.decision}, {found.filer.name or 'no filer'}; {found.why_filer}")
    for name, why in found.links.items():
        out.print(f"  counted too: {name} ({why})")
    for candidate in found.candidates[:5]:
        out.print(f"  not {candidate.name}: {candidate.why_not}")
    for statement in found.statements:
        out.print(
            f'says: {statement.kind} "{statement.quote}" ({statement.start}-{statement.end}, rule {statement.rule})'
        )
    for occupation in found.role.occupations:
        out.print(f"occupation: {occupation.soc} {occupation.title}, {occupation.share:.2f}")
    if found.role.rests_on:
        out.print(f"  by {found.role.source}: {'; '.join(found.role.rests_on)}")
    _show_wage_level(found)
    out.print(
        f"cap exempt: {found.cap_exempt.value}" + (f"; {found.cap_exempt.reason}" if found.cap_exempt.reason else "")
    )
    for estimate in found.estimates:
        show_estimate(estimate)
    for query in found.queries:
        out.print(f"\n-- {query.shows}\n{query.sql};")


def _show_wage_level(found: Explanation) -> None:
    level = found.wage_level
    if level is None:
        out.print(f"wage level: unknown, {found.wage_level_reason}")
        return
    met = " to ".join("none stated" if each is None else str(each) for each in (level.min, level.max))
    out.print(
        f"wage level: {met} (0 is below level I) for {', '.join(level.socs)} in {level.area}, "
        f"areas taken: {level.areas}, wage year {level.wage_year}"
    )
    if level.entries is not None:
        out.print(
            f"  below level I: {level.below_level_1}; entries in the wage-weighted selection at the lowest pay: "
            f"{level.entries.min} to {level.entries.max} (rule {level.rule})"
        )


def show_estimate(found: ExplainedEstimate) -> None:
    """The terms behind one probability."""
    whole = "" if found.is_whole_year else ", loaded in part"
    out.print(
        f"probability of {found.track}: {found.probability:.3f}, from {found.source} filings up to fiscal year"
        f" {found.fiscal_year}{whole}; fitted on {found.fitted_on}"
    )
    for part in found.parts:
        if part.group is not None:
            out.print(f"  for work of {part.group} ({part.share:.2f} of the title): {part.probability:.3f}")
        out.print(f"  {part.intercept:+8.3f}  to begin with")
        for term in part.terms:
            if term.adds:
                out.print(f"  {term.adds:+8.3f}  {term.coefficient:+.3f} x {term.value:.3f} {term.name}: {term.says}")
