"""What the data alone say of a column: whether its texts are numbers, answers out of a list, several of them, or words
of the respondents' own.

When in doubt a column is free text, which is redacted and kept apart: a label that was never one would stand in the
declarations and in every table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from infopos_pipeline.drafting.questions import Answer
from infopos_pipeline.drafting.vocabulary import missing_name, scale_order, shown_order
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.quality.meanings import NUMBER_PATTERN, TICK_WORDS, not_shown
from infopos_pipeline.study.bindings import MissingName
from infopos_pipeline.study.model import Kind

_MOST_OPTIONS = 40
"""More different texts than a question has answers."""
_MOST_WORDS = 12
"""Words of an answer out of a list; most are shorter."""
_TEXTS_TO_JUDGE = 6
"""Different texts below which it tells little that each was given once."""
_ONCE = 0.6
"""The part of the texts given once above which they are people's own words."""
_MOST_CODES = 7
"""Different whole numbers that can be the codes of a scale; more are numbers."""
_TICKS = {word.casefold() for word in TICK_WORDS}


@dataclass(frozen=True)
class Inspected:
    """What a column seems to be: see :class:`Question` for the fields."""

    kind: Kind
    answers: tuple[Answer, ...] = ()
    delimiter: str = ""
    missing: Mapping[str, MissingName] | None = None
    remarks: tuple[str, ...] = ()


def texts_given(table: SourceTable, position: int) -> Counter[str]:
    """How often every text stands in a column, without empty cells and marks for questions not shown."""
    chunk = table.columns.column(position).chunk(0)
    texts = [str(text).strip() for text in chunk.dictionary.to_pylist()]
    counted: Counter[str] = Counter()
    for text, number in zip(texts, np.bincount(chunk.indices.to_numpy(), minlength=len(texts)), strict=True):
        if text and number and not not_shown(text, table.format):
            counted[text] += int(number)
    return counted


def is_box(table: SourceTable, position: int, label: str) -> bool:
    """Whether a column can be of one tick box: only words for a tick, or its own label, stand in it."""
    marked = table.missing.get(position, frozenset())
    named = table.labels.get(position, {})
    given = {named.get(text, text).casefold() for text in texts_given(table, position) if text not in marked}
    return given <= _TICKS or given == {label.casefold()}


def inspect(table: SourceTable, position: int) -> Inspected:
    """What one column seems to be."""
    given = texts_given(table, position)
    labels = table.labels.get(position, {})
    missing = {code: missing_name(labels.get(code, "")) for code in sorted(table.missing.get(position, ()))}
    given = Counter({text: number for text, number in given.items() if text not in missing})
    coded = {code: label for code, label in labels.items() if code not in missing}
    if coded:
        return _with_dictionary(given, coded, missing)
    found = _several(given, table.format) or _numbers(given) or _own_words(given) or _listed(given)
    return Inspected(found.kind, found.answers, found.delimiter, missing, found.remarks)


def _with_dictionary(given: Counter[str], coded: Mapping[str, str], missing: Mapping[str, MissingName]) -> Inspected:
    """A column of which the file names the answers; of a scale with named ends, the steps between are answers too."""
    unnamed = [text for text in given if text not in coded]
    if unnamed and not all(re.fullmatch(r"-?\d+", text) for text in (*unnamed, *coded)):
        return Inspected(
            "number" if all(re.fullmatch(NUMBER_PATTERN, text) for text in given) else "text", (), "", missing
        )
    if unnamed:
        codes = sorted({*unnamed, *coded}, key=int)
        if len(codes) > _MOST_OPTIONS or int(codes[-1]) - int(codes[0]) > _MOST_OPTIONS:
            return Inspected(
                "number", (), "", missing, ("The file names some of its numbers; is one of them no answer?",)
            )
        codes = [str(code) for code in range(int(codes[0]), int(codes[-1]) + 1)]
        remark = "The file names only some of the steps; the others are called by their number."
        return Inspected("ordinal", _answers(codes, [coded.get(code, code) for code in codes]), "", missing, (remark,))
    order = scale_order(list(coded.values()))
    kind: Kind = "single" if order is None else "ordinal"
    return Inspected(kind, _answers(list(coded), list(coded.values())), "", missing)


def _answers(codes: Sequence[str], labels: Sequence[str]) -> tuple[Answer, ...]:
    return tuple(Answer(code, {"": label or code}) for code, label in zip(codes, labels, strict=True))


def _numbers(given: Counter[str]) -> Inspected | None:
    if not given or not all(re.fullmatch(NUMBER_PATTERN, text) for text in given):
        return None
    values = [float(text.replace(",", ".")) for text in given]
    whole = all(re.fullmatch(r"\d+", text) for text in given)
    if not whole or len(given) > _MOST_CODES or max(values) > 10:
        return Inspected("number")
    codes = sorted(given, key=int)
    remark = "These may be codes of answers, or a number: give the answers their labels, or make it kind: number."
    return Inspected("ordinal", _answers(codes, codes), remarks=(remark,))


def _several(given: Counter[str], system: str) -> Inspected | None:
    """Several answers in one cell, joined by ``;`` or ``, ``: the same parts come back in other company."""
    for delimiter in (";", ", ") if system == "forms" else (";", ", ", ","):
        joined = [text for text in given if delimiter.strip() in text.strip(delimiter)]
        if len(joined) < 2:
            continue
        parts: Counter[str] = Counter()
        for text, number in given.items():
            for part in {part.strip() for part in text.split(delimiter)} - {""}:
                parts[part] += number
        once = sum(number == 1 for number in parts.values())
        if (
            len(parts) <= _MOST_OPTIONS
            and once <= len(parts) / 2
            and len(parts) < sum(len(t.split(delimiter)) for t in given)
        ):
            labels = list(parts)
            order = shown_order(labels)
            remark = f"Answers are split at '{delimiter}': does an answer hold that itself? Then write it whole."
            return Inspected(
                "multiple", _answers([""] * len(order), [labels[p] for p in order]), delimiter, remarks=(remark,)
            )
    return None


def _own_words(given: Counter[str]) -> Inspected | None:
    """Free text: more different texts, longer ones, or more of them given once than answers out of a list have."""
    once = sum(number == 1 for number in given.values())
    words = max((len(text.split()) for text in given), default=0)
    many = len(given) > _MOST_OPTIONS and len(given) > 0.1 * sum(given.values())
    own = len(given) >= _TEXTS_TO_JUDGE and once > _ONCE * len(given) and scale_order(list(given)) is None
    long = words > _MOST_WORDS and len(given) > 2 and once > len(given) / 2
    addresses = any("@" in text for text in given)
    return Inspected("text") if many or own or long or addresses or not given else None


def _listed(given: Counter[str]) -> Inspected:
    """Answers out of a list; spellings that differ in capitals and spaces alone are one answer."""
    spelt: dict[str, Counter[str]] = {}
    for text, number in given.items():
        spelt.setdefault(" ".join(text.split()).casefold(), Counter())[text] += number
    labels = [max(spellings, key=lambda text: (spellings[text], text)) for spellings in spelt.values()]
    order = scale_order(labels)
    kind: Kind = "single" if order is None else "ordinal"
    shown = [labels[place] for place in order or shown_order(labels)]
    doubles = sorted(" / ".join(sorted(spellings)) for spellings in spelt.values() if len(spellings) > 1)
    twice = ("An answer is spelt in two ways: " + "; ".join(doubles) + ".",) if doubles else ()
    return Inspected(kind, _answers([""] * len(shown), shown), remarks=twice)
