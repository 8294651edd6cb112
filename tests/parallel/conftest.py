from __future__ import annotations

import pytest

from crawler.fold import fold_queue
from enrich import stage, versions
from exports import publication


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts of little work, all of them given to the executor."""
    for module, name, value in (
        (fold_queue, "_POSTINGS", 10),
        (stage, "BATCH", 7),
        (versions, "BATCH", 3),
        (publication, "PART", 7),
        *((module, "LEAST_PARTS", 1) for module in (fold_queue, stage, publication)),
    ):
        monkeypatch.setattr(module, name, value)
