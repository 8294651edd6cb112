"""The workbook reader: every form that a cell may take is read the same, and broken packages say what is wrong."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.reference.package import Package
from enrich.reference.tables import ColumnReader, ReferenceDataError
from enrich.reference.workbook import Workbook, column_index, column_letters
from tests.reference.files import MAIN, inline_rows, letters, sheet, write_package

WIDTH = 6
WANTED = (0, 2, 3, 5)


def read(path: Path, columns: Sequence[int] = WANTED, after: int = 1) -> list[tuple[int, tuple[object, ...]]]:
    with Workbook(path) as sheets:
        readers = [ColumnReader(str) for _ in columns]
        return [(line, values or ()) for line, values in sheets[0].rows(after, columns, readers)]


def one_row(tmp_path: Path, cells: str, strings: str | None = None) -> tuple[object, ...]:
    """The wanted values of row 2, whose XML is ``cells``."""
    path = write_package(tmp_path / "one.xlsx", {"S": sheet(f'<row r="1"/><row r="2">{cells}</row>')}, strings)
    (row,) = read(path)
    assert row[0] == 2
    return row[1]


def strings_of(*items: str) -> str:
    return f"<sst {MAIN}>{''.join(items)}</sst>"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(
            '<c r="A2"><v>1</v></c><c r="C2"><v>2</v></c><c r="F2"><v>3</v></c>', ("1", "2", None, "3"), id="omitted"
        ),
        pytest.param(
            '<c r="A2" s="4"/><c r="C2"></c><c r="D2"><v></v></c><c r="F2"><v>3</v></c>',
            (None, None, None, "3"),
            id="blank",
        ),
        pytest.param(
            '<c s="1" r="A2"><v>1</v></c><c t="n" r="C2"><v>2</v></c>', ("1", "2", None, None), id="order of attributes"
        ),
        pytest.param(
            '<c t="inlineStr" r="A2"><is><t>x</t></is></c>', ("x", None, None, None), id="order of attributes, text"
        ),
        pytest.param(
            '<c r="A2" t="b"><v>1</v></c><c r="C2" t="b"><v>0</v></c>', ("TRUE", "FALSE", None, None), id="boolean"
        ),
        pytest.param(
            '<c r="A2" t="str"><v>a_xD83D_&#xD83D;</v></c>', ("a\ufffd\ufffd", None, None, None), id="surrogates"
        ),
        pytest.param('<c r="A2" t="e"><v>#N/A</v></c>', ("#N/A", None, None, None), id="error"),
        pytest.param('<c r="A2" t="str"><v>a &amp; b</v></c>', ("a & b", None, None, None), id="str"),
        pytest.param(
            '<c r="A2" t="str"><f>A1&amp;"x"</f><v>ax</v></c><c r="C2"><f>1+1</f><v>2</v></c>',
            ("ax", "2", None, None),
            id="formula",
        ),
        pytest.param(
            '<c r="A2" t="inlineStr"><is><t>plain</t></is></c><c r="C2"><v>7</v></c>',
            ("plain", "7", None, None),
            id="inline",
        ),
        pytest.param(
            '<c r="A2" t="inlineStr"><is><r><rPr/><t>bo</t></r><r><t xml:space="preserve">ld </t></r></is></c>',
            ("bold ", None, None, None),
            id="inline rich",
        ),
        pytest.param("<c><v>1</v></c><c><v>2</v></c><c><v>3</v></c>", ("1", "3", None, None), id="no references"),
        pytest.param('<c r="A2"><v>1</v></c>\n  <c r="F2"><v>9</v></c>\n', ("1", None, None, "9"), id="pretty printed"),
        pytest.param('<c r="A2"><v>1</v></c><!-- c --><c r="C2"><v>2</v></c>', ("1", "2", None, None), id="comment"),
        pytest.param('<c r="A2" t="str"><v><![CDATA[a<b]]></v></c>', ("a<b", None, None, None), id="cdata"),
        pytest.param(
            '<c r="A2"><v>1.5E-3</v></c><c r="B2" t="d"><v>x</v></c><c r="C2" t="d"><v>2024-01-02</v></c>',
            ("1.5E-3", "2024-01-02", None, None),
            id="numbers, dates",
        ),
        pytest.param(
            '<c r="B2" t="inlineStr"><is><t>skip</t></is></c><c r="C2"><v>2</v></c>',
            (None, "2", None, None),
            id="unwanted inline",
        ),
        pytest.param(
            '<c r="A2"><v>1</v></c><c r="G2"><v>8</v></c><c r="ZZ2"><v>9</v></c>', ("1", None, None, None), id="beyond"
        ),
    ],
)
def test_every_form_of_a_cell_is_read(tmp_path: Path, cells: str, expected: tuple[object, ...]) -> None:
    assert one_row(tmp_path, cells) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["<si><t>zero</t></si>", "<si><t>one</t></si>"], "one"),
        (["<si/>", "<si><t>one</t></si>"], "one"),
        (["<si><t/></si>", "<si><t>one</t></si>"], "one"),
        (["<si><t>a</t></si>", "<si><r><rPr><i/></rPr><t>o</t></r><r><t>ne</t></r></si>"], "one"),
        (
            ["<si><t>a</t></si>", "<si><t>o</t><rPh sb='0' eb='1'><t>PHONETIC</t></rPh><phoneticPr fontId='1'/></si>"],
            "o",
        ),
        (["<si><t>a</t></si>", "<si><t>&lt;A&amp;amp;B&gt; &#233;&#x20AC; &quot;&apos;</t></si>"], "<A&amp;B> é€ \"'"),
        (["<si><t>a</t></si>", "<si><t>two_x000D_lines, not _x5F</t></si>"], "two\rlines, not _x5F"),
        (["<si><t>a</t></si>", '<si><t xml:space="preserve"> x </t></si>'], " x "),
        (["<si><t>a</t></si>", "<si><t><![CDATA[1 < 2 & 3]]></t></si>"], "1 < 2 & 3"),
        (["<si>\n <t>a</t>\n</si>", "<si>\n  <t>one</t>\n</si>"], "one"),
    ],
)
def test_shared_strings_keep_their_numbers_in_any_form(tmp_path: Path, items: list[str], expected: str) -> None:
    assert one_row(tmp_path, '<c r="A2" t="s"><v>1</v></c>', strings_of(*items))[0] == expected


def test_many_shared_strings_are_found_again_in_any_order(tmp_path: Path) -> None:
    count = 70_000  # more than the blocks that stay in memory hold
    texts = [f"name {i} &amp; sons" if i % 3 else f"plain {i}" for i in range(count)]
    order = random.Random(3).sample(range(count), 500) + [0, count - 1]
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{i}</v></c></row>' for n, i in enumerate(order, 2))
    path = write_package(tmp_path / "s.xlsx", {"S": sheet(rows)}, strings_of(*(f"<si><t>{t}</t></si>" for t in texts)))
    assert [v[0] for _, v in read(path)] == [texts[i].replace("&amp;", "&") for i in order]


def test_a_missing_shared_string_names_the_row(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match=r"one\.xlsx sheet 'S' row 2: .*shared string 9"):
        one_row(tmp_path, '<c r="A2" t="s"><v>9</v></c>', strings_of("<si><t>a</t></si>"))


def test_rows_without_values_are_passed_over_and_numbers_kept(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>0</v></c></row><row r="2" s="1" customFormat="1"/><row r="3"><c r="A3" s="5"/></row>'
    )
    rows += '<row r="7"><c r="A7"><v>7</v></c></row>'
    rows += "".join(f'<row r="{n}" ht="15"><c r="A{n}" s="5"/><c r="C{n}" s="5"/></row>' for n in range(8, 3000))
    rows += '<row r="3000"><c r="A3000"><v>9</v></c></row>'
    path = write_package(tmp_path / "b.xlsx", {"S": sheet(rows)})
    assert read(path) == [(7, ("7", None, None, None)), (3000, ("9", None, None, None))]


def test_rows_without_numbers_are_counted(tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"
    assert read(write_package(tmp_path / "n.xlsx", {"S": sheet(rows)})) == [(2, ("2", None, None, None))]


def test_columns_may_be_asked_for_in_any_order(tmp_path: Path) -> None:
    rows = inline_rows([["h"] * 30, [f"v{i}" for i in range(30)]])
    path = write_package(tmp_path / "o.xlsx", {"S": sheet(rows)})
    assert read(path, (29, 0, 27)) == [(2, ("v29", "v0", "v27"))]


def test_prefixed_markup_is_read_by_the_second_reader(tmp_path: Path) -> None:
    ns = MAIN.replace("xmlns=", "xmlns:x=")
    xml = (
        f'<?xml version="1.0" encoding="utf-8"?><x:worksheet {ns}><x:sheetData>'
        '<x:row r="2"><x:c r="A2" t="str"><x:v>head</x:v></x:c></x:row>'
        '<x:row r="4"><x:c r="A4"><x:v>12</x:v></x:c><x:c r="C4"><x:v>1.5</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    path = write_package(tmp_path / "x.xlsx", {"S": xml})
    assert read(path, after=2) == [(4, ("12", "1.5", None, None))]
    with Workbook(path) as sheets:
        assert sheets[0].head(1)[0][0] == 2


def test_a_sheet_that_ends_early_is_damaged(tmp_path: Path) -> None:
    whole = sheet(inline_rows([["a"], ["b"]]))
    path = write_package(tmp_path / "cut.xlsx", {"S": whole[: whole.index("</sheetData>")]})
    with pytest.raises(ReferenceDataError, match=r"cut\.xlsx sheet 'S' after row 2: the sheet ends early"):
        read(path)


def test_a_bomb_is_refused_before_it_is_inflated(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    write_package(path, {"S": b"<worksheet><sheetData>" + b" " * (80 * 2**20)})
    with pytest.raises(ReferenceDataError, match=r"bomb\.xlsx: xl/worksheets/sheet1\.xml would inflate .* bomb"):
        read(path)


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    path = write_package(tmp_path / "crc.xlsx", {"S": sheet(inline_rows([["a" * 50]] * 200))})
    with zipfile.ZipFile(path) as package:
        info = package.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(path.read_bytes())
    data[info.header_offset + 80] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(ReferenceDataError, match=r"crc\.xlsx: xl/worksheets/sheet1\.xml is truncated or damaged"):
        read(path)


def test_days_counted_from_1904_are_refused(tmp_path: Path) -> None:
    path = write_package(tmp_path / "mac.xlsx", {"S": sheet("")}, properties='date1904="1"')
    with pytest.raises(ReferenceDataError, match=r"mac\.xlsx: .*1904"):
        Package(path)


def test_rows_out_of_order_are_damage(tmp_path: Path) -> None:
    rows = '<row r="3"><c r="A3"><v>3</v></c></row><row r="3"><c r="A3"><v>4</v></c></row>'
    with pytest.raises(ReferenceDataError, match=r"d\.xlsx sheet 'S': row 3 after row 3"):
        read(write_package(tmp_path / "d.xlsx", {"S": sheet(rows)}))


@given(st.integers(0, 16_383))
def test_column_letters_and_numbers_are_inverse(index: int) -> None:
    assert column_index(column_letters(index).encode()) == index


_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="_￾￿"), min_size=1, max_size=12
)
_CELL = st.one_of(st.none(), st.integers(-5, 10**9).map(str), _TEXTS)


def _is_blank(text: str | None) -> bool:
    return text is None or text == ""


@st.composite
def _tables(draw: st.DrawFn) -> tuple[list[list[str | None]], str, str]:
    """Rows, and the XML of their sheet and strings with each cell in a form drawn for it."""
    rows = draw(st.lists(st.lists(_CELL, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=6))
    strings: list[str] = []
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, text in enumerate(row):
            place = f'r="{letters(column)}{number}"'
            if text is None:
                cells.append(draw(st.sampled_from(["", f'<c {place} s="2"/>', f"<c {place}></c>"])))
                continue
            body = escape(text)
            strings.append(body)
            forms = [
                f'<c {place} t="s"><v>{len(strings) - 1}</v></c>',
                f'<c t="s" {place} s="1"><v>{len(strings) - 1}</v></c>',
                f'<c {place} t="inlineStr"><is><t xml:space="preserve">{body}</t></is></c>',
                f'<c {place} s="3" t="inlineStr"><is><r><t xml:space="preserve">{body}</t></r></is></c>',
                f'<c {place} t="str"><v>{body}</v></c>',
            ]
            cells.append(draw(st.sampled_from(forms)))
        lines.append(f'<row r="{number}" spans="1:6">{"".join(cells)}</row>')
    items = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in strings)
    return rows, sheet("".join(lines)), strings_of(items)


@settings(max_examples=60, deadline=None)
@given(_tables())
def test_any_mix_of_forms_reads_as_the_rows_written(table: tuple[list[list[str | None]], str, str]) -> None:
    rows, xml, strings = table
    with TemporaryDirectory() as folder:
        path = write_package(Path(folder) / "h.xlsx", {"S": xml}, strings)
        found = dict(read(path, after=0))
        calamine = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        assert calamine.height <= len(rows)  # the file is one that another reader accepts
    for number, row in enumerate(rows, 1):
        wanted = tuple(row[i] for i in WANTED)
        assert found.get(number, (None,) * len(WANTED)) == wanted
