"""A REFI-QDA project that a program for qualitative analysis wrote: its texts, and what coders marked in them.

Read are text sources, selections with a code in them, the code book and the users. Left out are notes, sets, cases,
variables, links and graphs, codes of whole sources, and codes that stand for a case, as NVivo writes them. Not here:
the archive (refi_qda_archive), what codes mean (coding).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from infopos_pipeline.interviews.material import Selection
from infopos_pipeline.interviews.refi_qda import INTERNAL, NAMESPACE, problem
from infopos_pipeline.interviews.refi_qda_archive import Archive
from infopos_pipeline.interviews.refi_qda_xml import project_xml
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, bounded
from infopos_pipeline.study.themes import CodePath

_IN = f"{{{NAMESPACE}}}"
_TEXT = f"{_IN}TextSource"
_KINDS = {
    f"{_IN}PDFSource": said("a PDF"),
    f"{_IN}PictureSource": said("a picture"),
    f"{_IN}AudioSource": said("a sound recording"),
    f"{_IN}VideoSource": said("a video"),
}
_DEEPEST = 50
"""Levels of codes; nobody's code tree has as many, and each costs memory at every code below it."""
_LISTED = 20
_NUMBER = re.compile(r"\s*\d{1,15}\s*", re.ASCII)
_LINE_END = re.compile(r"\r{1,2}\n")
"""A line end of Windows; of two returns where a program wrote one that another made (QualCoder on Windows can)."""
_ONE_PLACE = ("atlas.ti", "qualcoder")
"""Programs that count such a line end as one place (refi.py of QualCoder 3.8, both ways); to others it is as many as it
has characters.
"""
_COMPARED = 40
"""Characters of the name of a selection that are compared with the text at its place."""


@dataclass(frozen=True)
class Project:
    """The texts of a project by the name of their source, and the selections in them, in order.

    Line ends are those of Unix, no byte order mark stands in a text, and places count its code points. The interview of
    a selection is the name of its source.
    """

    sources: Mapping[str, str] = field(repr=False)
    selections: tuple[Selection, ...]


def read_project(content: bytes, file: str, coder: str | None) -> Project:
    """Read a project (``.qdpx``).

    Who coded is the user that made the coding, else the one that made the selection, else ``coder``.

    Raises:
        InputError: everything that is wrong with it, at least as far as it can be read: the archive, the XML, sources
            that are no text, texts that are missing, selections outside of them, codes and coders that are not there.
    """
    archive = Archive(content, file)
    root = project_xml(archive.project(), file)
    book = _Book(
        file=file,
        users=dict(_users(root)),
        codes=dict(_codes(root, file)),
        cases=frozenset(_identifier(case.get("guid")) for case in root.iterfind(f"{_IN}Cases/{_IN}Case")),
        coder=coder,
        one_place=root.get("origin", "").casefold().startswith(_ONE_PLACE),
    )
    texts: dict[str, str] = {}
    selections: set[Selection] = set()
    problems: list[Problem] = []
    for number, source in enumerate(root.iterfind(f"{_IN}Sources/*"), start=1):
        text = _text(source, number, archive)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        name = source.get("name") or f"source {number}"
        if name in texts:
            found = said("source {number} with the name of another one", number=number)
            hint = said("Give every source a name of its own, and export the project again.")
            problems.append(problem("source_twice", file, found, said("a name of its own for every source"), hint))
        places = _Places(text, source, book.one_place)
        texts[name] = places.text
        problems.extend(_selections(name, number, source, places, book, selections))
    if problems:
        raise InputError(bounded(problems, _LISTED))
    return Project(texts, tuple(sorted(selections)))


@dataclass(frozen=True)
class _Book:
    """What the project says for all of its sources; identifiers are folded."""

    file: str
    users: Mapping[str, str] = field(repr=False)
    codes: Mapping[str, CodePath]
    cases: frozenset[str]
    coder: str | None = field(repr=False)
    one_place: bool

    def coder_of(self, *elements: Element) -> str | None:
        """Who made the first of the elements that says so."""
        users = (self.users.get(_identifier(element.get("creatingUser"))) for element in elements)
        return next(filter(None, users), self.coder)


def _identifier(guid: str | None) -> str:
    """A GUID as it compares: programs write it in upper or lower case, with or without braces."""
    return (guid or "").strip().strip("{}").casefold()


def _users(root: Element) -> Iterator[tuple[str, str]]:
    for user in root.iterfind(f"{_IN}Users/{_IN}User"):
        name = (user.get("name") or user.get("id") or "").strip()
        if name and (guid := _identifier(user.get("guid"))):
            yield guid, name


def _codes(root: Element, file: str) -> Iterator[tuple[str, CodePath]]:
    """Every code with a name by its identifier; a category is part of the paths of its codes."""
    waiting: list[tuple[CodePath, Element]] = [
        ((), code) for code in root.iterfind(f"{_IN}CodeBook/{_IN}Codes/{_IN}Code")
    ]
    while waiting:
        above, code = waiting.pop()
        path = (*above, code.get("name") or "")
        if len(path) > _DEEPEST:
            found, expected = said("a deeper code tree"), said("at most {most} levels of codes", most=_DEEPEST)
            raise InputError([problem("code_tree", file, found, expected, said("Make the code tree flatter."))])
        if path[-1].strip() and (guid := _identifier(code.get("guid"))):
            yield guid, path
        waiting.extend((path, below) for below in code.iterfind(f"{_IN}Code"))


def _text(source: Element, number: int, archive: Archive) -> str | Problem:
    """The text of a source as it stands in its file, without a byte order mark, or why there is none."""

    def wrong(code: str, found: str, hint: str) -> Problem:
        return problem(code, archive.file, found, said("a source of text, in the archive, in UTF-8"), hint)

    if source.tag != _TEXT:
        kind = _KINDS.get(source.tag, said("something else"))
        found = said("{kind} as source {number}", kind=kind, number=number)
        return wrong("not_a_text", found, said("Only text can be read: take it out of the project, and export again."))
    path, content = source.get("plainTextPath"), source.find(f"{_IN}PlainTextContent")
    if not path:
        if content is not None:
            return "".join(content.itertext())
        found = said("source {number} without plain text", number=number)
        return wrong("no_text", found, said("Export the project again."))
    if "://" in path and not path.startswith(INTERNAL):
        found = said("a text of source {number} outside of the archive", number=number)
        return wrong("no_text", found, said("Have the program keep its sources inside the project, and export again."))
    read = archive.source(path)
    if read is None:
        found = said("no text of source {number} in the archive", number=number)
        return wrong("no_text", found, said("Export the project again; do not change the archive."))
    try:
        return read.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass  # the error holds the whole text
    found = said("a text of source {number} that is not UTF-8", number=number)
    return wrong("not_utf8", found, said("Export the project again; do not change the archive."))


class _Places:
    """The text of a source with line ends of Unix, and where the places are in it that the project tells.

    Many programs name a selection by its first words: these names show whether a line end of Windows counts as one
    place or as two. Where they do not, ``one_place`` says it.
    """

    def __init__(self, given: str, source: Element, one_place: bool) -> None:
        as_one = _LINE_END.sub("\n", given)
        if as_one != given:
            named = [
                (start, " ".join(name.rstrip("….").split())[:_COMPARED])
                for selection in source.iterfind(f"{_IN}PlainTextSelection")
                if (start := _number(selection.get("startPosition"))) is not None and (name := selection.get("name"))
            ]
            one, two = _agreeing(as_one, named), _agreeing(given, named)
            one_place = one > two if one != two else one_place
        self.length = len(as_one if one_place else given)
        self.text = as_one.replace("\r", "\n")
        ends = () if one_place else _LINE_END.finditer(given)
        self._dropped = [place for end in ends for place in range(end.start() + 1, end.end())]

    def place(self, told: int) -> int:
        """Where a place is in the text that the project tells; between the signs of a line end, it is before it."""
        return told - bisect_right(self._dropped, told)


def _agreeing(text: str, named: Sequence[tuple[int, str]]) -> int:
    """How many selections begin with their names, where the text is this one."""

    def agrees(start: int, words: str) -> bool:
        there = text[start : start + 2 * _COMPARED]
        return bool(words) and not there[:1].isspace() and " ".join(there.split()).startswith(words)

    return sum(agrees(start, words) for start, words in named)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and _NUMBER.fullmatch(text) else None


def _selections(
    name: str, number: int, source: Element, places: _Places, book: _Book, found: set[Selection]
) -> Iterator[Problem]:
    """Add the selections of a source to those that were found; a problem a kind of what is wrong with them."""
    outside, no_code, no_coder = [], 0, 0
    for selection in source.iterfind(f"{_IN}PlainTextSelection"):
        codings = list(_codings(selection, book))
        if not codings:
            continue  # a note in the margin
        start, end = _number(selection.get("startPosition")), _number(selection.get("endPosition"))
        if start is None or end is None or end > places.length or places.place(start) >= places.place(end):
            outside.append((start, end))
            continue
        for coding, code in codings:
            path, coder = book.codes.get(code), book.coder_of(coding, selection)
            no_code += path is None
            no_coder += coder is None
            if path is not None and coder is not None:
                found.add(Selection(name, places.place(start), places.place(end), path, coder))
    if outside:
        (start, end), length = outside[0], places.length
        what = said(
            "{count} selections outside of the {length} characters of source {number}, such as {start} to {end}",
            number=number,
            length=length,
            count=len(outside),
            start="?" if start is None else start,
            end="?" if end is None else end,
        )
        expected = said("selections inside their text, each with a start before its end")
        yield problem("outside_text", book.file, what, expected, said("Export the project again."))
    if no_code:
        what = said("{count} codings in source {number} with another one, or none", count=no_code, number=number)
        expected = said("a code of the code book, with a name, for every coding")
        yield problem("unknown_code", book.file, what, expected, said("Export the project with its code book."))
    if no_coder:
        what = said("{count} codings in source {number} of nobody known", count=no_coder, number=number)
        yield problem("no_coder", book.file, what, said("who coded"), said("Say it with --coder NAME."))


def _codings(selection: Element, book: _Book) -> Iterator[tuple[Element, str]]:
    """The codings of a selection with the identifier of the code, "" if there is none."""
    for coding in selection.iterfind(f"{_IN}Coding"):
        reference = coding.find(f"{_IN}CodeRef")
        code = _identifier(None if reference is None else reference.get("targetGUID"))
        if code not in book.cases or not code:
            yield coding, code
