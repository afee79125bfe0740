"""Words that questionnaires share, in Dutch and English: the scales of ordered answers, why there is no answer, and
headings under which people say who they are.

Only what helps a draft; a person decides. Nothing here is used when an export is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from infopos_pipeline.drafting.questions import Question
from infopos_pipeline.study.bindings import MissingName

_SCALES = (
    "zeer mee oneens; helemaal mee oneens; oneens; mee oneens; een beetje mee oneens; enigszins mee oneens; neutraal; "
    "niet mee eens, niet mee oneens; noch mee eens, noch mee oneens; een beetje mee eens; enigszins mee eens; eens; "
    "mee eens; zeer mee eens; helemaal mee eens",
    "strongly disagree; disagree; somewhat disagree; slightly disagree; neither agree or disagree; "
    "neither agree nor disagree; neutral; slightly agree; somewhat agree; agree; strongly agree",
    "zeer ontevreden; ontevreden; enigszins ontevreden; neutraal; niet tevreden, niet ontevreden; enigszins tevreden; "
    "tevreden; zeer tevreden",
    "very dissatisfied; extremely dissatisfied; dissatisfied; somewhat dissatisfied; neutral; "
    "neither satisfied nor dissatisfied; somewhat satisfied; satisfied; very satisfied; extremely satisfied",
    "nooit; bijna nooit; zelden; soms; af en toe; regelmatig; vaak; heel vaak; zeer vaak; meestal; altijd",
    "never; almost never; rarely; seldom; sometimes; about half the time; occasionally; regularly; often; very often; "
    "most of the time; almost always; always",
    "zeer slecht; heel slecht; slecht; matig; onvoldoende; redelijk; voldoende; neutraal; goed; zeer goed; heel goed; "
    "uitstekend",
    "very poor; poor; very bad; bad; fair; average; neutral; good; very good; excellent",
    "helemaal niet; nauwelijks; een beetje; enigszins; redelijk; grotendeels; helemaal; in hoge mate; volledig",
    "not at all; hardly; a little; slightly; somewhat; moderately; considerably; very; very much; a lot; extremely; "
    "completely",
    "zeer onbelangrijk; onbelangrijk; neutraal; belangrijk; zeer belangrijk",
    "not at all important; unimportant; slightly important; neutral; moderately important; important; very important; "
    "extremely important",
    "zeer onwaarschijnlijk; onwaarschijnlijk; neutraal; waarschijnlijk; zeer waarschijnlijk",
    "extremely unlikely; very unlikely; unlikely; somewhat unlikely; neutral; neither likely nor unlikely; "
    "somewhat likely; likely; very likely; extremely likely",
    "dagelijks; wekelijks; maandelijks; jaarlijks; nooit",
    "daily; weekly; monthly; yearly; never",
    "sterk afgenomen; afgenomen; gelijk gebleven; toegenomen; sterk toegenomen",
    "much worse; worse; about the same; better; much better",
)
"""Ordered answers, from low to high, with the variants that are met; a questionnaire has some of one of them."""
_FIRST = ("ja", "yes", "y", "waar", "true")
_LAST = re.compile(r"^(other|anders|overig|overige|geen van|none of|weet|don.?t know|n/?a$|n\.?v\.?t)", re.IGNORECASE)

_STATES: tuple[tuple[str, MissingName], ...] = (
    (r"weet (het )?niet|geen idee|don.?t know|do not know|unsure|unknown|onbekend|\bdk\b", "dont_know"),
    (
        r"niet van toepassing|n\.?v\.?t\.?\b|not applicable|^n/?a$|inapplicable|overgeslagen door routing",
        "not_applicable",
    ),
    (r"niet gesteld|not asked|not in (this )?(wave|survey)", "not_asked"),
    (r"niet bereikt|not reached|break ?off|afgebroken", "not_reached"),
)
_DIRECT = re.compile(
    r"\b(e-?mail\w*|naam|name|voornaam|achternaam|first ?name|last ?name|surname|telefoon\w*|phone\w*|mobiel\w*|"
    r"gemeente|municipality|adres|address|postcode|zip ?code|ip-?adres\w*|ip ?address|bsn|geboortedatum|date of birth)\b",
    re.IGNORECASE,
)

_DUTCH = frozenset(("de", "het", "een", "en", "van", "u", "uw", "op", "wat", "welke", "hoe", "heeft", "bent", "met"))
_ENGLISH = frozenset(("the", "a", "an", "and", "of", "you", "your", "on", "what", "which", "how", "have", "are"))
"""Small words that tell the two languages apart."""


def scale_order(labels: Sequence[str]) -> tuple[int, ...] | None:
    """The places of labels from low to high: by the numbers they begin with, or by a scale they are of; else None."""
    numbers = [int(match[0]) for label in labels if (match := re.match(r"\d+(?=$|[ .)(:+-])", label.strip()))]
    if len(labels) > 2 and len(set(numbers)) == len(labels):
        return tuple(sorted(range(len(labels)), key=numbers.__getitem__))
    plain = [_plain(label) for label in labels]
    for scale in _SCALES:
        steps = [_plain(step) for step in scale.split(";")]
        if len(labels) > 2 and all(label in steps for label in plain) and len(set(plain)) == len(plain):
            return tuple(sorted(range(len(labels)), key=lambda place: steps.index(plain[place])))
    return None


def shown_order(labels: Sequence[str]) -> tuple[int, ...]:
    """The places of labels without an order: yes before no, the alphabet, and "other" and the like last."""

    def key(place: int) -> tuple[int, str]:
        plain = _plain(labels[place])
        return (0 if plain in _FIRST else 2 if _LAST.match(plain) else 1, plain)

    return tuple(sorted(range(len(labels)), key=key))


def missing_name(label: str) -> MissingName:
    """Why there is no answer, by the label that a file has for it; what says nothing is a question skipped."""
    return next((name for words, name in _STATES if re.search(words, label, re.IGNORECASE)), "skipped")


def identifies(heading: str) -> bool:
    """Whether a heading asks who somebody is."""
    return bool(_DIRECT.search(heading))


def language_of(questions: Iterable[Question]) -> str:
    """Dutch or English, by the small words in the questions; Dutch where they do not tell."""
    words = [word for question in questions for text in question.text.values() for word in _plain(text).split()]
    return "en" if sum(word in _ENGLISH for word in words) > sum(word in _DUTCH for word in words) else "nl"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
