"""The invitation list of a wave: the municipalities of a frame as LimeSurvey's participants, each with a token.

It names who was approached and holds what lets them in, so it goes to a file of its own and nowhere else. Source:
LimeSurvey's manual, "Survey participants - Import from CSV file", and its source, ``tokens::import``: a line a
participant, columns in any order, ``tid`` ignored; of participants with the same first name, last name and e-mail
address all but the first are left out by default; tokens have letters, digits and underscores.
"""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from infopos_pipeline.ingest.frame import read_frame
from infopos_pipeline.ingest.reading import read_source
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Frame

TOKEN_LENGTH = 15
"""As LimeSurvey makes them. Fifteen of 31 characters are 74 bits: nobody guesses one."""

MUNICIPALITY_ATTRIBUTE = "attribute_1"
"""What LimeSurvey calls the first thing that is kept of participants besides."""

_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Small letters and digits that cannot be taken for one another, since tokens are typed over from letters."""
_TOKEN = re.compile(r"[A-Za-z0-9_]{1,35}")
_HEADING_LINE = "firstname,lastname,email,emailstatus,token,language,validfrom,validuntil"
_HEADINGS = next(csv.reader([_HEADING_LINE]))
_OF_FRAME = _HEADINGS[:3]
"""What is taken over from a frame that has columns of these names."""


@dataclass(frozen=True)
class Invitations:
    """The list as CSV, how many are on it, and where tokens were made, the frame with these; ``addresses`` is how many
    have an e-mail address.
    """

    content: bytes
    participants: int
    addresses: int
    frame: bytes | None


def invitations(content: bytes, file: str, study: Study, frame: Frame) -> Invitations:
    """The invitation list from a frame file. A municipality without a token gets a random one.

    Args:
        content: the frame file.
        file: what messages call it.
        study: the study.
        frame: how the study declares its frame.

    Raises:
        InputError: the file is no frame of this study, or has a token that LimeSurvey does not take, or one twice.
    """
    headings, rows = _table(content, file, frame)
    place = headings.index(frame.token)
    tokens = [row[place] for row in rows]
    if problems := list(_token_problems(tokens, file, frame.token)):
        raise InputError(problems)
    made = _made([token for token in tokens if token], sum(not token for token in tokens))
    tokens = [token or next(made) for token in tokens]
    complete = [[*row[:place], token, *row[place + 1 :]] for row, token in zip(rows, tokens, strict=True)]
    participants = list(_participants(headings, complete, study, frame))
    label = study.items[frame.municipality_item].label.text(study.declared.language).replace(",", "")
    listed = _csv([*_HEADINGS, f"{MUNICIPALITY_ATTRIBUTE} <{label}>"], participants)
    addresses = sum(bool(row[2]) for row in participants)
    return Invitations(listed, len(rows), addresses, _csv(headings, complete) if complete != rows else None)


def _table(content: bytes, file: str, frame: Frame) -> tuple[list[str], list[list[str]]]:
    """The whole frame, with a column for tokens, once it is known to have what the study declares."""
    table = read_source(content, file)
    headings = list(table.headings)
    columns = [[str(cell).strip() for cell in column.to_pylist()] for column in table.columns.columns]
    if frame.token not in headings:
        headings, columns = [frame.token, *headings], [[""] * table.columns.num_rows, *columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    read_frame(_csv(headings, rows), file, frame)
    return headings, rows


def _token_problems(tokens: Sequence[str], file: str, heading: str) -> Iterator[Problem]:
    """Tokens that LimeSurvey would not take. None of them is shown."""
    seen: set[str] = set()
    for place, token in enumerate(tokens):
        expected = ""
        if token and not _TOKEN.fullmatch(token):
            expected = said("a token of letters, digits and underscores, at most 35 of them")
        elif token and token.lower() in seen:
            expected = said("a token that no other municipality has")
        seen.add(token.lower())
        if expected:
            hint = said("Empty the cell to get a new one.")
            yield Problem("token", file, expected, hint, row=place + 2, question=heading)


def _made(known: Sequence[str], number: int) -> Iterator[str]:
    """So many fresh tokens, none of which is known already."""
    taken = {token.lower() for token in known}
    while number:
        token = "".join(secrets.choice(_CHARACTERS) for _ in range(TOKEN_LENGTH))
        if token not in taken:
            taken.add(token)
            number -= 1
            yield token


def _participants(
    headings: Sequence[str], rows: Sequence[Sequence[str]], study: Study, frame: Frame
) -> Iterator[list[str]]:
    """A row a municipality. Without a last name it stands there too: LimeSurvey takes nameless ones for the same."""
    municipality, token = headings.index(frame.municipality), headings.index(frame.token)
    places = [headings.index(name) if name in headings else None for name in _OF_FRAME]
    for row in rows:
        first, last, address = ("" if place is None else row[place] for place in places)
        status = "OK" if address else ""
        name = " ".join(row[municipality].split())
        yield [first, last or name, address, status, row[token], study.declared.language, "", "", name]


def _csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode()
