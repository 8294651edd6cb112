"""One posting's text with what every reader needs of it, each worked out once and only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from enrich.text.fold import Folded, fold
from enrich.text.language import language_of
from enrich.text.page import Span, posting_spans
from enrich.text.sections import Section, SectionKind, section_at, sections
from enrich.text.sentences import Sentence, Sentences
from enrich.text.stems import WordStarts
from enrich.text.topics import Topic

_Made = TypeVar("_Made")


class _Once(Generic[_Made]):
    """A property that is worked out when first asked for: ``functools.cached_property`` without its lock."""

    def __init__(self, make: Callable[[Any], _Made]) -> None:
        self._make = make
        self._name = make.__name__

    def __get__(self, document: object, owner: type | None = None) -> _Made:
        made = document.__dict__[self._name] = self._make(document)
        return made


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

    @_Once
    def folded(self) -> Folded:
        """The folded text."""
        return fold(self.text)

    @_Once
    def spans(self) -> Sequence[Span]:
        """Spans of the text that hold the posting."""
        return posting_spans(self.folded, self.words) if self._body is None else self._body

    @_Once
    def _sections(self) -> list[Section]:
        return sections(self.folded.text)

    @_Once
    def _sentences(self) -> Sentences:
        return Sentences(self.folded)

    def section_of(self, sentence: Sentence) -> SectionKind:
        """The kind of the section that a sentence stands in."""
        return section_at(self._sections, sentence.start)

    @_Once
    def words(self) -> WordStarts:
        """The starts of the words of the text."""
        return WordStarts(self.folded.text)

    @_Once
    def language(self) -> str | None:
        """The language of the text, ISO 639-1."""
        return language_of(self.folded.text)

    def sentences_on(self, topic: Topic) -> Iterable[Sentence]:
        """The sentences in which a word of a topic stands, in text order."""
        offsets = self.words.offsets(topic)
        return self._sentences.holding(offsets) if offsets else ()

    def origin(self, sentence: Sentence) -> Span:
        """Offsets of a sentence in the text."""
        return self.folded.origin(sentence.start, sentence.end)
