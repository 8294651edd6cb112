"""The language of a posting, and what is read of one that is not in English."""

from __future__ import annotations

import pytest

from enrich.text.fold import fold
from enrich.text.language import language_of
from enrich.text.reading import read_posting

TEXTS = {
    "en": "We are looking for a welder to join the night shift at our yard in Mobile.",
    "de": "Wir suchen eine Person für die Nachtschicht in unserer Werft, die nicht nur schweißen kann.",
    "fr": "Nous cherchons pour notre chantier une personne qui sait souder et qui n'a pas peur de la nuit.",
    "es": "Buscamos para nuestro astillero una persona que sepa soldar y que no tema el turno de noche.",
    "pt": "Procuramos para o nosso estaleiro uma pessoa que saiba soldar e não tenha medo da noite.",
    "it": "Cerchiamo per il nostro cantiere una persona che sappia saldare e non tema il turno di notte.",
    "nl": "Wij zoeken voor onze werf een lasser die niet bang is voor het werk in de nacht.",
    "pl": "Szukamy do pracy w naszej stoczni osoby, która umie spawać i nie boi się nocy oraz zimna.",
    "sv": "Vi söker en svetsare till vårt varv som kan svetsa och är van att jobba på natten.",
    "ja": "私たちの造船所で夜勤の溶接工を募集しています。",
    "ru": "Мы ищем сварщика на ночную смену в нашу верфь.",
    "zh": "我们正在为船厂招聘夜班焊工。",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items())
def test_language_is_told_from_a_sentence_or_two(code: str, text: str) -> None:
    assert language_of(fold(text).text) == code
    assert read_posting(text=text).language == code


@pytest.mark.parametrize("text", ["", "Welder II", "Python, Go, Rust", "12345", "\u200b"])
def test_too_little_to_tell_is_unknown(text: str) -> None:
    assert language_of(fold(text).text) is None


def test_the_english_part_of_a_mixed_posting_is_read_and_no_other() -> None:
    text = f"{TEXTS['de']}\nVisa-Sponsoring ist für diese Stelle leider nicht möglich.\nWe do not sponsor visas.\n"
    reading = read_posting(text=text)
    assert reading.language == "de"
    assert [statement.quote for statement in reading.statements] == ["We do not sponsor visas."]


def test_a_field_answered_no_in_another_language_is_no_offer() -> None:
    for answer in ("Nein", "Non", "Não", "Nej"):
        found = read_posting(text=f"{TEXTS['de']}\nVisa Sponsorship: {answer}\n").statements
        assert {statement.kind for statement in found} <= {"no_sponsorship"}
    german = read_posting(text=f"{TEXTS['de']}\nVisa Sponsorship: Nein\n").statements
    assert [statement.kind for statement in german] == ["no_sponsorship"]


def test_english_with_a_foreign_name_is_english() -> None:
    text = "We do not sponsor visas for our bakery in Villa de la Paz."
    assert [statement.kind for statement in read_posting(text=text).statements] == ["no_sponsorship"]
