"""The dump's narrowest table: what people search, filter and count postings by."""

from __future__ import annotations

from exports.columns import Column, Table
from exports.posting_table import TRACKS

# Narrow on purpose: whole pages of it fit where one row of `posting` with its text would, so that counting and
# filtering a hundred thousand postings by anything reads a few megabytes.
LISTING = Table(
    "listing",
    "Open postings, a job with two doors once, in the few columns that people search, filter and count by.",
    (
        Column("id", int, "Row number of the posting in `posting` and in `posting_fts`."),
        Column("posting", str, "The posting.", references="posting", index=True),
        Column("title", str, "As published."),
        Column("employer", str, "Who hires, as the posting says it.", index=True),
        Column("sponsorship", str, "The verdict, as in `posting`.", index=True),
        *(Column(name, str, f"Verdict for {words}.") for name, words in TRACKS.items()),
        Column(
            "says", str, "Strongest kind of statement in the text that is about this job, if about some visas alone."
        ),
        Column("filer", str, "The filer the employer was matched to.", references="filer"),
        Column("filer_decision", str, "match, review or none."),
        Column("soc", str, "Likeliest occupation, SOC 2018.", index=True),
        Column("role", str, "Title of that occupation."),
        Column("wage_level", int, "OFLC wage level (1 to 4; 0 is below level I) of the lowest stated pay."),
        Column(
            "pay_min_usd_year",
            int,
            "Lowest stated pay in U.S. dollars a year, made comparable: an hour times 2080, a day 260, a week 52, a "
            "month 12. What was stated is in `pay`.",
        ),
        Column("pay_max_usd_year", int, "Highest stated pay, likewise.", index=True),
        Column(
            "work_mode",
            str,
            "remote, hybrid or onsite: the system's field, else what the text says for everybody.",
            index=True,
        ),
        Column(
            "states",
            str,
            "U.S. states it names, each between blanks; of the text when the system's field has none.",
            index=True,
        ),
        Column("places", str, "Places of work in the source's words, ` | ` between them, at most 120 characters."),
        Column("posted", str, "Day it was posted, as the employer says, else the day it was first seen.", index=True),
        Column(
            "facets",
            int,
            "Verdict, H-1B, H-1B new, PERM, E-3, H-1B1, work mode and wage level as octal digits, so that pages count "
            "them all at once.",
            index=True,
        ),
    ),
    label="title",
    facets=("sponsorship", "work_mode"),
    indexes=(
        (
            *("soc", "wage_level", "pay_min_usd_year", "role", "sponsorship", "says", "states"),
            *TRACKS,
        ),
        ("employer", "sponsorship", "filer_decision", "posted", "filer"),
        ("filer", "employer", "sponsorship", "says", "posted", "states"),
        ("states", "sponsorship"),
        ("soc", "facets"),
    ),
)
