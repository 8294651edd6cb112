"""What is carried forward is copied block by block, and the file is the one that packing everything anew would make."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import snapshots
from crawler.files.blocks import Line, ends_block
from crawler.items import Board, HiringOrganization, JobPosting
from crawler.listings.carry import Earlier
from crawler.snapshots import SnapshotWriter, read_postings, snapshot_path
from tests.headers import header

BOARD = Board(employer="Mill", url="https://mill.example/jobs", ats="paged", token="mill")
MONDAY, TUESDAY = "20261102T060000Z", "20261103T060000Z"
NOON = "2026-11-03T06:00:00Z"
numbers = st.sets(st.integers(0, 120), max_size=80)


def posting(number: int, title: str = "Baker") -> JobPosting:
    return JobPosting(
        id=f"{BOARD.id}:{number}",
        board=BOARD.id,
        url=f"https://mill.example/jobs/{number}",
        title=f"{title} {number}",
        hiring_organization=HiringOrganization(name="Mill"),
        description_html=f"<p>Knead “{title}” loaves, {'and again ' * (number % 7)}</p>",
        listed_sha256=f"entry {number}",
        detail_at="2026-11-02T06:00:00Z",
    )


def write(folder: Path, run: str, postings: list[JobPosting], kept: Sequence[Line] = ()) -> Path:
    path = snapshot_path(folder, run, BOARD)
    with SnapshotWriter() as writer:
        for line in kept:
            assert writer.keep(line)
        for item in postings:
            assert writer.add(item)
        writer.write(path, header(BOARD, run, NOON, collected=len(writer)))
    return path


def carried(earlier: Earlier, wanted: set[int]) -> list[Line]:
    found = [earlier.detailed(f"entry {number}", NOON) for number in wanted]
    assert all(line is not None for line in found)
    return [line for line in found if line is not None]


@given(before=numbers, after=numbers, changed=numbers)
def test_a_refresh_writes_the_bytes_that_packing_everything_makes(
    tmp_path_factory: pytest.TempPathFactory, before: set[int], after: set[int], changed: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("mill")
    write(folder, MONDAY, [posting(number) for number in before])
    same = (before & after) - changed
    read = [posting(number, "Miller") for number in after - same]
    with Earlier(folder, TUESDAY, BOARD) as earlier:
        refreshed = write(folder, TUESDAY, read, carried(earlier, same)).read_bytes()
    whole = write(folder / "full", TUESDAY, [*read, *(posting(number) for number in same)])
    assert refreshed == whole.read_bytes()
    assert [item.title for item in read_postings(whole)] == [
        item.title for item in sorted([*read, *map(posting, same)], key=lambda item: item.id)
    ]


def test_only_the_block_of_a_change_is_packed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, MONDAY, [posting(number) for number in range(200)])
    packed: list[bytes] = []

    def counting(text: bytes) -> bytes:
        packed.append(text)
        return gzip.compress(text)

    monkeypatch.setattr(snapshots, "pack", counting)
    with Earlier(tmp_path, TUESDAY, BOARD) as earlier:
        write(tmp_path, TUESDAY, [posting(77, "Miller")], carried(earlier, {*range(200)} - {77}))
    assert len(packed) == 2  # the header is the other one
    ids = sorted(posting(number).id for number in range(200))
    at = ids.index(posting(77).id)
    first = max([0, *(place + 1 for place, id in enumerate(ids[:at]) if ends_block(id))])
    last = next(place for place, id in enumerate(ids) if place >= at and ends_block(id))
    assert packed[1].count(b"\n") == last + 1 - first < 200


@given(cuts=st.lists(st.floats(0, 1), max_size=12), lost=st.none() | st.floats(0, 1))
def test_a_file_packed_by_other_means_is_carried_and_a_torn_one_as_far_as_it_goes(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[float], lost: float | None
) -> None:
    folder = tmp_path_factory.mktemp("mill")
    expected = sorted((posting(number) for number in range(40)), key=lambda item: item.id)
    path = write(folder, MONDAY, expected)
    text = gzip.decompress(path.read_bytes())
    places = sorted({0, len(text), *(int(cut * len(text)) for cut in cuts)})
    members = b"".join(gzip.compress(text[a:b], 6, mtime=0) for a, b in zip(places, places[1:], strict=False))
    path.write_bytes(members if lost is None else members[: int(lost * len(members))])
    with Earlier(folder, TUESDAY, BOARD) as earlier:
        again = list(read_postings(write(folder, TUESDAY, [], earlier.postings())))
    assert again == expected[: len(again)]
    assert lost is not None or len(again) == len(expected)


def test_every_block_is_gzip_of_its_own_and_the_file_is_plain_gzip(tmp_path: Path) -> None:
    path = write(tmp_path, MONDAY, [posting(number) for number in range(60)])
    rest, members = path.read_bytes(), []
    while rest:
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        members.append(unpacker.decompress(rest))
        rest = unpacker.unused_data
    assert gzip.decompress(path.read_bytes()) == b"".join(members)
    assert members[0].count(b"\n") == 1
    assert sum(member.count(b"\n") for member in members[1:]) == 60
    assert len(members) > 2
