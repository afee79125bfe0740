"""The landing folder: where the exports of a home rest as they were received, and what is known of each.

Every arrival has a folder of its own; ``current.json`` points at the one that counts and is replaced atomically, so a
reader sees the old wave or the new one. The name of the file that came in is not kept: it may name somebody.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from infopos_pipeline.files import content_hash, sweep, write_atomic
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError
from infopos_pipeline.study.bindings import Format

EXPORT, FRAME, QUESTIONNAIRE, CURRENT = "export", "frame", "questionnaire.json", "current.json"
REMOVING = "removing.json"
"""What ``current.json`` is called while its wave is being removed: nobody finds the wave any more, and an interrupted
removal can be finished."""


@dataclass(frozen=True)
class Arrival:
    """One export that landed. ``export_hash`` and ``frame_hash`` are SHA-256; times are UTC, to the second.

    ``given_format`` is the format of the export, if somebody said so.
    """

    arrival: str
    landed: str
    export_hash: str
    frame_hash: str | None
    synthetic: bool
    given_format: Format | None = None


@dataclass(frozen=True)
class LandedWave:
    """The current arrival of a wave and its files."""

    wave: str
    arrival: Arrival
    folder: Path

    def export(self) -> bytes:
        """The export, byte for byte as it arrived.

        Raises:
            UserError: the file is gone, or was changed.
        """
        return self.export_file().read_bytes()

    def export_file(self) -> Path:
        """Where the export lies, byte for byte as it arrived; the same errors."""
        return self._file(EXPORT, self.arrival.export_hash)

    def frame(self) -> bytes | None:
        """The frame, byte for byte as it arrived, if one came with the export.

        Raises:
            UserError: the file is gone, or was changed.
        """
        return self._file(FRAME, self.arrival.frame_hash).read_bytes() if self.arrival.frame_hash else None

    def _file(self, name: str, expected: str) -> Path:
        path = self.folder / name
        if not path.exists() or content_hash(path) != expected:
            raise UserError(
                said(
                    "The {name} of wave {wave} in the landing folder is not as it arrived. Add it again: "
                    "infopos add EXPORT --wave {wave}",
                    name=name,
                    wave=self.wave,
                )
            )
        return path

    def questionnaire(self) -> Mapping[str, Any]:
        """How the questions were put when it landed; empty if that was not recorded."""
        path = self.folder / QUESTIONNAIRE
        recorded: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return recorded


def land(
    landing: Path,
    wave: str,
    export: bytes | Path,
    frame: bytes | None,
    synthetic: bool,
    questionnaire: Mapping[str, Any] | None = None,
    given_format: Format | None = None,
) -> LandedWave:
    """Put an export (and its frame) to rest as the current arrival of a wave; an earlier one is removed after that.

    ``export`` are its bytes, or the file to copy. ``questionnaire`` is how its questions were put, for later
    (``study.wording``). Of two that arrive at once one waits for the other.

    Raises:
        UserError: the file is changed while it is copied.
    """
    now = datetime.now(UTC)
    arrival = Arrival(
        arrival=f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}",
        landed=now.isoformat(timespec="seconds"),
        export_hash=content_hash(export),
        frame_hash=content_hash(frame) if frame is not None else None,
        synthetic=synthetic,
        given_format=given_format,
    )
    folder = landing / wave / arrival.arrival
    landing.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(landing.with_name(f"{landing.name}.lock"), mode=0o600):
        folder.mkdir(parents=True, mode=0o700)
        write_atomic(folder / EXPORT, export)
        if content_hash(folder / EXPORT) != arrival.export_hash:
            shutil.rmtree(folder)
            raise UserError(said("The export is changed while it is read. Add it again when it is whole."))
        if frame is not None:
            write_atomic(folder / FRAME, frame)
        if questionnaire is not None:
            content = json.dumps(questionnaire, ensure_ascii=False, indent=1) + "\n"
            write_atomic(folder / QUESTIONNAIRE, content.encode())
        write_atomic(landing / wave / CURRENT, json.dumps(asdict(arrival), indent=1).encode())
        (landing / wave / REMOVING).unlink(missing_ok=True)
        sweep(landing / wave)
        for other in (landing / wave).iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other)
    return LandedWave(wave, arrival, folder)


def landed_wave(landing: Path, wave: str) -> LandedWave | None:
    """The current arrival of a wave, or None if none landed."""
    try:
        arrival = _arrival(landing / wave / CURRENT)
    except FileNotFoundError:
        return None
    return LandedWave(wave, arrival, landing / wave / arrival.arrival)


def landed_waves(landing: Path) -> tuple[LandedWave, ...]:
    """Every wave that landed, by name."""
    found = (landed_wave(landing, path.parent.name) for path in sorted(landing.glob(f"*/{CURRENT}")))
    return tuple(wave for wave in found if wave is not None)


def waves_before(landing: Path, wave: str, number: int) -> tuple[LandedWave, ...]:
    """The last waves before one, at most ``number`` of them, by name."""
    names = sorted(path.parent.name for path in landing.glob(f"*/{CURRENT}") if path.parent.name < wave)
    found = (landed_wave(landing, name) for name in names[-number:])
    return tuple(landed for landed in found if landed is not None)


def synthetic_waves(landing: Path) -> list[str]:
    """The waves that are synthetic, those among them whose removal was interrupted, by name."""
    pointers = (path for name in (CURRENT, REMOVING) for path in landing.glob(f"*/{name}"))
    return sorted({path.parent.name for path in pointers if _arrival(path).synthetic})


def begin_removal(landing: Path, wave: str) -> None:
    """Let nobody find a wave any more, while it is being removed."""
    with suppress(FileNotFoundError):
        (landing / wave / CURRENT).replace(landing / wave / REMOVING)


def remove_landed(landing: Path, wave: str) -> None:
    """Remove all that landed of a wave, after everything else of it; what tells that it is being removed goes last."""
    for arrival in (landing / wave).glob("*/"):
        shutil.rmtree(arrival)
    if (landing / wave).exists():
        shutil.rmtree(landing / wave)


def _arrival(pointer: Path) -> Arrival:
    return Arrival(**json.loads(pointer.read_text(encoding="utf-8")))
