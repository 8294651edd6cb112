"""The words of every topic that is read: where none of them stands, nothing on the topic is said."""

from __future__ import annotations

from typing import Literal

Topic = Literal["statements", "requirements", "pay", "work_mode", "places", "seniority", "chrome"]

STEMS: dict[Topic, tuple[str, ...]] = {
    "statements": (
        *(
            "sponsor",
            "visa",
            "immigra",
            "h1b",
            "h1bs",
            "h-1",
            "h1-b",
            "e-3",
            "j-1",
            "j1",
            "f-1",
            "l-1",
            "o-1",
            "tn visa",
            "tn status",
            "ead",
            "eb-",
            "petition",
            "i-983",
            "i-9",
            "indefinite",
            "training plan",
            "cap-exempt",
        ),
        *("cap exempt", "exempt from the", "citizen", "non-citizen", "clearance", "cleared", "clearable", "classified"),
        *("ssbi", "sensitive compartmented", "position of trust", "positions of trust", "in-scope investigation"),
        *("lmia", "blue card", "perm process", "perm petition", "perm labor", "perm filing", "perm application"),
        *("perm certification", "labor certification"),
        *("secret", "ts/sci", "ts sci", "ts-sci", "polygraph", "poly", "public trust", "background investigation"),
        *(
            "suitability",
            "fitness determination",
            "yankee white",
            "naci",
            "foreign person",
            "itar",
            "export",
            "u.s. person",
            "us person",
            "asyl",
            "refugee",
        ),
        *(
            "green card",
            "greencard",
            "permanent resident",
            "usc",
            "us national",
            "authoriz",
            "authoris",
            "eligible to work",
        ),
        *("eligibility to work", "entitled to work", "right to work", "right-to-work", "permission to work", "legally"),
        *("to work in", "work permit", "work rights", "work eligib", "employment eligib", "work pass", "legal right"),
        *("legal status", "everify", "e-verify", "e verify", "opt", "cpt"),
    ),
    "requirements": (
        "year",
        "yrs",
        "degree",
        "bachelor",
        "master",
        "ph.d",
        "phd",
        "doctora",
        "b.s",
        "b.a.",
        "m.s.",
        "bs/",
        "ba/",
        "bs in",
        "bs or",
        "bs,",
        "msc",
        "bsc",
        "mba",
    ),
    "pay": (
        *("usd", "eur", "gbp", "cad", "aud", "chf", "inr", "sgd", "nzd", "pln", "sek", "nok", "dkk"),
        *("lpa", "ctc", "lakh", "lac", "lacs"),
        *(
            "salar",
            "compensation",
            "pay range",
            "pay rate",
            "pay:",
            "base pay",
            "wage",
            "hourly",
            "per hour",
            "hr",
            "per annum",
        ),
    ),
    "work_mode": (
        *(
            "remote",
            "hybrid",
            "onsite",
            "on-site",
            "on site",
            "in-office",
            "in office",
            "in the office",
            "in our office",
        ),
        *("in-person", "in person", "telecommut", "telework", "work from home", "work from anywhere", "days per week"),
        *("days a week", "days each week", "days/week"),
    ),
    "places": (
        *("location", "locations", "place of work", "work site", "worksite"),
        *(
            "based in",
            "based at",
            "based out",
            "based full",
            "located in",
            "located at",
            "located out",
            "reside in",
            "live in",
        ),
        *(
            f"{mode} {job} in"
            for mode in ("onsite", "on-site", "hybrid", "in-person")
            for job in ("role", "position", "job", "opportunity")
        ),
    ),
    "seniority": (
        *("seniority", "career level", "experience level", "job level", "position level"),
        *("entry-level", "entry level", "mid-level", "mid level", "junior-level", "junior level"),
        *("senior-level", "senior level", "staff-level", "staff level", "principal-level", "principal level"),
    ),
    "chrome": (
        *(
            "see all",
            "get access to all",
            "showing",
            "have you applied",
            "sign up for free",
            "similar jobs",
            "similar roles",
        ),
        *(
            "similar postings",
            "related jobs",
            "related roles",
            "related postings",
            "recommended jobs",
            "recommended roles",
        ),
        *(
            "recommended postings",
            "people also",
            "jobs you may",
            "you might also",
            "frequently asked questions",
            "tips for finding",
        ),
        *("uses cookies", "use cookies", "accept cookies", "accept all cookies"),
    ),
}
"""Stems in lower case, each at the start of a word: a sentence on a topic holds one of its stems.

``pay``: what stands near amounts; ``chrome``: what stands in every line that is unmistakably the site's own. A stem of
fewer than four letters that is one word is the whole word ("opt").
"""
