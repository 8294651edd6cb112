"""One posting's text with what every reader needs of it, each worked out once and only when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from enrich.text.fold import Folded, fold
from enrich.text.page import Span, posting_spans
from enrich.text.sections import Section, SectionKind, section_at, sections
from enrich.text.sentences import Sentence, Sentences


class Document:
    """A text, folded, cut into sentences and sections, with the spans that hold the posting.

    ``body`` sets those spans (offsets in the text); by default they are looked for.
    """

    def __init__(self, text: str, body: Sequence[Span] | None = None) -> None:
        self.text = text
        self._body = body

    @classmethod
    def of(cls, text: str | Document) -> Document:
        """The document of a text; a document is returned as it is."""
        return text if isinstance(text, Document) else cls(text)

    @cached_property
    def folded(self) -> Folded:
        """The folded text."""
        return fold(self.text)

    @cached_property
    def spans(self) -> Sequence[Span]:
        """Spans of the text that hold the posting."""
        return posting_spans(self.folded) if self._body is None else self._body

    @cached_property
    def _sections(self) -> list[Section]:
        return sections(self.folded.text)

    @cached_property
    def _sentences(self) -> Sentences:
        return Sentences(self.folded)

    def section_of(self, sentence: Sentence) -> SectionKind:
        """The kind of the section that a sentence stands in."""
        return section_at(self._sections, sentence.start)

    def sentences_with(self, stems: Iterable[str]) -> Iterable[Sentence]:
        """The sentences in which a word starts with one of the stems, in text order."""
        offsets = _offsets(self.folded.text, stems)
        return self._sentences.holding(offsets) if offsets else ()

    def origin(self, sentence: Sentence) -> Span:
        """Offsets of a sentence in the text."""
        return self.folded.origin(sentence.start, sentence.end)


def _offsets(text: str, stems: Iterable[str]) -> list[int]:
    """Sorted offsets of the stems where they start a word; plain substring search, the cheapest gate there is."""
    offsets: list[int] = []
    for stem in stems:
        place = text.find(stem)
        while place >= 0:
            if not place or not text[place - 1].isalpha():
                offsets.append(place + len(stem) // 2)
            place = text.find(stem, place + len(stem))
    offsets.sort()
    return offsets
