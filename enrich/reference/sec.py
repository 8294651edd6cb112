"""SEC company tickers: listed companies by registrant number, ticker and the name they are registered under."""

from __future__ import annotations

from enrich.reference.fields import Field, FieldTable
from enrich.reference.layouts import Layout, column
from enrich.reference.values import read_count, read_text

TABLE = "sec_company"

TABLES: dict[str, FieldTable] = {
    TABLE: FieldTable(
        fields=(
            Field("cik", read_count, int, required=True),
            Field("ticker", read_text),
            Field("title", read_text, required=True),
            Field("exchange", read_text),
        ),
        indexes=(("title",),),
    )
}
"""The table of the source; a company has a row for each of its tickers."""

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        source="sec",
        table=TABLE,
        name="SEC company tickers",
        columns=(
            column("cik", "cik_str", "cik", required=True),
            column("ticker", "ticker", required=True),
            column("title", "title", "name", required=True),
            column("exchange", "exchange"),
        ),
        edition=r"(20\d\d-?[01]\d-?[0-3]\d)",
    ),
)
