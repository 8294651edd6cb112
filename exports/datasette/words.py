"""The words that pages use for what the dump says in codes."""

from __future__ import annotations

TAGS = {
    "stated_yes": "Says it sponsors",
    "likely": "Likely",
    "possible": "Possible",
    "unlikely": "Unlikely",
    "excluded_by_posting": "Says no",
    "unknown": "Unknown",
}

TAG_MEANINGS = {
    "stated_yes": "The posting itself says that it sponsors.",
    "likely": "The employer's filings make it likely, and the posting does not rule it out.",
    "possible": "Some evidence, or a condition in the posting.",
    "unlikely": "The employer is known in the filings and has filed little or nothing.",
    "excluded_by_posting": "The posting itself rules it out.",
    "unknown": "Nothing is known. That is not a no.",
}

TRACKS = {
    "h1b": "H-1B",
    "h1b_new": "H-1B, new to the employer",
    "perm": "Green card (PERM)",
    "e3": "E-3 (Australia)",
    "h1b1": "H-1B1 (Chile, Singapore)",
}

KINDS = {
    "offers": "Offers sponsorship",
    "no_sponsorship": "Refuses sponsorship",
    "conditional": "Sponsors under a condition",
    "citizenship_or_clearance_required": "Asks for citizenship or a clearance",
    "export_control": "Under export control",
    "work_authorization_required_only": "Asks for work authorization",
    "e_verify": "Uses E-Verify",
    "cap_exempt": "Exempt from the H-1B cap",
}

MODES = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "On site"}

DECISIONS = {
    "match": "matched to",
    "review": "perhaps (a person should look)",
    "none": "matched to no filer",
}

STATES = {
    **{"AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado"},
    **{"CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia"},
    **{"HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas"},
    **{"KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts"},
    **{"MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana"},
    **{"NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico"},
    **{"NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma"},
    **{"OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina"},
    **{"SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia"},
    **{"WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "PR": "Puerto Rico"},
    **{"GU": "Guam", "VI": "U.S. Virgin Islands", "AS": "American Samoa", "MP": "Northern Mariana Islands"},
}

UNKNOWN_ROLE = "unknown"
"""What stands for the occupation of postings whose title tells none."""
UNKNOWN_ROLE_TITLE = "Role not recognised"
