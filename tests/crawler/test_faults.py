from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_table_of_faults_names_exists() -> None:
    rows = [line for line in (ROOT / "docs" / "faults.md").read_text(encoding="utf-8").splitlines() if "::" in line]
    assert len(rows) >= 28
    for row in rows:
        named = re.fullmatch(r"\| .+ \| .+ \| `(tests/[\w/]+\.py)::(test_\w+)` \|", row)
        assert named is not None, row
        source = (ROOT / named[1]).read_text(encoding="utf-8")
        assert re.search(rf"^ *def {named[2]}\(", source, re.MULTILINE), row
