"""The labelled sentences: how much of what must go is found, kind by kind, and how much of what goes had to.

What is found is counted as an attacker would: a labelled stretch is missed as soon as one letter or digit of it stays.
The table of it is printed at the end of the test run.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from infopos_pipeline.privacy.redaction import MARKS, redactor
from infopos_pipeline.privacy.redaction_spans import MUNICIPALITY, PERSON
from infopos_pipeline.study.protection import Redaction

ROOT = Path(__file__).resolve().parents[3]
LABEL = re.compile(r"\{([a-z-]+)\|([^}]*)\}")
GROUPS = yaml.safe_load((ROOT / "tests" / "fixtures" / "redaction_sentences.yaml").read_text(encoding="utf-8"))[
    "groups"
]
NEVER_MISSED = ("[e-mail]", "[telefoon]", "[bsn]", "[iban]", "[postcode]", "[ip-adres]", "[url]")


@dataclass(frozen=True)
class Labelled:
    """A sentence, and per letter or digit in it the kind under which it must go."""

    text: str
    stretches: tuple[tuple[int, int, str], ...]

    @classmethod
    def of(cls, marked_up: str) -> Labelled:
        text, stretches, place = "", [], 0
        for label in LABEL.finditer(marked_up):
            text += marked_up[place : label.start()]
            stretches.append((len(text), len(text) + len(label[2]), f"[{label[1]}]"))
            text += label[2]
            place = label.end()
        return cls(text + marked_up[place:], tuple(stretches))


class Score:
    """Counts by kind: labelled, found whole, redacted, rightly redacted; and the sentences with a mistake."""

    def __init__(self) -> None:
        self.labelled, self.found, self.redacted, self.right = Counter(), Counter(), Counter(), Counter()
        self.mistakes: list[str] = []

    def add(self, sentence: Labelled, spans) -> None:
        gone = {place for span in spans for place in range(span.start, span.end)}
        told = {place: kind for start, end, kind in sentence.stretches for place in range(start, end)}
        letters = {place for place, sign in enumerate(sentence.text) if sign.isalnum()}
        for start, end, kind in sentence.stretches:
            self.labelled[kind] += 1
            self.found[kind] += letters & set(range(start, end)) <= gone
        for span in spans:
            self.redacted[span.kind] += 1
            self.right[span.kind] += {told.get(place) for place in letters & set(range(span.start, span.end))} == {
                span.kind
            }
        if letters & gone != letters & told.keys():
            self.mistakes.append(sentence.text)

    def recall(self, kind: str) -> float:
        return self.found[kind] / self.labelled[kind]

    def precision(self, kind: str) -> float:
        return self.right[kind] / self.redacted[kind]

    def table(self):
        yield f"{'kind':<26}{'labelled':>9}{'recall':>8}{'redacted':>10}{'precision':>11}"
        for kind in MARKS:
            yield (
                f"{kind:<26}{self.labelled[kind]:>9}{self.recall(kind):>8.1%}"
                f"{self.redacted[kind]:>10}{self.precision(kind):>11.1%}"
            )


def score(study, deduce: bool) -> Score:
    own = Score()
    for group in GROUPS:
        if group.get("deduce") and not deduce:
            continue
        declared = Redaction(partnerships=tuple(group.get("partnerships", ())), names=tuple(group.get("names", ())))
        named = {"besides": group.get("besides", ()), "inhabitants": group.get("inhabitants", False)}
        redacting = redactor(
            replace(study, redaction=declared), group["frame"], group.get("persons", ()), deduce, **named
        )
        for sentence in map(Labelled.of, group["sentences"]):
            own.add(sentence, redacting.spans(sentence.text))
    return own


@pytest.fixture(scope="module")
def scored(study):
    return score(study, deduce=False)


@pytest.fixture(scope="module")
def scored_with_deduce(study):
    return score(study, deduce=True)


def test_the_set_is_large_and_has_sentences_with_nothing_to_redact():
    sentences = [Labelled.of(sentence) for group in GROUPS for sentence in group["sentences"]]
    assert len(sentences) >= 180
    assert sum(not sentence.stretches for sentence in sentences) >= 40
    assert {kind for sentence in sentences for _, _, kind in sentence.stretches} == set(MARKS)
    assert len({sentence.text for sentence in sentences}) == len(sentences)


def test_nothing_is_missed_of_addresses_and_numbers(scored, record_property):
    record_property("shown", "\n".join(["redaction of the labelled sentences", *scored.table()]))
    assert {kind: scored.recall(kind) for kind in NEVER_MISSED} == dict.fromkeys(NEVER_MISSED, 1.0)


def test_municipalities_are_found_and_ordinary_words_stay(scored):
    assert scored.recall(MUNICIPALITY) >= 0.98
    assert scored.precision(MUNICIPALITY) >= 0.95


def test_no_sentence_of_the_set_loses_or_keeps_more_than_is_labelled(scored):
    assert scored.mistakes == []


def test_with_the_library_persons_are_found_whom_nobody_listed(scored, scored_with_deduce, record_property):
    table = ["the same with the library deduce, and sentences for it", *scored_with_deduce.table()]
    record_property("shown", "\n".join(table))
    assert scored_with_deduce.labelled[PERSON] > scored.labelled[PERSON]
    assert scored_with_deduce.recall(PERSON) >= 0.95
    assert {kind: scored_with_deduce.recall(kind) for kind in NEVER_MISSED} == dict.fromkeys(NEVER_MISSED, 1.0)


def test_the_score_sees_what_is_missed_and_what_is_too_much(study):
    own = Score()
    text = Labelled.of("In {gemeente|Akkervoorde} belde {naam|Jan}, zeggen de buren.")
    own.add(text, redactor(study, ["Buren"], deduce=False).spans(text.text.replace("de buren", "in buren")))
    assert (own.labelled[MUNICIPALITY], own.found[MUNICIPALITY]) == (1, 0)
    assert (own.redacted[MUNICIPALITY], own.right[MUNICIPALITY]) == (1, 0)
    assert own.mistakes == [text.text]
