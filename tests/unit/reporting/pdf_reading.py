"""A PDF as its readers get it: pypdf for what a file holds, poppler for its text, its places and its tags."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from programs import needed
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

_LINE = re.compile(r'^(?P<indent> *)(?:"(?P<text>.*)"|(?P<attribute>/.*)|(?P<tag>\w+)\b.*)$')


@dataclass
class Tag:
    """A tag with the texts and tags inside it, in order."""

    name: str
    inside: list[Tag | str] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Tag]:
        """The tags of these names inside it, in order."""
        for one in self.inside:
            if isinstance(one, Tag):
                if one.name in names:
                    yield one
                yield from one.all(*names)

    @property
    def text(self) -> str:
        """All text inside it, without the hyphens at the ends of lines; a line break is a space."""
        return re.sub(r"\s+", " ", "".join(_texts(self))).strip()


def _texts(tag: Tag) -> Iterator[str]:
    for one in tag.inside:
        if isinstance(one, Tag):
            yield from (" ", *_texts(one)) if one.name in ("P", "LI", "TD", "TH") else _texts(one)
        else:
            yield one


def tags(pdf: bytes) -> Tag:
    """The tags of a document as poppler reads them to those who hear it."""
    program = needed("poppler-utils", "pdfinfo")
    shown = subprocess.run([program, "-struct-text", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    root = Tag("")
    open_tags = [(-1, root)]
    for match in filter(None, map(_LINE.match, shown.splitlines())):
        indent = len(match["indent"])
        while open_tags[-1][0] >= indent:
            open_tags.pop()
        if match["text"] is not None:
            open_tags[-1][1].inside.append(match["text"])
        elif match["tag"]:
            tag = Tag(match["tag"])
            open_tags[-1][1].inside.append(tag)
            open_tags.append((indent, tag))
    return root


def pages(pdf: bytes) -> list[str]:
    """The text of every page."""
    return _text(pdf).split("\f")[:-1]


def _text(pdf: bytes, *options: str) -> str:
    command = [needed("poppler-utils", "pdftotext"), *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def words_beyond(pdf: bytes) -> list[str]:
    """The words that do not stand on their page as a whole."""
    beyond = []
    for page in _text(pdf, "-bbox").split("<page ")[1:]:
        width = float(re.findall(r'width="([\d.]+)"', page)[0])
        for left, right, word in re.findall(r'<word xMin="([-\d.]+)".*? xMax="([-\d.]+)".*?>(.*?)</word>', page):
            if float(left) < 0 or float(right) > width:
                beyond.append(word)
    return beyond


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of a file, however deep."""
    for number in reader.xref[0]:
        yield from _inside(reader.get_object(IndirectObject(number, 0, reader)))


def _inside(value: Any) -> Iterator[DictionaryObject]:
    if isinstance(value, DictionaryObject):
        yield value
        for one in value.values():
            yield from _inside(one)
    elif isinstance(value, ArrayObject):
        for one in value:
            yield from _inside(one)


def bookmarks(outline: Sequence[Any], depth: int = 1) -> Iterator[tuple[int, str]]:
    """The bookmarks of a file with their depth."""
    for one in outline:
        if isinstance(one, list):
            yield from bookmarks(one, depth + 1)
        else:
            yield depth, one.title
