"""Delimited text is read as the csv module reads it, whatever its encoding, line ends and quoting."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.reference.cases import read_case_number, read_case_numbers
from enrich.reference.delimited import DelimitedTable
from enrich.reference.tables import ColumnReader, ReferenceDataError, Row
from enrich.reference.text_source import TextSource, digest

WIDTH = 5
COLUMNS = [3, 0, 4]


def read(
    content: bytes,
    columns: list[int] = COLUMNS,
    *,
    packed: bool = False,
    block: int = 2**18,
    readers: list[ColumnReader] | None = None,
) -> list[Row]:
    stored = gzip.compress(content, 1) if packed else content

    @contextmanager
    def opened() -> Iterator[IO[bytes]]:
        with io.BytesIO(stored) as raw:
            yield cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if packed else raw

    source = TextSource("t.csv", opened, "gzip" if packed else "", len(stored))
    table = DelimitedTable(source, encoding=digest(source).encoding, block=block)
    return list(table.rows(1, columns, readers or [ColumnReader(str) for _ in columns]))


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
    st.booleans(),
    st.sampled_from([4, 7, 30, 2**18]),
)
def test_every_form_is_read_as_the_csv_module_reads_it(
    rows: list[list[str]], quoting: int, end: str, ends: bool, encoding: str, packed: bool, block: int
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    text = HEADER.rstrip() + end + out.getvalue()
    text = text if ends or not rows else text.removesuffix(end)
    found = [
        values for _, values in read(text.encode(encoding), packed=packed, block=block) if values is None or any(values)
    ]
    assert found == [row for row in expected(text) if row is None or any(row)]


@settings(max_examples=300, deadline=None)
@given(st.text('a",\n\r', max_size=12), st.sampled_from([4, 5, 2**18]))
def test_what_no_writer_writes_is_read_or_refused_as_the_csv_module_does(text: str, block: int) -> None:
    content = HEADER + text + "\nl,a,s,t,!\n"
    try:
        wanted = [row for row in expected(content) if row is None or any(row)]
    except csv.Error:
        with pytest.raises(ReferenceDataError, match="broken quoting"):
            read(content.encode(), block=block)
        return
    found = [values for _, values in read(content.encode(), block=block) if values is None or any(values)]
    assert found == wanted


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text('a",\n', max_size=4), min_size=WIDTH, max_size=WIDTH), max_size=9), st.booleans())
def test_lines_are_numbered_alike_however_the_file_is_cut(rows: list[list[str]], crlf: bool) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n" if crlf else "\n").writerows(rows)
    content = (HEADER + out.getvalue()).encode()
    reader = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    lines = [reader.line_num for row in reader if any(row)][1:]
    for block in (4, 11, 2**18):
        assert [line for line, values in read(content, list(range(WIDTH)), block=block) if any(values or ())] == lines


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text('ab1-"\u00df ,\n', max_size=9), min_size=1, max_size=30), st.sampled_from([16, 2**19]))
def test_a_column_read_at_once_has_the_values_of_its_cells(texts: list[str], block: int) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([text, "end", "", "", ""] for text in texts)
    at_once = ColumnReader(read_case_number, convert_all=read_case_numbers)
    one_by_one = ColumnReader(read_case_number)
    content = (HEADER + out.getvalue()).encode()
    assert [
        values for _, values in read(content, [0, 0, 1], block=block, readers=[at_once, one_by_one, ColumnReader(str)])
    ] == [(read_case_number(text), read_case_number(text), "end") for text in texts]


def test_rows_of_other_widths_stay_in_their_places() -> None:
    content = HEADER + "1,b,c,d,e\n2,short\n\n3,b,c,d,e,,\n4,b,c,d,e,over\n5,b,c,d,e\n"
    rows = [(line, values and values[1]) for line, values in read(content.encode())]
    assert rows == [(2, "1"), (3, "2"), (5, "3"), (6, None), (7, "5")]


def test_a_cell_of_any_length_is_read_whatever_the_block() -> None:
    long = "x" * 100_000
    assert read((HEADER + f'{long},b,c,"{long}",e\n').encode(), block=64) == [(2, (long, long, "e"))]


def test_plainly_written_text_is_never_handed_to_the_csv_module(monkeypatch: pytest.MonkeyPatch) -> None:
    header = ",".join(f'"{name}"' for name in HEADER.strip().split(","))
    content = (header + "\r\n" + '"a, b",é,"""c""",,"e\r\nf"\r\n' * 3).encode("utf-8-sig")
    monkeypatch.setattr(DelimitedTable, "_records", None)
    assert [values for _, values in read(content, list(range(WIDTH)))] == [("a, b", "é", '"c"', None, "e\r\nf")] * 3


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
