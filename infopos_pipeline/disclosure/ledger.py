"""The ledger of releases: one line each, chained by hashes, so that nothing public is forgotten or altered unnoticed.

    releases/<study>/ledger.jsonl        one entry a line; each holds the hash of the one before
    releases/<study>/<number>/           the public set of a release, as it went out
    releases/<study>/inside/<number>.json what the set tells and who answered what, under the key; never public

An entry names the hash of every file of its set, so that an altered set is noticed too; and each set holds the hash of
the entry before it, so that whoever has a set can tell that the ledger was cut short. Removing a wave leaves its
releases: what went out cannot be taken back.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from infopos_pipeline.files import content_hash, write_atomic
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError

FIRST = "0" * 64
"""What the first entry holds in place of the hash of the one before."""

INSIDE = "inside"
"""What ``files`` calls the file of a release that is not public."""


class LedgerError(UserError):
    """The ledger or a released set is not what it was when it was written; nothing is released on top of it."""


@dataclass(frozen=True)
class Exemption:
    """An exception: what was let through, why, and who answers for it."""

    reason: str
    approver: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One release.

    ``settings`` are those of ``disclosure.yaml`` that decided it; ``sources`` the hashes and versions it was made from;
    ``published`` and ``withheld`` count rows of results; ``files`` has the SHA-256 of every file; ``remark`` says what
    the release does not cover.
    """

    number: int
    wave: str
    released: str
    synthetic: bool
    settings: Mapping[str, object]
    sources: Mapping[str, str]
    key_id: str
    published: int
    withheld: int
    files: Mapping[str, str]
    remark: str
    exemption: Exemption | None
    previous: str

    @property
    def _content(self) -> str:
        return _line(asdict(self))

    @property
    def hash(self) -> str:
        """SHA-256 of the entry, which includes the hash of the one before."""
        return content_hash(self._content.encode())

    @property
    def line(self) -> str:
        """The entry with its hash, as it stands in the ledger."""
        return _line(asdict(self) | {"hash": self.hash})


def _line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Ledger:
    """The ledger of a study in a home. One process at a time: whoever holds the warehouse."""

    folder: Path

    @property
    def path(self) -> Path:
        """The file with the entries."""
        return self.folder / "ledger.jsonl"

    @property
    def _pending(self) -> Path:
        """The entry of a release whose files are written, but not yet all in place."""
        return self.folder / ".pending.json"

    def set_folder(self, number: int) -> Path:
        """Where a released set lies."""
        return self.folder / str(number)

    def inside(self, number: int) -> Path:
        """What a release keeps to itself."""
        return self.folder / INSIDE / f"{number}.json"

    def _part(self, number: int) -> Path:
        return self.folder / f".{number}.part"

    def entries(self) -> list[Entry]:
        """Every release, checked: the chain, and the files of each set. A release that was interrupted is completed,
        or, if its files were not all written, taken away.

        Raises:
            LedgerError: an entry, its place in the chain, or a released file is not as it was written.
        """
        self._recover()
        text = self.path.read_bytes().decode("utf-8", "replace") if self.path.exists() else ""
        *lines, rest = text.split("\n")
        if rest:
            raise self._altered(said("its last line is cut short"))
        entries: list[Entry] = []
        for number, line in enumerate(lines, start=1):
            entry = self._entry(line, said("entry {number}", number=number))
            if entry.number != number or entry.previous != last_hash(entries):
                raise self._altered(said("entry {number} does not follow from the one before", number=number))
            entries.append(entry)
        for entry in entries:
            self._check_files(entry, self.set_folder(entry.number))
        present = {path for path in self.folder.glob("*/") if path.name.isdecimal()}
        present |= set((self.folder / INSIDE).glob("*.json"))
        known = {path for entry in entries for path in (self.set_folder(entry.number), self.inside(entry.number))}
        if present - known:
            raise self._altered(said("it has no entry for {name}", name=min(path.name for path in present - known)))
        return entries

    def append(self, entry: Entry, files: Mapping[str, bytes], inside: bytes) -> None:
        """Write a set and its entry: all of it, or nothing. ``files`` is by path in the set."""
        part = self._part(entry.number)
        shutil.rmtree(part, ignore_errors=True)
        for name, content in files.items():
            write_atomic(part / name, content)
        write_atomic(self.inside(entry.number), inside)
        write_atomic(self._pending, entry.line.encode())
        self._recover()

    def _recover(self) -> None:
        """Complete the release whose files are all written; take away what else an interruption left."""
        if self._pending.exists():
            entry = self._entry(self._pending.read_text(encoding="utf-8"), said("the entry in .pending.json"))
            part, folder = self._part(entry.number), self.set_folder(entry.number)
            self._check_files(entry, part if part.exists() else folder)
            if part.exists():
                part.replace(folder)
            before = self.path.read_bytes() if self.path.exists() else b""
            line = entry.line.encode() + b"\n"
            if not before.endswith(line):
                write_atomic(self.path, before + line)
            self._pending.unlink()
        for part in self.folder.glob(".*.part/"):
            number = part.name.split(".")[1]
            (self.folder / INSIDE / f"{number}.json").unlink(missing_ok=True)
            shutil.rmtree(part)

    def _entry(self, line: str, name: str) -> Entry:
        try:
            content = json.loads(line)
            del content["hash"]
            exemption = content.pop("exemption")
            if exemption is not None:
                exemption = Exemption(**exemption | {"what": tuple(exemption["what"])})
            entry = Entry(**content, exemption=exemption)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise self._altered(said("{name} cannot be read", name=name)) from None
        if entry.line != line:
            raise self._altered(said("{name} was altered", name=name))
        return entry

    def _check_files(self, entry: Entry, folder: Path) -> None:
        # An office program that has a file of the set open puts a hidden one beside it.
        found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        present = {path.relative_to(folder).as_posix() for path in found}
        if present != set(entry.files) - {INSIDE}:
            raise self._altered(
                said("the set of release {number} lacks files, or has more of them", number=entry.number)
            )
        for name, expected in entry.files.items():
            path = self.inside(entry.number) if name == INSIDE else folder / name
            if not path.exists() or content_hash(path.read_bytes()) != expected:
                raise self._altered(
                    said("the file {name} of release {number} was altered", name=name, number=entry.number)
                )

    def _altered(self, what: str) -> LedgerError:
        return LedgerError(
            said(
                "The ledger {path} is not as it was written: {what}. Restore {folder} from a copy; "
                "nothing is released until it is whole.",
                path=self.path,
                what=what,
                folder=self.folder,
            )
        )


def last_hash(entries: Sequence[Entry]) -> str:
    """What the next entry holds of the chain so far."""
    return entries[-1].hash if entries else FIRST
