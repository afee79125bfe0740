"""Words planted in an export, another one in every place that could give somebody away, and the search for them in
everything that a home is made of. Nothing of the package is used here.
"""

from __future__ import annotations

import base64
import html
import io
import random
import re
import shutil
import sqlite3
import subprocess
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import duckdb
from programs import needed
from random_exports import BINDING, OPEN, PROJECT, TOO_LARGE, Export, Style, make_export, written

FILE_PLACES = ("name of the export", "name of the frame", "name of the folder", "name of a transcript")
TRANSCRIPT = "transcript that no command is given"
UNKNOWN_HEADING = "heading that no binding knows"
TYPED = "municipality as typed"
NOTHING_READS = "column that no binding knows"
CONTACT = "column of the frame that the study does not declare"
REMARKS = "opmerkingen"
DECISIONS = ("accepted", "edited", "dropped")
"""What a reviewer does with the first remarks; every other open answer stays unread."""
TIMES = ("submitdate", "startdate", "datestamp")


# What is planted


def word(salt: str, place: str) -> str:
    """A word that no language and no list has."""
    rng = random.Random(f"{salt} {place}")
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(6))


def digits(salt: str, place: str, number: int) -> str:
    return "".join(random.Random(f"{salt} {place}").choices("123456789", k=number))


@dataclass(frozen=True)
class Planted:
    """An export and its frame, and the words in them by the place that each was planted in."""

    export: Export
    words: Mapping[str, str]

    @property
    def content(self) -> bytes:
        return self.export.content

    @property
    def frame_content(self) -> bytes:
        return frame_file(self.export)

    def write(self, folder: Path) -> tuple[Path, Path]:
        """The paths of the two files, in a folder with a file beside them that no command is given."""
        own = folder / f"map {self.words['name of the folder']}"
        own.mkdir(parents=True, exist_ok=True)
        export = own / f"export {self.words['name of the export']}.csv"
        frame = own / f"frame_{self.words['name of the frame']}.csv"
        export.write_bytes(self.content)
        frame.write_bytes(self.frame_content)
        transcript = own / f"{self.words['name of a transcript']}.txt"
        transcript.write_text(f"Interviewer: en toen?\nRespondent: {self.words[TRANSCRIPT]}.\n", encoding="utf-8")
        return export, frame


def frame_file(export: Export) -> bytes:
    """The frame of a planted export, with the column that the study does not declare."""
    headings = list(export.frame[0])
    return written(headings, [list(row.values()) for row in export.frame], Style(mark=False, line_end="\n"))


def planted(salt: str, seed: int, respondents: int = 14) -> Planted:
    """An export in which whatever could give somebody away holds a word of its own, other words for each ``salt``.

    One respondent types the name that the municipality had before a herindeling (:func:`project_of`).
    """
    base = make_export(seed, respondents=respondents, plain=True, last_pages=(9,), skip=0.0)
    words = {
        TYPED: word(salt, TYPED),
        "name": word(salt, "name"),
        "e-mail": f"{word(salt, 'mailbox')}@{word(salt, 'host')}.example",
        "IP address": f"2001:db8:{digits(salt, 'network', 4)}:91c2::{digits(salt, 'host', 4)}",
        "referring page": word(salt, "referring page"),
        "response id": digits(salt, "response id", 12),
        "seed": digits(salt, "seed", 12),
        "phone number in open answers": f"06{digits(salt, 'phone', 8)}",
        **{place: word(salt, place) for place in (*FILE_PLACES, TRANSCRIPT, UNKNOWN_HEADING, NOTHING_READS, CONTACT)},
        **{f"remark {decision}": word(salt, f"remark {decision}") for decision in (*DECISIONS, "unread")},
        **{f"open answer {name}": word(salt, name) for name in OPEN if name != REMARKS},
        **{time: f"19{digits(salt, time, 2)}-05-1{digits(salt, f'day {time}', 1)} 05:09:26" for time in TIMES},
        **{f"municipality {number}": word(salt, f"municipality {number}") for number in range(len(base.frame))},
        **{f"token {n}": f"{word(salt, f'token {n}')}X" for n, row in enumerate(base.frame) if row["token"]},
    }
    frame = [
        row
        | {"gemeente": words[f"municipality {number}"].capitalize(), CONTACT: words[CONTACT]}
        | {"token": words.get(f"token {number}", "")}
        for number, row in enumerate(base.frame)
    ]
    rows, counted = [], 0
    for number, cells in enumerate(base.rows):
        row = dict(zip(base.headings, cells, strict=True))
        at = next(place for place, municipality in enumerate(base.frame) if _is_of(row, municipality))
        eligible = int(frame[at]["inwoners"]) < TOO_LARGE
        if row["gemeente"]:
            row["gemeente"] = frame[at]["gemeente"].upper()
        if row["token"]:
            row["token"] = frame[at]["token"]
        if eligible and counted == 0:
            row |= {"token": "", "gemeente": words[TYPED].capitalize()}
        rows.append(list((row | _cells(words, number, frame[at]["gemeente"], counted if eligible else 99)).values()))
        counted += eligible
    headings = [*base.headings, words[UNKNOWN_HEADING]]
    return Planted(replace(base, headings=headings, rows=rows, frame=frame), words)


def project_of(folder: Path, *exports: Planted) -> Path:
    """A copy of the project in which the names that respondents typed became those of the frames."""
    for name in ("schemas", "data"):
        shutil.copytree(PROJECT / name, folder / name)
    mergers = [f"  - {{into: {_named_now(one)}, from: [{one.words[TYPED].capitalize()}]}}\n" for one in exports]
    (folder / "schemas/infopos/herindelingen.yaml").write_text(f"mergers:\n{''.join(mergers)}", encoding="utf-8")
    with (folder / "schemas/infopos/disclosure.yaml").open("a", encoding="utf-8") as file:
        file.write("seconds: 900\n")  # a busy machine decides nothing
    return folder


def _named_now(planted: Planted) -> str:
    """The municipality of the respondent who typed its old name; the remark names it as the frame does."""
    (row,) = (cells for cells in planted.export.rows if planted.words[TYPED].capitalize() in cells)
    remark = row[planted.export.headings.index(BINDING["items"][REMARKS]["column"])]
    return next(municipality["gemeente"] for municipality in planted.export.frame if municipality["gemeente"] in remark)


def _is_of(row: Mapping[str, str], municipality: Mapping[str, str]) -> bool:
    if row["token"]:
        return row["token"] == municipality["token"]
    return squeezed(row["gemeente"]) == squeezed(municipality["gemeente"])


def _cells(words: Mapping[str, str], number: int, municipality: str, counted: int) -> dict[str, str]:
    """What is planted in every row; ``counted`` is the place of the row among those that the study is about."""
    also = f"{municipality} belde {words['phone number in open answers']} en mailde {words['e-mail']}."
    remark = DECISIONS[counted] if counted < len(DECISIONS) else "unread"
    opened = {name: f"Een {words[f'open answer {name}']} in de regen. {also}" for name in OPEN if name != REMARKS}
    opened[REMARKS] = f"Na de regen een {words[f'remark {remark}']}. {also}"
    return {
        "id": f"{words['response id']}{number:03}",
        "naam": words["name"].capitalize(),
        "email": words["e-mail"],
        "ipaddr": words["IP address"],
        "refurl": f"https://{words['referring page']}.example/?a=1",
        "seed": words["seed"],
        **{time: words[time] for time in TIMES},
        **{BINDING["items"][name]["column"]: text for name, text in opened.items()},
        words[UNKNOWN_HEADING]: words[NOTHING_READS],
    }


# How it is looked for

_ENOUGH = 10
"""Letters and digits that make a word which chance does not write."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{40,}={0,2}")
_DEEPEST = 6


def folded(text: str) -> str:
    """A text in small letters, letters apart from their diacritics, without the escapes of JSON, HTML and addresses."""
    if "\\u" in text:
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    if "&" in text:
        text = html.unescape(text)
    if "%" in text:
        text = unquote(text)
    return (text if text.isascii() else unicodedata.normalize("NFKD", text)).casefold()


def squeezed(text: str) -> str:
    """Letters and digits alone: a word is found however it is spelt, spaced, hyphenated or encoded (UTF-16 too), and a
    time also with a T in it.
    """
    return re.sub(r"[\W_]+|(?<=\d)t(?=\d)", "", folded(text))


class Search:
    """The search for some words in bytes, and in whatever these bytes pack."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._spellings = {place: squeezed(text) for place, text in words.items()}
        assert all(len(spelling) >= _ENOUGH for spelling in self._spellings.values())
        self._known: dict[tuple[bytes, int], frozenset[str]] = {}

    def places(self, content: bytes) -> frozenset[str]:
        """The places whose words stand in the content, or in what it packs."""
        return self._places(content, 0)

    def _places(self, content: bytes, depth: int) -> frozenset[str]:
        known = sha256(content).digest(), depth
        if known not in self._known:
            found = self._in_bytes(content) if len(content) >= _ENOUGH else set()
            if depth < _DEEPEST:
                found.update(*(self._places(part, depth + 1) for part in packed(content)))
            self._known[known] = frozenset(found)
        return self._known[known]

    def _in_bytes(self, content: bytes) -> set[str]:
        found: set[str] = set()
        for encoding in ["utf-8"] if content.isascii() or b"\0" in content else ["utf-8", "latin-1"]:
            text = squeezed(content.decode(encoding, "ignore"))
            found |= {place for place, spelling in self._spellings.items() if spelling in text}
        return found

    def in_folder(self, folder: Path) -> set[tuple[str, str]]:
        """What is found under a folder, as (place, where): in names and bytes of files, in every row of databases."""
        found = set()
        for path in sorted(folder.rglob("*")):
            where = path.relative_to(folder).as_posix()
            found |= {(place, f"name {where}") for place in self.places(path.name.encode())}
            if path.is_file():
                content = path.read_bytes()
                found |= {(place, where) for place in self.places(content)}
                if content[8:12] == b"DUCK":
                    found |= {(place, f"{where} {at}") for at, row in duckdb_rows(path) for place in self.places(row)}
                if content.startswith(b"SQLite format 3"):
                    found |= {(place, f"{where} rows") for row in sqlite_rows(path) for place in self.places(row)}
        return found


def packed(content: bytes) -> Iterator[bytes]:
    """What is packed in the content: members of zip files, deflated streams, texts of PDFs and in base64."""
    if content.startswith(b"PK\x03\x04"):
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)
    elif content.startswith((b"\x1f\x8b", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")):
        with suppress(zlib.error):
            yield zlib.decompress(content, wbits=47)
    elif content.startswith(b"%PDF"):
        program = needed("poppler-utils", "pdftotext")
        yield subprocess.run([program, "-", "-"], input=content, capture_output=True, check=True).stdout
    for found in _BASE64.findall(content):
        text = found.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        with suppress(ValueError):
            yield base64.b64decode(text + b"=" * (-len(text) % 4))


def duckdb_rows(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every row of every table, and the names of its columns: a DuckDB file packs its texts."""
    with duckdb.connect(str(path), read_only=True) as connection:
        for schema, table in connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
            cursor = connection.execute(f'SELECT * FROM "{schema}"."{table}"')
            yield f"{schema}.{table}", " ".join(column[0] for column in cursor.description or ()).encode()
            for row in cursor.fetchall():
                for cell in row:
                    yield f"{schema}.{table}", cell if isinstance(cell, bytes) else str(cell).encode()


def sqlite_rows(path: Path) -> Iterator[bytes]:
    """Every cell of every table of a SQLite file, and what made the tables."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_master").fetchall():
            yield sql or b""
            if (sql or b"").startswith(b"CREATE TABLE"):
                for row in connection.execute(f'SELECT * FROM "{name.decode()}"').fetchall():
                    for cell in row:
                        yield cell if isinstance(cell, bytes) else str(cell).encode()
