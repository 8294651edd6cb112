"""Tell the language of a text by its function words and its script, so that what is not English is left unread.

A profile of a few dozen words for each language is enough for a posting of some lines and costs one look at each word
of its beginning. A text that mixes languages has the language of most of it; sentences are judged one by one.
"""

from __future__ import annotations

import re
from collections import Counter

_PROFILES: dict[str, str] = {
    "en": "the and of to in for is are you we with not this will be or our a an have on as your from at by that can",
    "de": "und der die das ist nicht für mit wir sie ein eine einen einer zu oder auf von im dem den des als bei auch "
    "wird "
    "werden dein deine du unser unsere ihre kein keine keinen sowie ihnen zum zur sich bieten möglich leider nur sind",
    "fr": "les des est pas pour avec nous vous une dans sur aux ou ce cette votre notre et le la du au en sont par "
    "qui que "
    "nos vos ne se un de vous être n'est d'un l'entreprise ainsi poste",
    "es": "el los las para con una por del que nuestro nuestra usted se y en de la es un su tu como más al o no este "
    "esta "
    "puesto trabajo contar ser nuestros",
    "pt": "os um uma não com em dos das você para por que e da do de nossa nosso seu sua mais ao como o no na ser "
    "trabalho",
    "it": "il di per che della non sono gli nel un una con del le alla nostro nostra e la tua dei delle lavoro è si",
    "nl": "het een van voor met niet wij bij zijn de en je jij ons onze als op te aan of wordt geen moet jouw",
    "pl": "i w na z do się jest oraz nie dla od po przez pracy jako o są lub że",
    "sv": "och att det som för med är av en den du vi på till inte eller om vår",
    "da": "og at det som for med er af en den du vi på til ikke eller om vores",
    "no": "og å det som for med er av en den du vi på til ikke eller om vår våre",
    "fi": "ja on ei että tai sekä olet meillä ovat kun sinulla",
    "cs": "a v se na je že pro s do jsou nebo práce si jako",
    "ro": "și în de la cu pe este pentru sunt un o care din",
    "tr": "ve bir için ile bu olarak veya olan iş",
    "hu": "és az egy hogy nem vagy a munka is",
    "ca": "i el la els les per amb que una és del dels no en de",
}
_WORDS: dict[str, frozenset[str]] = {code: frozenset(words.split()) for code, words in _PROFILES.items()}
_OWNERS: dict[str, tuple[str, ...]] = {
    word: tuple(code for code, words in _WORDS.items() if word in words)
    for word in sorted(set[str]().union(*_WORDS.values()))
}
"""Function word -> the languages that have it."""
_ALSO_ENGLISH = frozenset(
    (
        *("no", "as", "at", "on", "do", "is", "a", "i", "to", "me", "an", "or", "of", "in", "per", "die", "am", "den"),
        *("men", "man", "con", "us", "so", "tu", "one", "du", "la", "go"),
    )
)
_FOREIGN = frozenset(_OWNERS) - _WORDS["en"] - _ALSO_ENGLISH
"""Function words that no English sentence has, names aside."""
_LETTERS_ONLY = bytes(byte if chr(byte).isalpha() else 32 for byte in range(256))
"""Letters of Latin-1, spaces for all other signs."""
_FOREIGN_PIECES = frozenset(
    piece for word in _FOREIGN for piece in word.encode("latin-1", "replace").translate(_LETTERS_ONLY).split()
)
"""What is left of those words where signs that are no letters of Latin-1 cut them: a sentence with any has one."""
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("uk", re.compile(r"[іїєґ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
"""Scripts that settle the language (of Cyrillic ones the commonest), the more telling first."""
_LOOKED_AT = 1_000
"""Characters that the language of a text is told from."""
_FEWEST = 4
"""Function words that settle a text's language."""
_SCRIPT_SHARE = 0.2
"""Share of the characters from which a script settles the language."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def language_of(text: str) -> str | None:
    """The language of a folded text as ISO 639-1 (``en``), told from its beginning; ``None`` when too little tells."""
    start = text[:_LOOKED_AT]
    words = set(start.split())
    english = len(_WORDS["en"] & words)
    if english >= _FEWEST and english > 2 * len(_FOREIGN & words):
        return "en"
    if not start.isascii():
        for code, script in _SCRIPTS:
            if len(script.findall(start)) >= max(4, _SCRIPT_SHARE * len(start.replace(" ", ""))):
                return code
    counts = Counter(code for word in _WORD.findall(start) for code in _OWNERS.get(word, ()))
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < _FEWEST:
        return None
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        return "en" if "en" in (ranked[0][0], ranked[1][0]) else None
    return ranked[0][0]


def is_foreign(sentence: str, fewest: int = 2) -> bool:
    """Whether a folded sentence is written in another language than English, told by its function words.

    ``fewest`` of them must stand in it: one is enough where the text around it is not English.
    """
    pieces = sentence.encode("latin-1", "replace").translate(_LETTERS_ONLY).split()
    if _FOREIGN_PIECES.isdisjoint(pieces):
        return False
    words = _WORD.findall(sentence)
    if _FOREIGN.isdisjoint(words):
        return False
    foreign = sum(word in _FOREIGN for word in words)
    return foreign >= fewest and foreign > sum(word in _WORDS["en"] for word in words)
