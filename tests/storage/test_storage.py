"""What is written is there whole or not at all, in a folder, on S3 and on any other file system that fsspec has."""

from __future__ import annotations

import errno
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fsspec.config
import pytest
from botocore.exceptions import ReadTimeoutError

from crawler.files import storage
from crawler.files.storage import (
    Location,
    ObjectPath,
    StorageError,
    StorageUrlError,
    check_writable,
    close_filesystems,
    folders_in,
    names_in,
    parse_location,
    put_bytes,
    writing,
)
from tests.loopback import Answer, serve
from tests.storage.conftest import KEY, SECRET, use_endpoint
from tests.storage.faults import install


@pytest.fixture(params=["folder", "s3", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Location]:
    """An empty place of each kind."""
    if request.param == "folder":
        yield tmp_path / "store"
    elif request.param == "s3":
        yield request.getfixturevalue("s3")
    else:
        yield parse_location(f"memory://{uuid.uuid4().hex}/store")


def put(place: Location, content: bytes) -> bool:
    with writing(place) as written:
        written.file.write(content)
    return written.is_first


def read(place: Location) -> bytes:
    with place.open("rb") as file:
        return file.read()


def test_what_is_written_is_read_back_by_its_name(place: Location) -> None:
    assert put(place / "run/gh/a%2Fb+c.jsonl.gz", b"one") and put(place / "run2/gh/ü~x", b"two")
    assert names_in(place) == ["run/gh/a%2Fb+c.jsonl.gz", "run2/gh/ü~x"]
    put(place / ".kept/x", b"no run")
    assert folders_in(place) == ["run", "run2"] and folders_in(place / "none") == []
    assert read(place / "run2/gh/ü~x") == b"two"
    assert (place / "run2/gh/ü~x").exists() and not (place / "run2/gh/z").exists()
    (place / "run2/gh/ü~x").unlink(missing_ok=True)
    (place / "run2/gh/ü~x").unlink(missing_ok=True)
    assert not (place / "run2/gh/ü~x").exists()
    with pytest.raises(FileNotFoundError):
        (place / "run2/gh/ü~x").open("rb")


def test_what_was_written_first_stays(place: Location) -> None:
    assert put(place / "x", b"first")
    assert not put(place / "x", b"second")
    assert read(place / "x") == b"first" and names_in(place) == ["x"]


# A store that cannot put under a condition promises less.
@pytest.mark.parametrize("place", ["folder", "s3"], indirect=True)
def test_of_many_that_write_at_once_one_is_first_and_is_what_is_there(place: Location) -> None:
    contents = [bytes([65 + n]) * 100_000 for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        firsts = list(pool.map(lambda content: put_apart(place, content), contents))
    assert firsts.count(True) == 1
    assert read(place / "x") == contents[firsts.index(True)]


def put_apart(place: Location, content: bytes) -> bool:
    """As a process of its own would: local temporary files are named after the process."""
    if isinstance(place, ObjectPath):
        return put(place / "x", content)
    place.mkdir(exist_ok=True)
    temporary = place / f".{uuid.uuid4().hex}"
    temporary.write_bytes(content)
    first = storage._link(temporary, place / "x")
    temporary.unlink()
    return first


def test_what_breaks_off_leaves_nothing(place: Location) -> None:
    with pytest.raises(RuntimeError, match="broke"), writing(place / "run/x") as written:
        written.file.write(b"half")
        written.file.flush()
        raise RuntimeError("broke")
    assert names_in(place) == []
    assert not isinstance(place, Path) or not list((place / "run").iterdir())


def test_a_folder_without_links_takes_files_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr("os.link", refuse)
    assert put(tmp_path / "x", b"whole") and read(tmp_path / "x") == b"whole"


def test_an_object_is_replaced_only_by_who_knows_what_it_is(s3: ObjectPath) -> None:
    put_bytes(b"1", s3 / "current")
    seen = (s3 / "current").etag()
    assert put_bytes(b"2", s3 / "current", instead_of=seen)
    assert not put_bytes(b"3", s3 / "current", instead_of=seen)
    assert (s3 / "current").read_bytes() == b"2"
    assert not put_bytes(b"4", s3 / "current", only_first=True) and put_bytes(b"4", s3 / "other", only_first=True)


def test_s3_itself_refuses_to_replace_what_changed_since_it_was_looked_at(
    s3: ObjectPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_bytes(b"1", s3 / "current")
    seen = (s3 / "current").etag()
    put_bytes(b"2", s3 / "current")
    looks = iter([seen])
    etag = ObjectPath.etag
    monkeypatch.setattr(ObjectPath, "etag", lambda self: next(looks, None) or etag(self))
    assert not put_bytes(b"3", s3 / "current", instead_of=seen)
    assert (s3 / "current").read_bytes() == b"2"


def test_a_put_whose_answer_was_lost_is_known_for_its_own(s3: ObjectPath) -> None:
    put_bytes(b"mine", s3 / "lease")
    assert put_bytes(b"mine", s3 / "lease", only_first=True)


def test_a_put_that_arrived_and_was_not_answered_is_no_failure(s3: ObjectPath, monkeypatch: pytest.MonkeyPatch) -> None:
    store = install(monkeypatch)
    put_file = store.put_file

    def unanswered(path: str, key: str, **how: object) -> None:
        put_file(path, key, **how)
        raise ReadTimeoutError(endpoint_url="http://127.0.0.1")

    monkeypatch.setattr(store, "put_file", unanswered)
    put(s3 / "x", b"whole")
    assert read(s3 / "x") == b"whole"


def test_a_store_without_conditions_takes_what_it_lacks_and_keeps_what_it_has(
    s3: ObjectPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = install(monkeypatch)
    put_file = store.put_file

    def simple(path: str, key: str, mode: str = "overwrite") -> None:
        if mode == "create":
            raise OSError(errno.ENOSYS, "A header you provided implies functionality that is not implemented")
        put_file(path, key)

    monkeypatch.setattr(store, "put_file", simple)
    assert put(s3 / "x", b"first") and not put(s3 / "x", b"second")
    assert read(s3 / "x") == b"first"


def test_a_bucket_that_is_not_there_is_told_before_anything_begins(s3: ObjectPath) -> None:
    place = parse_location("s3://no-such-bucket-here/x")
    for ask in (check_writable, names_in):
        with pytest.raises(StorageError, match=r"s3://no-such-bucket-here/x.*there is no 'no-such-bucket-here'"):
            ask(place)


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (403, "AccessDenied", "refused .*check what the credentials in the environment may do"),
        (403, "InvalidAccessKeyId", "refused"),
        (403, "ExpiredToken", "whether they have expired"),
        (500, "InternalError", "run the command again when the store is well"),
        (503, "SlowDown", "run the command again"),
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_store_that_refuses_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, status: int, code: str, said: str
) -> None:
    body = f"<Error><Code>{code}</Code><Message>Not now</Message><AWSAccessKeyId>{KEY}</AWSAccessKeyId></Error>"
    with serve() as site:
        use_endpoint(site.origin, monkeypatch)
        site.answers = Everything(Answer(body.encode(), status, {"Content-Type": "application/xml"}))
        place = parse_location("s3://night/x")
        assert isinstance(place, ObjectPath)
        for ask in (names_in, lambda p: (p / "x").open("rb"), lambda p: (p / "x").read_bytes()):
            with pytest.raises(StorageError, match=f"^s3://night/x.*{said}") as caught:
                ask(place)
            assert KEY not in str(caught.value) and SECRET not in str(caught.value)
        close_filesystems()


@pytest.mark.usefixtures("impatient")
def test_an_endpoint_that_is_silent_or_away_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve() as site:
        use_endpoint(site.origin, monkeypatch)
        site.answers = Everything(Answer(b"", delay=2.0))
        with pytest.raises(StorageError, match=r"s3://night/x.*no answer.*AWS_ENDPOINT_URL"):
            names_in(parse_location("s3://night/x"))
        close_filesystems()
    with pytest.raises(StorageError, match=r"s3://night/x.*no answer"):
        names_in(parse_location("s3://night/x"))
    close_filesystems()


def test_without_credentials_it_says_where_they_belong(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use_endpoint(endpoint, monkeypatch)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/none")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(StorageError, match=r"no credentials.*in the environment"):
        names_in(parse_location("s3://night/x"))
    close_filesystems()


@pytest.mark.parametrize(
    "text",
    [
        "s3://canary-key:canary-secret@bucket/x",
        "s3://canary-key:canary-secret",
        "s3://canary-key:secret/with/canary",
        "s3://canary-secret@bucket",
        "s3://bucket/x?secret=canary",
        "s3://bucket/x#canary",
        "s3:canary-secret",
        "s3:/canary@bucket",
        "simplecache::s3://canary-key:canary-secret@bucket",
        "https://user:canary@bucket.example",
        "file://user:canary@/x",
    ],
)
def test_a_url_with_credentials_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(StorageUrlError) as caught:
        parse_location(text)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("s3://", "bucket"),
        ("s3:///x", "bucket"),
        ("s3://bucket/../x", "bucket"),
        ("http://bucket/x", "no storage"),
        ("parchment://bucket/x", "no storage that is known"),
        ("file://host/x", "local folder"),
    ],
)
def test_a_url_that_is_no_place_is_refused(text: str, said: str) -> None:
    with pytest.raises(StorageUrlError, match=said):
        parse_location(text)


def test_what_names_a_place() -> None:
    assert parse_location("data/snapshots") == Path("data/snapshots")
    assert parse_location("file:///var/x") == Path("/var/x")
    assert parse_location("S3://bucket//a/b/") == ObjectPath("s3://bucket/a/b")


class Everything(dict[str, Answer]):
    """One answer to whatever is asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def get(self, *_: object) -> Answer:
        return self.answer


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the patience that a real store deserves."""
    quick = {"connect_timeout": 1, "read_timeout": 0.5, "retries": {"mode": "standard", "max_attempts": 1}}
    monkeypatch.setitem(fsspec.config.conf, "s3", {"config_kwargs": quick})
    monkeypatch.setattr("crawler.files.object_store._TRIES", 1)
