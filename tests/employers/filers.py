"""Small made-up filing data for tests of matching: real public names where the name is the point, invented counts."""

from __future__ import annotations

from collections.abc import Iterable

from enrich.employers.aliases import Alias, read_aliases
from enrich.employers.build import FiledName, build_index
from enrich.employers.colleges import College
from enrich.employers.entities import TaxIdRow
from enrich.employers.index import EmployerIndex


def filed(name: str, filings: int = 5, state: str = "CA", trade_name: str = "") -> FiledName:
    """One spelling with its filings."""
    return FiledName(name, trade_name, state, filings)


def index_of(
    *names: FiledName,
    aliases: Iterable[Alias] | None = None,
    tax_ids: Iterable[TaxIdRow] = (),
    colleges: Iterable[College] = (),
) -> EmployerIndex:
    """An index of the spellings with the shipped aliases, or those given."""
    return build_index(
        names,
        read_aliases() if aliases is None else list(aliases),
        tax_ids=tax_ids,
        colleges=colleges,
        version="test",
    )


TRAPS = (
    filed("COHERE US INC", 6),
    filed("COHERE HEALTH INC", 40, "MA"),
    filed("COHERE TECHNOLOGIES INC", 11),
    filed("EPIC SYSTEMS CORPORATION", 300, "WI"),
    filed("EPIC PHARMA LLC", 20, "NY"),
    filed("EPIC GAMES INC", 90, "NC"),
    filed("LUCID USA INC", 400),
    filed("LUCID SOFTWARE INC", 40, "UT"),
    filed("LUCID TECHNOLOGIES INC", 200, "TX"),
    filed("RELATIVITY ODA LLC", 100, "IL"),
    filed("HP INC", 500, "TX"),
    filed("HEWLETT-PACKARD COMPANY", 900),
    filed("HEWLETT PACKARD ENTERPRISE COMPANY", 1800, "TX"),
    filed("HP HOOD LLC", 20, "MA"),
    filed("AMAZON WEB SERVICES INC", 7000, "WA"),
    filed("AMAZON COM SERVICES LLC", 24000, "WA"),
    filed("AWS SECURITY ASSURANCES LLC", 2, "VA"),
    filed("STATE STREET BANK AND TRUST COMPANY", 170, "MA"),
    filed("STATE STREET SANDWICH CO", 1, "NJ"),
    filed("DELOITTE CONSULTING LLP", 1298, "PA"),
    filed("DELOITTE LLP", 2, "NY"),
    filed("QUALCOMM TECHNOLOGIES INC", 8000),
    filed("QUALCOMM INCORPORATED", 100),
    filed("JPMORGAN CHASE & CO", 6000, "NY"),
    filed("DISCOVER PRODUCTS INC", 900, "IL"),
    filed("DISCOVER DENTAL LLC", 1, "FL"),
    filed("SQUARE INC", 600),
    filed("BLOCK INC", 120),
    filed("SQUARE TRADE INC", 14),
    filed("SQUARE ENIX INC", 2),
    filed("BLOCK SCIENTIFIC INC", 4, "NY"),
    filed("CAPITAL ONE SERVICES LLC", 4500, "VA"),
    filed("CAPITAL INFO GROUP INC", 200, "TX"),
    filed("ROCKET LAWYER INC", 14),
    filed("THE NEW YORK TIMES COMPANY", 200, "NY"),
    filed("NEW YORK UNIVERSITY", 700, "NY"),
    filed("STRAFFORD TECHNOLOGY INC", 30, "NH"),
    filed("FORD MOTOR COMPANY", 1600, "MI"),
)
"""Names by which matchers are known to go wrong."""
