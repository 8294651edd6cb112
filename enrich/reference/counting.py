"""Which rows count when several say the same.

Every rule depends on the loaded files alone, not on the order in which they were added:

- An application that several rows tell of: the newest decision counts. Of equal ones that of the file which reaches
  further, since a later file repeats a case with what has changed since; then any fixed order.
- A row without a case number (an extract that somebody published): it counts unless a row with a number is like it in
  everything that the extract tells.
- The hub has one row for an employer's spelling, number and place in a year (spellings cut to 34 characters in some
  exports). Of two exports of one year the fuller one counts, wherever both have the row. One published file holds two
  exports of its year; of a row that it has twice the fuller one counts. Else equal rows are of two petitioners.
"""

from __future__ import annotations

import sqlite3

from enrich.reference import lca, perm, pwd, uscis
from enrich.reference.totals import rebuild_totals

_TABLES = {"lca": lca.TABLE, "perm": perm.TABLE, "pwd": pwd.TABLE, "uscis": uscis.TABLE}

# A file that holds two exports of its year: more than one key in twenty comes twice, and the second row is nowhere more
# than the first. In published years 0.5 to 0.9% of keys do (and 84 to 95% of those), in that of FY2021 16.7% (99.7%).
_DOUBLED_SHARE, _LESS_SHARE = 0.05, 0.97
_FEW_KEYS = 100  # keys that come twice, below which nothing is told by their share

_LAST_DECISION = """
UPDATE file SET last_decision = (SELECT max(decision_date) FROM {table} WHERE file = ?1) WHERE id = ?1
"""
_CONTESTED = """
INSERT INTO temp.contested
SELECT DISTINCT a.case_number FROM {table} a CROSS JOIN {table} b ON b.case_number = a.case_number
WHERE a.file = ? AND b.rowid <> a.rowid
"""
_CASES_MOVED = """
INSERT INTO temp.moved
SELECT place, file FROM (
    SELECT c.rowid AS place, c.file, c.counted, row_number() OVER (
        PARTITION BY c.case_number
        ORDER BY c.decision_date DESC NULLS LAST, f.last_decision DESC NULLS LAST, f.content_sha256, c.line DESC
    ) AS standing
    FROM temp.contested t CROSS JOIN {table} c ON c.case_number = t.case_number JOIN file f ON f.id = c.file
) WHERE counted <> (standing = 1)
"""
_TELLING = {
    "lca": (
        *("received_date", "visa_class", "case_status", "soc_code", "begin_date", "employer_postal_code"),
        *("worksite_postal_code", "wage_rate_of_pay_from", "total_worker_positions"),
    ),
    "perm": (
        *("received_date", "case_status", "soc_code", "employer_postal_code", "job_title", "worksite_city"),
        "wage_rate_of_pay_from",
    ),
    "pwd": (
        *("received_date", "visa_class", "case_status", "soc_code", "employer_postal_code", "job_title"),
        *("worksite_city", "prevailing_wage"),
    ),
}
_UNNUMBERED = """
INSERT INTO temp.unnumbered
SELECT rowid, file, counted, employer_name, decision_date, {telling}
FROM {table} WHERE case_number IS NULL AND decision_date IS NOT NULL
"""
# Numbered cases are walked in order and looked up among the few unnumbered rows: millions of names need no index.
_REPEATED = """
INSERT OR IGNORE INTO temp.repeated
SELECT u.place FROM {table} b CROSS JOIN temp.unnumbered u
    ON u.employer_name = b.employer_name AND u.decision_date = b.decision_date
WHERE b.case_number IS NOT NULL AND {scope} AND {alike}
"""
_UNNUMBERED_MOVED = """
INSERT INTO temp.moved
SELECT place, file FROM temp.unnumbered WHERE counted = (place IN (SELECT place FROM temp.repeated)) AND {scope}
"""
# A key is what a published file has one row for: spelling, industry, number and place.
_USCIS_MOVED = f"""
WITH entry AS (
    SELECT rowid AS place, file, counted, upper(substr(employer, 1, 34)) AS name, tax_id, zip, state,
        initial_approvals + initial_denials + continuing_approvals + continuing_denials AS petitions,
        row_number() OVER key AS nth,
        initial_approvals <= first_value(initial_approvals) OVER key
        AND initial_denials <= first_value(initial_denials) OVER key
        AND continuing_approvals <= first_value(continuing_approvals) OVER key
        AND continuing_denials <= first_value(continuing_denials) OVER key AS is_less
    FROM uscis_employer WHERE fiscal_year = ?1
    WINDOW key AS (
        PARTITION BY file, employer, naics, tax_id, state, city, zip
        ORDER BY initial_approvals + initial_denials + continuing_approvals + continuing_denials DESC, line
    )
), doubled AS (
    SELECT file FROM entry GROUP BY file
    HAVING sum(nth = 2) >= {_FEW_KEYS} AND sum(nth = 2) > {_DOUBLED_SHARE} * sum(nth = 1)
        AND sum(nth = 2 AND is_less) >= {_LESS_SHARE} * sum(nth = 2)
), own AS (
    SELECT *, nth = 1 OR file NOT IN (SELECT file FROM doubled) AS stands FROM entry
), weight AS (
    SELECT o.file, f.content_sha256, sum(o.petitions) AS petitions
    FROM own o JOIN file f ON f.id = o.file WHERE o.stands GROUP BY o.file
), ranked AS (
    SELECT file, row_number() OVER (ORDER BY petitions DESC, content_sha256) AS standing FROM weight
)
INSERT INTO temp.moved
SELECT place, file FROM (
    SELECT o.place, o.file, o.counted,
        o.stands AND r.standing = min(r.standing) OVER (PARTITION BY o.name, o.tax_id, o.zip, o.state) AS counts
    FROM own o JOIN ranked r ON r.file = o.file
) WHERE counted <> counts
"""


class Recount:
    """Settles what counts after the rows of one file came or before they go, and brings the totals in step.

    Rows of sources that are not about filings always count.
    """

    def __init__(self, connection: sqlite3.Connection, file_id: int, source: str) -> None:
        self._connection = connection
        self._file = file_id
        self._source = source
        self._table = _TABLES.get(source, "")
        self._years: list[int] = []

    def contest(self) -> None:
        """Note what the rows of the file may compete with; to be called while they are there."""
        run = self._connection.execute
        run("CREATE TEMP TABLE IF NOT EXISTS contested (case_number TEXT PRIMARY KEY)")
        run("CREATE TEMP TABLE IF NOT EXISTS moved (place INTEGER PRIMARY KEY, file INTEGER)")
        run("DELETE FROM temp.contested")
        if self._source in _TELLING:
            run(_CONTESTED.format(table=self._table), (self._file,))
        if self._source != "uscis":
            return
        years = run("SELECT DISTINCT fiscal_year FROM uscis_employer WHERE file = ?", (self._file,))
        self._years = [year for (year,) in years]

    def settle(self) -> None:
        """Decide which rows count, and rebuild the totals of every file for which that changed, and of this one."""
        run = self._connection.execute
        changed = {self._file}
        if self._source in _TELLING:
            run(_LAST_DECISION.format(table=self._table), (self._file,))
            changed |= self._move(_CASES_MOVED.format(table=self._table))
            changed |= self._settle_unnumbered()
        for year in self._years:
            changed |= self._move(_USCIS_MOVED, year)
        rebuild_totals(self._connection, self._source, changed)

    def _settle_unnumbered(self) -> set[int]:
        """Rows without a case number give way to numbered ones, and come back when those are gone."""
        run = self._connection.execute
        if run(f"SELECT 1 FROM {self._table} WHERE case_number IS NULL LIMIT 1").fetchone() is None:
            return set()
        run("DROP TABLE IF EXISTS temp.unnumbered")
        run("DROP TABLE IF EXISTS temp.repeated")
        telling = _TELLING[self._source]
        alike = " AND ".join(f"(u.{column} IS NULL OR u.{column} = b.{column})" for column in telling)
        columns = ", ".join(("employer_name", "decision_date", *telling))
        run(f"CREATE TEMP TABLE unnumbered (place INTEGER PRIMARY KEY, file, counted, {columns})")
        run("CREATE TEMP TABLE repeated (place INTEGER PRIMARY KEY)")
        if run(_UNNUMBERED.format(table=self._table, telling=", ".join(telling))).rowcount == 0:
            return set()
        run("CREATE INDEX temp.unnumbered_by_name ON unnumbered (employer_name, decision_date)")
        if self._has_only_numbers():  # a file that came: nothing but its own cases can be news
            run(_REPEATED.format(table=self._table, alike=alike, scope="b.file = ?"), (self._file,))
            return self._move(_UNNUMBERED_MOVED.format(scope="counted"))
        run(_REPEATED.format(table=self._table, alike=alike, scope="1"))
        return self._move(_UNNUMBERED_MOVED.format(scope="1"))

    def _has_only_numbers(self) -> bool:
        """Whether the file is there and every row of it has a case number."""
        rows = f"SELECT count(*), count(case_number) FROM {self._table} WHERE file = ?"
        every, numbered = self._connection.execute(rows, (self._file,)).fetchone()
        return bool(every) and every == numbered

    def _move(self, statement: str, *values: object) -> set[int]:
        run = self._connection.execute
        run("DELETE FROM temp.moved")
        run(statement, values)
        run(f"UPDATE {self._table} SET counted = 1 - counted WHERE rowid IN (SELECT place FROM temp.moved)")
        return {file for (file,) in run("SELECT DISTINCT file FROM temp.moved")}
