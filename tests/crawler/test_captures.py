from __future__ import annotations

import json
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import settings as project_settings
from crawler.boards import SYSTEMS
from crawler.patterns import PagedSearch
from tests.capture import CAPTURES, capture_folders, replay, write_expectation


@pytest.mark.parametrize("capture", capture_folders(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_capture_reads_as_reviewed(capture: Path, tmp_path: Path) -> None:
    if not (capture / "postings.jsonl").exists():
        write_expectation(capture)
        pytest.fail(f"wrote {capture}/postings.jsonl and snapshot.json: read them against the answers, then commit")
    header, postings = replay(capture, tmp_path)
    expected = [json.loads(line) for line in (capture / "postings.jsonl").read_text(encoding="utf-8").splitlines()]
    assert postings == expected
    assert header == json.loads((capture / "snapshot.json").read_text(encoding="utf-8"))


def test_every_spider_has_a_capture_and_the_name_of_its_file() -> None:
    settings = Settings()
    settings.setmodule(project_settings)
    loader = SpiderLoader.from_settings(settings)
    assert set(loader.list()) == set(SYSTEMS)
    for name in loader.list():
        spider = loader.load(name)
        assert spider.__module__ == f"crawler.spiders.{name}"
        folders = list((CAPTURES / name).glob("*/board.json"))
        assert folders, f"spider {name} has no capture"
        if issubclass(spider, PagedSearch):
            pages = [json.loads((f.parent / "requests.json").read_text(encoding="utf-8")) for f in folders]
            assert max(map(len, pages)) >= 2, f"{name} needs a capture of two pages"
