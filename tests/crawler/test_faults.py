from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("page", "least"), [("faults.md", 28), ("storage.md", 8), ("cluster.md", 18)])
def test_every_test_that_the_table_of_faults_names_exists(page: str, least: int) -> None:
    rows = [line for line in (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines() if "::" in line]
    assert len(rows) >= least
    for row in rows:
        named = re.fullmatch(r"\| .+ \| .+ \| `(tests/[\w/]+\.py)::(test_\w+)` \|", row)
        assert named is not None, row
        source = (ROOT / named[1]).read_text(encoding="utf-8")
        assert re.search(rf"^ *def {named[2]}\(", source, re.MULTILINE), row
