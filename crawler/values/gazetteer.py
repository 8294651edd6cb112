"""Names and codes of countries, U.S. states, Canadian provinces and large cities.

Country codes are ISO 3166-1 alpha-2, U.S. state codes USPS Publication 28, Canadian provinces Canada Post.
"""

from __future__ import annotations

from crawler.clean import clean_text

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico", "GU": "Guam", "VI": "U.S. Virgin Islands",
}  # fmt: skip
PROVINCES = {
    "AB": "Alberta", "BC": "British Columbia", "MB": "Manitoba", "NB": "New Brunswick",
    "NL": "Newfoundland and Labrador", "NS": "Nova Scotia", "ON": "Ontario", "PE": "Prince Edward Island",
    "QC": "Quebec", "SK": "Saskatchewan",
}  # fmt: skip
COUNTRIES = {
    "AE": "United Arab Emirates|UAE", "AF": "Afghanistan", "AL": "Albania", "AM": "Armenia", "AO": "Angola",
    "AR": "Argentina|Argentine", "AT": "Austria|Österreich", "AU": "Australia|AUS", "AZ": "Azerbaijan",
    "BA": "Bosnia and Herzegovina", "BB": "Barbados", "BD": "Bangladesh", "BE": "Belgium|Belgique|België",
    "BG": "Bulgaria",
    "BH": "Bahrain", "BM": "Bermuda", "BO": "Bolivia", "BR": "Brazil|Brasil|BRA", "BS": "Bahamas", "BW": "Botswana",
    "BY": "Belarus", "BZ": "Belize", "CA": "Canada|CAN", "CH": "Switzerland|Schweiz|Suisse",
    "CI": "Ivory Coast|Côte d'Ivoire",
    "CL": "Chile", "CM": "Cameroon", "CN": "China|CHN|People's Republic of China", "CO": "Colombia",
    "CR": "Costa Rica", "CU": "Cuba", "CY": "Cyprus", "CZ": "Czech Republic|Czechia",
    "DE": "Germany|Deutschland|Allemagne|DEU",
    "DK": "Denmark", "DO": "Dominican Republic", "DZ": "Algeria", "EC": "Ecuador", "EE": "Estonia", "EG": "Egypt",
    "ES": "Spain|España|Espagne|ESP", "ET": "Ethiopia", "FI": "Finland", "FR": "France|FRA",
    "GB": "United Kingdom|UK|Royaume-Uni|GBR|Great Britain|England|Scotland|Wales|Northern Ireland",
    "GE": "Georgia (country)|Republic of Georgia", "GH": "Ghana", "GR": "Greece", "GT": "Guatemala",
    "HK": "Hong Kong|HKG|Hong Kong SAR", "HN": "Honduras", "HR": "Croatia", "HT": "Haiti", "HU": "Hungary",
    "ID": "Indonesia", "IE": "Ireland|IRL|Republic of Ireland", "IL": "Israel|ISR", "IN": "India|IND", "IQ": "Iraq",
    "IR": "Iran", "IS": "Iceland", "IT": "Italy|Italia|Italie|ITA", "JM": "Jamaica", "JO": "Jordan", "JP": "Japan|JPN",
    "KE": "Kenya", "KH": "Cambodia", "KR": "South Korea|Korea|Republic of Korea|KOR", "KW": "Kuwait",
    "KZ": "Kazakhstan", "LB": "Lebanon", "LI": "Liechtenstein", "LK": "Sri Lanka", "LT": "Lithuania",
    "LU": "Luxembourg", "LV": "Latvia", "LY": "Libya", "MA": "Morocco", "MC": "Monaco", "MD": "Moldova",
    "ME": "Montenegro", "MK": "North Macedonia", "MM": "Myanmar", "MN": "Mongolia", "MO": "Macau|Macao",
    "MT": "Malta", "MU": "Mauritius", "MW": "Malawi", "MX": "Mexico|México|Mexique|MEX", "MY": "Malaysia|MYS",
    "MZ": "Mozambique",
    "NA": "Namibia", "NG": "Nigeria", "NI": "Nicaragua",
    "NL": "Netherlands|The Netherlands|NLD|Holland|Nederland|Niederlande|Pays-Bas",
    "NO": "Norway", "NP": "Nepal", "NZ": "New Zealand|NZL", "OM": "Oman", "PA": "Panama", "PE": "Peru",
    "PG": "Papua New Guinea", "PH": "Philippines|PHL", "PK": "Pakistan", "PL": "Poland|Polska|POL", "PT": "Portugal",
    "PY": "Paraguay", "QA": "Qatar", "RO": "Romania|ROU", "RS": "Serbia", "RU": "Russia|Russian Federation",
    "RW": "Rwanda", "SA": "Saudi Arabia|KSA", "SE": "Sweden|SWE", "SG": "Singapore|SGP", "SI": "Slovenia",
    "SK": "Slovakia", "SN": "Senegal", "SV": "El Salvador", "TH": "Thailand", "TN": "Tunisia",
    "TR": "Turkey|Türkiye|TUR", "TT": "Trinidad and Tobago", "TW": "Taiwan|TWN", "TZ": "Tanzania", "UA": "Ukraine",
    "UG": "Uganda",
    "US": "United States|United States of America|USA|U.S.|U.S.A.|US|America|États-Unis|Estados Unidos",
    "UY": "Uruguay",
    "UZ": "Uzbekistan", "VE": "Venezuela", "VN": "Vietnam|Viet Nam", "ZA": "South Africa|ZAF", "ZM": "Zambia",
    "ZW": "Zimbabwe",
}  # fmt: skip

# Cities so large that the name alone is enough; a name shared with another well-known city is not here.
CITIES: dict[str, tuple[str, str | None, str]] = {
    "new york city": ("New York City", "NY", "US"), "nyc": ("New York City", "NY", "US"),
    "san francisco": ("San Francisco", "CA", "US"), "sf": ("San Francisco", "CA", "US"),
    "los angeles": ("Los Angeles", "CA", "US"), "chicago": ("Chicago", "IL", "US"),
    "seattle": ("Seattle", "WA", "US"), "boston": ("Boston", "MA", "US"), "austin": ("Austin", "TX", "US"),
    "denver": ("Denver", "CO", "US"), "houston": ("Houston", "TX", "US"), "dallas": ("Dallas", "TX", "US"),
    "atlanta": ("Atlanta", "GA", "US"), "miami": ("Miami", "FL", "US"), "philadelphia": ("Philadelphia", "PA", "US"),
    "san diego": ("San Diego", "CA", "US"), "palo alto": ("Palo Alto", "CA", "US"),
    "mountain view": ("Mountain View", "CA", "US"), "washington, d.c.": ("Washington", "DC", "US"),
    "washington dc": ("Washington", "DC", "US"), "washington d.c.": ("Washington", "DC", "US"),
    "toronto": ("Toronto", "ON", "CA"), "montreal": ("Montreal", "QC", "CA"), "montréal": ("Montréal", "QC", "CA"),
    "paris": ("Paris", None, "FR"), "berlin": ("Berlin", None, "DE"), "munich": ("Munich", None, "DE"),
    "tokyo": ("Tokyo", None, "JP"), "bangalore": ("Bangalore", None, "IN"), "bengaluru": ("Bengaluru", None, "IN"),
    "hyderabad": ("Hyderabad", None, "IN"), "mumbai": ("Mumbai", None, "IN"), "tel aviv": ("Tel Aviv", None, "IL"),
    "singapore": ("Singapore", None, "SG"), "amsterdam": ("Amsterdam", None, "NL"), "zurich": ("Zurich", None, "CH"),
    "tbilisi, georgia": ("Tbilisi", None, "GE"), "batumi, georgia": ("Batumi", None, "GE"),
    "stockholm": ("Stockholm", None, "SE"), "seoul": ("Seoul", None, "KR"), "sydney": ("Sydney", None, "AU"),
    "brisbane": ("Brisbane", None, "AU"), "atx": ("Austin", "TX", "US"), "pdx": ("Portland", "OR", "US"),
}  # fmt: skip
# Names that are a city's only in a list with cities of its country: "SEA" alone is a part of Asia, "LA" a state.
LISTED_CITIES: dict[str, tuple[str, str | None, str]] = {
    "sea": ("Seattle", "WA", "US"), "la": ("Los Angeles", "CA", "US"), "dc": ("Washington", "DC", "US"),
    "atl": ("Atlanta", "GA", "US"), "bos": ("Boston", "MA", "US"), "chi": ("Chicago", "IL", "US"),
    "den": ("Denver", "CO", "US"), "phx": ("Phoenix", "AZ", "US"), "phl": ("Philadelphia", "PA", "US"),
    "new york": ("New York", "NY", "US"), "washington": ("Washington", "DC", "US"),
    "portland": ("Portland", "OR", "US"), "phoenix": ("Phoenix", "AZ", "US"), "melbourne": ("Melbourne", None, "AU"),
    "perth": ("Perth", None, "AU"), "adelaide": ("Adelaide", None, "AU"), "canberra": ("Canberra", None, "AU"),
    "vancouver": ("Vancouver", "BC", "CA"),
}  # fmt: skip
AUSTRALIAN_STATES = {
    "NSW": "New South Wales", "VIC": "Victoria", "QLD": "Queensland", "WA": "Western Australia",
    "SA": "South Australia", "TAS": "Tasmania", "ACT": "Australian Capital Territory", "NT": "Northern Territory",
}  # fmt: skip
_ALSO_ELSEWHERE = frozenset(("wa", "sa", "nt", "victoria"))
"""Washington, Saudi Arabia, the Northwest Territories and several cities: an Australian city must stand before."""
_AUSTRALIAN_CITIES = (
    "sydney|north sydney|parramatta|macquarie park|newcastle|wollongong|melbourne|geelong|ballarat|bendigo|richmond|"
    "docklands|south melbourne|mulgrave|clayton|brisbane|gold coast|sunshine coast|townsville|cairns|toowoomba|perth|"
    "west perth|fremantle|mandurah|bunbury|karratha|kalgoorlie|port hedland|adelaide|mawson lakes|whyalla|hobart|"
    "launceston|canberra|darwin|palmerston|alice springs"
)
# Large cities of the countries whose code is also a U.S. state's: "Pune, IN" is not in Indiana. Left out are names that
# the state of that code has too (Ottawa in Illinois is kept apart by its own state's code).
ABROAD = {
    "AR": "buenos aires|córdoba|cordoba|rosario|mendoza|la plata",
    "AZ": "baku",
    "CA": "toronto|montreal|montréal|vancouver|calgary|ottawa|edmonton|winnipeg|mississauga|quebec city|québec|halifax|"
    "waterloo|kitchener|burnaby|markham|brampton|hamilton|regina|saskatoon|kelowna|gatineau|laval",
    "CO": "bogota|bogotá|bogotá d.c.|medellin|medellín|cali|barranquilla|cartagena|bucaramanga",
    "DE": "berlin|munich|münchen|hamburg|frankfurt|frankfurt am main|cologne|köln|stuttgart|düsseldorf|dusseldorf|"
    "leipzig|dresden|hannover|hanover|nuremberg|nürnberg|bremen|essen|dortmund|bonn|karlsruhe|mannheim|walldorf|"
    "heidelberg|aachen|mainz|wiesbaden|kiel|potsdam|freiburg|augsburg|ulm|jena",
    "ID": "jakarta|bandung|surabaya|denpasar|bali|batam",
    "IL": "tel aviv|tel-aviv|tel aviv-yafo|jerusalem|haifa|herzliya|petah tikva|ramat gan|netanya|ra'anana|raanana|"
    "yokneam|beer sheva|be'er sheva|rehovot|kfar saba|hod hasharon|rishon lezion|caesarea",
    "IN": "bengaluru|bangalore|hyderabad|mumbai|pune|chennai|delhi|new delhi|gurgaon|gurugram|noida|kolkata|ahmedabad|"
    "kochi|coimbatore|jaipur|indore|chandigarh|mohali|thiruvananthapuram|trivandrum|nagpur|mysore|mysuru|vadodara|"
    "bhubaneswar|navi mumbai|thane|visakhapatnam|surat|lucknow|goa",
    "MA": "casablanca|rabat|marrakech|marrakesh|tangier|tanger|fes|agadir|technopolis",
    "MD": "chisinau|chișinău",
    "MN": "ulaanbaatar",
    "MT": "valletta|sliema|st. julian's|st julians|birkirkara",
    "PA": "panama city|ciudad de panamá",
    "TN": "tunis|sfax|sousse",
}


_AUSTRALIAN_NAMES = frozenset(name.lower() for name in AUSTRALIAN_STATES.values())
STATE_CODES = {name.lower(): code for code, name in STATES.items()}
PROVINCE_CODES = {name.lower(): code for code, name in PROVINCES.items()} | {"québec": "QC"}
# ISO 3166-1 alpha-3, as payroll systems write countries.
_ALPHA_3 = (
    "ARE AFG ALB ARM AGO ARG AUT AUS AZE BIH BRB BGD BEL BGR BHR BMU BOL BRA BHS BWA BLR BLZ CAN CHE CIV CHL CMR CHN "
    "COL CRI CUB CYP CZE DEU DNK DOM DZA ECU EST EGY ESP ETH FIN FRA GBR GEO GHA GRC GTM HKG HND HRV HTI HUN IDN IRL "
    "ISR IND IRQ IRN ISL ITA JAM JOR JPN KEN KHM KOR KWT KAZ LBN LIE LKA LTU LUX LVA LBY MAR MCO MDA MNE MKD MMR MNG "
    "MAC MLT MUS MWI MEX MYS MOZ NAM NGA NIC NLD NOR NPL NZL OMN PAN PER PNG PHL PAK POL PRT PRY QAT ROU SRB RUS RWA "
    "SAU SWE SGP SVN SVK SEN SLV THA TUN TUR TTO TWN TZA UKR UGA USA URY UZB VEN VNM ZAF ZMB ZWE"
)
_COUNTRY_CODES = {alias.lower(): code for code, names in COUNTRIES.items() for alias in names.split("|")}
_COUNTRY_CODES |= {code.lower(): alpha_2 for code, alpha_2 in zip(_ALPHA_3.split(), COUNTRIES, strict=True)}


def country_code(name: object) -> str | None:
    """ISO 3166-1 alpha-2 for a country's name or code, in English or its own language."""
    text = clean_text(name)
    if text is None:
        return None
    if text.upper() in COUNTRIES and len(text) == 2:
        return text.upper()
    return _COUNTRY_CODES.get(text.lower())


def is_australian(state: str, city: str | None) -> bool:
    """Whether a state's code (in capitals) or name is Australia's, given the city before it (``None``: it is alone)."""
    name = state.lower()
    if state not in AUSTRALIAN_STATES and name not in _AUSTRALIAN_NAMES:
        return False
    return name not in _ALSO_ELSEWHERE or (city is not None and city.lower() in _AUSTRALIAN_CITIES.split("|"))


def region_code(name: object, country: str | None) -> str | None:
    """USPS or Canada Post code for a state or province of those countries; the name itself elsewhere."""
    text = clean_text(name)
    if text is None:
        return None
    if country in (None, "US"):
        if text.upper() in STATES:
            return text.upper()
        if found := STATE_CODES.get(text.lower()):
            return found
    if country in (None, "CA"):
        if text.upper() in PROVINCES:
            return text.upper()
        if found := PROVINCE_CODES.get(text.lower()):
            return found
    return text


def is_abroad(city: str, code: str) -> bool:
    """Whether ``code``, which a U.S. state has too, means a country after this city."""
    return city.lower() in ABROAD.get(code, "").split("|")
