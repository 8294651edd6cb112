"""U.S. states and territories as the Postal Service abbreviates them (Publication 28, appendix B)."""

from __future__ import annotations

_TABLE = """
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky
LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana
NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota
OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas
UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming
AS American Samoa|GU Guam|MP Northern Mariana Islands|PR Puerto Rico|VI Virgin Islands
FM Federated States of Micronesia|MH Marshall Islands|PW Palau
"""

STATE_NAMES: dict[str, str] = {
    name.upper(): code
    for code, _, name in (entry.partition(" ") for entry in _TABLE.replace("\n", "|").split("|"))
    if code
}
"""Name in capitals -> code."""
STATE_NAMES["U.S. VIRGIN ISLANDS"] = "VI"
STATE_NAMES["COMMONWEALTH OF THE NORTHERN MARIANA ISLANDS"] = "MP"

STATE_CODES: frozenset[str] = frozenset(STATE_NAMES.values())
"""Every code."""
