"""Delimited text is read as the csv module reads it, whatever its encoding, line ends and quoting."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.reference.delimited import DelimitedTable, digest, file_source
from enrich.reference.tables import ColumnReader, ReferenceDataError, Row

WIDTH = 5
COLUMNS = [3, 0, 4]


def read(content: bytes, columns: list[int] = COLUMNS) -> list[Row]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(content)
        source = file_source(path, packed=False)
        table = DelimitedTable(source, encoding=digest(source).encoding)
        return list(table.rows(1, columns, [ColumnReader(lambda text: text) for _ in columns]))


def expected(text: str) -> list[tuple[str | None, ...] | None]:
    rows: list[tuple[str | None, ...] | None] = []
    for row in list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:]:
        if any(cell.strip() for cell in row[WIDTH:]):
            rows.append(None)
        elif any(row):
            rows.append(tuple((row + [""] * WIDTH)[column] or None for column in COLUMNS))
    return rows


cells = st.text('ab"é, \n\r', max_size=5)
forms = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
HEADER = "one,two,three,four,five\n"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(cells, min_size=1, max_size=WIDTH + 1), max_size=6),
    forms,
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
def test_every_form_is_read_as_the_csv_module_reads_it(
    rows: list[list[str]], quoting: int, end: str, ends: bool, encoding: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    text = HEADER.rstrip() + end + out.getvalue()
    text = text if ends or not rows else text.removesuffix(end)
    found = [values for _, values in read(text.encode(encoding)) if values is None or any(values)]
    assert found == [row for row in expected(text) if row is None or any(row)]


def test_line_numbers_count_the_lines_within_cells() -> None:
    content = HEADER + 'a,b,c,d,e\n"x\ny",b,c,d,e\nshort\nl,a,s,t,!\n'
    assert [line for line, _ in read(content.encode())] == [2, 4, 5, 6]


@pytest.mark.parametrize("bad", ['"open,b,c,d,e\n', '"shut"x,b,c,d,e\n'])
def test_broken_quoting_after_plain_rows_is_named_with_its_line(bad: str) -> None:
    with pytest.raises(ReferenceDataError, match=r"t\.csv:\d{4}: broken quoting"):
        read((HEADER + "a,b,c,d,e\n" * 2000 + bad).encode())


def test_a_line_without_end_is_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="over 1,048,576 characters"):
        read((HEADER + "a,b,c,d,e\n" * 50 + "x" * (3 * 2**20)).encode())
