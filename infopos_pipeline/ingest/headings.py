"""What the first rows of an export say: which system wrote it, which rows are headings, and the codes in them.

Sources for what systems write: LimeSurvey's manual ("Exporting results", "VV import/export"), Qualtrics' support pages
("Understanding your data set"), and files of Google Forms and Microsoft Forms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from infopos_pipeline.messages import said
from infopos_pipeline.problems import Problem
from infopos_pipeline.study.bindings import Format

HEADING_ROWS = 3
"""As many rows as any system writes above the first respondent."""

LIMESURVEY_SYSTEM = {
    "id": ("Response ID", "Antwoord-ID", "Antwoord ID", "Reactie-ID", "Reactie ID"),
    "submitdate": ("Date submitted", "Datum ingediend", "Datum verzonden"),
    "lastpage": ("Last page", "Laatste pagina"),
    "startlanguage": ("Start language", "Starttaal"),
    "seed": ("Seed", "Startwaarde"),
    "token": ("Access code", "Token", "Toegangscode"),
    "startdate": ("Date started", "Startdatum"),
    "datestamp": ("Date last action", "Datum laatste actie"),
    "ipaddr": ("IP address", "IP-adres"),
    "refurl": ("Referrer URL", "Verwijzende URL", "Verwijzings-URL"),
}
"""LimeSurvey's own columns, and what it calls them where headings are questions, in English and Dutch."""

QUALTRICS_SYSTEM = (
    "StartDate",
    "EndDate",
    "Status",
    "IPAddress",
    "Progress",
    "Duration (in seconds)",
    "Finished",
    "RecordedDate",
    "ResponseId",
    "RecipientLastName",
    "RecipientFirstName",
    "RecipientEmail",
    "ExternalReference",
    "LocationLatitude",
    "LocationLongitude",
    "DistributionChannel",
    "UserLanguage",
)
"""Qualtrics' own columns."""

FORMS_SYSTEM = {
    "Timestamp": ("Tijdstempel",),
    "ID": ("Id",),
    "Start time": ("Begintijd", "Starttijd"),
    "Completion time": ("Tijd van voltooien", "Tijd van voltooiing", "Voltooiingstijd"),
    "Email": ("E-mail", "E-mailadres", "Email Address"),
    "Name": ("Naam",),
    "Last modified time": ("Tijd van laatste wijziging", "Laatst gewijzigd op"),
}
"""The own columns of Google Forms and Microsoft Forms, in English and Dutch."""

_IMPORT_ID = re.compile(r"""^\{\s*["']ImportId["']\s*:""")
_CODE_AND_TEXT = re.compile(r"^([A-Za-z]\w*(?:\[[^\]]*\])*)\.\s+(?=\S)")
"""LimeSurvey's headings of codes and questions: ``code. Question`` and ``code[SQ001]. Question [Box]``."""
_OFTEN = 0.6
"""The part of the headings that have to look like a code and a question; some may be without a question."""


@dataclass(frozen=True)
class Headings:
    """The headings of an export; ``rows`` are how many rows they take, ``marks`` whether cells have marks such as
    ``{newline}`` for signs that cannot stand in them; the rest as in :class:`SourceTable`.
    """

    format: Format
    codes: tuple[str, ...]
    texts: tuple[str, ...]
    rows: int = 1
    marks: bool = False


def recognise(rows: Sequence[Sequence[str]], given: Format | None = None) -> Headings:
    """The headings in the first rows of an export; ``rows`` are at most :data:`HEADING_ROWS`.

    With a format ``given``, as that format has them: of any other than LimeSurvey's and Qualtrics' in one row.
    """
    first = [tidy(cell) for cell in rows[0]]
    found = None
    if given in (None, "qualtrics"):
        found = _qualtrics(rows) or (
            given and Headings(given, tuple(first), tuple(map(tidy, rows[:2][-1])), min(2, len(rows)))
        )
    if given in (None, "limesurvey"):
        found = found or _limesurvey_vv(rows) or _codes_and_texts(first)
    if given is None:
        found = found or _forms(first) or _two_rows(rows)
    if found is None:
        own = {name for code, names in LIMESURVEY_SYSTEM.items() for name in (code, *names)}
        limesurvey = len(own & set(first)) >= 2 or any(re.search(r"\[(SQ\d+|other)\]$", code) for code in first)
        found = Headings("limesurvey" if limesurvey else "table", tuple(first), ("",) * len(first))
    texts = (*found.texts, *[""] * len(found.codes))[: len(found.codes)]  # the file may be damaged here
    return replace(found, codes=numbered(found.codes), texts=texts, format=given or found.format)


def tidy(text: str) -> str:
    """A heading with single spaces, none around it, and no byte order mark."""
    return " ".join(text.replace("\ufeff", "").split())


def numbered(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings that stand there twice, told apart: the second one of ``name`` is ``name #2``."""
    seen: Counter[str] = Counter()
    told = []
    for heading in headings:
        seen[heading] += bool(heading)
        told.append(heading if seen[heading] < 2 else f"{heading} #{seen[heading]}")
    return tuple(told)


def title_above(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row has a single cell and stands above others with more of them: it is a title."""
    filled = [sum(bool(tidy(cell)) for cell in row) for row in rows]
    return bool(filled) and filled[0] == 1 and max(filled) > 1


def title_problem(file: str, row: int) -> Problem:
    """What is said of such a file."""
    hint = said("A title seems to stand above the headings: remove the rows above them.")
    return Problem(
        code="no_headings",
        file=file,
        row=row,
        expected=said("headings in the first row"),
        hint=hint,
        found=said("one cell"),
    )


def _qualtrics(rows: Sequence[Sequence[str]]) -> Headings | None:
    if len(rows) < HEADING_ROWS or not any(_IMPORT_ID.match(cell.strip()) for cell in rows[2]):
        return None
    return Headings("qualtrics", tuple(map(tidy, rows[0])), tuple(map(tidy, rows[1])), HEADING_ROWS)


_ANSWER_BELOW = ("", "response", "open-ended response", "antwoord", "open antwoord", "antwort", "offene antwort")
"""What stands below a question that has one column."""


def _two_rows(rows: Sequence[Sequence[str]]) -> Headings | None:
    """Two rows of headings, as SurveyMonkey has them: a question over its first column, and every part below.

    A row of answers is told from parts by questions with one column: below these stands no part.
    """
    if len(rows) < HEADING_ROWS or len(rows[0]) != len(rows[1]):
        return None
    above, below = ([tidy(cell) for cell in row] for row in rows[:2])
    after = [*above[1:], "-"]
    parts = [place for place, cell in enumerate(above) if (place and not cell) or (cell and not after[place])]
    alone = [cell for place, cell in enumerate(below) if place not in parts]
    told = sum(not cell for cell in above[1:]) > 1 and all(below[place] for place in parts if not above[place])
    numbers = any(re.fullmatch(r"[-+]?\d+([.,]\d+)?", below[place]) for place in parts)
    if not told or numbers or not all(cell.casefold() in _ANSWER_BELOW for cell in alone):
        return None
    codes: list[str] = []
    question = ""
    for cell, part in zip(above, below, strict=True):
        question = cell or question
        codes.append(question if part.casefold() in _ANSWER_BELOW else f"{question} [{part}]")
    return Headings("table", tuple(codes), ("",) * len(codes), 2)


def _limesurvey_vv(rows: Sequence[Sequence[str]]) -> Headings | None:
    """The two heading rows of LimeSurvey's VV file: questions, then codes."""
    if len(rows) < 2 or len(rows[0]) != len(rows[1]) or "submitdate" in rows[0]:
        return None
    if not {"id", "submitdate", "lastpage"} <= set(rows[1]):
        return None
    return Headings("limesurvey", tuple(map(tidy, rows[1])), tuple(map(tidy, rows[0])), 2, marks=True)


def _codes_and_texts(first: Sequence[str]) -> Headings | None:
    matches = [_CODE_AND_TEXT.match(heading) for heading in first]
    if sum(match is not None for match in matches) < _OFTEN * sum(bool(heading) for heading in first):
        return None
    codes = tuple(m[1] if m else heading for m, heading in zip(matches, first, strict=True))
    texts = tuple(heading[m.end() :] if m else "" for m, heading in zip(matches, first, strict=True))
    return Headings("limesurvey", codes, texts) if any(codes) else None


def _forms(first: Sequence[str]) -> Headings | None:
    names = [{name, *others} for name, others in FORMS_SYSTEM.items()]
    google = first[0] in names[0]
    microsoft = len(first) > 2 and all(heading in known for heading, known in zip(first[:3], names[1:4], strict=True))
    return Headings("forms", tuple(first), ("",) * len(first)) if google or microsoft else None
