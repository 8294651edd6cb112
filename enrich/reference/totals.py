"""What the rows that count add up to, by file: totals, evidence, and rows of each period."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from enrich.reference import lca, perm, pwd, uscis
from enrich.reference.evidence import EVIDENCE_OF, write_evidence

_LCA_TOTALS = """
INSERT INTO filing_total
SELECT employer_name, coalesce(trade_name_dba, ''), coalesce(employer_state, ''), 'lca',
    coalesce(visa_class, 'unknown'), fiscal_year, coalesce(soc_group, ''),
    coalesce(lower(replace(case_status, ' - ', '_')), 'unknown'), coalesce(employment, ''),
    count(*), sum(total_worker_positions), (SELECT name FROM file WHERE id = ?1)
FROM lca_case WHERE file = ?1 AND counted GROUP BY 1, 2, 3, 5, 6, 7, 8, 9
"""
_PERM_TOTALS = """
INSERT INTO filing_total
SELECT employer_name, coalesce(trade_name_dba, ''), coalesce(employer_state, ''), 'perm', 'PERM', fiscal_year,
    coalesce(soc_group, ''), coalesce(lower(replace(case_status, ' - ', '_')), 'unknown'), '',
    count(*), count(*), (SELECT name FROM file WHERE id = ?1)
FROM perm_case WHERE file = ?1 AND counted GROUP BY 1, 2, 3, 6, 7, 8
"""
_USCIS_TOTALS = """
INSERT INTO filing_total
SELECT employer, '', coalesce(state, ''), 'uscis', 'H-1B', fiscal_year, '', '{status}', '{employment}',
    sum({column}), NULL, (SELECT name FROM file WHERE id = ?1)
FROM uscis_employer WHERE file = ?1 AND counted GROUP BY employer, state, fiscal_year HAVING sum({column}) > 0
"""
_PERIODS = """
INSERT INTO period
SELECT file, '{source}', fiscal_year, {quarter}, sum(counted), sum(NOT counted)
FROM {table} WHERE file = ? GROUP BY 3, 4
"""
_KEPT = """
UPDATE file SET (rows_kept, rows_replaced) =
    (SELECT coalesce(sum(rows_kept), 0), coalesce(sum(rows_replaced), 0) FROM period WHERE file = ?1) WHERE id = ?1
"""
_ALL_KEPT = "UPDATE file SET rows_kept = rows_read - rows_refused, rows_replaced = 0 WHERE id = ?"
_TABLES = {"lca": lca.TABLE, "perm": perm.TABLE, "pwd": pwd.TABLE, "uscis": uscis.TABLE}


def rebuild_totals(connection: sqlite3.Connection, source: str, files: Iterable[int]) -> None:
    """Make totals, evidence and periods of ``files``, which are all of ``source``, from the rows that count."""
    run = connection.execute
    table = _TABLES.get(source)
    quarter = "0" if source == "uscis" else "coalesce(fiscal_quarter, 0)"
    for file in sorted(files):
        if table is None:
            run(_ALL_KEPT, (file,))
            continue
        run("DELETE FROM filing_total WHERE file = (SELECT name FROM file WHERE id = ?)", (file,))
        run("DELETE FROM period WHERE file = ?", (file,))
        for statement in totals_statements(source):
            run(statement, (file,))
        if source in EVIDENCE_OF:
            write_evidence(connection, source, file)
        run(_PERIODS.format(source=source, table=table, quarter=quarter), (file,))
        run(_KEPT, (file,))


def totals_statements(source: str) -> list[str]:
    """SQL that fills ``filing_total`` from the rows of one file that count; the parameter is the file's id."""
    if source == "uscis":
        return [
            _USCIS_TOTALS.format(
                column=f"{kind}_{outcome}",
                status="approved" if outcome == "approvals" else "denied",
                employment=employment,
            )
            for kind, employment in (("initial", "new"), ("continuing", "continuing"))
            for outcome in ("approvals", "denials")
        ]
    return {"lca": [_LCA_TOTALS], "perm": [_PERM_TOTALS]}.get(source, [])
