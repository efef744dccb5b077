"""Where a log is read from: a directory, a ZIP file, a server."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from ica_ledger.anchors import checkpoint_path
from ica_ledger.report import Outcome
from ica_ledger.source import SourceUnavailable, limit_of
from ica_ledger.source_directory import DirectorySource, ZipSource
from ica_ledger.source_http import HttpSource
from ica_ledger.verify_log import verify_log


@pytest.fixture
def full(log):
    return log.fill(300).publish()


@pytest.fixture
def directory(full, tmp_path: Path) -> Path:
    return full.stored_in(tmp_path / "log")


def zipped(directory: Path, prefix: str = "") -> Path:
    file = directory.parent / "log.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(directory.rglob("*")):
            archive.write(path, prefix + str(path.relative_to(directory)))
    return file


def test_a_log_in_a_directory_is_verified(full, directory: Path) -> None:
    report = verify_log(DirectorySource(directory), full.signer.verifier)
    assert (report.outcome, report.entries) == (Outcome.PROVEN, 300)


@pytest.mark.parametrize("prefix", ["", "audit-2026/"])
def test_a_log_in_a_zip_file_is_verified(full, directory: Path, prefix: str) -> None:
    with ZipSource(zipped(directory, prefix)) as source:
        report = verify_log(source, full.signer.verifier)
        assert source.fetch("tile/5/000") is None
    assert (report.outcome, report.entries) == (Outcome.PROVEN, 300)


def anchored(log, directory: Path) -> Path:
    """Lay a log out as an anchor does: no file `checkpoint`, but one for each size."""
    (directory / "checkpoint").unlink()
    for size, head in ((300, log.files["checkpoint"]), (7, b"older")):
        file = directory.parent / checkpoint_path("log", size)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(head)
    (directory / "checkpoints/notes").write_text("ignored")
    return directory


def test_the_newest_head_of_an_anchor_is_found(full, directory: Path) -> None:
    anchored(full, directory)
    for source in (DirectorySource(directory), ZipSource(zipped(directory, "audit/log/"))):
        report = verify_log(source, full.signer.verifier)
        assert (report.outcome, report.entries) == (Outcome.PROVEN, 300)


def test_a_directory_without_any_head_has_none(directory: Path) -> None:
    (directory / "checkpoint").unlink()
    assert DirectorySource(directory).fetch("checkpoint") is None
    (directory / "checkpoints").mkdir()
    assert DirectorySource(directory).fetch("checkpoint") is None


def test_a_file_is_read_no_further_than_it_may_be_long(directory: Path) -> None:
    (directory / "tile/0/000").write_bytes(bytes(10_000))
    (directory / "checkpoint").write_bytes(bytes(70_000))
    for source in (DirectorySource(directory), ZipSource(zipped(directory))):
        assert len(source.fetch("tile/0/000") or b"") == limit_of("tile/0/000") + 1 == 8193
        assert len(source.fetch("checkpoint") or b"") == limit_of("checkpoint") + 1


def test_nobody_leaves_the_log(directory: Path) -> None:
    for path in ("../secret", "/etc/passwd", "tile/../../secret", "tile/0/000\0", "key"):
        with pytest.raises(ValueError, match="not a path of a log"):
            DirectorySource(directory).fetch(path)


def test_what_is_not_there_is_none_and_what_can_not_be_read_is_trouble(directory: Path) -> None:
    source = DirectorySource(directory)
    assert source.fetch("tile/7/000") is None
    assert source.fetch("tile/0/000/000") is None
    (directory / "tile/0/x000").mkdir()
    with pytest.raises(SourceUnavailable, match="tile/0/x000 can't be read"):
        source.fetch("tile/0/x000")
    with pytest.raises(SourceUnavailable, match="not a directory"):
        DirectorySource(directory / "none")


def test_a_file_that_is_no_zip_file_of_one_log_is_refused(directory: Path) -> None:
    with pytest.raises(SourceUnavailable, match="as a ZIP file"):
        ZipSource(directory / "checkpoint")
    with pytest.raises(SourceUnavailable, match="as a ZIP file"):
        ZipSource(directory / "none")
    (directory / "checkpoint").rename(directory / "head")
    with pytest.raises(SourceUnavailable, match="holds 0 logs"):
        ZipSource(zipped(directory))


def test_a_damaged_zip_file_is_trouble(directory: Path) -> None:
    file = zipped(directory)
    data = file.read_bytes()
    tile = (directory / "tile/0/000").read_bytes()
    file.write_bytes(data.replace(tile, bytes(len(tile))))
    with pytest.raises(SourceUnavailable, match="tile/0/000 can't be read"):
        ZipSource(file).fetch("tile/0/000")


# ---- HTTP


class Server(ThreadingHTTPServer):
    """Answers what it is told to; remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.statuses: list[int] = []
        self.asked: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ledger"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        server.asked.append((self.path, self.headers["Authorization"]))
        data = server.files.get(self.path.removeprefix("/ledger/"))
        status = server.statuses.pop(0) if server.statuses else 200 if data is not None else 404
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        body = data if status == 200 and data is not None else b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(full) -> Iterator[Server]:
    with Server() as server:
        server.files = full.files
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_log_on_a_server_is_verified_with_a_token(full, server: Server) -> None:
    report = verify_log(HttpSource(server.url + "/", token="t0ken"), full.signer.verifier)
    assert (report.outcome, report.entries) == (Outcome.PROVEN, 300)
    assert server.asked[0] == ("/ledger/checkpoint", "Bearer t0ken")
    assert {token for _, token in server.asked} == {"Bearer t0ken"}


def test_without_a_token_none_is_sent(server: Server) -> None:
    assert HttpSource(server.url).fetch("tile/9/000") is None
    assert server.asked == [("/ledger/tile/9/000", None)]


@pytest.mark.parametrize("status", [302, 401, 403])
def test_an_answer_that_is_final_is_told_at_once(server: Server, status: int) -> None:
    server.statuses = [status]
    with pytest.raises(SourceUnavailable, match=f"the server answers {status}"):
        HttpSource(server.url, token="t0ken").fetch("checkpoint")
    assert len(server.asked) == 1


def test_a_server_in_trouble_is_asked_again(server: Server) -> None:
    waited: list[float] = []
    source = HttpSource(server.url, sleep=waited.append)
    server.statuses = [503, 429]
    assert source.fetch("checkpoint") == server.files["checkpoint"]
    assert waited == [1.0, 2.0]
    server.statuses = [503, 500, 502]
    with pytest.raises(SourceUnavailable, match="the server answers 502"):
        source.fetch("checkpoint")


def test_a_server_that_is_not_there_is_named_without_its_address() -> None:
    source = HttpSource("http://127.0.0.1:1/secret", sleep=lambda seconds: None)
    with pytest.raises(SourceUnavailable, match="ConnectionError") as trouble:
        source.fetch("checkpoint")
    assert "secret" not in str(trouble.value)


def test_a_server_that_sends_too_much_is_cut_off(server: Server) -> None:
    server.files = {"tile/0/000": bytes(500_000)}
    assert len(HttpSource(server.url).fetch("tile/0/000") or b"") == 8193


def test_a_session_of_ones_own_is_used(server: Server) -> None:
    with requests.Session() as session:
        session.headers["X-Asked-By"] = "auditor"
        assert HttpSource(server.url, session=session).fetch("checkpoint")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://ica.example.com/log", "must begin with https"),
        ("ftp://127.0.0.1/log", "must begin with https"),
        ("https:///log", "must begin with https"),
        ("https://me:secret@ica.example.com/log", "neither user, query nor fragment"),
        ("https://ica.example.com/log?token=1", "neither user, query nor fragment"),
        ("https://ica.example.com/log#x", "neither user, query nor fragment"),
    ],
)
def test_an_address_that_could_give_the_token_away_is_refused(url: str, problem: str) -> None:
    with pytest.raises(SourceUnavailable, match=problem):
        HttpSource(url, token="t0ken")
