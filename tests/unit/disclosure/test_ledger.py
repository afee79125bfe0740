"""The ledger: nothing public is forgotten or altered unnoticed, and an interruption leaves a whole release or none."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from infopos_pipeline.disclosure.ledger import FIRST, INSIDE, Entry, Exemption, Ledger, LedgerError, last_hash
from infopos_pipeline.files import content_hash

INSIDE_CONTENT = b'{"known": []}\n'


def files_of(number: int) -> dict[str, bytes]:
    return {"results.csv": f"set {number}\n".encode(), "tables/t.html": b"<p>", "charts/c.svg": b"<svg/>"}


def entry_of(ledger_entries: list[Entry], wave: str = "2017", exemption: Exemption | None = None) -> Entry:
    number = len(ledger_entries) + 1
    hashes = {name: content_hash(content) for name, content in files_of(number).items()}
    return Entry(
        number=number,
        wave=wave,
        released="2020-01-01T00:00:00+00:00",
        synthetic=False,
        settings={"threshold": 3},
        sources={"export": "abc"},
        key_id="k",
        published=10,
        withheld=2,
        files={**hashes, INSIDE: content_hash(INSIDE_CONTENT)},
        remark="",
        exemption=exemption,
        previous=last_hash(ledger_entries),
    )


def release(ledger: Ledger, **more) -> Entry:
    entries = ledger.entries()
    entry = entry_of(entries, **more)
    ledger.append(entry, files_of(entry.number), INSIDE_CONTENT)
    return entry


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    """A ledger of three releases."""
    found = Ledger(tmp_path / "releases" / "study")
    for wave in ("2017", "2019", "2017"):
        release(found, wave=wave)
    return found


def test_a_new_ledger_is_empty_and_makes_nothing(tmp_path):
    ledger = Ledger(tmp_path / "releases")
    assert ledger.entries() == []
    assert not ledger.folder.exists()


def test_releases_are_kept_as_they_went_out(ledger):
    assert [(entry.number, entry.wave) for entry in ledger.entries()] == [(1, "2017"), (2, "2019"), (3, "2017")]
    for number in (1, 2, 3):
        for name, content in files_of(number).items():
            assert (ledger.set_folder(number) / name).read_bytes() == content
        assert ledger.inside(number).read_bytes() == INSIDE_CONTENT
    assert not list(ledger.folder.rglob(".*"))


def test_each_entry_holds_the_hash_of_the_one_before(ledger):
    first, second, third = ledger.entries()
    assert first.previous == FIRST
    assert (second.previous, third.previous) == (first.hash, second.hash)
    lines = ledger.path.read_text(encoding="utf-8").splitlines()
    # By hand: SHA-256 of the entry without its own hash, as compact JSON with sorted keys.
    content = json.loads(lines[1])
    stated = content.pop("hash")
    compact = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert stated == second.hash == content_hash(compact.encode())


@pytest.mark.parametrize("reason", ["Zo afgesproken: “ja” – ë", "a\u2028b\u0085c\x0bd", 'quotes " and \\ and \n'])
def test_an_exception_comes_back_whatever_its_reason_is_written_with(tmp_path, reason):
    ledger = Ledger(tmp_path)
    exemption = Exemption(reason, "de burgemeester", ("region=north, opinion=a", "release 1"))
    release(ledger, exemption=exemption)
    release(ledger)
    assert [entry.exemption for entry in ledger.entries()] == [exemption, None]


def lines_of(ledger: Ledger) -> list[str]:
    return ledger.path.read_text(encoding="utf-8").split("\n")[:-1]


def write_lines(ledger: Ledger, lines: list[str]) -> None:
    ledger.path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def edited(ledger: Ledger, number: int, change: Callable[[str], str]) -> None:
    lines = lines_of(ledger)
    lines[number - 1] = change(lines[number - 1])
    write_lines(ledger, lines)


def forged(ledger: Ledger, place: int, **fields) -> None:
    """An entry with other fields and a hash that fits."""
    lines = lines_of(ledger)
    lines[place - 1] = replace(ledger.entries()[place - 1], **fields).line
    write_lines(ledger, lines)


TAMPERINGS: dict[str, Callable[[Ledger], object]] = {
    "edit a line": lambda ledger: edited(ledger, 2, lambda line: line.replace('"threshold":3', '"threshold":2')),
    "edit the last line": lambda ledger: edited(ledger, 3, lambda line: line.replace('"withheld":2', '"withheld":1')),
    "write a line otherwise": lambda ledger: edited(ledger, 2, lambda line: json.dumps(json.loads(line))),
    "edit a line and its hash": lambda ledger: forged(ledger, 2, withheld=0),
    "give an entry another number": lambda ledger: forged(ledger, 3, number=4),
    "drop the first line": lambda ledger: write_lines(ledger, lines_of(ledger)[1:]),
    "drop a line in the middle": lambda ledger: write_lines(ledger, [*lines_of(ledger)[:1], *lines_of(ledger)[2:]]),
    "drop the last line": lambda ledger: write_lines(ledger, lines_of(ledger)[:-1]),
    "drop the last line and its set": lambda ledger: (
        write_lines(ledger, lines_of(ledger)[:-1]),
        shutil.rmtree(ledger.set_folder(3)),
    ),
    "drop all lines": lambda ledger: ledger.path.unlink(),
    "reorder lines": lambda ledger: write_lines(ledger, [lines_of(ledger)[place] for place in (0, 2, 1)]),
    "repeat the last line": lambda ledger: write_lines(ledger, [*lines_of(ledger), lines_of(ledger)[-1]]),
    "no line at all": lambda ledger: write_lines(ledger, [*lines_of(ledger), ""]),
    "a line that is no JSON": lambda ledger: write_lines(ledger, ["hello", *lines_of(ledger)[1:]]),
    "a line that is no entry": lambda ledger: write_lines(ledger, [*lines_of(ledger), "[]"]),
    "a line with one field too few": lambda ledger: edited(ledger, 2, lambda line: line.replace('"wave":"2019",', "")),
    "cut the last line end": lambda ledger: ledger.path.write_bytes(ledger.path.read_bytes()[:-1]),
    "bytes that are no text": lambda ledger: ledger.path.write_bytes(
        ledger.path.read_bytes().replace(b"2019", b"\xff\xfe")
    ),
    "alter a file": lambda ledger: (ledger.set_folder(2) / "results.csv").write_bytes(b"other"),
    "alter a file in a folder": lambda ledger: (ledger.set_folder(1) / "charts/c.svg").write_bytes(b""),
    "add a file": lambda ledger: (ledger.set_folder(2) / "tables/more.html").write_bytes(b""),
    "remove a file": lambda ledger: (ledger.set_folder(2) / "tables/t.html").unlink(),
    "rename a file": lambda ledger: (ledger.set_folder(2) / "tables/t.html").rename(ledger.set_folder(2) / "t.html"),
    "remove a set": lambda ledger: shutil.rmtree(ledger.set_folder(1)),
    "swap two sets": lambda ledger: (
        ledger.set_folder(1).rename(ledger.folder / "x"),
        ledger.set_folder(2).rename(ledger.set_folder(1)),
        (ledger.folder / "x").rename(ledger.set_folder(2)),
    ),
    "add a set": lambda ledger: shutil.copytree(ledger.set_folder(1), ledger.set_folder(4)),
    "alter an inside file": lambda ledger: ledger.inside(2).write_bytes(b"{}"),
    "remove an inside file": lambda ledger: ledger.inside(3).unlink(),
    "add an inside file": lambda ledger: ledger.inside(9).write_bytes(b"{}"),
    "leave an entry that was never released": lambda ledger: (ledger.folder / ".pending.json").write_text(
        entry_of(ledger.entries()).line
    ),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_noticed_and_nothing_is_released_on_top_of_it(ledger, tampering):
    TAMPERINGS[tampering](ledger)
    before = {path: path.read_bytes() for path in ledger.folder.rglob("*") if path.is_file()}
    for _ in range(2):
        with pytest.raises(LedgerError, match=r"ledger\.jsonl is not as it was written: .*Restore") as raised:
            ledger.entries()
        assert "\n" not in str(raised.value)
    assert {path: path.read_bytes() for path in ledger.folder.rglob("*") if path.is_file()} == before


def test_a_hidden_file_that_an_office_program_leaves_is_none_of_the_set(ledger):
    (ledger.set_folder(2) / ".~lock.tables.xlsx#").write_bytes(b"")
    assert len(ledger.entries()) == 3


class Interrupted(BaseException):
    """Stands for whatever ends a process."""


def interrupt(monkeypatch: pytest.MonkeyPatch, at: int) -> list[str]:
    """Let the ``at``-th step on the disk fail, and every step after it: a process that ended does nothing any more."""
    done: list[str] = []

    def counting(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **options: object) -> object:
            done.append(name)
            if len(done) > at:
                raise Interrupted
            return real(*arguments, **options)

        return step

    monkeypatch.setattr(os, "open", counting("open", os.open))
    monkeypatch.setattr(os, "fsync", counting("fsync", os.fsync))
    monkeypatch.setattr(Path, "replace", counting("replace", Path.replace))
    monkeypatch.setattr(Path, "unlink", counting("unlink", Path.unlink))
    monkeypatch.setattr(shutil, "rmtree", counting("rmtree", shutil.rmtree))
    return done


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def steps_of_a_release(tmp_path: Path) -> int:
    with pytest.MonkeyPatch.context() as monkeypatch:
        ledger = Ledger(tmp_path / "counted")
        entry = entry_of([])
        done = interrupt(monkeypatch, 10**6)
        ledger.append(entry, files_of(1), INSIDE_CONTENT)
        return len(done)


def test_an_interruption_at_any_step_leaves_a_whole_release_or_none(tmp_path):
    """Also if the recovery is interrupted in its turn."""
    steps = steps_of_a_release(tmp_path)
    assert steps > 20
    whole = none = 0
    for at in range(steps):
        for again in (None, 0, 1, 3):
            ledger = Ledger(tmp_path / f"{at}-{again}")
            release(ledger)
            before = snapshot(ledger.folder)
            entry = entry_of(ledger.entries())
            with pytest.MonkeyPatch.context() as monkeypatch:
                interrupt(monkeypatch, at)
                with pytest.raises(Interrupted):
                    ledger.append(entry, files_of(2), INSIDE_CONTENT)
            if again is not None:
                with pytest.MonkeyPatch.context() as monkeypatch, suppress(Interrupted):
                    interrupt(monkeypatch, again)
                    Ledger(ledger.folder).entries()
            entries = Ledger(ledger.folder).entries()
            left = {name: content for name, content in snapshot(ledger.folder).items() if not is_part(name)}
            if len(entries) == 2:
                whole += 1
                assert entries[1] == entry
                assert set(left) == {*before, *(f"2/{name}" for name in files_of(2)), f"{INSIDE}/2.json"}
            else:
                none += 1
                assert left == before
            assert release(ledger).number == len(entries) + 1
            assert len(Ledger(ledger.folder).entries()) == len(entries) + 1
    assert whole > 10
    assert none > 10


def is_part(name: str) -> bool:
    """A file that was being written when the process ended; its name is nobody's and it is never read."""
    return Path(name).name.startswith(".") and Path(name).name.count(".") >= 2


def test_a_ledger_cut_short_with_all_its_files_is_told_by_the_hash_that_a_later_set_holds(ledger):
    """Nothing in the home can tell; whoever has the set of release 3, or noted its hash, can."""
    third = ledger.entries()[2]
    write_lines(ledger, lines_of(ledger)[:-2])
    for number in (2, 3):
        shutil.rmtree(ledger.set_folder(number))
        ledger.inside(number).unlink()
    assert third.previous not in {entry.hash for entry in ledger.entries()}
