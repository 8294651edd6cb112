"""The layouts of the published files, keyed by source and era, with the sources' own column names.

From the record layouts that the Department of Labor and USCIS publish beside the files, and from the files' headers.
A column that is loaded has our name first: DOL's newest name in lower case.
"""

from __future__ import annotations

from enrich.reference.layouts import Column, Layout, column

_CONTACT = """
EMPLOYER_ADDRESS EMPLOYER_ADDRESS1 EMPLOYER_ADDRESS2 EMPLOYER_COUNTRY EMPLOYER_PROVINCE EMPLOYER_PHONE
EMPLOYER_PHONE_EXT EMPLOYER_POC_LAST_NAME EMPLOYER_POC_FIRST_NAME EMPLOYER_POC_MIDDLE_NAME EMPLOYER_POC_JOB_TITLE
EMPLOYER_POC_ADDRESS1 EMPLOYER_POC_ADDRESS2 EMPLOYER_POC_CITY EMPLOYER_POC_STATE EMPLOYER_POC_POSTAL_CODE
EMPLOYER_POC_COUNTRY EMPLOYER_POC_PROVINCE EMPLOYER_POC_PHONE EMPLOYER_POC_PHONE_EXT EMPLOYER_POC_EMAIL
AGENT_REPRESENTING_EMPLOYER AGENT_ATTORNEY_NAME AGENT_ATTORNEY_LAST_NAME AGENT_ATTORNEY_FIRST_NAME
AGENT_ATTORNEY_MIDDLE_NAME AGENT_ATTORNEY_ADDRESS1 AGENT_ATTORNEY_ADDRESS2 AGENT_ATTORNEY_CITY AGENT_ATTORNEY_STATE
AGENT_ATTORNEY_POSTAL_CODE AGENT_ATTORNEY_COUNTRY AGENT_ATTORNEY_PROVINCE AGENT_ATTORNEY_PHONE
AGENT_ATTORNEY_PHONE_EXT AGENT_ATTORNEY_EMAIL_ADDRESS LAWFIRM_NAME_BUSINESS_NAME LAWFIRM_NAME LAWFIRM_BUSINESS_FEIN
STATE_OF_HIGHEST_COURT NAME_OF_HIGHEST_STATE_COURT PREPARER_LAST_NAME PREPARER_FIRST_NAME PREPARER_MIDDLE_INITIAL
PREPARER_BUSINESS_NAME PREPARER_EMAIL
"""
_LCA_NOT_LOADED = """
WORKSITE_COUNTRY WORKSITE_WORKERS WORKSITE_ADDRESS1 WORKSITE_ADDRESS2 PW_TRACKING_NUMBER PW_OTHER_SOURCE PW_OTHER_YEAR
PW_SURVEY_PUBLISHER PW_SURVEY_NAME TOTAL_WORKSITE_LOCATIONS AGREE_TO_LC_STATEMENT SUPPORT_H1B STATUTORY_BASIS
APPENDIX_A_ATTACHED PUBLIC_DISCLOSURE PUBLIC_DISCLOSURE_LOCATION LABOR_CON_AGREE PW_WAGE_SOURCE PW_SOURCE
PW_WAGE_SOURCE_YEAR PW_SOURCE_YEAR PW_WAGE_SOURCE_OTHER PW_SOURCE_OTHER PW_YEAR
"""
_OTHER_PROGRAMS = (
    # permanent labor certification and its prevailing wage requests
    "PW_SKILL_LEVEL WAGE_OFFER_FROM WAGE_OFFER_FROM_9089 WAGE_OFFERED_FROM_9089 PW_AMOUNT_9089 PW_SOC_CODE "
    "COUNTRY_OF_CITIZENSHIP CLASS_OF_ADMISSION FOREIGN_WORKER_INFO_EDUCATION EMP_BUSINESS_NAME JOB_OPP_WAGE_FROM "
    "PWD_SOC_CODE PWD_WAGE_RATE EMPLOYER_LEGAL_BUSINESS_NAME DETERMINATION_DATE "
    # seasonal and island programs
    "NATURE_OF_TEMPORARY_NEED NBR_WORKERS_REQUESTED NBR_WORKERS_CERTIFIED TOTAL_WORKERS_REQUESTED "
    "TOTAL_WORKERS_CERTIFIED TOTAL_WORKERS_NEEDED TOTAL_WORKERS_H_2A_REQUESTED TOTAL_WORKERS_H2A_REQUESTED "
    "NBR_WORKERS_NEEDED TYPE_OF_EMPLOYER_APPLICATION H2A_LABOR_CONTRACTOR CNMI_APPLICATION"
)


def _lca(era: str, columns: tuple[Column, ...], marks: str, *, numbered: bool = False) -> Layout:
    return Layout(
        source="lca",
        table="lca_case",
        name=f"LCA {era}",
        columns=columns,
        one_of=("decision_date", "fiscal_year", "case_number"),
        marks=tuple(marks.split()),
        never=tuple((_CONTACT + _LCA_NOT_LOADED).split()),
        foreign=tuple(_OTHER_PROGRAMS.split()),
        numbered=numbered,
    )


_STATED_PERIOD = (  # extracts that people publish carry it in place of the dates
    Column("fiscal_year", ("FISCAL_YEAR", "FY", "YEAR"), published=False),
    Column("fiscal_quarter", ("FISCAL_QUARTER", "QUARTER"), published=False),
)
_WORKERS = tuple(
    column(name)
    for name in (
        "new_employment",
        "continued_employment",
        "change_previous_employment",
        "new_concurrent_employment",
        "change_employer",
        "amended_petition",
    )
)

_FLAG = (
    column("case_number"),
    column("case_status"),
    column("received_date"),
    column("decision_date"),
    column("original_cert_date"),
    column("visa_class"),
    column("job_title"),
    column("soc_code"),
    column("soc_title"),
    column("full_time_position"),
    column("begin_date"),
    column("end_date"),
    column("total_worker_positions"),
    *_WORKERS,
    column("employer_name", required=True),
    column("trade_name_dba"),
    column("employer_city"),
    column("employer_state"),
    column("employer_postal_code"),
    column("employer_fein"),
    column("naics_code"),
    column("secondary_entity"),
    column("secondary_entity_business_name"),
    column("worksite_city"),
    column("worksite_county"),
    column("worksite_state"),
    column("worksite_postal_code"),
    column("wage_rate_of_pay_from"),
    column("wage_rate_of_pay_to"),
    column("wage_unit_of_pay"),
    column("prevailing_wage"),
    column("pw_unit_of_pay"),
    column("pw_wage_level"),
    column("pw_oes_year"),
    column("h_1b_dependent", "H_1B_DEPENDENT", "H-1B_DEPENDENT", "H1B_DEPENDENT"),
    column("willful_violator"),
    *_STATED_PERIOD,
)

_FY2019 = (
    column("case_number"),
    column("case_status"),
    column("received_date", "CASE_SUBMITTED"),
    column("decision_date"),
    column("original_cert_date"),
    column("visa_class"),
    column("job_title"),
    column("soc_code"),
    column("soc_title"),
    column("full_time_position"),
    column("begin_date", "PERIOD_OF_EMPLOYMENT_START_DATE"),
    column("end_date", "PERIOD_OF_EMPLOYMENT_END_DATE"),
    column("total_worker_positions"),
    *_WORKERS,
    column("employer_name", required=True),
    column("trade_name_dba", "EMPLOYER_BUSINESS_DBA"),
    column("employer_city"),
    column("employer_state"),
    column("employer_postal_code"),
    column("naics_code"),
    column("secondary_entity", "SECONDARY_ENTITY_1"),
    column("secondary_entity_business_name", "SECONDARY_ENTITY_BUSINESS_NAME_1"),
    column("worksite_city", "WORKSITE_CITY_1"),
    column("worksite_county", "WORKSITE_COUNTY_1"),
    column("worksite_state", "WORKSITE_STATE_1"),
    column("worksite_postal_code", "WORKSITE_POSTAL_CODE_1"),
    column("wage_rate_of_pay_from", "WAGE_RATE_OF_PAY_FROM_1"),
    column("wage_rate_of_pay_to", "WAGE_RATE_OF_PAY_TO_1"),
    column("wage_unit_of_pay", "WAGE_UNIT_OF_PAY_1"),
    column("prevailing_wage", "PREVAILING_WAGE_1"),
    column("pw_unit_of_pay", "PW_UNIT_OF_PAY_1"),
    column("pw_wage_level", "PW_WAGE_LEVEL_1"),
    column("h_1b_dependent", "H-1B_DEPENDENT", "H1B_DEPENDENT"),
    column("willful_violator"),
)

_FY2015_18 = (
    column("case_number"),
    column("case_status"),
    column("received_date", "CASE_SUBMITTED"),
    column("decision_date"),
    column("original_cert_date"),
    column("visa_class"),
    column("job_title"),
    column("soc_code"),
    column("soc_title", "SOC_NAME"),
    column("full_time_position"),
    column("begin_date", "EMPLOYMENT_START_DATE"),
    column("end_date", "EMPLOYMENT_END_DATE"),
    column("total_worker_positions", "TOTAL_WORKERS"),
    *_WORKERS,
    column("employer_name", required=True),
    column("trade_name_dba", "EMPLOYER_BUSINESS_DBA"),
    column("employer_city"),
    column("employer_state"),
    column("employer_postal_code"),
    column("naics_code", "NAICS_CODE", "NAIC_CODE"),
    column("worksite_city"),
    column("worksite_county"),
    column("worksite_state"),
    column("worksite_postal_code"),
    column("wage_rate_of_pay_from", "WAGE_RATE_OF_PAY_FROM", "WAGE_RATE_OF_PAY"),
    column("wage_rate_of_pay_to"),
    column("wage_unit_of_pay"),
    column("prevailing_wage"),
    column("pw_unit_of_pay"),
    column("pw_wage_level"),
    column("h_1b_dependent", "H1B_DEPENDENT", "H-1B_DEPENDENT"),
    column("willful_violator"),
    Column("worksite", ("WORKSITE",), published=False),  # an extract that people publish has city and state in one
    *_STATED_PERIOD,
)

_ICERT = (
    column("case_number", "LCA_CASE_NUMBER"),
    column("case_status", "STATUS"),
    column("received_date", "LCA_CASE_SUBMIT"),
    column("decision_date"),
    column("visa_class"),
    column("job_title", "LCA_CASE_JOB_TITLE"),
    column("soc_code", "LCA_CASE_SOC_CODE"),
    column("soc_title", "LCA_CASE_SOC_NAME"),
    column("full_time_position", "FULL_TIME_POS"),
    column("begin_date", "LCA_CASE_EMPLOYMENT_START_DATE"),
    column("end_date", "LCA_CASE_EMPLOYMENT_END_DATE"),
    column("total_worker_positions", "TOTAL_WORKERS"),
    column("employer_name", "LCA_CASE_EMPLOYER_NAME", required=True),
    column("employer_city", "LCA_CASE_EMPLOYER_CITY"),
    column("employer_state", "LCA_CASE_EMPLOYER_STATE"),
    column("employer_postal_code", "LCA_CASE_EMPLOYER_POSTAL_CODE"),
    column("naics_code", "LCA_CASE_NAICS_CODE"),
    column("worksite_city", "LCA_CASE_WORKLOC1_CITY", "WORK_LOCATION_CITY1"),
    column("worksite_state", "LCA_CASE_WORKLOC1_STATE", "WORK_LOCATION_STATE1"),
    column("wage_rate_of_pay_from", "LCA_CASE_WAGE_RATE_FROM"),
    column("wage_rate_of_pay_to", "LCA_CASE_WAGE_RATE_TO"),
    column("wage_unit_of_pay", "LCA_CASE_WAGE_RATE_UNIT"),
    column("prevailing_wage", "PW_1"),
    column("pw_unit_of_pay", "PW_UNIT_1"),
)

_EFILE = (
    column("case_number", "CASE_NO"),
    column("case_status", "APPROVAL_STATUS"),
    column("received_date", "SUBMITTED_DATE"),
    column("decision_date", "DOL_DECISION_DATE"),
    column("job_title"),
    column("soc_title", "OCCUPATIONAL_TITLE"),
    column("begin_date"),
    column("end_date"),
    column("total_worker_positions", "NBR_IMMIGRANTS"),
    column("employer_name", "EMPLOYER_NAME", "NAME", required=True),
    column("employer_city", "EMPLOYER_CITY", "CITY"),
    column("employer_state", "EMPLOYER_STATE", "STATE"),
    column("employer_postal_code", "EMPLOYER_POSTAL_CODE", "POSTAL_CODE"),
    column("worksite_city", "CITY_1"),
    column("worksite_state", "STATE_1"),
    column("wage_rate_of_pay_from", "WAGE_RATE_1"),
    column("wage_rate_of_pay_to", "MAX_RATE_1"),
    column("wage_unit_of_pay", "RATE_PER_1"),
    column("prevailing_wage", "PREVAILING_WAGE_1"),
)

_USCIS_PLACE = (
    column("fiscal_year", "Fiscal Year", required=True),
    column("employer", "Employer", "Employer (Petitioner) Name", required=True),
    column("naics", "NAICS", "Industry (NAICS) Code", "NAICS Code"),
    column("tax_id", "Tax ID"),
    column("state", "State", "Petitioner State"),
    column("city", "City", "Petitioner City"),
    column("zip", "ZIP", "ZIP Code", "Petitioner Zip Code"),
)


def _outcomes(*kinds: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(
        column(f"{name}_{outcome}s", f"{title} {outcome.title()}s", f"{title} {outcome.title()}", required=True)
        for name, title in kinds
        for outcome in ("approval", "denial")
    )


USCIS_LAYOUTS: tuple[Layout, ...] = (
    Layout(
        source="uscis",
        table="uscis_employer",
        name="USCIS hub, initial and continuing (FY2009-23)",
        columns=(*_USCIS_PLACE, *_outcomes(("initial", "Initial"), ("continuing", "Continuing"))),
        never=("Line by line",),
    ),
    Layout(
        source="uscis",
        table="uscis_employer",
        name="USCIS hub, six kinds of petition (FY2024 on)",
        columns=(
            *_USCIS_PLACE,
            *_outcomes(
                ("new_employment", "New Employment"),
                ("new_concurrent", "New Concurrent"),
                ("continuation", "Continuation"),
                ("change_same_employer", "Change with Same Employer"),
                ("change_of_employer", "Change of Employer"),
                ("amended", "Amended"),
            ),
        ),
        never=("Line by line",),
    ),
)
"""Annual CSV files, then the download of the interactive hub."""

LCA_LAYOUTS: tuple[Layout, ...] = (
    _lca("FLAG (FY2020 on)", _FLAG, marks=""),
    _lca("FY2019", _FY2019, marks="WORKSITE_CITY_1 WORKSITE_STATE_1 WAGE_RATE_OF_PAY_FROM_1", numbered=True),
    _lca(
        "FY2015-18",
        _FY2015_18,
        marks="CASE_SUBMITTED SOC_NAME TOTAL_WORKERS EMPLOYMENT_START_DATE NAIC_CODE WAGE_RATE_OF_PAY",
    ),
    _lca("iCERT (FY2009-14)", _ICERT, marks="LCA_CASE_NUMBER LCA_CASE_EMPLOYER_NAME"),
    _lca("EFILE (FY2008-09)", _EFILE, marks="DOL_DECISION_DATE APPROVAL_STATUS NBR_IMMIGRANTS"),
)
"""Newest first: of two that fit equally the newer is taken."""
