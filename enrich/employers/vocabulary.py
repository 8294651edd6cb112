"""The words that carry no identity in an employer's name, and one spelling for those that filers abbreviate.

The only place where legal forms, abbreviations and careers-page words are listed: everything else imports from here.
The abbreviations are those that clerks use in the USCIS Employer Data Hub and on labor condition applications.
"""

from __future__ import annotations

from typing import Final


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


FIRM_FORMS: Final = _set("inc incorporated llc llp lllp pllc ltd limited gmbh pbc ulc pvt pte pty")
"""Legal forms that mean nothing else, so they are dropped wherever they stand behind the first word."""

LEGAL_FORMS: Final = {
    "llc": "llc", "inc": "inc", "incorporated": "inc", "corp": "inc", "corporation": "inc", "llp": "llp", "lp": "lp",
    "pc": "pc", "pllc": "pllc", "ltd": "ltd", "limited": "ltd",
}  # fmt: skip
"""Forms that a clerk does not take for one another; of two names equal but for these, many are two employers."""

TAIL_FORMS: Final = FIRM_FORMS | _set(
    "co company corp corporation lp lc pc pa pl plc ps psc apc dpc chtd pbllc na nv sa ag kg bv ab oy srl sarl "
    "ltda kk private incorporation cooperative "
    "coporation cororation corportation corporatoin corporaton incoporated incorperated incorported limted comany lcc"
)
"""Legal forms that are also words or initials, and misspelt ones: dropped only at the end of a name."""

GLUED_FORMS: Final = ("inc", "llc", "corp", "ltd")
"""Legal forms that stand at the end of one word in the address of a careers page ("kestrelinc")."""

CUT_FORMS: Final = _set(
    "l ll pl pll lt i in inc inco incor incorp incorpo incorpor incorpora incorporat incorporate c "
    "co cor corp corpo "
    "corpor corpora corporat corporati corporatio comp compa compan lim limi limit limite d db doing"
)
"""What is left of a legal form (or of "dba") at the end of a name that was cut at :data:`HUB_CUT` characters."""

HUB_CUT: Final = 34
"""Characters after which the USCIS Employer Data Hub cuts employer names in its files through fiscal year 2021."""

COUNTRY_TAILS: Final = (
    ("united", "states", "of", "america"),
    ("united", "states"),
    ("north", "america"),
    ("usa",),
    ("us",),
    ("america",),
    ("americas",),
    ("amer",),
)
"""Words by which the U.S. entity of a group is told from its parent; longest first."""

LINKING_WORDS: Final = _set("of for in at to by from with on de del du des la le")
"""A country tail behind one of these is part of the name ("Bank of America")."""

A_AND_T: Final = "aandt"
"""The one word for "A & T" (agricultural and technical), which would be taken for "at" when "&" is dropped."""

DROPPED_WORDS: Final = frozenset({"and", "the"})

CAREERS_TAILS: Final = (
    ("careers", "page"),
    ("career", "page"),
    ("careers", "site"),
    ("career", "site"),
    ("job", "board"),
    ("careers",),
    ("career",),
    ("jobs",),
)

CAREERS_HEADS: Final = (
    ("careers", "at"),
    ("jobs", "at"),
    ("career", "opportunities", "at"),
    ("work", "at"),
    ("working", "at"),
)

GOVERNING_HEADS: Final = (
    ("board", "of", "regents"),
    ("board", "of", "trustees"),
    ("board", "of", "governors"),
    ("regents", "of"),
    ("trustees", "of"),
    ("curators", "of"),
    ("rector", "visitors", "of"),
    ("president", "fellows", "of"),
    ("president", "trustees", "of"),
    ("board", "of", "directors"),
    ("corporation", "of"),
    ("corp", "of"),
)
"""Governing bodies under which universities file."""

TRADE_MARKS: Final = (
    ("doing", "business", "as"),
    ("doing", "bus", "as"),
    ("trading", "as"),
    ("dba",),
)
"""What stands between the legal name and the name an employer trades under."""

FORMER_MARKS: Final = (
    ("formerly", "known", "as"),
    ("formerly", "dba"),
    ("formerly", "named"),
    ("previously", "known", "as"),
    ("now", "known", "as"),
    ("also", "known", "as"),
    ("formerly",),
    ("fka",),
    ("aka",),
    ("nka",),
    ("fna",),
)
"""What stands before an earlier or other name of the same employer."""

OWNER_MARKS: Final = (
    ("wholly", "owned", "subsidiary", "of"),
    ("wholly", "owned"),
    ("subsidiary", "of"),
    ("successor", "in"),
    ("successor", "to"),
)
"""What stands before the owner, or the predecessor, of the employer that the name begins with."""

_SPELLINGS: Final = {
    "university": "univ universty univeristy unv unvi universi",
    "management": "mgmt mgt mngt managment",
    "services": "service svc svcs srvcs servs serv srvs srvc",
    "solutions": "solution solns soln sols solut",
    "systems": "system sys syss syst systs",
    "technology": "technologies tech techs technol technologys",
    "center": "ctr cntr centre centers ctrs centres",
    "hospital": "hosp hospitals hosps hsp",
    "medical": "med",
    "international": "intl internatl internat",
    "national": "natl nat'l ntl",
    "institute": "inst instit institutes",
    "association": "assoc assocs assn asso assos associates associate associations assns",
    "engineering": "engrg engr engrs engring engg engng",
    "manufacturing": "mfg mfrg mfr",
    "department": "dept dep",
    "healthcare": "hlthcare",
    "health": "hlth",
    "insurance": "ins insur insure",
    "group": "grp grps groups gr gp",
    "operations": "ops operation",
    "research": "rsch resch res",
    "foundation": "fdn fndn fndtn found fnd fdtn",
    "office": "ofc offices ofcs offc",
    "organization": "org orgn organisation",
    "information": "info",
    "laboratory": "lab labs laboratories labratory",
    "school": "sch schools schs schl",
    "district": "dist",
    "development": "devel develop dvlpmt devt devlpmt dvlp dvlpt dvlpmnt dlvp",
    "construction": "constr constrn const",
    "products": "product prods prod",
    "partners": "ptnrs ptrs prtnrs partner",
    "communications": "communication commn commns comms comm",
    "pharmaceuticals": "pharmaceutical pharms pharmaceut pharml",
    "government": "govt",
    "building": "bldg",
    "brothers": "bros",
    "enterprises": "enterprise entp entps entrps ents",
    "industries": "industry inds indus",
    "holdings": "holding hldgs hldg",
    "networks": "network ntwk ntwks",
    "distribution": "distr distrib distribn",
    "environmental": "environ envir environtl",
    "investments": "investment inv invs invst invstmt invest",
    "rehabilitation": "rehab",
    "therapeutics": "therap",
    "county": "cnty cty",
    "community": "cmty commty comty",
    "mountain": "mtn",
    "st": "saint",
    "professional": "prof profl",
    "physician": "physicians phys",
    "children": "childrens",
    "women": "womens",
    "corporate": "corport",
    "equipment": "equip",
    "electric": "elec elect",
    "federal": "fedl fed",
    "general": "genl gen",
    "financial": "finl fin",
    "americas": "amers",
    "independent": "indep",
    "regional": "regl reg",
    "memorial": "meml",
    "authority": "auth",
    "agency": "agcy",
    "securities": "secs",
    "senior": "sr",
    "division": "div",
    "language": "lang",
    "avenue": "ave",
    "consultants": "consultant",
    "analytics": "analytic",
    "logistics": "logistic",
    "society": "soc",
    "advanced": "adv",
    "software": "sftwr",
    "valley": "vly",
    "business": "bus",
    "electronics": "electronic",
    "computer": "computers cmptr cmptrs comps",
    "specialists": "specialist spcs",
    "road": "rd",
    "resources": "resource rscs rsrcs",
    "administration": "admin",
    "telecommunications": "telecom telecommunication telecomm",
    "academy": "acad",
    "marketing": "mktg mkting",
    "science": "sciences sci scis",
    "consulting": "cons consltg conslt",
    "education": "educ edu ed",
    "bank": "bk",
    "township": "twp",
    "program": "prgm prgms",
    "heights": "hts",
    "parkway": "pkwy",
}

ABBREVIATIONS: Final = {short: word for word, shorts in _SPELLINGS.items() for short in shorts.split()}
"""Spelling to the one spelling used in cores. Singular and plural are one: filers mix them for the same entity."""

STATE_NAMES: Final = {
    "al": "alabama", "ak": "alaska", "az": "arizona", "ar": "arkansas", "ca": "california", "ct": "connecticut",
    "fl": "florida", "ga": "georgia", "hi": "hawaii", "id": "idaho", "il": "illinois", "ia": "iowa", "ks": "kansas",
    "ky": "kentucky", "md": "maryland", "ma": "massachusetts", "mi": "michigan", "mn": "minnesota",
    "ms": "mississippi", "mo": "missouri", "mt": "montana", "ne": "nebraska", "nv": "nevada", "nm": "new mexico",
    "nh": "new hampshire", "nj": "new jersey", "ny": "new york",
    "nc": "north carolina", "nd": "north dakota", "oh": "ohio", "ok": "oklahoma", "pa": "pennsylvania",
    "ri": "rhode island", "sc": "south carolina", "sd": "south dakota", "tn": "tennessee", "tx": "texas", "ut": "utah",
    "vt": "vermont", "va": "virginia", "wa": "washington", "wv": "west virginia", "wi": "wisconsin", "wy": "wyoming",
    "calif": "california", "penn": "pennsylvania", "mass": "massachusetts", "minn": "minnesota", "tenn": "tennessee",
    "wisc": "wisconsin", "fla": "florida",
}  # fmt: skip
"""State abbreviations that are spelt out behind "of" ("Univ of TX"); elsewhere they may be initials."""

INSTITUTION_WORDS: Final = frozenset({"university", "college", "suny", "cuny"})

INSTITUTION_NAMES: Final = {
    **{code: name for code, name in STATE_NAMES.items() if code not in ("al", "hi", "id", "ma", "pa", "mass", "penn")},
    "pr": "puerto rico",
    "suny": "state university of new york",
    "cuny": "city university of new york",
}
"""Abbreviations that are spelt out wherever they stand in the name of a university."""

SCHOOL_DISTRICTS: Final = {
    "isd": ("independent", "school", "district"),
    "cisd": ("consolidated", "independent", "school", "district"),
}
"""Initials behind the name of a place that say it is a school district."""

ON_BEHALF: Final = "obo"
"""What stands between the body that files and the institution for which it does ("on behalf of")."""

SCHOOL_WORDS: Final = INSTITUTION_WORDS | _set("colleges universities institute school seminary academy conservatory")
"""What an institution of learning may be called."""

COLLEGE_KINDS: Final = _set("community junior area county district")
"""What a college may be called or not: "Amarillo College" files as "Amarillo Junior College"."""

COLLEGE_DISTRICT: Final = " community college d"
"""What stands in the name of a district that has colleges; the hub may have cut its end."""

OFFICE_WORDS: Final = _set("systems office administration chancellor central online adult continuing")
"""What stands behind the name of an institution that is meant as a whole."""

SCHOOL_KINDS: Final = SCHOOL_WORDS | COLLEGE_KINDS | LINKING_WORDS | _set("technology technical")
"""What says of an institution only what kind of school it is."""

SCHOOL_OWNERS: Final = _set("db d enterprises holdings group education learning usa company")
"""What the legal name of a school's owner has beside the name of the school."""

UNLIKE_COLLEGES: Final = _set(
    "high preparatory prep elementary hospital press health medical medicine law physician club foundation store alumni"
)
"""What behind the name of an institution makes it another employer, or one that files by itself."""

SYSTEM_NAMES: Final = ("state university of new york", "city university of new york")
"""Systems whose name stands before that of a college, which files under its own."""

CAMPUS_WORDS: Final = frozenset({"main"})
"""A "campus" behind one of these, or behind a word that the name has already, is the university itself."""

GENERIC_WORDS: Final = _set(
    "technology solutions services systems group global international consulting management partners health "
    "healthcare medical center software data digital capital holdings enterprises industries american national "
    "united first advanced general business network networks media energy design research institute foundation "
    "hospital school university college association engineering construction communications financial insurance "
    "innovative innovations innovation integrated professional resources home care family community new north "
    "south east west city state county public private star blue green summit premier prime elite universal pacific "
    "atlantic central western eastern northern southern vision alliance trading products manufacturing company "
    "information it tech cloud ai studio labs laboratory analytics ventures investments development"
)
"""Words so common in filers' names that sharing only these is no evidence."""

PUBLIC_WORDS: Final = INSTITUTION_WORDS | _set(
    "state county city town township village district school department authority commission public government "
    "regents federal campus agency bureau municipal academy charter diocese archdiocese tribe nation "
    "va veteran veterans army navy nyc"
)
"""Words of public bodies, whose parts are different employers under one tax id."""
