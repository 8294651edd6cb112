"""An S3 endpoint on 127.0.0.1, and a bucket of its own for each test."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from crawler.files.object_store import filesystem
from crawler.files.storage import ObjectPath, close_filesystems, parse_location

KEY, SECRET = "canary-access-key", "canary-secret-key"


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """Address of the running server."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it tells of each request
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectPath]:
    """A folder in a new bucket; credentials and endpoint are in the environment."""
    use_endpoint(endpoint, monkeypatch)
    bucket = f"night-{uuid.uuid4().hex}"
    filesystem("s3").mkdir(bucket)
    place = parse_location(f"s3://{bucket}/feeds/one")
    assert isinstance(place, ObjectPath)
    yield place
    close_filesystems()


def use_endpoint(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every S3 URL mean ``endpoint``."""
    close_filesystems()
    for name, value in (
        ("AWS_ACCESS_KEY_ID", KEY),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ):
        monkeypatch.setenv(name, value)
