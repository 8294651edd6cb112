"""The layouts of permanent labor certification (PERM) and of prevailing wage determinations (PWD), by form and era.

From the record layouts that the Department of Labor publishes beside the files, and from the files' headers.
"""

from __future__ import annotations

from enrich.reference import perm, pwd
from enrich.reference.layouts import Column, Layout, column

_PERSONS = (
    # contacts, attorneys, preparers; the worker; recruitment; the job's requirements
    *("EMP_POC_", "EMP_CONTACT_", "EMPLOYER_CONTACT_", "EMPLOYER_POC_", "EMPLOYER_DECL_", "EMP_DECL_", "EMP_INFO_DECL"),
    *("ATTY_AG_", "AGENT_", "ATTORNEY_", "LAWFIRM_", "PREPARER_", "PREP_", "DECL_PREP_", "TYPE_OF_REPRESENTATION"),
    *("FW_", "FOREIGN_WORKER_", "COUNTRY_OF_CIT", "CLASS_OF_ADMISSION", "EMP_WORKER_INTEREST"),
    *("EMP_RELATIONSHIP_WORKER", "BIRTH_COUNTRY", "EMPLOYER_PHONE", "EMP_PHONE", "EMPLOYER_ADDR", "EMP_ADDR"),
    *("EMPLOYER_COUNTRY", "EMP_COUNTRY", "EMPLOYER_PROVINCE", "EMP_PROVINCE", "EMPLOYER_YEAR", "EMPLOYER_YR"),
    *(
        "EMP_YEAR_COMMENCED",
        "RI_",
        "RECR_",
        "NOTICE_POST_",
        "EMP_CERTIFY",
        "JOB_INFO_",
        "OTHER_REQ_",
        "REFILE",
        "REJECT",
    ),
    *(
        "SCHD_A_",
        "ORIG_",
        "PREVIOUS_",
        "US_ECONOMIC_SECTOR",
        "APPLICATION_TYPE",
        "NAICS_US_TITLE",
        "2007_NAICS_US_TITLE",
    ),
    *("PW_SOURCE", "PW_DETERM", "PW_EXPIRE", "PW_EXPIRATION", "PW_WAGE_SOURCE", "PRIMARY_WORKSITE_", "WORKSITE_ADDR"),
    *("IS_MULTIPLE_", "IS_APPENDIX_", "JOB_OPP_", "ACCEPT_", "REQUIRED_", "MINIMUM_", "MAJOR_", "FOREIGN_LANGUAGE"),
    *(
        "PROFESSIONAL_OCC",
        "COMPETITIVE_",
        "BASIC_RECR",
        "TEACHER_",
        "ADD_RECRUIT",
        "LAYOFF",
        "US_WORKERS",
        "JOB_EDUCATION",
    ),
    *(
        "PW_JOB_TITLE",
        "SWA_",
        "FIRST_",
        "SECOND_",
        "SUNDAY_",
        "EMPLOYER_COMPLETED",
        "EMPLOYER_REC",
        "BARGAINING",
        "POSTED_NOTICE",
    ),
)
_REQUESTS = (
    *_PERSONS,
    *("SUPERVIS", "EMP_SOC", "SUGGESTED_", "O_NET_", "ALT_", "ALTERNATIVE_", "SPEC_REQ", "SPECIAL_", "TRAVEL_"),
    *("PWD_SURVEY", "SURVEY_", "BLS_AREA", "H2B_", "WAGE_DET_NOTES", "PREVAIL_WAGE_DETERM", "PWD_WAGE_EXPIRATION"),
    *("REDETERMINATION", "CENTER_DIRECTOR", "PROF_SPORTS", "CBA", "WAGE_SOURCE_REQUESTED", "ACWIA_STATUS", "OTHER_"),
    *("DBA_", "SCA_", "JOB_DUTIES", "DUTIES", "MULTIPLE_", "EDUCATION_", "TRAINING_", "EXPERIENCE_", "MSA_", "PW_"),
)
_SEASONAL = (
    *("NATURE_OF_TEMPORARY_NEED", "NBR_WORKERS_REQUESTED", "NBR_WORKERS_CERTIFIED", "NBR_WORKERS_NEEDED"),
    *("TOTAL_WORKERS_REQUESTED", "TOTAL_WORKERS_CERTIFIED", "TOTAL_WORKERS_NEEDED", "TOTAL_WORKERS_H_2A_REQUESTED"),
    *("TOTAL_WORKERS_H2A_REQUESTED", "TYPE_OF_EMPLOYER_APPLICATION", "H2A_LABOR_CONTRACTOR", "CNMI_APPLICATION"),
)
_STATED_PERIOD = (
    Column("fiscal_year", ("FISCAL_YEAR", "FY", "YEAR"), published=False),
    Column("fiscal_quarter", ("FISCAL_QUARTER", "QUARTER"), published=False),
)


def _perm(era: str, columns: tuple[Column, ...], marks: str) -> Layout:
    return Layout(
        source="perm",
        table=perm.TABLE,
        name=f"PERM {era}",
        columns=(*columns, *_STATED_PERIOD),
        one_of=("decision_date", "fiscal_year"),
        marks=tuple(marks.split()),
        never_like=_PERSONS,
        foreign=("EMPLOYER_LEGAL_BUSINESS_NAME", "DETERMINATION_DATE", *_SEASONAL),
    )


_FIRST_FORM = (
    column("case_number", "CASE_NUMBER", "CASE_NO"),
    column("case_status"),
    column("decision_date"),
    column("employer_name", required=True),
    column("employer_city"),
    column("employer_state"),
    column("employer_postal_code"),
    column("soc_code", "PW_SOC_CODE"),
    column("soc_title", "PW_SOC_TITLE"),
    column("worksite_city", "JOB_INFO_WORK_CITY"),
    column("worksite_state", "JOB_INFO_WORK_STATE"),
    column("wage_rate_of_pay_from", "WAGE_OFFER_FROM_9089", "WAGE_OFFERED_FROM_9089"),
    column("wage_rate_of_pay_to", "WAGE_OFFER_TO_9089", "WAGE_OFFERED_TO_9089"),
    column("wage_unit_of_pay", "WAGE_OFFER_UNIT_OF_PAY_9089", "WAGE_OFFERED_UNIT_OF_PAY_9089"),
    column("prevailing_wage", "PW_AMOUNT_9089"),
    column("pw_unit_of_pay", "PW_UNIT_OF_PAY_9089"),
    column("pw_wage_level", "PW_LEVEL_9089"),
)

PERM_LAYOUTS: tuple[Layout, ...] = (
    _perm(
        "new form (FY2024 on)",
        (
            column("case_number"),
            column("case_status"),
            column("received_date"),
            column("decision_date"),
            column("occupation_type"),
            column("employer_name", "EMP_BUSINESS_NAME", required=True),
            column("trade_name_dba", "EMP_TRADE_NAME"),
            column("employer_city", "EMP_CITY"),
            column("employer_state", "EMP_STATE"),
            column("employer_postal_code", "EMP_POSTCODE"),
            column("employer_fein", "EMP_FEIN"),
            column("naics_code", "EMP_NAICS"),
            column("employer_num_employees", "EMP_NUM_PAYROLL"),
            column("job_title"),
            column("soc_code", "PWD_SOC_CODE"),
            column("soc_title", "PWD_SOC_TITLE"),
            column("full_time_position", "OTHER_REQ_IS_FULLTIME_EMP"),
            column("worksite_city", "PRIMARY_WORKSITE_CITY"),
            column("worksite_county", "PRIMARY_WORKSITE_COUNTY"),
            column("worksite_state", "PRIMARY_WORKSITE_STATE"),
            column("worksite_postal_code", "PRIMARY_WORKSITE_POSTAL_CODE"),
            column("wage_rate_of_pay_from", "JOB_OPP_WAGE_FROM"),
            column("wage_rate_of_pay_to", "JOB_OPP_WAGE_TO"),
            column("wage_unit_of_pay", "JOB_OPP_WAGE_PER"),
            column("pw_tracking_number", "JOB_OPP_PWD_NUMBER"),
        ),
        marks="EMP_BUSINESS_NAME",
    ),
    _perm(
        "old form (FY2020-24)",
        (
            column("case_number"),
            column("case_status"),
            column("received_date"),
            column("decision_date"),
            column("employer_name", required=True),
            column("employer_city"),
            column("employer_state", "EMPLOYER_STATE_PROVINCE", "EMPLOYER_STATE"),
            column("employer_postal_code"),
            column("employer_fein"),
            column("naics_code"),
            column("employer_num_employees"),
            column("job_title"),
            column("soc_code", "PW_SOC_CODE"),
            column("soc_title", "PW_SOC_TITLE"),
            column("worksite_city"),
            column("worksite_state"),
            column("worksite_postal_code"),
            column("wage_rate_of_pay_from", "WAGE_OFFER_FROM"),
            column("wage_rate_of_pay_to", "WAGE_OFFER_TO"),
            column("wage_unit_of_pay", "WAGE_OFFER_UNIT_OF_PAY"),
            column("prevailing_wage", "PW_WAGE"),
            column("pw_unit_of_pay"),
            column("pw_wage_level", "PW_SKILL_LEVEL"),
            column("pw_tracking_number", "PW_TRACK_NUMBER", "PW_TRACK_NUM"),
        ),
        marks="PW_SKILL_LEVEL EMPLOYER_STATE_PROVINCE WAGE_OFFER_FROM WAGE_OFFER_UNIT_OF_PAY",
    ),
    _perm(
        "FY2015-19",
        (
            *_FIRST_FORM,
            column("received_date", "CASE_RECEIVED_DATE"),
            column("naics_code", "NAICS_US_CODE", "2007_NAICS_US_CODE", "NAICS_2007_US_CODE"),
            column("employer_num_employees"),
            column("job_title", "JOB_INFO_JOB_TITLE"),
            column("worksite_postal_code", "JOB_INFO_WORK_POSTAL_CODE"),
            column("pw_tracking_number", "PW_TRACK_NUM", "PW_TRACK_NUMBER"),
        ),
        marks="CASE_RECEIVED_DATE JOB_INFO_JOB_TITLE NAICS_US_CODE",
    ),
    _perm(
        "FY2008-14",
        (
            *_FIRST_FORM,
            column("naics_code", "2007_NAICS_US_CODE", "NAICS_US_CODE", "NAICS_2007_US_CODE"),
            column("job_title", "PW_JOB_TITLE_9089", "PW_JOB_TITLE", "ADD_THESE_PW_JOB_TITLE_9089"),
        ),
        marks="PW_JOB_TITLE_9089 PW_LEVEL_9089 PW_AMOUNT_9089 WAGE_OFFER_FROM_9089 WAGE_OFFERED_FROM_9089 "
        "2007_NAICS_US_CODE",
    ),
)
"""Newest first. No layout names a column about the worker."""


def _pwd(era: str, columns: tuple[Column, ...], marks: str) -> Layout:
    return Layout(
        source="pwd",
        table=pwd.TABLE,
        name=f"PWD {era}",
        columns=columns,
        one_of=("decision_date", "received_date"),
        marks=tuple(marks.split()),
        never_like=_REQUESTS,
        foreign=("EMP_BUSINESS_NAME", "TOTAL_WORKER_POSITIONS", *_SEASONAL),
    )


_DETERMINED = (
    column("case_number"),
    column("visa_class"),
    column("employer_city"),
    column("employer_state"),
    column("employer_postal_code"),
    column("covered_by_acwia"),
    column("acwia_inst_higher_education"),
    column("acwia_affiliated_non_profit"),
    column("acwia_research_org"),
    column("job_title"),
    column("withdrawal_date"),
)
_WORKSITE = (
    column("worksite_city", "PRIMARY_WORKSITE_CITY", "WORKSITE_CITY"),
    column("worksite_county", "PRIMARY_WORKSITE_COUNTY", "WORKSITE_COUNTY"),
    column("worksite_state", "PRIMARY_WORKSITE_STATE", "WORKSITE_STATE"),
    column("worksite_postal_code", "PRIMARY_WORKSITE_POSTAL_CODE", "WORKSITE_ZIP", "WORKSITE_POSTAL_CODE"),
)
_FLAG = (
    *_DETERMINED,
    column("case_status"),
    column("received_date"),
    column("decision_date", "DETERMINATION_DATE", "PREVAIL_WAGE_DETERM_DATE"),
    column("employer_name", "EMPLOYER_LEGAL_BUSINESS_NAME", required=True),
    column("trade_name_dba"),
    column("employer_fein"),
    column("naics_code"),
    *_WORKSITE,
    column("soc_code", "PWD_SOC_CODE"),
    column("soc_title", "PWD_SOC_TITLE"),
    column("prevailing_wage", "PWD_WAGE_RATE"),
    column("pw_unit_of_pay", "PWD_UNIT_OF_PAY"),
    column("pw_wage_level", "PWD_OES_WAGE_LEVEL", "PWD_WAGE_LEVEL"),
    column("pw_wage_source", "PWD_WAGE_SOURCE"),
)

PWD_LAYOUTS: tuple[Layout, ...] = (
    _pwd(
        "revised form (FY2023 on)",
        _FLAG,
        marks="ALT_PWD_WAGE_RATE ALTERNATIVE_REQUIREMENTS ALT_EDUCATION_LEVEL ACWIA_STATUS_CHANGED SECOND_EDUCATION",
    ),
    _pwd("old form (FY2020-23)", _FLAG, marks="PWD_SOC_CODE PWD_WAGE_RATE PWD_OES_WAGE_LEVEL"),
    _pwd(
        "FY2015-19",
        (
            *_DETERMINED,
            column("case_status", "CASE_STATUS", "STATUS"),
            column("received_date", "SUBMIT_DATE"),
            column("decision_date", "DETERMINATION_DATE", "DETERMINATION_ISSUED"),
            column("employer_name", "BUSINESS_NAME", required=True),
            column("naics_code", "NAICS_CODE", "NAIC_ID"),
            *_WORKSITE,
            column("soc_code", "PWD_SOC_CODE", "SOC_CODE"),
            column("soc_title", "PWD_SOC_TITLE", "SOC_CODE_NAME"),
            column("prevailing_wage", "PWD_WAGE_RATE", "PREVAIL_WAGE"),
            column("pw_unit_of_pay", "PWD_UNIT_OF_PAY", "PAY_RANGE_DESC"),
            column("pw_wage_level", "PWD_WAGE_LEVEL", "WAGE_LEVEL"),
        ),
        marks="BUSINESS_NAME",
    ),
    _pwd(
        "FY2010-14",
        (
            *_DETERMINED,
            column("case_status", "CASE_STATUS", "STATUS"),
            column("received_date", "RECEIVED_DATE", "CASE_RECEIVED_DATE", "SUBMIT_DATE"),
            column("decision_date", "PW_DETERMINATION_DATE", "PW_DETERM_DATE"),
            column("employer_name", "EMPLOYER_LEGAL_BUSINESS_NAME", "EMPLYER_LEGAL_BUSINESS_NAME", required=True),
            column("naics_code"),
            *_WORKSITE,
            column("soc_code", "PW_SOC_CODE", "SOC_CODE", "PWD_SOC_CODE"),
            column("soc_title", "PW_SOC_TITLE", "SOC_TITLE", "PWD_SOC_TITLE"),
            column("prevailing_wage", "PREVAILING_WAGE", "PW_AMOUNT", "PWD_WAGE_RATE"),
            column("pw_unit_of_pay", "PW_UNIT_OF_PAY", "PW_UNIT", "PWD_UNIT_OF_PAY"),
            column("pw_wage_level", "PW_LEVEL", "WAGE_LEVEL", "PW_WAGE_LEVEL"),
        ),
        marks="PW_DETERMINATION_DATE PW_DETERM_DATE EMPLYER_LEGAL_BUSINESS_NAME",
    ),
)
"""Newest first. The form names the date of the determination; the table calls it ``decision_date``, as elsewhere."""
