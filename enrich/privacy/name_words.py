"""Words that begin with a capital in postings and are no part of a person's name."""

from __future__ import annotations

from typing import Final

NOT_NAMES: Final = frozenset(
    """
    a ability able about academic access accessibility accommodation accommodations account accountants accounting
    accounts acquisition action active admin administration administrative administrator administrators admissions
    advance advanced advisor advisors advisory affairs agency agents agile ai all also america american an analyst
    analysts analytics and angel-investors another any anyone api applicant applicants application applications
    apply architect architects architecture are area as asia ask assistance assistant associate associates at
    attorney attorneys auditors august australia authority availability aws azure b2b back bank base based before
    begin being benefit benefits berlin best bio board body boston both brand business businesses buyers by
    california call campaign campus canada candidate candidates care career careers carriers case cell center
    central centre ceo certification certified cfo chair chat chefs chicago chief child children china chip cio city
    claims client clients clinic clinical clinicians cloud cms coaches code colleagues college commercial commission
    committee communications communities community companies company compensation compliance computer conference
    consultant consultants consumer contact contract contractors contracts control controller coo cooperative
    coordinator coordinators corporate corporation council counsel counsellor counselors country county crm cross
    css cto culture current customer customers cyber dallas data database date days deadline dean december defense
    delivery denver department departments deputy design designers desk details develop developer developers
    development devops digital direct director directors disability distribution district diversity division do
    doctor donors dublin e-mail each early east eastern education eeo either electrical email employee employees
    employer employment engagement engineer engineering engineers english ensure enterprise environment
    environmental equal equity erp europe european events every everyone excellent exciting executive executives
    experience experienced export exposure ext external facebook facilities faculty families fax february federal
    field finance financial first fleet for forward foundation founder founders france french fri friday from front
    full fund future gcp general general-manager german germany get github global google governance government
    governments graduate group growth guest hardware have head health healthcare help her here high hiring his home
    hospital hospitals hotel hours house houston how hr html http https human i ideal if il immigration in inc
    incident include includes including inclusion india industrial industries industry info information
    infrastructure innovation innovators inquiries inside insights institute insurance integration internal
    international internet internship investigators investment investors is it its january japan java javascript job
    jobs join journalists judges july june junior justice key kubernetes lab laboratory labs language latin lawyers
    lead leader leaders leadership lean learning legal legislators level library life linkedin linux list live llc
    local location logistics london long machine magic mail maintain maintenance manage management manager managers
    managing manufacturing march market marketing master may media media-outlets medical meet member members
    merchants message microsoft ministries mobile mon monday monitor multiple municipalities must national native
    neighbors network new next no nobody north northern not note november now number nurse nurses nursing october of
    off office officer offices on oncology one online only open operation operations operator opportunity ops option
    or oracle order organization organizations other our out over owner owners pacific parent parents paris part
    partner partners partnerships party patient patients pay people performance person personnel pharmacists phd
    phone physician physicians pilot pilots pittsburgh planners planning plant platform please plus point policy
    portal portfolio position post power practice practices pre president press price principal private process
    procurement producers product production products professional program programmers programs project projects
    property prospects protection proven provide provider public publishers purchasing python quality query question
    questions r&d radio reach real recruiter recruiters recruiting recruitment refer region regional registered
    regulators regulatory relations report reporting reports representative requirements research reservations
    residents resource resources responsibilities responsible retail retailers return review risk role safety salary
    sales salesforce san sap sat saturday scheduler scholars school schools science sciences scientist scientists
    scrum search seattle section sector security see send senior september server service services shared
    shareholders she shift singapore site slack social society software solution solutions some someone sourcing
    south southern space speak special specialist specialists sponsors sql staff staffing stakeholder stakeholders
    standard start state states status steering store strategic strategy street strong student students studies
    success such sun sunday superintendent superintendents supervisor supervisors supplier suppliers supply support
    sustainability system systems talent talk task tax teacher team teams tech technical technician technologies
    technology tel telephone tenants texas text texting than that the their them therapists these they this those
    through thu thursday time title to today together tokyo toronto trainers training transportation treasurer
    treasury tue tuesday twitter uk underwriters unit united universities university unix us usa user users using
    value vendor vendors veterans vice vip virtual visa vision visitors volunteer vp warehouse washington we web
    website wed wednesday welcome west western what when where who wholesalers why window windows wireless with
    within women work worker workers workforce workplace works world writers year years york you your youtube zoom
    """.split()  # noqa: SIM905
)
"""Departments, roles, places and the like, lower case: a name ends before one of them."""

BOTH: Final = frozenset(
    """
    amber angel april art aurora austin autumn bill blake brandy brooke carol chance charity chase chip christian
    clay cliff cole crystal daisy dale dawn dean drew earl faith fern florence florin frank gene georgia ginger glen
    grace grant guy hazel heather hope hunter iris ivy jack jade jasmine jay jean jordan joy june king lance laurel
    li lily logan london madison marina mark mason max may melody mercedes miles min ming misty morgan nelson nick
    norm olive paige paris pat pearl penny perry ran ray reed rich rob robin rose ruby rusty sage sandy savannah
    scott sierra sky spencer stan sterling sue summer sun sydney taylor terry trinity troy victor violet virginia
    wade walker warren will willow
    """.split()  # noqa: SIM905
)
"""Given names that are words as well: alone they are no name."""
