"""`ica-verify` as an auditor uses it."""

from __future__ import annotations

import json
import runpy
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from ica_ledger import EMPTY_ROOT, Checkpoint, Signer, TileHashes
from ica_ledger.cli import log_commands, main
from ica_ledger.proof_file import EntryProof
from ica_ledger.rotation import rotation_body

APR = "APR-2026-001"
LEDGER = "ledger:3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def run(*arguments: object, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], env=environment)


@pytest.fixture
def full(log):
    log.fill(300).deployed(APR)
    return log.publish()


@pytest.fixture
def directory(full, tmp_path: Path) -> Path:
    return full.stored_in(tmp_path / "log")


@pytest.fixture
def key(full, tmp_path: Path) -> Path:
    file = tmp_path / "key.txt"
    file.write_text(f"{full.signer.verifier}\n")
    return file


def test_the_help_tells_codes_and_examples() -> None:
    text = run("--help").output
    assert "0 proven, 1 tampered, 2 could not check" in text
    assert "ica-verify log https://" in text
    for command in ("log", "bundle", "entry", "compare"):
        assert "ica-verify" in run(command, "--help").output


def test_a_proven_log_is_told_in_plain_words(full, directory: Path, key: Path) -> None:
    result = run("log", directory, "--key", key)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "PROVEN: the log is intact up to entry 306 (of 2026-01-01T00:05:07.000Z)"
    assert lines[1] == (
        "  Checkpoint: ica.example.com/log: 307 entries, signed 2026-01-01T00:05:08.000Z"
    )
    assert any("none the requester's, none withdrawn" in line for line in lines)
    assert any("1 approvals" in line and "1 approved" in line for line in lines)
    assert any(line.startswith("  Not proven: what happened after") for line in lines)
    assert any("--since" in line for line in lines)


def test_a_tampered_log_names_the_first_bad_entry(directory: Path, key: Path) -> None:
    tile = directory / "tile/0/000"
    tile.write_bytes(tile.read_bytes()[:32] + bytes(32) + tile.read_bytes()[64:])
    result = run("log", directory, "--key", key)
    assert result.exit_code == 1
    assert result.output.startswith("TAMPERED: entry 1: its bytes don't belong to its leaf hash")
    assert "Not proven" not in result.output


def test_a_log_that_is_not_there_could_not_be_checked(directory: Path, key: Path) -> None:
    for place, words in (
        (directory / "none", "neither a URL, a directory nor a ZIP file"),
        ("http://ica.example.com/log", "must begin with https://"),
        (key, "as a ZIP file"),
    ):
        result = run("log", place, "--key", key)
        assert result.exit_code == 2
        assert result.output.startswith("COULD NOT CHECK: ")
        assert words in result.output


def test_the_answer_can_be_had_as_json(full, directory: Path, key: Path) -> None:
    answer = json.loads(run("log", directory, "--key", key, "--json").output)
    assert answer["outcome"] == "proven"
    assert answer["entries"] == answer["checkpoint"]["size"] == 307
    assert answer["checkpoint"]["root"] == full.head.root.hex()
    assert answer["keys"] == [str(full.signer.verifier)]
    assert answer["continues"] is None
    assert answer["population"]["approved"] == 1
    answer = json.loads(run("log", directory / "none", "--key", key, "--json").output)
    assert (answer["outcome"], answer["checkpoint"]) == ("unchecked", None)


def test_the_key_can_be_written_out_or_come_from_the_environment(full, directory: Path) -> None:
    key = str(full.signer.verifier)
    assert run("log", directory, "--key", key).exit_code == 0
    assert run("log", directory, ICA_LEDGER_KEY=key).exit_code == 0


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("nothing", "neither a key nor a file"),
        ("a+b+c", "not base64"),
    ],
)
def test_what_is_no_key_is_refused(directory: Path, key: str, words: str) -> None:
    result = run("log", directory, "--key", key)
    assert result.exit_code == 2
    assert words in result.output


def test_a_file_that_is_no_text_is_no_key(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xff")
    assert "neither a key" in run("log", directory, "--key", tmp_path / "key").output


def test_a_log_that_stood_still_is_found_from_outside(directory: Path, key: Path) -> None:
    result = run("log", directory, "--key", key, "--max-age", "2h")
    assert result.exit_code == 2
    assert "out of date: its newest entry is of 2026-01-01" in result.output
    assert run("log", directory, "--key", key, "--max-age", "99999d").exit_code == 0
    assert "must read like 90s" in run("log", directory, "--key", key, "--max-age", "2").output


def test_an_earlier_checkpoint_is_continued(full, directory: Path, key: Path) -> None:
    old = directory.parent / "old.checkpoint"
    shutil.copy(directory / "checkpoint", old)
    full.fill(2).publish().stored_in(directory)
    result = run("log", directory, "--key", key, "--since", old)
    assert result.exit_code == 0
    assert "it continues the earlier checkpoint of 307 entries" in result.output
    assert "never showed another log" not in result.output


def test_only_hashes_were_checked_is_said(directory: Path, key: Path) -> None:
    result = run("log", directory, "--key", key, "--tree-only")
    assert result.exit_code == 0
    assert "what the entries say; only their hashes were checked" in result.output
    assert "Population" not in result.output


def test_an_exported_log_is_verified(directory: Path, key: Path) -> None:
    archive = shutil.make_archive(str(directory.parent / "audit"), "zip", directory)
    result = run("bundle", archive, "--key", key)
    assert result.exit_code == 0
    assert "up to entry 306" in result.output


def test_an_empty_log_is_proven_to_be_empty(new_log, tmp_path: Path) -> None:
    log = new_log().publish()
    result = run("log", log.stored_in(tmp_path), "--key", log.signer.verifier)
    assert result.output.startswith("PROVEN: the log is intact and empty")


def test_oddities_are_told(new_log, tmp_path: Path) -> None:
    log = new_log()
    late = log.head.time
    body = {
        "old_key": str(Signer.from_seed("ica.example.com/old", bytes(32)).verifier),
        "old_origin": "ica.example.com/old",
        "old_root": "sha256:" + "00" * 32,
        "old_size": 10,
        "recovered": 8,
    }
    log.write("ledger.bridged", LEDGER, body, at=late.replace(year=2027))
    log.fill(1)
    new = Signer.from_seed(log.origin, bytes(32))
    log.write("ledger.key_rotated", LEDGER, rotation_body(log.signer, new.verifier))
    result = run("log", log.publish(new).stored_in(tmp_path), "--key", log.signer.verifier)
    assert result.exit_code == 0
    assert "continues the log ica.example.com/old of 10 entries" in result.output
    assert "8 recovered, 2 lost" in result.output
    assert "Late: 2 entries stand more than 10 minutes behind" in result.output
    assert "Note: the newest entry is of 2027" in result.output
    assert f"handed over to {new.verifier.key_id.hex()}" in result.output
    answer = json.loads(run("log", tmp_path, "--key", log.signer.verifier, "--json").output)
    assert answer["continues"] == {"origin": "ica.example.com/old", "size": 10, "recovered": 8}


def test_every_finding_is_told_up_to_a_limit(new_log, tmp_path: Path) -> None:
    log = new_log()
    for number in range(150):
        log.signed(f"APR-2026-{number:03d}", "toni", "technical")
    result = run("log", log.publish().stored_in(tmp_path), "--key", log.signer.verifier)
    assert result.exit_code == 1
    assert result.output.startswith("TAMPERED: entry 0: APR-2026-000 is signed")
    assert "  Also: entry 99: APR-2026-099 is signed, but it was never opened" in result.output
    assert "  Also: 50 more" in result.output


def test_a_terminal_can_not_be_commanded_by_a_log(new_log, tmp_path: Path) -> None:
    log = new_log().publish()
    head = Checkpoint("ica.example.com/\u009b31m\u202e", 0, EMPTY_ROOT)
    log.files["checkpoint"] = head.signed_by(log.signer)
    result = run("log", log.stored_in(tmp_path), "--key", log.signer.verifier)
    assert result.exit_code == 1
    assert "\\x9b31m\\u202e" in result.output
    assert "\u009b" not in result.output


def test_a_token_is_read_from_a_file_or_the_environment(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens: list[str | None] = []

    def source(location: str, token: str | None) -> dict[str, bytes]:
        tokens.append(token)
        return {}

    monkeypatch.setattr("ica_ledger.cli.options.HttpSource", source)
    monkeypatch.setattr(
        log_commands, "verify_log", lambda source, key, demands: log_commands.Report()
    )
    (tmp_path / "token").write_text("from file\n")
    url = "https://ica.example.com/log"
    run("log", url, "--key", key, "--token-file", tmp_path / "token")
    run("log", url, "--key", key, ICA_LEDGER_TOKEN="from environment")
    run("log", url, "--key", key)
    assert tokens == ["from file", "from environment", None]


def test_a_bar_shows_how_far_it_is_on_a_terminal(
    directory: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console(force_terminal=True, record=True, width=80, file=sys.__stderr__)
    monkeypatch.setattr(log_commands, "Console", lambda stderr: console)
    assert run("log", directory, "--key", key).exit_code == 0
    assert "307/307" in console.export_text()


# ---- one entry


@pytest.fixture
def proof(full, tmp_path: Path) -> Path:
    read = TileHashes(len(full.entries), full.fetch)
    made = EntryProof.make(full.entries[301], 301, full.files["checkpoint"], read)
    file = tmp_path / "entry.tlog-proof"
    file.write_bytes(bytes(made))
    return file


def test_an_entry_is_proven_by_its_file(proof: Path, key: Path) -> None:
    result = run("entry", proof, "--key", key)
    assert result.exit_code == 0
    assert result.output.startswith("PROVEN: entry 301 is in the log, exactly so:")
    assert '"kind":"approval.signed"' in result.output
    answer = json.loads(run("entry", proof, "--key", key, "--json").output)
    assert (answer["index"], answer["notes"]) == (301, [])
    assert json.loads(answer["entry"])["subject"] == f"approval:{APR}"


def test_a_proof_with_another_entry_is_no_proof(proof: Path, key: Path) -> None:
    proof.write_bytes(proof.read_bytes().replace(b"\nindex 301\n", b"\nindex 300\n"))
    result = run("entry", proof, "--key", key)
    assert result.exit_code == 1
    assert result.output == "TAMPERED: entry 300 is not in the log with this root\n"
    answer = json.loads(run("entry", proof, "--key", key, "--json").output)
    assert answer["reason"] == "entry 300 is not in the log with this root"


def test_a_proof_that_can_not_be_read_or_trusted_could_not_be_checked(
    proof: Path, key: Path
) -> None:
    stranger = Signer.from_seed("ica.example.com/log", bytes(32)).verifier
    result = run("entry", proof, "--key", stranger)
    assert (result.exit_code, "no key that is trusted" in result.output) == (2, True)
    proof.write_bytes(b"no proof")
    result = run("entry", proof, "--key", key)
    assert (result.exit_code, "begins with the line" in result.output) == (2, True)


def test_an_entry_that_is_in_the_log_but_should_not_be_is_noted(new_log, tmp_path: Path) -> None:
    log = new_log()
    log.entries.append(b"\xff")
    log.publish()
    made = EntryProof.make(b"\xff", 0, log.files["checkpoint"], TileHashes(1, log.fetch))
    (tmp_path / "proof").write_bytes(bytes(made))
    result = run("entry", tmp_path / "proof", "--key", log.signer.verifier)
    assert result.exit_code == 0
    assert "Note: the bytes are not JSON" in result.output
    assert "\\xff" in result.output


# ---- two checkpoints


def test_two_checkpoints_are_compared(full, directory: Path, key: Path) -> None:
    old = directory.parent / "old.checkpoint"
    shutil.copy(directory / "checkpoint", old)
    full.fill(2).publish().stored_in(directory)
    new = directory / "checkpoint"
    assert run("compare", old, old, "--key", key).output == (
        "PROVEN: both are the head of the same 307 entries\n"
    )
    assert run("compare", old, new, "--key", key).exit_code == 2
    result = run("compare", old, new, "--key", key, "--log", directory, "--json")
    assert result.exit_code == 0
    assert json.loads(result.output)["reason"].startswith("the log of 309 entries begins")
    result = run("compare", old, new, "--key", key, "--log", directory / "none")
    assert (result.exit_code, "neither a URL" in result.output) == (2, True)


def test_it_runs_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["ica-verify", "--help"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("ica_ledger.cli", run_name="__main__")
    assert end.value.code == 0
    assert "Usage: ica-verify" in capsys.readouterr().out
