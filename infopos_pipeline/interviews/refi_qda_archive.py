"""The archive that a REFI-QDA project comes in: nothing of it is unpacked before it is known to be harmless.

Members are unpacked in memory, one by one and with a limit; none is ever written to disk. Not here: what they say
(refi_qda_reading).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from infopos_pipeline.interviews.refi_qda import INTERNAL, PROJECT_FILE, SOURCES_FOLDER, problem
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem

LARGEST = 200 << 20
"""Bytes that all members may unpack to."""
LARGEST_PROJECT = 50 << 20
"""Bytes that ``project.qde`` may unpack to."""

_ENCRYPTED = 0x1 | 0x40 | 0x2000
"""Bits of a member's flags: encrypted, strongly encrypted, its header hidden (APPNOTE.TXT 6.3, 4.4.4)."""
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_KIND, _LINK = 0o170000, 0o120000
"""Of a member's Unix mode: the bits that tell what it is, and what they are of a symbolic link."""
_LEADS_OUT = re.compile(r"/|[A-Za-z]:|.*\\|.*\0|(.*/)?\.\.(/|\Z)", re.DOTALL)
"""Names that begin at the root or with a drive letter, or have a backslash, a null or a step up in them."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises for damaged files, found by damaging some."""

_EXPORT = said("Export the project as REFI-QDA (.qdpx) from the program that it was coded in.")
_EXPORT_AGAIN = said("Export the project again; do not change the archive.")


class Archive:
    """An archive whose directory has been checked; its members by name, upper and lower case alike.

    Raises:
        InputError: it is no zip, is cut short or encrypted, unpacks to too much, or has members that a careless
            program would unpack somewhere else, or over one another.
    """

    def __init__(self, content: bytes, file: str) -> None:
        self.file = file
        self._left = LARGEST
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN:
            raise InputError([_no_archive(content, file)]) from None
        members = self._zip.infolist()
        if problems := [*_wrong_members(members, file)]:
            raise InputError(problems)
        self._members = {member.filename.casefold(): member for member in members if not member.is_dir()}

    def project(self) -> bytes:
        """``project.qde``, or the only file of that kind beside the folder: ATLAS.ti names it after the project.

        Raises:
            InputError: there is none, it is too large, or damaged.
        """
        beside = [name for name in self._members if name.endswith(".qde") and "/" not in name]
        name = PROJECT_FILE if PROJECT_FILE in beside else beside[0] if len(beside) == 1 else None
        if name is None:
            found = said("an archive without {project}", project=PROJECT_FILE)
            raise InputError([problem("no_project", self.file, found, said("a REFI-QDA project (.qdpx)"), _EXPORT)])
        return self._unpacked(self._members[name], LARGEST_PROJECT)

    def source(self, path: str) -> bytes | None:
        """The member that the path of a source means; None if there is none.

        Programs write ``internal://name``, some with the folder, some without ``internal://``; the folder is
        ``sources`` or ``Sources``.

        Raises:
            InputError: the member is damaged, or all that was unpacked so far is too much.
        """
        name = path.removeprefix(INTERNAL).lstrip("/").casefold()
        member = self._members.get(f"{SOURCES_FOLDER}/{name}") or self._members.get(name)
        return None if member is None else self._unpacked(member, LARGEST)

    def _unpacked(self, member: zipfile.ZipInfo, largest: int) -> bytes:
        """The bytes of a member. What the directory says of its size is not trusted: a byte too many is noticed."""
        largest = min(largest, self._left)
        try:
            with self._zip.open(member) as packed:
                content = packed.read(largest + 1)
        except _BROKEN:
            raise InputError([_damaged(self.file)]) from None
        if len(content) > largest:
            raise InputError([_too_large(self.file)])
        self._left -= len(content)
        return content


def _wrong_members(members: Sequence[zipfile.ZipInfo], file: str) -> Iterator[Problem]:
    """Everything wrong with what the directory says, a problem a kind; members go by their place, as names may tell."""
    expected = said("an archive as a program for qualitative analysis writes it")

    def places(which: Sequence[int]) -> str:
        listed = ", ".join(map(str, which[:5]))
        return said("{listed} and {rest} more", listed=listed, rest=len(which) - 5) if len(which) > 5 else listed

    numbered = list(enumerate(members, start=1))
    if out := [number for number, member in numbered if _LEADS_OUT.match(member.orig_filename)]:
        found = said("paths that lead out of the archive (members {places})", places=places(out))
        yield problem("unsafe_path", file, found, expected, _EXPORT_AGAIN)
    if links := [number for number, member in numbered if (member.external_attr >> 16) & _KIND == _LINK]:
        found = said("links instead of files (members {places})", places=places(links))
        yield problem("unsafe_path", file, found, expected, _EXPORT_AGAIN)
    names: set[str] = set()
    again = []
    for number, member in numbered:
        if (name := member.filename.casefold()) in names:
            again.append(number)
        names.add(name)
    if again:
        found = said("files with the name of another one (members {places})", places=places(again))
        yield problem("name_twice", file, found, expected, _EXPORT_AGAIN)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        hint = said("Export the project without a password.")
        yield problem("encrypted", file, said("an encrypted archive"), expected, hint)
    elif any(member.compress_type not in _PACKED for member in members):
        yield problem(
            "packed_otherwise", file, said("files that are packed in an unusual way"), expected, _EXPORT_AGAIN
        )
    if sum(member.file_size for member in members) > LARGEST:
        yield _too_large(file)


def _no_archive(content: bytes, file: str) -> Problem:
    if content.startswith(b"PK"):
        return _damaged(file)
    return problem("not_a_zip", file, said("another kind of file"), said("a REFI-QDA project (.qdpx)"), _EXPORT)


def _damaged(file: str) -> Problem:
    found = said("an archive that is cut short or damaged")
    return problem("damaged", file, found, said("a whole REFI-QDA project (.qdpx)"), _EXPORT_AGAIN)


def _too_large(file: str) -> Problem:
    expected = said(
        "at most {all} MiB unpacked, and {project} MiB of {name}",
        all=LARGEST >> 20,
        project=LARGEST_PROJECT >> 20,
        name=PROJECT_FILE,
    )
    hint = said("Take recordings, pictures and PDFs out of the project; only text can be read.")
    return problem("too_large", file, said("more than can be read"), expected, hint)
