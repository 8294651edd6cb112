"""Words of job titles: what is left out of a title, what an abbreviation stands for, and which words name a person."""

from __future__ import annotations

import re
from typing import Final

from enrich.reference.places import STATE_NAMES


def _pairs(text: str) -> dict[str, tuple[str, ...]]:
    """Read ``abbreviation words...|...``."""
    entries = (entry.split() for entry in text.replace("\n", "|").split("|"))
    return {entry[0]: tuple(entry[1:]) for entry in entries if entry}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ABBREVIATIONS: Final = _pairs("""
swe software engineer|sde software development engineer|sdet software development engineer test|dev developer
sre site reliability engineer|mts member technical staff|fde forward deployed engineer|fae field applications engineer
eng engineer|engr engineer|mgr manager|mngr manager|dir director|vp vice president|svp vice president
avp vice president|evp vice president|admin administrator|asst assistant|assoc associate|coord coordinator
spec specialist|rep representative|reps representative|techn technician|tech technician|exec executive|supv supervisor
supvr supervisor|sup supervisor|prof professor|dept department|govt government|intl international|ml machine learning
ai artificial intelligence|nlp natural language processing|llm large language model|genai artificial intelligence
qa quality assurance|qc quality control|bi business intelligence|bsa business systems analyst|ui user interface
ux user experience|hci human computer interaction|frontend front end|backend back end|fullstack full stack
dba database administrator|hr human resources|hrbp human resources business partner|tpm technical program manager
pgm program manager|ceo chief executive officer|cfo chief financial officer|coo chief operating officer
cto chief technology officer|cio chief information officer|cmo chief marketing officer
chro chief human resources officer|ciso chief information security officer|cpo chief product officer
sdr sales development representative|bdr business development representative|csr customer service representative
csm customer success manager|ae account executive|am account manager|seo search engine optimization|ops operations
sys systems|sw software|hw hardware|mech mechanical|elec electrical|mfg manufacturing|maint maintenance|mktg marketing
acct accounting|acctg accounting|cust customer|svc service|svcs services|comm communications|info information
infosec information security|cyber cybersecurity|mgmt management|proj project|prog program|prod production
rn registered nurse|lpn licensed practical nurse|lvn licensed vocational nurse|np nurse practitioner
arnp nurse practitioner|aprn nurse practitioner|fnp family nurse practitioner|crna nurse anesthetist
cna nursing assistant|emt emergency medical technician|slp speech language pathologist|ot occupational therapist
cota occupational therapy assistant|pta physical therapist assistant|lcsw clinical social worker|bcba behavior analyst
rbt behavior technician|pct patient care technician|icu intensive care|ccu intensive care|er emergency|ed emergency
ob obstetrics|obgyn obstetrics gynecology|gyn gynecology|ent otolaryngology|im internal medicine|fm family medicine
gi gastroenterology|heme hematology|onc oncology|hem hematology|peds pediatrics|psych psychiatry|endo endocrinology
neuro neurology|cardio cardiology|rad radiology|pulm pulmonary|mls medical laboratory scientist
mlt medical laboratory technician|rd registered dietitian|pgy resident|postdoc postdoctoral|dvm veterinarian
dds dentist|dmd dentist|dpt physical therapist|pharmd pharmacist|cpa accountant|phd doctorate
it information technology|ict information technology|cdl truck|fp&a financial planning analysis
r&d research development|m&a mergers acquisitions|ehs environmental health safety|hse environmental health safety
attorney lawyer|counsel lawyer|esl english second language|sped special education|programer programmer
dietician dietitian|orthopaedic orthopedic|paediatric pediatrics|gynaecology gynecology|anaesthesia anesthesia
adviser advisor|cyber-security cybersecurity|recruiting recruitment|bookkeeping bookkeeper|teaching teacher
technologies technology|analytical analyst|attending physician|doctor physician|hospital-based hospital|lab laboratory
labs laboratory|biz business|fin financial|finance financial|econ economist|stat statistician|stats statistician
math mathematics|bioinformatic bioinformatics|chem chemistry|cybersec cybersecurity|devsecops devops
""")
"""Abbreviation or other spelling -> the words it stands for; each is one word of a folded title."""

ACTIVITIES: Final = {
    activity: persons[0]
    for activity, persons in _pairs("""
engineering engineer|development developer|programming programmer|consulting consultant|accounting accountant
nursing nurse|research researcher|design designer|analytics analyst|analysis analyst|recruitment recruiter
testing tester|auditing auditor|audit auditor|science scientist|architecture architect|trading trader|writing writer
editing editor|underwriting underwriter|drafting drafter|statistics statistician|law lawyer|legal lawyer
sales representative|administration administrator|translation translator|pharmacy pharmacist|dentistry dentist
journalism journalist|photography photographer|welding welder
""").items()
}
"""Work -> who does it, for titles in which no word names a person (``Software Engineering Intern``)."""

_PHRASES = (
    (r"front[ -]end", "front end"),
    (r"back[ -]end", "back end"),
    (r"full[ -]?stack", "full stack"),
    (r"e[ -]commerce", "ecommerce"),
    (r"ob ?[/-] ?gyn", "obgyn"),
    (r"obstetrics (?:and|&) gynecology", "obgyn"),
    (r"pre[ -]?sales", "presales"),
    (r"cyber[ -]security", "cybersecurity"),
    (r"dev[ -]ops", "devops"),
    (r"help[ -]desk", "helpdesk"),
    (r"data ?base", "database"),
    (r"web ?site", "website"),
    (r"health ?care", "healthcare"),
    (r"child ?care", "childcare"),
    (r"co[ -]op", "intern"),
    (r"post[ -]doc(?:toral)?", "postdoctoral"),
    (r"house ?keep(er|ing)", r"housekeep\1"),
    (r"land ?scap(er|ing)", r"landscap\1"),
    (r"ware ?house", "warehouse"),
    (r"pay ?roll", "payroll"),
    (r"tele[ -]?sales", "telesales"),
    (r"para[ -]?professional", "paraprofessional"),
    (r"data ?cent(?:er|re)", "data center"),
    (r"asp ?\.net|dot ?net", ".net"),
    (r"speech (?:and|&) language", "speech language"),
    (r"x[ -]ray", "xray"),
    (r"a/c", "hvac"),
    (r"a/p", "accounts payable"),
    (r"a/r", "accounts receivable"),
    (r"i\.?t\.", "information technology"),
    (r"u\.s\.(?:a\.)?", " "),
    (r"r ?& ?d", "r&d"),
    (r"fp ?& ?a", "fp&a"),
    (r"m\.?d\.?(?:/d\.?o\.?|/ph\.?d\.?)", " "),
    (r"ph\.? ?d\.?", " "),
    (r"tech lead", "technical lead"),
    (r"biotech", "biotechnology"),
)
PHRASES: Final = tuple((re.compile(rf"(?<![a-z0-9]){pattern}(?![a-z0-9])"), words) for pattern, words in _PHRASES)
"""Spellings in more than one word, replaced in this order before a title is cut into words."""

ANY_PHRASE: Final = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(pattern for pattern, _ in _PHRASES)})(?![a-z0-9])")
"""Finds whether a title has any of them."""

_START, _END, _LAST = r"(?<![a-z0-9])", r"(?![a-z0-9])", r"(?= *(?:$|[(),/|–-]))"
_GENDER_MARKS = (
    r"\((?:[mfwdxgi](?:[/|*., -]+[mfwdxgi*]){1,3}|all genders?|any gender|gn|d/f/m|h/f)\)",
    r"(?<![a-z])(?:[mfwd]/[mfwd](?:/[mfwdx])?|h/f|f/h)(?![a-z])",
)
_NOISE = (
    r"(?:100% )?(?:fully |partly |partially )?"
    r"(?:remote(?:ly)?|hybrid|on[ -]?site|in[ -]office|work from home|wfh|telecommute|virtual(?! reality))"
    rf"(?:[ -](?:only|first|eligible|optional|based|work|position|role|job|friendly|us|usa))?{_END}",
    rf"(?:full|part)[ -]?time{_END}",
    rf"(?:per diem|prn|perm(?:anent)?|temp(?:orary)?|seasonal|fixed[ -]term|long[ -]term|short[ -]term){_END}",
    rf"contract(?:or)?{_LAST}",
    r"(?:day|night|evening|weekend|overnight|swing|2nd|3rd|1st)"
    rf"(?: and| &| or|/)?(?: (?:day|night|evening|weekend))?s?(?: shifts?)?{_LAST}",
    rf"(?:new|recent|university|college|early)[ -](?:grad(?:uate)?s?|careers?){_END}",
    rf"(?:(?:entry|mid|senior)[ -]level|mid[ -]senior|experienced|level|grade|tier|bilingual){_END}",
    rf"(?:urgent(?:ly)?(?: hiring)?|now hiring|hiring(?! manager)|immediate(?: start)?|vacancy){_END}",
    rf"(?:sign[ -]on bonus|relocation|bonus|competitive (?:pay|salary)|no experience(?: required)?){_END}",
    r"(?:spring|summer|fall|autumn|winter)(?= *(?:20\d\d|intern))",
    rf"(?:20[12]\d|w2|c2c|h1b|usa|united states){_END}",
    rf"(?:multiple (?:openings|positions|locations)|various locations){_END}",
)
NOISE: Final = re.compile(rf"{'|'.join(_GENDER_MARKS)}|{_START}(?:{'|'.join(_NOISE)})")
"""What says nothing of the kind of work: gender marks, terms of employment, place of work, the year of the intake."""

REQUISITION: Final = re.compile(
    r"(?:(?<![a-z])(?:req(?:uisition)?|job|jr|ref|posting|position|vacancy)(?: ?(?:id|no|number|code))?[ .:#-]*)?"
    r"(?<![a-z0-9])#?(?:[a-z]{1,4}[-_]?)?\d{3,}[a-z0-9_-]*(?![a-z])|#\d+"
)
"""Numbers of a requisition."""

LEVELS: Final = _words("""
senior sr snr junior jr jnr lead principal staff i ii iii iv v vi vii viii intern interns internship trainee
apprentice distinguished founding mid intermediate advanced experienced l1 l2 l3 l4 l5 l6 l7 e3 e4 e5 e6 ic2 ic3 ic4
ic5 1 2 3 4 5 6 7 8 9 rotational student fte acting interim deputy expert top
""")
"""Words of rank, left out when another word remains."""

KEPT_LEVELS: Final = (
    ("chief", "staff"),
    ("technical", "staff"),
    ("lead", "generation"),
    ("lead", "abatement"),
    ("senior", "living"),
    ("senior", "care"),
    ("senior", "services"),
    ("senior", "housing"),
    ("school", "principal"),
    ("assistant", "principal"),
    ("vice", "principal"),
    ("principal", "investigator"),
    ("student", "affairs"),
    ("student", "services"),
    ("student", "success"),
    ("student", "advisor"),
    ("student", "assistant"),
    ("student", "loan"),
    ("student", "recruitment"),
    ("staff", "development"),
    ("i", "o"),
    ("junior", "high"),
    ("expert", "witness"),
)
"""Neighbours between which a word of rank says what the work is."""

STOP: Final = _words("""
a an and or of for in at to the with on by from as our we are is your this into new us usa job position role
opportunity needed wanted team teams group department division dept based company inc llc corp md do mba msc bsc ms
bs pe cpa-candidate certified licensed eligible board bc be location locations area region north south east west
northeast northwest southeast southwest midwest central eastern western northern southern americas america emea apac
latam amer na global international national regional local
""")
"""Words that are left out of every title."""

PREPOSITIONS: Final = _words("of for in at to with on by from within across")
"""What comes before one of these names the work; what comes after says of what kind."""

_CITIES: Final = (
    "new york city|new york|san francisco|los angeles|san jose|san diego|las vegas|salt lake city|st louis|kansas city|"
    "washington dc|new orleans|fort worth|el paso|san antonio|palo alto|mountain view|santa clara|santa monica|"
    "redwood city|menlo park|long beach|jersey city|ann arbor|baton rouge|oklahoma city|chicago|houston|phoenix|"
    "philadelphia|dallas|austin|seattle|denver|boston|detroit|nashville|portland|memphis|louisville|baltimore|milwaukee|"
    "albuquerque|tucson|fresno|sacramento|atlanta|miami|raleigh|omaha|oakland|minneapolis|tampa|pittsburgh|cincinnati|"
    "orlando|charlotte|indianapolis|columbus|sunnyvale|bellevue|redmond|brooklyn|manhattan|bay area|boulder|irvine"
)
_STATES: Final = "|".join(sorted((name.lower() for name in STATE_NAMES), key=len, reverse=True))
PLACES: Final = re.compile(rf"(?<![a-z])(?:{_CITIES}|{_STATES})(?:,? [a-z]{{2}}(?= *(?:$|[),/|–-])))?(?![a-z])")
"""Names of states and of the largest cities; of other places the reader knows no word, so that they weigh little."""

PERSONS: Final = _words("""
nurse clerk chef cook fellow resident faculty lead head chief officer director manager aide attorney coach associate
assistant professor president pilot hand agent analyst architect scientist scholar worker specialist consultant
representative executive engineer developer designer technician technologist physician surgeon doctor provider
practitioner hygienist therapist counselor teacher instructor lecturer tutor dean provost registrar partner owner
master guard driver operator mechanic electrician plumber welder carpenter machinist assembler inspector auditor
accountant bookkeeper banker teller underwriter adjuster broker trader planner buyer recruiter administrator
coordinator supervisor foreman superintendent host hostess server waiter waitress bartender barista baker butcher
cashier stylist barber artist editor writer producer photographer journalist translator interpreter librarian
curator archivist lawyer paralegal judge mediator investigator detective firefighter paramedic dispatcher loader
packer picker handler stocker merchandiser sales strategist evangelist advocate researcher postdoctoral programmer
tester modeler statistician mathematician physicist chemist biologist geologist economist psychologist sociologist
historian actuary optometrist chiropractor podiatrist dietitian nutritionist pharmacist veterinarian dentist
orthodontist midwife phlebotomist sonographer radiographer transcriptionist coder biller scribe janitor custodian
housekeeper maid porter laborer helper installer roofer mason painter glazier rigger attendant ambassador concierge
receptionist secretary liaison marketer copywriter marketeer controller comptroller treasurer teammember member
hospitalist intensivist nocturnist internist generalist paraprofessional caregiver nanny advisor expert tailor
gardener farmer rancher fisherman logger pastor chaplain minister rabbi organizer captain trainer estimator
appraiser surveyor drafter millwright molder setter grinder finisher fabricator steward crew deckhand mate sailor
courier messenger mover splicer lineman linemen locksmith jeweler upholsterer choreographer musician singer actor
athlete scout umpire referee lifeguard usher embalmer mortician groomer caretaker
""")
"""Words that name who does the work; besides them, words in -ist, -ian, -er, -or are taken to."""

NOT_PERSONS: Final = _words("""
computer order center career cancer customer power water laser consumer number paper butter cyber fiber timber
summer winter other under over after per inter tower border theater shelter charter chapter cluster door floor motor
outdoor indoor sensor major minor labor color senior junior interior exterior behavior vendor monitor factor sector
tumor liquor investor error mirror user layer meter gender tender river soccer manner weather dinner copper silver
leather rubber polymer cover fever
""")
"""Words that end like persons and are none."""

FOREIGN: Final = _words("""
de del du des der die das den dem et und fur fuer para con y von vom och voor van het een della di werkstudent
praktikum praktikant praktikantin stagiaire alternance becario estagio estagiario mitarbeiter ausbildung gerente
analista ingeniero ingeniera ingenieur desarrollador
""")
"""Words that only titles in another language have in the part that names the work."""

S_KEPT: Final = _words("""
business analytics logistics sales process diagnostics communications mathematics physics statistics news class
wireless glass series chassis gas campus bus access address ethics sis sas css aws ios devops aerospace press
fitness wellness congress securities
""")
"""Words that end in s and are no plurals, or would be another word without it."""
