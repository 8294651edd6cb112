"""What the dump's table ``about`` says: the facts that go with it when it travels without the manifest."""

from __future__ import annotations

import json

from exports.manifest import LICENCE, ReferenceData


def facts(
    *, generated_at: str, closed_since: str, schema_version: str, model_version: str | None, reference: ReferenceData
) -> list[tuple[str, str]]:
    """Name and value of each fact, as the manifest has them; ``none`` where there is nothing."""
    return [
        ("generated_at", generated_at),
        ("closed_since", closed_since),
        ("schema_version", schema_version),
        ("reference_version", reference.version or "none"),
        ("reference_files", json.dumps([file.name for file in reference.files], ensure_ascii=False)),
        ("model_version", model_version or "none"),
        ("licence", LICENCE),
    ]
