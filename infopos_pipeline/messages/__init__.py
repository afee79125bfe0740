"""What users are told, in English or in Dutch.

The English text is the source and stands in the code that says it, as a template:
``said("Wave {wave} has not landed.", wave=wave)``. What comes out is that text in English, which remembers what it was
made from; whoever shows it to a person (cli) asks for it in that person's language. So histories, reports for programs
and JSON are the same whatever the language of who ran them.

Belongs here: the mechanism, and the catalogue of Dutch texts (``dutch``). Not here: the words of reports (reporting),
nor when something is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

Language = Literal["en", "nl"]

LANGUAGE_VARIABLE = "INFOPOS_LANGUAGE"
_VARIABLES = (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")
"""Where the language comes from; the first that is set decides, as POSIX has it ("Environment Variables")."""


class Said(str):
    """A text in English that can be said in another language, too.

    Attributes:
        template: the text with the names of its values in braces.
        values: by name what is filled in; a value that is said itself goes along to the other language.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Said:
        """Fill in the values."""
        text = super().__new__(cls, template.format(**values))
        text.template, text.values = template, values
        return text

    def __getnewargs__(self) -> Any:
        """What a copy is made from."""
        return self.template, self.values

    def __add__(self, other: str) -> Said:
        return joined("", (self, other))


def said(template: str, /, **values: object) -> Said:
    """A text for a user; ``template`` is a literal that the catalogue has."""
    return Said(template, values)


def joined(separator: str, texts: Iterable[str]) -> Said:
    """Texts after one another, each to be said in a language of its own."""
    values = {f"text{number}": text for number, text in enumerate(texts)}
    return Said("{separator}".join(f"{{{name}}}" for name in values), {"separator": separator, **values})


def in_language(text: str, language: Language) -> str:
    """A text in a language; as it is, where it is not ours or the catalogue does not have it."""
    if language == "en" or not isinstance(text, Said):
        return str(text)
    values = {
        name: in_language(value, language) if isinstance(value, str) else value for name, value in text.values.items()
    }
    return template_in_language(text.template, language).format(**values)


def template_in_language(template: str, language: Language) -> str:
    """A template, not filled in; in English where the catalogue does not have it."""
    return template if language == "en" else _dutch().get(template, template)


def language_of(environment: Mapping[str, str]) -> Language:
    """The language that the environment asks for: Dutch or, whatever else it is, English. No locale
    needs to be installed for it.
    """
    asked = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return "nl" if re.match(r"nl(?![a-z])", asked, re.IGNORECASE) else "en"


@cache
def _dutch() -> Mapping[str, str]:
    from infopos_pipeline.messages.dutch import TEXTS

    return TEXTS
