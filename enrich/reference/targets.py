"""Every table of reference.db that files fill, and every layout that fills one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType

from enrich.reference import ipeds, lca, onet, perm, pwd, sec, uscis, wages
from enrich.reference.columns import LCA_LAYOUTS, USCIS_LAYOUTS
from enrich.reference.fields import FieldTable
from enrich.reference.layouts import Header, Layout
from enrich.reference.program_columns import PERM_LAYOUTS, PWD_LAYOUTS
from enrich.reference.tables import Build, ColumnReader

_REAL = frozenset({"wage_rate_of_pay_from", "wage_rate_of_pay_to", "prevailing_wage"})
_INTEGER = frozenset(
    {
        *("fiscal_year", "fiscal_quarter", "soc_edition", "full_time_position", "total_worker_positions"),
        *("new_employment", "continued_employment", "change_previous_employment", "new_concurrent_employment"),
        *("change_employer", "amended_petition", "secondary_entity", "h_1b_dependent", "willful_violator"),
        "wage_suspect",
        *("employer_num_employees", "covered_by_acwia", "acwia_inst_higher_education"),
        *("acwia_affiliated_non_profit", "acwia_research_org"),
        *(name for name in uscis.COLUMNS if name.endswith(("_approvals", "_denials"))),
    }
)


@dataclass(frozen=True, slots=True)
class Target:
    """One table that files fill."""

    source: str
    table: str
    types: Mapping[str, type]
    """Columns after file and line."""
    readers: Callable[[Header], dict[str, ColumnReader]]
    builder: Callable[[Header], Build]
    essential: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...]
    is_counted: bool
    """Rows may give way to rows of other files, and say so in a column ``counted``."""


def _counted(source: str, module: ModuleType, index: tuple[str, ...]) -> Target:
    types = {name: int if name in _INTEGER else float if name in _REAL else str for name in module.COLUMNS}
    return Target(source, module.TABLE, types, module.readers, module.builder, module.ESSENTIAL, (index,), True)


def _plain(source: str, table: str, fields: FieldTable) -> Target:
    return Target(source, table, fields.types, fields.readers, fields.builder, fields.essential, fields.indexes, False)


_ALL = (
    _counted("uscis", uscis, ("fiscal_year", "tax_id", "zip")),
    _counted("lca", lca, ("case_number",)),
    _counted("perm", perm, ("case_number",)),
    _counted("pwd", pwd, ("case_number",)),
    *(_plain("wages", table, fields) for table, fields in wages.TABLES.items()),
    *(_plain("onet", table, fields) for table, fields in onet.TABLES.items()),
    *(_plain("ipeds", table, fields) for table, fields in ipeds.TABLES.items()),
    *(_plain("sec", table, fields) for table, fields in sec.TABLES.items()),
)

TARGETS: dict[str, Target] = {target.table: target for target in _ALL}
"""By name of the table."""

LAYOUTS: tuple[Layout, ...] = (
    *(*USCIS_LAYOUTS, *LCA_LAYOUTS, *PERM_LAYOUTS, *PWD_LAYOUTS),
    *(*wages.LAYOUTS, *onet.LAYOUTS, *ipeds.LAYOUTS, *sec.LAYOUTS),
)
"""Every layout that is loaded."""


def tables_of(source: str) -> list[str]:
    """Names of the tables that files of ``source`` fill."""
    return [target.table for target in _ALL if target.source == source]
