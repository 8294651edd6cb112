"""An employer's name to its core: what is left when legal forms, abbreviations and careers-page words are settled.

Two spellings with one core are taken for one employer, so every rule here must hold for any name, filed or posted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from enrich.employers.vocabulary import (
    A_AND_T,
    ABBREVIATIONS,
    CAMPUS_WORDS,
    CAREERS_HEADS,
    CAREERS_TAILS,
    COLLEGE_KINDS,
    COUNTRY_TAILS,
    CUT_FORMS,
    DROPPED_WORDS,
    FIRM_FORMS,
    FORMER_MARKS,
    GOVERNING_HEADS,
    HUB_CUT,
    INSTITUTION_NAMES,
    INSTITUTION_WORDS,
    LEGAL_FORMS,
    LINKING_WORDS,
    ON_BEHALF,
    OWNER_MARKS,
    SCHOOL_DISTRICTS,
    STATE_NAMES,
    TAIL_FORMS,
    TRADE_MARKS,
)

_APOSTROPHE: Final = re.compile("['\u2018\u2019\u201b`\u00b4\u02bc\uff07]")
_A_AND_T: Final = re.compile(r"\ba\s*(?:[&\uff06+]|\band\b)\s*t\b")
_STROKES: Final = str.maketrans(
    {"\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00e6": "ae", "\u0153": "oe", "\u0131": "i"}
)
"""Letters with a stroke and joined ones, which no decomposition takes apart."""
_AND: Final = re.compile(r"[&\uff06+]")
_WORD: Final = re.compile(r"[^\W_]+")
_INITIALED_MARK: Final = re.compile(r"(?<!\w)([dfan])([\s./]+)([bk])[\s./]+a(?!\w)")
_TRADING_AS: Final = re.compile(r"(?<!\w)t\s*/\s*a(?!\w)")
_MARK_END: Final = re.compile(r"[bk][\s./]+a(?!\w)|/\s*a(?!\w)")
"""What every mark ends in that is written with initials."""
_PARENTHESIS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_STATE_CODES: Final = "|".join(
    [*(code for code in STATE_NAMES if len(code) == 2), "co", "dc", "de", "in", "la", "me", "or"]
)
_LOCATION_TAIL: Final = re.compile(rf"\s[-\u2013\u2014|]\s+[^-\u2013\u2014|,]{{2,40}},\s*(?:{_STATE_CODES})\s*$")
_HEAD_FIRSTS: Final = frozenset(head[0] for head in CAREERS_HEADS)
_MARK_FIRSTS: Final = frozenset(mark[0] for mark in (*TRADE_MARKS, *FORMER_MARKS, *OWNER_MARKS)) | {"a", "an"}
_FORMS_BEFORE_OWNER: Final = (FIRM_FORMS | LEGAL_FORMS.keys() | {"co", "company"}) - {"pc"}
_NAME_TAILS: Final = (*COUNTRY_TAILS, *CAREERS_TAILS)
_TAIL_LASTS: Final = frozenset(tail[-1] for tail in _NAME_TAILS) | TAIL_FORMS
_PASSES: Final = 8
_MOVABLE: Final = frozenset().union(
    ABBREVIATIONS,
    DROPPED_WORDS,
    TAIL_FORMS,
    STATE_NAMES,
    INSTITUTION_NAMES,
    _TAIL_LASTS,
    "abcdefghijklmnopqrstuvwxyz",
    {"at", "campus"},
    (head[0] for head in (*CAREERS_HEADS, *GOVERNING_HEADS)),
)
"""Words to which a rule may apply again once their neighbours are gone."""


_SPELT: Final = ABBREVIATIONS | dict.fromkeys(DROPPED_WORDS, "")
"""Word -> how it is spelt out; nothing for one that is dropped."""

_ONLY_WORDS: Final = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
"""Of ASCII text, leaves letters and digits."""


class NameParts(NamedTuple):
    """The cores of one written name: the legal name, and what it says it trades as or was called."""

    legal: str
    trade: tuple[str, ...]
    former: tuple[str, ...]


@lru_cache(maxsize=4096)
def known_parts(name: str) -> NameParts:
    """Return :func:`name_parts`, kept for a name that is asked again soon."""
    return _parts(_known_words(name))


@lru_cache(maxsize=4096)
def _known_words(name: str) -> list[str]:
    """Return :func:`_words`, which nobody changes."""
    return _words(name)


def core(name: str) -> str:
    """Return the words that identify the employer, lower case and single-spaced.

    Of a name with a "doing business as" or "formerly" part, the part before it. Names with the same core are treated as
    the same employer. A name that holds nothing but legal forms keeps them ("LLC" -> "llc"); a name without letters and
    digits gives "". ``core(core(name)) == core(name)``.
    """
    return known_parts(name).legal


def name_parts(name: str) -> NameParts:
    """Split a written name at "doing business as" and "formerly" and return the core of each part."""
    return _parts(_words(name))


def _parts(every: list[str]) -> NameParts:
    if _MARK_FIRSTS.isdisjoint(every):
        return NameParts(_settled(every), (), ())
    parts = [(mark, _settled(words)) for mark, words in _split_marks(every)]
    found = [(mark, text) for mark, text in parts if text]
    legal = found[0][1] if found else _settled(every)
    rest = found[1:]
    return NameParts(
        legal=legal,
        trade=tuple(text for mark, text in rest if mark == "trade"),
        former=tuple(text for mark, text in rest if mark == "former"),
    )


@lru_cache(maxsize=4096)
def legal_form(name: str) -> str | None:
    """Return the legal form that a written name ends in, one spelling for each; ``None`` when it shows none."""
    if is_cut(name):
        return None
    words = _known_words(name)
    if not _MARK_FIRSTS.isdisjoint(words):
        words = next(_split_marks(words))[1]
    return next((LEGAL_FORMS[word] for word in reversed(words) if word in LEGAL_FORMS), None)


def is_cut(name: str) -> bool:
    """Return whether a filed name may have lost its end: the hub's older files keep :data:`HUB_CUT` characters."""
    return len(name) >= HUB_CUT - 1 and HUB_CUT - 1 <= len(name.rstrip()) <= HUB_CUT


def cut_core(name: str) -> str:
    """Return the beginning of the core of a name that was cut, in which the last word may be a part of a word.

    To be compared with ``str.startswith`` on cores, and only when it is long enough to identify.
    """
    words = next(_split_marks(_words(name)))[1]
    while len(words) > 1 and (words[-1] in CUT_FORMS or words[-1] in TAIL_FORMS):
        words.pop()
    return f"{_settled(words[:-1])} {words[-1]}" if len(words) > 1 else " ".join(words)


def college_key(text: str) -> str | None:
    """Return what two spellings of one college have in common, whatever kind of college they say it is."""
    words = text.split()
    if "college" not in words:
        return None
    return " ".join(word for word in words if word not in COLLEGE_KINDS and not word.isdigit())


def written(name: str) -> str:
    """Return the words of a legal name as they are written, abbreviations too, without legal forms."""
    words = next(_split_marks(_known_words(name)))[1]
    return " ".join(_strip_tails([word for word in words if word not in DROPPED_WORDS]))


def squash(core_text: str) -> str:
    """Return a core without spaces, the key under which joined and split spellings meet."""
    return core_text.replace(" ", "")


def _words(name: str) -> list[str]:
    """Return the lower-case words of a name, without parentheses and location tail."""
    text = name.casefold() if name.isascii() else _plain(name)
    if "(" in text or "[" in text:
        outside = _PARENTHESIS.sub(_parenthesis, text)
        text = outside if any(character.isalnum() for character in outside) else text
    if "," in text:
        text = _LOCATION_TAIL.sub("", text)
    # Regular expressions take most of the time, and few names have what they look for.
    plain = text.isascii()
    text = text.replace("'", "").replace("`", "") if plain else _APOSTROPHE.sub("", text)
    if "and" in text or "&" in text or "+" in text or not plain:
        text = _AND.sub(" and ", _A_AND_T.sub(A_AND_T, text))
    if _MARK_END.search(text):
        text = _TRADING_AS.sub(" dba ", _INITIALED_MARK.sub(r" \1\3a ", text))
    return _join_letters(text.translate(_ONLY_WORDS).split() if plain else _WORD.findall(text))


def _parenthesis(found: re.Match[str]) -> str:
    """Return a parenthesis that names the employer otherwise ("formerly ..."), and nothing for any other."""
    inside = found[0][1:-1]
    return f" {inside} " if not _MARK_FIRSTS.isdisjoint(_WORD.findall(inside)) else " "


def _plain(name: str) -> str:
    """Return the name case-folded, without accents and width variants; letters of other scripts stay."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold()).translate(_STROKES)
    return "".join(character for character in folded if not unicodedata.combining(character))


def _join_letters(words: list[str]) -> list[str]:
    """Join what punctuation took apart: initials ("a b" -> "ab"), "women s", "int l", "o connor"."""
    if 1 not in map(len, words):
        return words
    joined: list[str] = []
    letters = False
    for at, word in enumerate(words):
        single = len(word) == 1 and word.isalpha()
        if single and joined and (letters or _is_ending(words, at, joined[-1])):
            joined[-1] += word
        elif joined and joined[-1] == "o" and len(word) > 2 and word not in TAIL_FORMS and word not in DROPPED_WORDS:
            joined[-1] += word
            letters = False
        else:
            joined.append(word)
            letters = single
    return joined


def _is_ending(words: list[str], at: int, before: str) -> bool:
    """Return whether a letter was parted by an apostrophe ("women s", "int l"), and begins no initials ("s c")."""
    if words[at] == "l":
        return before in ("int", "nat")
    return words[at] == "s" and len(before) > 2 and (at + 1 == len(words) or len(words[at + 1]) > 1)


def _split_marks(words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the words before, between and behind the marks, each run with the kind of the mark before it."""
    kind, run, at = "legal", list[str](), 0
    while at < len(words):
        mark = _mark_at(words, at) if words[at] in _MARK_FIRSTS else None
        if mark is None:
            run.append(words[at])
            at += 1
            continue
        yield kind, run
        kind, width = mark
        run, at = [], at + width
    yield kind, run


def _mark_at(words: list[str], at: int) -> tuple[str, int] | None:
    """Return the kind and the length of the mark that starts at a word."""
    if words[at] in ("a", "an") and at and words[at - 1] in _FORMS_BEFORE_OWNER and at + 1 < len(words):
        return "owner", 1
    for kind, marks in (("trade", TRADE_MARKS), ("former", FORMER_MARKS), ("owner", OWNER_MARKS)):
        for mark in marks:
            if tuple(words[at : at + len(mark)]) == mark:
                return kind, len(mark)
    return None


def _settled(words: list[str]) -> str:
    """Return the core of the words: the rules applied until they change nothing."""
    for _ in range(_PASSES):
        following = _rules(words)
        if following == words or _MOVABLE.isdisjoint(following):
            return " ".join(following)
        words = following
    return " ".join(words)


def _rules(words: list[str]) -> list[str]:
    """Apply every rule once, in order; a rule that would leave nothing is not applied."""
    kept = [word for written in words if (word := _SPELT.get(written, written))] or words
    kept = _expand_states(_join_letters(kept))
    if not FIRM_FORMS.isdisjoint(kept):
        kept = kept[:1] + [word for word in kept[1:] if word not in FIRM_FORMS]
    if not _HEAD_FIRSTS.isdisjoint(kept):
        kept = _strip_heads(kept)
    kept = _strip_tails(kept)
    if len(kept) > 1 and kept[-1] in SCHOOL_DISTRICTS:
        kept = [*kept[:-1], *SCHOOL_DISTRICTS[kept[-1]]]
    return _institution(kept) if not INSTITUTION_WORDS.isdisjoint(kept) else kept


def _strip_heads(words: list[str]) -> list[str]:
    """Take the words of a careers page off the beginning while something is left behind them."""
    for head in CAREERS_HEADS:
        if tuple(words[: len(head)]) == head and len(words) > len(head):
            words = words[len(head) :]
    return words


def _expand_states(words: list[str]) -> list[str]:
    """Spell out a state's abbreviation behind "of", and the university of "U of Place"."""
    if "of" not in words:
        return words
    if words[:2] == ["u", "of"] and len(words) > 2 and len(words[2]) > 1:
        words = ["university", *words[1:]]
    expanded: list[str] = []
    for word in words:
        behind_of = bool(expanded) and expanded[-1] == "of"
        expanded.extend(STATE_NAMES[word].split() if behind_of and word in STATE_NAMES else [word])
    return expanded


def _strip_tails(words: list[str]) -> list[str]:
    """Take legal forms, country and careers words off the end while something is left in front of them."""
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _TAIL_LASTS:
        if kept[-1] in TAIL_FORMS:
            kept.pop()
            continue
        tail = next((t for t in _NAME_TAILS if len(kept) > len(t) and tuple(kept[-len(t) :]) == t), None)
        if tail is None or kept[-len(tail) - 1] in LINKING_WORDS:
            break
        del kept[-len(tail) :]
    return kept


def _institution(words: list[str]) -> list[str]:
    """Name a university by itself: not by its governing body, and with or without "at" before the campus."""
    if ON_BEHALF in words[1:-1]:
        words = words[words.index(ON_BEHALF) + 1 :]
    for head in GOVERNING_HEADS:
        if tuple(words[: len(head)]) == head and len(words) > len(head):
            words = words[len(head) :]
            break
    while len(words) > 1 and words[0] == "of":
        words = words[1:]
    spelt = [part for word in words for part in INSTITUTION_NAMES.get(word, word).split()]
    if len(spelt) > 3 and spelt[-1] == "campus" and (spelt[-2] in CAMPUS_WORDS or spelt[-2] in spelt[:-2]):
        spelt = spelt[:-2]
    # Behind "at" a cut name may hold nothing or a letter of its campus, which is not the university without one.
    named = [0 < at < len(spelt) - 1 and len(spelt[at + 1]) > 1 for at in range(len(spelt))]
    return [word for word, before_campus in zip(spelt, named, strict=True) if word != "at" or not before_campus]
