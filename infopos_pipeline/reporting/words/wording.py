"""The words around the numbers, in Dutch and English. Terms are those of ``docs/terms.md``.

Nothing in here is about one study: what its questions, options, tables and hypotheses are called is declared in its
folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from infopos_pipeline.reporting.words.general import WORDS
from infopos_pipeline.reporting.words.words_of_data import WORDS_OF_DATA
from infopos_pipeline.reporting.words.words_of_interviews import WORDS_OF_INTERVIEWS
from infopos_pipeline.reporting.words.words_of_tests import WORDS_OF_TESTS
from infopos_pipeline.reporting.words.words_of_texts import WORDS_OF_TEXTS
from infopos_pipeline.reporting.words.words_of_trends import WORDS_OF_TRENDS
from infopos_pipeline.reporting.words.words_of_uncertainty import WORDS_OF_UNCERTAINTY
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Base

_WORDS = {
    **WORDS,
    **WORDS_OF_TESTS,
    **WORDS_OF_UNCERTAINTY,
    **WORDS_OF_TRENDS,
    **WORDS_OF_DATA,
    **WORDS_OF_TEXTS,
    **WORDS_OF_INTERVIEWS,
}


def say(key: str, language: Language, **values: object) -> str:
    """The text under a key, with its values filled in. Plain text: whoever puts it in a page escapes it."""
    dutch, english = _WORDS[key]
    return (dutch if language == "nl" else english).format(**values)


def units(study: Study, base: Base, language: Language, n: float | None = None) -> str:
    """What a base counts: mentions, municipalities if the study has a frame of them, else respondents."""
    counted = "municipalities" if base == "respondents" and study.frame else base
    one, several = say(counted, language).split(", ")
    return one if n == 1 else several


def in_words(n: int, language: Language) -> str:
    """A small number as a word, others as they are."""
    words = say("numbers_in_words", language).split(", ")
    return words[n] if n < len(words) else str(n)


def enumeration(texts: Sequence[str], language: Language) -> str:
    """`a, b en c`."""
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {say('and', language)} {texts[-1]}"


def quoted(texts: Sequence[str], language: Language) -> str:
    """`‘a’, ‘b’ en ‘c’`."""
    return enumeration([say("quoted", language, text=text) for text in texts], language)


def place_label(place: str) -> str:
    """The name under which a place was published, for a reader: `tabel_1` is Tabel 1, `tekst_4_2` is Tekst 4.2."""
    return re.sub(r"(?<=\d)_(?=\d)", ".", place).replace("_", " ").capitalize()
