"""Texts of questions without the markup that survey systems keep them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html.parser import HTMLParser

_NOT_READ = ("script", "style")
_WITHIN_WORDS = ("a", "abbr", "b", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u")
"""Elements that a word can go on through; every other one ends it."""


def plain(markup: str) -> str:
    """The text that HTML shows, in one line."""
    reader = _Text()
    reader.feed(markup)
    reader.close()
    return " ".join("".join(reader.parts).split())


def joined(texts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """A question and its parts, such as a battery and one of its rows, as one text by language."""
    whole: dict[str, list[str]] = {}
    for text in texts:
        for language, part in text.items():
            whole.setdefault(language, []).extend([part] if part else [])
    return {language: " – ".join(parts) for language, parts in whole.items()}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unread += tag in _NOT_READ
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in _NOT_READ and self.unread > 0
        self._space(tag)

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.parts.append(data)

    def _space(self, tag: str) -> None:
        if tag not in _WITHIN_WORDS:
            self.parts.append(" ")
