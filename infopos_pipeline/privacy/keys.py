"""The key of the pseudonyms: where it lies, how it is made and replaced, and when it is refused.

Some 340 names hashed without a key are reversed in a fraction of a millisecond. The key therefore lies outside the
project and the home, where neither a copy of the results nor one of the code takes it along. What a home holds was made
under one key; any other is refused, and a key that is lost is never silently replaced.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from infopos_pipeline.messages import joined, said
from infopos_pipeline.problems import UserError

KEY_BYTES = 32
_MOST_LINKS = 40
"""As many links in a row as Linux follows."""


@dataclass(frozen=True)
class Key:
    """The secret of the pseudonyms, and an id that names it without giving it away."""

    secret: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of the secret's own label and the secret."""
        return hashlib.sha256(b"infopos key id" + self.secret).hexdigest()[:16]


def key_path(environment: Mapping[str, str]) -> Path:
    """Where the key lies: INFOPOS_KEY_FILE, else the platform's folder for configuration."""
    named = environment.get("INFOPOS_KEY_FILE")
    return Path(named) if named else platformdirs.user_config_path("infopos") / "pseudonym.key"


def load_key(path: Path, outside: tuple[Path, ...], expected: Collection[str] = ()) -> tuple[Key, bool]:
    """The key at ``path``, made there on first use; and whether it was made now.

    Args:
        path: the file of the key.
        outside: folders it must not lie in (the project, the home).
        expected: the ids of the keys that what the home holds was made under; where there are any, none is made.

    Raises:
        UserError: the key lies inside one of those folders, others can read or replace it, it is not a key, it is not
            the key expected, or it is missing where one is expected.
    """
    key = held_key(path, outside, expected)
    if key is not None:
        return key, False
    created = _create(path)
    return _read(path), created


def held_key(path: Path, outside: tuple[Path, ...], expected: Collection[str] = ()) -> Key | None:
    """The key at ``path``, or None where there is none and none is expected; for the rest as :func:`load_key`."""
    _refuse_place(path, outside)
    if not os.path.lexists(path):
        if expected:
            raise UserError(
                said(
                    "The key of the pseudonyms is missing: there is no file {path}. {made_under} No new "
                    "key was made, and nothing was run. {remedy}",
                    path=path,
                    made_under=_made_under(expected),
                    remedy=_remedy(path, expected),
                )
            )
        return None
    key = _read(path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UserError(said("Others can read the key {path}. Make it yours alone: chmod 600 '{path}'.", path=path))
    if set(expected) - {key.key_id}:
        raise UserError(
            said(
                "The key {path} is {key_id}, which is not the key of this home. {made_under} Nothing was run. {remedy}",
                path=path,
                key_id=key.key_id,
                made_under=_made_under(expected),
                remedy=_remedy(path, expected),
            )
        )
    return key


def present_key(path: Path) -> Key | None:
    """The key at ``path``, whoever else can read it, or None where there is no file.

    Raises:
        UserError: the file is no key.
    """
    return _read(path) if os.path.lexists(path) else None


@contextmanager
def replacing_key(path: Path, outside: tuple[Path, ...]) -> Iterator[Key]:
    """Replace the key at ``path`` by a new one in one step, when the block has ended well; yields the new key.

    A key that others could read may be replaced; what is no key is left alone. A link stays, and the file that it
    points at is replaced. The old key is overwritten where it lay, as far as the disk does that: a copy of the disk, or
    one that the user kept, still holds it.

    Raises:
        UserError: the place is refused, holds something that is no key, or cannot be written.
    """
    _refuse_place(path, outside)
    real = path.resolve()
    present_key(path)
    part, key = _write_part(real)
    try:
        yield key
        with _overwritten(real):
            part.replace(real)
    except OSError as error:
        if error.filename not in (str(part), str(real)):
            raise
        raise UserError(
            said(
                "The key {path} cannot be replaced: {strerror}. It is still the old one.",
                path=path,
                strerror=error.strerror,
            )
        ) from None
    finally:
        part.unlink(missing_ok=True)


def _made_under(key_ids: Collection[str]) -> str:
    if len(key_ids) == 1:
        return said("What this home holds was made under the key {key_id}.", key_id=min(key_ids))
    return said(
        "What this home holds was made under the keys {key_ids}.", key_ids=joined(said(" and "), sorted(key_ids))
    )


def _remedy(path: Path, expected: Collection[str]) -> str:
    rotate = said(
        "break the links to what was made before, on purpose: infopos rotate-key (if another home uses the key there, "
        "first name a new file in INFOPOS_KEY_FILE)."
    )
    if len(expected) > 1:
        return said("No single key fits; {rotate}", rotate=rotate)
    return said(
        "Restore your copy of that key as {path}, or name its file in INFOPOS_KEY_FILE; or else {rotate}",
        path=path,
        rotate=rotate,
    )


def _refuse_place(path: Path, outside: tuple[Path, ...]) -> None:
    """Refuse a key in one of the folders, or reached through a link there, since a copy may follow the link; and one
    that everyone can put another in the place of.
    """
    try:
        places = tuple(_places(path))
        within = next((folder for folder in outside if any(_inside(place, folder) for place in places)), None)
        folders = {place.parent for place in places if place.parent.is_dir()} if os.name == "posix" else set()
        open_folder = next((folder for folder in folders if _open_to_everyone(folder.stat().st_mode)), None)
    except (OSError, RuntimeError):  # a circle of links is a RuntimeError up to Python 3.12
        raise _unreadable(path) from None
    if within is not None:
        raise UserError(
            said(
                "The key {path} lies inside {within}: whoever gets that folder could undo the "
                "pseudonyms. Move it elsewhere and name it in INFOPOS_KEY_FILE.",
                path=path,
                within=within,
            )
        )
    if open_folder is not None:
        raise UserError(
            said(
                "Others can replace the key {path}: everyone can write in its folder. chmod o-w '{open_folder}'",
                path=path,
                open_folder=open_folder,
            )
        )


def _open_to_everyone(mode: int) -> bool:
    """Whether everyone can remove what others put in a folder: it is not sticky, as /tmp is."""
    return bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX


def _places(path: Path) -> Iterator[Path]:
    """Where a file lies: as it is written, and link by link to the file itself."""
    yield _as_written(path)
    for _ in range(_MOST_LINKS):
        place = path.parent.resolve() / path.name
        yield place
        if not place.is_symlink():
            break
        path = place.parent / place.readlink()
    yield path.resolve()


def _as_written(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _inside(place: Path, folder: Path) -> bool:
    """Whether a place lies in a folder, also where the two are spelt differently and yet the same to the disk."""
    if place.is_relative_to(_as_written(folder)) or place.is_relative_to(folder.resolve()):
        return True
    return folder.exists() and any(parent.exists() and parent.samefile(folder) for parent in place.parents)


def _unreadable(path: Path) -> UserError:
    return UserError(
        said("The key {path} cannot be read. Restore it, or name another one in INFOPOS_KEY_FILE.", path=path)
    )


def _read(path: Path) -> Key:
    try:
        if not path.is_file():
            raise _unreadable(path)
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise _unreadable(path) from None
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise UserError(
            said(
                "The file {path} holds no key of {key_bytes} bytes in hexadecimal. Restore it from your copy.",
                path=path,
                key_bytes=KEY_BYTES,
            )
        )
    return Key(secret)


def _create(path: Path) -> bool:
    """Make a key unless there is one; two processes at once agree on one key."""
    part, _ = _write_part(path)
    try:
        os.link(part, path)
        return True
    except FileExistsError:
        return False
    except OSError:
        raise _cannot_be_made(path) from None
    finally:
        part.unlink()


def _write_part(path: Path) -> tuple[Path, Key]:
    """Write a new key into a file beside ``path``, on the disk before anything points at it."""
    key = Key(secrets.token_bytes(KEY_BYTES))
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        raise _cannot_be_made(path) from None
    return part, key


def _cannot_be_made(path: Path) -> UserError:
    return UserError(said("No key can be made at {path}. Name a file you can write in INFOPOS_KEY_FILE.", path=path))


@contextmanager
def _overwritten(path: Path) -> Iterator[None]:
    """Overwrite what a file held, once something else has taken its place."""
    try:
        old = os.open(path, os.O_WRONLY)
    except OSError:
        yield
        return
    try:
        yield
        with suppress(OSError):
            os.write(old, bytes(os.fstat(old).st_size))
            os.fsync(old)
    finally:
        os.close(old)
