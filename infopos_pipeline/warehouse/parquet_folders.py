"""Slices in Parquet files, a folder a study, table, wave and making: where they lie, and how they come and go.

Belongs here: the folders, of which the DuckDB file beside them says which count (``store``). Not here: what reads and
writes the files (``spark_slices``). No file is opened here: the key that a slice was made under stands in the name of
a folder in it, as Hive has it (``key_id=…``).
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KEY = "key_id"


class ParquetFolders:
    """All folders of a home. Whoever changes them holds the warehouse."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, study: str, table: str, wave: str, made_from: str) -> Path:
        """Where the slice lies that was made from this, if there is one."""
        return self.root / study / table / wave / made_from

    @contextmanager
    def writing(self, study: str, table: str, wave: str, made_from: str) -> Iterator[Path]:
        """A folder that does not exist yet, to write a slice into; put in place once the block is done.

        Where the same was made before, there is neither for a moment: then the wave counts as not made.
        """
        folder = self.folder(study, table, wave, made_from)
        for above in reversed(folder.parents[: folder.parents.index(self.root) + 1]):
            above.mkdir(exist_ok=True, mode=0o700)
        part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
        try:
            yield part
            for path in (part, *part.rglob("*")):
                path.chmod(0o700 if path.is_dir() else 0o600)
            shutil.rmtree(folder, ignore_errors=True)
            part.replace(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def keep(self, study: str, table: str, wave: str, made_from: str) -> None:
        """Remove what there is of a slice but what was made from this, also what an interruption left."""
        slices = self.root / study / table / wave
        for path in slices.iterdir() if slices.exists() else ():
            if path.name != made_from:
                shutil.rmtree(path)

    def remove(self, study: str, wave: str) -> None:
        """Remove every slice of a wave."""
        for path in self.root.glob(f"{study}/*/{wave}"):
            shutil.rmtree(path)

    def remove_all(self) -> None:
        """Remove every slice of every study."""
        if self.root.exists():
            shutil.rmtree(self.root)

    def key_ids(self) -> frozenset[str]:
        """The ids of the keys that slices were made under."""
        return frozenset(path.name.partition("=")[2] for path in self.root.glob(f"*/*/*/[!.]*/{KEY}=*"))
