"""Files: read with a message for a user, fingerprinted, and written so that a reader sees the old or the new; archives
without a clock.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem

_PART = "." + "[0-9a-f]" * 8
"""How the name of a file ends that is being written, behind a dot and the name that it will have."""

_BLOCK = 1 << 20
"""Bytes of a file that are copied or hashed at a time."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name."""


def write_atomic(path: Path, content: bytes | Path) -> None:
    """Write a file, readable by its owner alone, and put it in place in one step; folders are made as needed.

    ``content`` are its bytes, or a file to copy, of which few are in memory at a time.

    Raises:
        OSError: it cannot be written, such as on a full disk; the error names the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            with _opened(content) as read:
                shutil.copyfileobj(read, file, _BLOCK)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        part.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove the parts that interrupted writing left under a folder, in which nobody writes now."""
    for part in folder.rglob(f".*{_PART}"):
        part.unlink(missing_ok=True)


def read_file(path: Path, name: str) -> bytes:
    """The bytes of a file a user gave; ``name`` is what messages call it.

    Raises:
        InputError: there is no such file, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(error, name) from None


def readable(path: Path, name: str) -> Path:
    """A file a user gave, of which no more is known than that it can be read; as :func:`read_file`."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unreadable(error, name) from None
    return path


def _unreadable(error: OSError, name: str) -> InputError:
    reason = said("a folder") if isinstance(error, IsADirectoryError) else said("no readable file")
    hint = said("Check the path and its rights.")
    return InputError([Problem(code="no_file", file=name, found=reason, expected=said("a file"), hint=hint)])


def content_hash(*contents: bytes | Path) -> str:
    """The fingerprint of an export, or of several files together: SHA-256 of the bytes, in hexadecimal."""
    fingerprint = hashlib.sha256()
    for content in contents:
        with _opened(content) as read:
            while block := read.read(_BLOCK):
                fingerprint.update(block)
    return fingerprint.hexdigest()


def _opened(content: bytes | Path) -> IO[bytes]:
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts in their order, each of the same moment: the same parts give the same bytes."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = ZipInfo(name, _EARLIEST)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            archive.writestr(entry, part)
    return content.getvalue()


def timeless(archive: bytes) -> bytes:
    """A zip that another program made, such as that of an Office format, without its moments."""
    with ZipFile(io.BytesIO(archive)) as read:
        return zipped({part.filename: read.read(part) for part in read.infolist()})
