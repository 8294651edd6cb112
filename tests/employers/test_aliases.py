from __future__ import annotations

from pathlib import Path

import pytest

from enrich.employers.aliases import COLUMNS, Alias, AliasError, groups, read_aliases
from enrich.employers.match import EmployerQuery, match
from enrich.employers.normalise import core
from enrich.employers.refuse import refuse
from tests.employers.filers import filed, index_of


def test_the_shipped_aliases_are_sound() -> None:
    aliases = read_aliases()
    assert len(groups(aliases)) >= 120
    pairs = [(core(alias.alias), core(alias.legal_name)) for alias in aliases]
    assert len(pairs) == len(set(pairs)), "the same alias and legal name twice"
    assert all(len(core(alias.alias)) > 1 for alias in aliases)


def test_one_alias_does_not_join_two_ids() -> None:
    first: dict[str, str] = {}
    for rows in groups(read_aliases()).values():
        heads = {first.setdefault(core(row.legal_name), core(rows[0].legal_name)) for row in rows}
        assert len(heads) == 1, f"{rows[0].alias}: its legal names belong to several families: {sorted(heads)}"


def test_an_alias_is_not_the_legal_name_of_another_family() -> None:
    # An alias is asked before a core, so such a row would take the name from the employer that files under it.
    aliases = read_aliases()
    head = {core(row.legal_name): core(rows[0].legal_name) for rows in groups(aliases).values() for row in rows}
    taken = [
        rows[0].alias for key, rows in groups(aliases).items() if key in head and head[key] != core(rows[0].legal_name)
    ]
    assert not taken, f"filed by another employer: {taken}"


def test_an_alias_is_of_one_kind_and_written_one_way() -> None:
    # A second row for a name, added without seeing the first, shows as another kind or another spelling.
    mixed = [
        rows[0].alias
        for rows in groups(read_aliases()).values()
        if len({row.kind for row in rows}) > 1 or len({row.alias for row in rows}) > 1
    ]
    assert not mixed, f"given twice: {mixed}"


def test_every_alias_can_be_asked_for() -> None:
    refused = [alias.alias for alias in read_aliases() if refuse(alias.alias) is not None]
    assert not refused, f"names nobody, so the row is never used: {refused}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Chiven,Chiven Financial Inc,brand,seen", "4 values for 5 columns"),
        ("Chiven,,brand,seen,", "column legal_name is empty"),
        ("Chiven,Chiven Financial Inc,nickname,seen,", "column kind: 'nickname'"),
        ("Chiven,Chiven Financial Inc,brand,,", "column source is empty"),
    ],
)
def test_a_broken_line_is_named_with_its_place(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text(f"{','.join(COLUMNS)}\nA One,Alpha One Inc,brand,seen,\n{line}\n", encoding="utf-8")
    with pytest.raises(AliasError) as error:
        read_aliases(path)
    assert f"{path}:3" in str(error.value) and message in str(error.value)


def test_another_header_or_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text("alias;legal_name\n", encoding="utf-8")
    with pytest.raises(AliasError, match="columns must be"):
        read_aliases(path)
    path.write_bytes(b"alias\xff")
    with pytest.raises(AliasError, match="UTF-8"):
        read_aliases(path)


def test_an_alias_is_known_whatever_its_spaces_but_for_a_short_one() -> None:
    aliases = [
        Alias("Chiven", "Brill Financial Inc", "brand", "seen", ""),
        Alias("CVN", "Brill Financial Inc", "acronym", "seen", ""),
    ]
    index = index_of(filed("BRILL FINANCIAL INC", 40), filed("CH IVENTURE INC", 40), aliases=aliases)
    found = match(EmployerQuery("Chi Ven"), index)
    assert (found.decision, found.rule) == ("match", "alias")
    assert found.filer is not None and found.filer.name == "BRILL FINANCIAL INC"
    assert match(EmployerQuery("Cv N"), index).decision == "none"


def test_a_brand_with_a_legal_form_is_rather_another_employer_and_a_former_name_is_not() -> None:
    aliases = [
        Alias("Vexlity", "Ostervale Cable LLC", "brand", "test", ""),
        Alias("Plintho", "Ostervale Cable LLC", "rename", "test", ""),
        Alias("Ostervale", "Ostervale Cable LLC", "brand", "test", ""),
    ]
    index = index_of(filed("OSTERVALE CABLE LLC", 900, "TX"), aliases=aliases)
    decisions = {
        name: match(EmployerQuery(name, state="TX"), index).decision
        for name in ("Vexlity", "Vexlity Corp", "Plintho Corp", "Ostervale Inc")
    }
    assert decisions == {
        "Vexlity": "match",
        "Vexlity Corp": "review",
        "Plintho Corp": "match",
        "Ostervale Inc": "match",
    }
