"""The drop: exports and frames that somebody puts into a folder, taken only when they have stopped growing.

    incoming/<study>/<wave>/export.*    the export, whatever its ending
    incoming/<study>/<wave>/frame.*     the municipalities approached, if the study has a frame

Belongs here: what lies in the drop and whether it is whole. Not here: whether it is any good (quality), and where it
goes from there (landing).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infopos_pipeline.study.names import NAME_PATTERN

EXPORT, FRAME = "export", "frame"
ASIDE = ".taken"
"""Where the files of a wave go when they are taken, until they have landed."""

_GROWING = (".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart", ".swp")
"""Endings that programs give to a file that they have not finished."""

Seen = Mapping[str, tuple[int, int]]
"""Of every file its size in bytes and when it was last changed, in nanoseconds."""


@dataclass(frozen=True)
class Drop:
    """What lies in the folder of one wave.

    Attributes:
        wave: its name.
        folder: where they lie.
        exports: the files called ``export.*``; one, unless somebody is mistaken.
        frames: the files called ``frame.*``.
        seen: their sizes and times, to be compared with those of a later look.
    """

    wave: str
    folder: Path
    exports: tuple[Path, ...]
    frames: tuple[Path, ...]
    seen: Seen = field(default_factory=dict)

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them."""
        return (*self.exports, *self.frames)


def drops(incoming: Path) -> list[Drop]:
    """What lies in the drop of a study, by wave; a folder without an export is left out.

    Hidden files, and those that a program has not finished writing, are passed over, as are folders that no wave can
    be called.
    """
    found = []
    for folder in sorted(incoming.glob("*/")):
        if NAME_PATTERN.fullmatch(folder.name):
            drop = _drop(folder.name, folder)
            if drop.exports:
                found.append(drop)
    return found


def _drop(wave: str, folder: Path) -> Drop:
    exports = _called(EXPORT, folder)
    # A frame that was moved aside by a process that died before it came to the export still belongs to it.
    frames = _called(FRAME, folder) or _called(FRAME, folder / ASIDE)
    return Drop(wave, folder, exports, frames, dict(_seen((*exports, *frames))))


def _called(name: str, folder: Path) -> tuple[Path, ...]:
    return tuple(path for path in sorted(folder.glob(f"{name}*")) if path.stem == name and _finished(path))


def unknown_folders(incoming: Path) -> list[str]:
    """Folders in the drop that no wave can be called."""
    return [folder.name for folder in sorted(incoming.glob("*/")) if not NAME_PATTERN.fullmatch(folder.name)]


def _finished(path: Path) -> bool:
    return path.is_file() and path.suffix.casefold() not in _GROWING


def _seen(files: tuple[Path, ...]) -> Iterator[tuple[str, tuple[int, int]]]:
    for path in files:
        try:
            status = path.stat()
        except FileNotFoundError:  # it went while we looked: the next look sees what is left
            continue
        yield path.name, (status.st_size, status.st_mtime_ns)


def take(drop: Drop) -> None:
    """Move the files of a drop aside in one step each, so that a new file of the same name is another drop; the exports
    last, since nothing is taken without one.
    """
    aside = drop.folder / ASIDE
    aside.mkdir(exist_ok=True, mode=0o700)
    for path in (*drop.frames, *drop.exports):
        path.replace(aside / path.name)


def taken(incoming: Path) -> list[Drop]:
    """The drops that were moved aside: those of this look, and of one that was interrupted before it was done."""
    found = (_drop(folder.parent.name, folder) for folder in sorted(incoming.glob(f"*/{ASIDE}/")))
    return [drop for drop in found if drop.exports]


def done(drop: Drop) -> None:
    """Remove a drop that was moved aside and has landed, or is in quarantine; and its wave's folder, if it is empty."""
    for path in drop.files:
        path.unlink(missing_ok=True)
    for folder in (drop.folder, drop.folder.parent):
        if not any(folder.iterdir()):
            folder.rmdir()
