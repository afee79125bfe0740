"""Persons whom nobody listed: what stands behind a title or initials, and what the library deduce sees, if it is there.

Belongs here: names of persons without a list of our own. Not here: the respondents and the study's names
(redaction_names).
"""

from __future__ import annotations

import importlib.util
import logging
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from infopos_pipeline.privacy.dutch_places import letters
from infopos_pipeline.privacy.redaction_spans import PERSON, Span, outside_filler
from infopos_pipeline.privacy.redaction_words import NO_NAMES, PARTICLES, PORTFOLIOS, TITLES

_SPACE = r"[ \t]{1,2}"
_PARTICLE = rf"(?:(?i:{'|'.join(sorted(PARTICLES))}|'t|v\.d\.|v/d){_SPACE})"
_SURNAME = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*+(?:['-][^\W\d_]++)*+"
_INITIALS = r"(?:[A-ZÀ-ÖØ-Þ][a-z]?\.[ \t]?){1,5}"
_NAME = rf"(?:{_INITIALS})?{_PARTICLE}{{0,3}}{_SURNAME}(?:{_SPACE}{_PARTICLE}{{0,3}}{_SURNAME}){{0,2}}"

_SHORT_TITLE = r"\b(?:(?i:dhr|mevr|mw|mej|fam)\b\.?|(?i:hr|drs|dr|ir|ing|mr|prof|ds)\.)"
_TITLE = rf"(?:{_SHORT_TITLE}|\b(?i:heer|meneer|mevrouw|familie|juffrouw)\b)[ \t]{{0,2}}"
_OFFICE = (
    r"\b(?i:burgemeester|wethouder|raadslid|griffier|gemeentesecretaris|wijkagent|agent|collega)"
    rf"{_SPACE}(?:van{_SPACE})?(?!(?:in|op|aan|bij|uit|voor|onder|te)\b)"
)

_PATTERNS = (
    re.compile(rf"{_TITLE}({_NAME})"),
    re.compile(rf"{_OFFICE}({_NAME})"),
    re.compile(rf"{_SHORT_TITLE}[ \t]{{0,2}}({_PARTICLE}{{0,3}}[^\W\d_]{{3,}}+)"),
    re.compile(
        rf"\b(?i:heer|meneer|mevrouw){_SPACE}({_PARTICLE}{{0,3}}(?![^\W\d_]*(?:t|de|te|den|ten)\b)[^\W\d_]{{4,}}+)"
    ),
    re.compile(rf"(?<![\w.])({_INITIALS}{_PARTICLE}{{0,3}}{_SURNAME})"),
)
_LEAD = re.compile(rf"(?i)^(?:(?:{'|'.join(sorted(TITLES | NO_NAMES))})\b[\s.]*)+")
"""What deduce counts in with a name."""

_WORD = re.compile(r"[^\W\d_]{2,}")

_LAST = re.compile(rf"((?:{_PARTICLE}){{0,3}})({_SURNAME})$")
_SHORTEST_SURNAME = 3


def persons(text: str) -> Iterator[Span]:
    """Names behind a title, an office or initials, without the title. What is in charge of something is no name."""
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            own = [word for word in map(letters, _WORD.findall(found[1])) if word not in PARTICLES]
            if own and own[0] not in NO_NAMES and own[0] not in PORTFOLIOS:
                yield Span(found.start(1), found.end(1), PERSON)


def has_deduce() -> bool:
    """Whether the library is installed (the extra ``names``)."""
    return importlib.util.find_spec("deduce") is not None


def surnames_again(text: str, found: Iterable[Span]) -> Iterator[Span]:
    """The surnames of persons found in a text wherever else they stand in it, with a capital and their particles.

    Whoever is introduced with a title or in full is called by the surname from then on, in a conversation above all.
    """
    named = (_LAST.search(text[span.start : span.end]) for span in found if span.kind == PERSON)
    for particles, surname in sorted({last.groups() for last in named if last}):
        if len(surname) >= _SHORTEST_SURNAME and letters(surname) not in NO_NAMES | PORTFOLIOS:
            again = re.compile(rf"(?<!\w)(?i:{re.escape(particles)}){re.escape(surname)}s?(?!\w)")
            yield from (Span(*one.span(), PERSON) for one in again.finditer(text))


def persons_by_deduce(text: str) -> Iterator[Span]:
    """The names of persons that the library sees."""
    library = _deduce()
    for start, stretch in outside_filler(text):
        for found in library.deidentify(stretch, enabled=_processors(library)).annotations:
            if found.tag == "persoon" and (name := _LEAD.sub("", found.text)):
                yield Span(start + found.end_char - len(name), start + found.end_char, PERSON)


@cache
def _deduce() -> Any:
    """The library with its lists of names alone: a second to load, where all its lists take a minute.

    It writes what it loads into a folder of its own package, so that it gets one that is gone when it is loaded; and
    it turns on logging to standard output, which is turned back.

    Source: Menger, Scheepers, Van Wijk and Spruit, DEDUCE: A pattern matching method for automatic de-identification of
    Dutch medical text, Telematics and Informatics 35 (2018).
    """
    root = logging.getLogger()
    handlers, level, disabled = root.handlers[:], root.level, root.manager.disable
    logging.disable()
    try:
        library = importlib.import_module("deduce")
        lists = importlib.import_module("deduce.data.lookup.src")
        shipped = Path(str(lists.__file__)).parent
        with tempfile.TemporaryDirectory() as folder:
            for name in lists.all_lists:
                own = Path(folder) / "src" / name
                if name.startswith(("names/", "whitelist/")):
                    shutil.copytree(shipped / name, own)
                else:
                    own.mkdir(parents=True)
                    (own / "items.txt").touch()
            return library.Deduce(lookup_data_path=folder, cache_path=folder, build_lookup_structs=True)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.disable(disabled)


def _processors(library: Any) -> set[str]:
    """What the library is to do: names, and settling which of overlapping ones hold."""
    return {"names", *library.processors["names"].get_names(), *_SETTLING}


_SETTLING = ("post_processing", "overlap_resolver", "merge_adjacent_annotations")
