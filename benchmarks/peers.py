"""Search libraries that others match names with, asked the names of the year test beside this project's matcher.

``rapidfuzz`` is a dependency; ``sparse_dot_topn`` (with scikit-learn) and ``string_grouper`` are run when they are
installed, and said to be absent when they are not: ``pip install sparse_dot_topn scikit-learn string_grouper``. Each
gives its best filed name and a score; the truth is that of the year test, of one name as of a family.
"""

from __future__ import annotations

import importlib
import random
import time
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

from rapidfuzz import fuzz, process

from benchmarks.hub import SAME_NAME, HubRow, HubTruth, Verdict, index_of, new_names
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, Match, match, match_all
from enrich.employers.normalise import core

KNOWN_SHARE = 0.6
"""Share of names of known employers in the sample, as in the survey that the aims come from."""

Best = tuple[str, float]
"""The filed name that resembles most, and its score; an empty name when there is none."""

Peer = Callable[[Sequence[str], Sequence[str]], list[Best]]
"""From the names asked and those filed to the best filed name of each."""


def run_peers(rows: list[HubRow], year: int, sample: int) -> None:
    """Print first answers right, recall at precision .95 and .99, and names a CPU-second, of ours and of each peer."""
    rest, asked = new_names(rows, year)
    truth, draw = HubTruth.of(rest), random.Random(year)
    halves = [row for row in asked if truth.knows(row)], [row for row in asked if not truth.knows(row)]
    shares = round(KNOWN_SHARE * sample), sample - round(KNOWN_SHARE * sample)
    queries = [row for rows, share in zip(halves, shares, strict=True) for row in draw.sample(rows, share)]
    known = shares[0]
    print(f"peers on {len(queries)} names of FY{year}, {known} of known employers (survey truth, all ZIPs)")
    _ours(rest, queries, truth)
    filed = sorted({row.name for row in rest if row.name})
    by_core = {core(name): name for name in filed}
    names, cores = [row.name for row in queries], [core(row.name) for row in queries]
    for title, peer in _peers():
        for kind, left, right in (("raw", names, filed), ("core", cores, sorted(by_core))):
            start = time.process_time()
            found = peer(left, right)
            taken = time.process_time() - start
            answers = [
                (score, truth.knows(row), truth.judge(row, [core(name) if kind == "raw" else name]))
                for row, (name, score) in zip(queries, found, strict=True)
                if name
            ]
            _show(f"{title}, {kind}", answers, known, len(queries) / taken)


def _ours(rest: list[HubRow], queries: list[HubRow], truth: HubTruth) -> None:
    index = index_of(rest)
    match(EmployerQuery("Warm up the look-up tables", state="CA"), index)
    for title, with_state in (("this project, with the state", True), ("this project, name only", False)):
        start = time.process_time()
        found = match_all([EmployerQuery(row.name, state=row.state if with_state else None) for row in queries], index)
        taken = time.process_time() - start
        answers = [
            (one.confidence, truth.knows(row), truth.judge(row, cores))
            for row, one in zip(queries, found, strict=True)
            if (cores := _cores(one, index))
        ]
        _show(title, answers, sum(truth.knows(row) for row in queries), len(queries) / taken)


def _cores(one: Match, index: EmployerIndex) -> list[str]:
    """Return the cores of the filer named, or else of the first candidate."""
    if one.filer is not None:
        return one.filer.cores
    return index.filers[one.candidates[0].filer].cores if one.candidates else []


def _show(title: str, answers: list[tuple[float, bool, Verdict]], known: int, rate: float) -> None:
    first = sum(is_known and _good(verdict) for _, is_known, verdict in answers) / max(1, known)
    counted = [(score, _good(verdict)) for score, is_known, verdict in answers if is_known or verdict not in SAME_NAME]
    at = [_recall(counted, precision, known) for precision in (0.95, 0.99)]
    print(f"  {title}: P@1 {first:.3f}; recall at precision .95 {at[0]:.3f}, .99 {at[1]:.3f}; {rate:,.0f} a CPU-second")


def _good(verdict: Verdict) -> bool:
    return verdict == "right" or verdict in SAME_NAME


def _recall(counted: list[tuple[float, bool]], precision: float, known: int) -> float:
    taken = sorted(counted, key=lambda answer: -answer[0])
    right = best = 0
    for at, (score, is_right) in enumerate(taken):
        right += is_right
        last = at + 1 == len(taken) or taken[at + 1][0] < score
        if last and right >= precision * (at + 1):
            best = right
    return best / max(1, known)


def _peers() -> Iterator[tuple[str, Peer]]:
    yield "rapidfuzz token_sort_ratio", _by_scorer(fuzz.token_sort_ratio)
    yield "rapidfuzz WRatio", _by_scorer(fuzz.WRatio)
    for name, modules, peer in (
        ("sparse_dot_topn, 3 letters", ("sparse_dot_topn", "sklearn.feature_extraction.text"), _by_sparse),
        ("string_grouper", ("string_grouper", "pandas"), _by_grouper),
    ):
        try:
            loaded = [importlib.import_module(module) for module in modules]
        except ImportError as error:
            print(f"  {name}: absent ({error.name})")
            continue
        yield name, peer(*loaded)


def _by_scorer(scorer: Callable[..., float]) -> Peer:
    def ask(names: Sequence[str], filed: Sequence[str]) -> list[Best]:
        scores = process.cdist(names, filed, scorer=scorer)
        best = scores.argmax(axis=1)
        return [(filed[at], float(scores[row, at])) for row, at in enumerate(best)]

    return ask


def _by_sparse(library: ModuleType, texts: ModuleType) -> Peer:
    def ask(names: Sequence[str], filed: Sequence[str]) -> list[Best]:
        vectors = texts.TfidfVectorizer(analyzer="char", ngram_range=(3, 3), lowercase=True)
        known = vectors.fit_transform(filed)
        found = library.sp_matmul_topn(vectors.transform(names), known.T.tocsr(), top_n=1, sort=True)
        return [
            (filed[found.indices[start]], float(found.data[start])) if end > start else ("", 0.0)
            for start, end in zip(found.indptr, found.indptr[1:], strict=False)
        ]

    return ask


def _by_grouper(library: ModuleType, frames: ModuleType) -> Peer:
    def ask(names: Sequence[str], filed: Sequence[str]) -> list[Best]:
        pairs = library.match_strings(
            frames.Series(list(filed)), frames.Series(list(names)), max_n_matches=1, min_similarity=0.3
        )
        best: dict[int, Best] = {}
        for at, name, score in zip(pairs["right_index"], pairs["left_side"], pairs["similarity"], strict=True):
            if score > best.get(int(at), ("", 0.0))[1]:
                best[int(at)] = (str(name), float(score))
        return [best.get(at, ("", 0.0)) for at in range(len(names))]

    return ask
