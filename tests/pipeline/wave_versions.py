"""What a home shows of its waves, for tests that disturb runs: outputs byte for byte, and slices row for row."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

NAMING = ("wave", "asset", "slice")
"""The columns that name a slice, in the tables that have them."""
Slices = dict[tuple[str, ...], frozenset[tuple[object, ...]]]


@dataclass(frozen=True)
class Version:
    """What is there of a study: every file of its outputs, by path; and the rows of every slice, by its name."""

    files: Mapping[str, bytes]
    slices: Slices

    def of(self, wave: str) -> Version:
        """The part of one wave."""
        return Version(
            {name: content for name, content in self.files.items() if name.split("/")[0] == wave},
            {name: rows for name, rows in self.slices.items() if name[1] == wave},
        )


def version_of(home: Path, study: str) -> Version:
    """What a reader finds in a home now."""
    return Version(files_of(home / "output" / study), slices_of(home / "warehouse" / "warehouse.duckdb", study))


def files_of(folder: Path) -> dict[str, bytes]:
    """The files under a folder, by path, but those whose name begins with a dot: no reader looks at them."""
    found = {}
    for path in sorted(folder.rglob("*")):
        # A run may remove a folder, or put another file in the place of this one, while we look.
        with suppress(FileNotFoundError, NotADirectoryError):
            if path.is_file() and not path.name.startswith("."):
                found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def slices_of(warehouse: Path, study: str) -> Slices:
    """The slices of a study, by table, wave and asset; of a copy, so that the warehouse stays as it was left."""
    found: dict[tuple[str, ...], set[tuple[object, ...]]] = {}
    if not warehouse.exists():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        for path in warehouse.parent.glob(f"{warehouse.name}*"):
            shutil.copy(path, folder)
        with duckdb.connect(str(Path(folder) / warehouse.name)) as connection:
            query = "SELECT table_name FROM duckdb_tables() WHERE schema_name = ?"
            for (table,) in connection.execute(query, [study]).fetchall():
                rows = connection.execute(f'SELECT * FROM "{study}"."{table}"')
                columns = [column for column, *_ in rows.description or ()]
                for row in rows.fetchall():
                    named = dict(zip(columns, row, strict=True))
                    name = (table, *(named[column] for column in NAMING if column in named))
                    found.setdefault(name, set()).add(tuple(map(repr, row)))
    return {name: frozenset(rows) for name, rows in found.items()}


def half_done(now: Version, allowed: tuple[Version, ...]) -> list[str]:
    """What is in no allowed version as it is now, or is not now though it is in all of them."""
    wrong = []
    for kind, found, versions in (
        ("file", now.files, [version.files for version in allowed]),
        ("slice", now.slices, [version.slices for version in allowed]),
    ):
        for name in sorted({*found, *(name for version in versions for name in version)}, key=str):
            if not any(found.get(name) == version.get(name) for version in versions):
                wrong.append(f"{kind} {name} is {'none' if name not in found else 'neither'} of the versions")
    return wrong


@dataclass
class Reader:
    """Somebody who looks at the outputs all the time, and writes down what no version of a wave holds."""

    folder: Path
    allowed: tuple[Version, ...]
    looks: int = 0
    wrong: list[str] = field(default_factory=list)
    _enough: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        while not self._enough.wait(0.02):
            self.looks += 1
            for name, content in files_of(self.folder).items():
                if not any(version.files.get(name) == content for version in self.allowed):
                    self.wrong.append(name)


@contextmanager
def reading(folder: Path, *allowed: Version) -> Iterator[Reader]:
    """Have a reader look at a folder of outputs during the block."""
    reader = Reader(folder, allowed)
    thread = threading.Thread(target=reader.look)
    thread.start()
    try:
        yield reader
    finally:
        reader._enough.set()
        thread.join()


def leftovers(home: Path) -> list[str]:
    """Files that an interrupted write has left: parts, a copy of the warehouse, a mark that it is to be copied."""
    paths = [path for station in ("landing", "output", "warehouse") for path in (home / station).rglob("*")]
    return [str(path.relative_to(home)) for path in paths if path.name.startswith(".") or path.suffix == ".rewrite"]
