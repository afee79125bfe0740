"""The parts of a report that a person writes: Markdown, a section in a file, for every wave or for one.

``narrative/NAME.LANGUAGE.md`` stands in the report of every wave, ``narrative/WAVE/NAME.LANGUAGE.md`` in that of one,
in place of the first. Above the text, between two lines of ``---``, stands what it cites, and whether it may stand in
what is published. Its first line is its title (``# Introduction``). A run never writes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from infopos_pipeline.study.citing import PLACEHOLDER, Citation
from infopos_pipeline.study.documents import Document, StudyError, document_of
from infopos_pipeline.study.model import Declared, Language, Name

FOLDER = "narrative"
_RULE = "---"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class NarrativeHead(Declared):
    """What stands above a text.

    ``literals`` are the numbers that are no results and stay as they are typed, such as a year or the number of a law.
    ``public`` is whether the text may stand in a release: a person has seen that it gives nobody away.
    """

    cites: Mapping[Name, Citation] = {}
    literals: tuple[str, ...] = ()
    public: bool = False


@dataclass(frozen=True)
class Narrative:
    """A section that a person wrote: which, for which wave ("" for all), its language, title and Markdown.

    ``file`` is its path in the folder of the study, ``first`` the line on which its Markdown begins.
    """

    name: str
    wave: str
    language: Language
    title: str
    markdown: str
    head: NarrativeHead
    file: str
    first: int


def narrative_files(folder: Path) -> Iterator[Path]:
    """The files of the narrative of a study, by path."""
    yield from sorted((folder / FOLDER).rglob("*.md"))


def split(file: Path, text: str) -> tuple[Document, str, int]:
    """What stands above a text as a document of its own, the text, and the line on which the text begins.

    Raises:
        StudyError: the lines above the text do not end, or are no YAML.
    """
    lines = text.splitlines()
    if not lines or lines[0].strip() != _RULE:
        return Document(file, {}, {(): 1}), text, 1
    end = next((place for place, line in enumerate(lines[1:], start=1) if line.strip() == _RULE), None)
    if end is None:
        raise StudyError(file, 1, "", "the lines above the text do not end; expected a second line of ---")
    head = "\n".join(["", *lines[1:end]])  # the first line stands for the rule: lines keep their number
    return document_of(file, head), "\n".join(lines[end + 1 :]), end + 2


def place_of(file: Path, folder: Path) -> tuple[str, str, Language]:
    """Of which section, wave and language a file is.

    Raises:
        StudyError: its name or its place says none.
    """
    parts = file.relative_to(folder / FOLDER).parts
    name, _, language = file.name.removesuffix(".md").rpartition(".")
    if len(parts) > 2 or language not in get_args(Language) or not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name):
        expected = f"{FOLDER}/NAME.nl.md, or {FOLDER}/WAVE/NAME.nl.md for one wave (nl or en)"
        raise StudyError(file, None, "", f"this is the place of no section; expected {expected}")
    return name, parts[0] if len(parts) == 2 else "", "nl" if language == "nl" else "en"


def title_and_text(file: Path, text: str, first: int) -> tuple[str, str, int]:
    """The title of a text, what stands under it, and on which line that begins.

    Raises:
        StudyError: it has no title.
    """
    lines = text.splitlines()
    place = next((place for place, line in enumerate(lines) if line.strip()), 0)
    title = lines[place].strip() if lines else ""
    if not title.startswith("# "):
        raise StudyError(file, first + place, "", "expected a title above the text, such as '# Introduction'")
    return title.removeprefix("# ").strip(), "\n".join(lines[place + 1 :]), first + place + 1


def typed_number(narrative: Narrative) -> tuple[int, str] | None:
    """The first number that is typed into a text and is none of its literals, with its line; None if there is none."""
    for place, line in enumerate([narrative.title, *narrative.markdown.splitlines()]):
        text = PLACEHOLDER.sub("", line)
        for literal in sorted(narrative.head.literals, key=len, reverse=True):
            text = text.replace(literal, "")
        text = re.sub(r"^\s*\d+[.)] ", "", text)  # the number of an entry of a list
        found = _NUMBER.search(text)
        if found:
            return narrative.first - 1 + place, found[0]
    return None
