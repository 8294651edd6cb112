"""Near copies planted among look-alikes: how many are found, how many found ones are none, and what finding costs.

    python -m benchmarks.copies [--jobs 4000]

An invented employer: every text has the same standard paragraphs, which are from a tenth to four fifths of it, so that
two different jobs look much alike. Each job has from none to five copies, in which up to one word in forty is another.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from itertools import combinations

from enrich.copies.groups import group
from enrich.copies.sketch import digest, runs_of, sketch_of, words_of

SEED = 20261120
_SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ren",
    "ta",
    "vo",
    "su",
    "ber",
    "din",
    "fal",
    "gor",
    "hem",
    "jus",
    "nel",
    "pro",
    "qui",
    "sto",
    "tur",
    "wex",
    "yan",
]


def make_texts(jobs: int, seed: int = SEED) -> Iterator[tuple[int, str]]:
    """(job, text) of ``jobs`` jobs and their copies, shuffled; texts of one job are near copies, others are not."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(3000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    standard = chance.choices(words, weights, k=900)
    made = []
    for job in range(jobs):
        length = chance.randint(120, 900)
        own = chance.choices(words, weights, k=max(30, int(length * chance.uniform(0.2, 0.9))))
        text = [*standard[: max(0, length - len(own))], *own]
        made.append((job, " ".join(text)))
        for _ in range(chance.choices([0, 1, 2, 5], [60, 20, 15, 5])[0]):
            made.append((job, " ".join(_edited(text, chance, words))))
    chance.shuffle(made)
    yield from made


def _edited(text: list[str], chance: random.Random, words: list[str]) -> list[str]:
    copy = list(text)
    for _ in range(chance.randint(0, len(text) // 40)):
        copy[chance.randrange(len(copy))] = chance.choice(words)
    return copy


def measure(texts: list[tuple[int, str]]) -> tuple[float, float, float]:
    """Precision and recall over pairs of texts that are near copies, and microseconds a text."""
    start = time.process_time()
    runs = {digest(words): runs_of(words) for words in (words_of(text) for _, text in texts)}
    groups = group(((name, sketch_of(found)) for name, found in runs.items()), runs.__getitem__)
    cost = (time.process_time() - start) / len(texts) * 1e6
    jobs: dict[int, list[str]] = {}
    found_groups: dict[str, list[int]] = {}
    for job, text in texts:
        name = groups[digest(words_of(text))]
        jobs.setdefault(job, []).append(name)
        found_groups.setdefault(name, []).append(job)
    planted = [one == other for names in jobs.values() for one, other in combinations(names, 2)]
    found = [one == other for members in found_groups.values() for one, other in combinations(members, 2)]
    return sum(found) / max(1, len(found)), sum(planted) / max(1, len(planted)), cost


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=4000)
    jobs = parser.parse_args().jobs
    for size in (jobs // 4, jobs):
        texts = list(make_texts(size))
        precision, recall, cost = measure(texts)
        print(f"{len(texts):6} texts: precision {precision:.4f}, recall {recall:.4f}, {cost:.0f} microseconds a text")


if __name__ == "__main__":
    main()
