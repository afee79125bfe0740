"""An interruption at any moment leaves a release whole or not there at all; what is altered is noticed."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from infopos_pipeline.disclosure.ledger import FIRST, INSIDE, Entry, Exemption, Ledger, LedgerError, last_hash
from infopos_pipeline.files import content_hash

FILES = {"results.csv": b"wave\n", "tables/one.html": b"<p>", "charts/one.svg": b"<svg>"}


def entry_after(entries: list[Entry], files: dict[str, bytes] = FILES, inside: bytes = b"{}") -> Entry:
    hashes = {name: content_hash(content) for name, content in files.items()} | {INSIDE: content_hash(inside)}
    return Entry(
        number=len(entries) + 1,
        wave="2030",
        released="2030-01-01T00:00:00+00:00",
        synthetic=False,
        settings={"threshold": 3},
        sources={"export": "a"},
        key_id="k",
        published=1,
        withheld=2,
        files=hashes,
        remark="",
        exemption=None,
        previous=last_hash(entries),
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path / "releases")
    ledger.append(entry_after([]), FILES, b"{}")
    return ledger


def test_the_chain_begins_at_zeros_and_each_entry_holds_the_hash_of_the_one_before(ledger: Ledger) -> None:
    excepted = replace(entry_after(ledger.entries()), exemption=Exemption("why", "who", ("this",)))
    ledger.append(excepted, FILES, b"{}")
    first, second = ledger.entries()
    assert first.previous == FIRST
    assert second.previous == first.hash
    assert second == excepted
    stated = [json.loads(line)["hash"] for line in ledger.path.read_text().splitlines()]
    assert stated == [first.hash, second.hash]


class Stop(BaseException):
    """As a kill: nothing cleans up after it."""


@pytest.mark.parametrize("step", range(1, 30))
def test_a_release_that_is_killed_at_any_step_is_there_as_a_whole_or_not_at_all(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    new = entry_after(ledger.entries())
    calls = 0

    def counted(function):
        def call(*arguments, **named):
            nonlocal calls
            calls += 1
            if calls == step:
                raise Stop
            return function(*arguments, **named)

        return call

    with monkeypatch.context() as patched:
        for owner, name in ((Path, "replace"), (os, "open"), (os, "fsync"), (Path, "unlink"), (os, "mkdir")):
            patched.setattr(owner, name, counted(getattr(owner, name)))
        with suppress(Stop):
            ledger.append(new, FILES, b"{}")
    entries = Ledger(ledger.folder).entries()
    assert len(entries) in (1, 2)
    whole = [path for path in ledger.folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert len(whole) == 1 + len(entries) * (len(FILES) + 1)
    if len(entries) == 1:
        ledger.append(new, FILES, b"{}")
    assert Ledger(ledger.folder).entries() == [*entries[:1], new]
    if step > calls:
        assert len(entries) == 2, "nothing was interrupted"


def test_the_steps_above_reach_past_the_last_one(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    for owner, name in ((Path, "replace"), (os, "open"), (os, "fsync"), (Path, "unlink"), (os, "mkdir")):
        original = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *a, original=original, **k: (calls.append(1), original(*a, **k))[1])
    ledger.append(entry_after(ledger.entries()), FILES, b"{}")
    assert 10 < len(calls) < 60


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_line_that_is_gone_or_changed_is_noticed(ledger: Ledger, line: int) -> None:
    for _ in range(2):
        ledger.append(entry_after(ledger.entries()), FILES, b"{}")
    lines = ledger.path.read_text().splitlines(keepends=True)
    for altered in (
        lines[:line] + lines[line + 1 :],
        [text.replace('"threshold":3', '"threshold":2') if place == line else text for place, text in enumerate(lines)],
        [*lines[:line], "no json\n", *lines[line + 1 :]],
        lines[::-1],
        [*lines[:-1], lines[-1].rstrip("\n")],
    ):
        ledger.path.write_text("".join(altered))
        with pytest.raises(LedgerError, match="not as it was written"):
            ledger.entries()
    ledger.path.write_text("".join(lines))
    assert len(ledger.entries()) == 3


def test_a_hidden_file_of_an_office_program_is_no_tampering(ledger: Ledger) -> None:
    (ledger.set_folder(1) / ".~lock.tables.xlsx#").write_text("x")
    assert len(ledger.entries()) == 1
