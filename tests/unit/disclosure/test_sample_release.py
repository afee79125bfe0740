"""The public set of the sample wave: safe from an attack of our own, and still worth reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations, product
from pathlib import Path

import narwhals as nw
import numpy as np
import pytest
from microdata import Count, Person, count_of, sensitive
from scipy.optimize import linprog
from scipy.sparse import csr_array

from infopos_pipeline.disclosure.control import prepare
from infopos_pipeline.disclosure.release import PublicSet, publish
from infopos_pipeline.disclosure.usefulness import Useful, shown_by_place, total, usefulness
from infopos_pipeline.disclosure.usefulness import tests_shown as count_tests
from infopos_pipeline.statistics.counting import Counts, count
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.statistics.results import results_csv, results_from_csv
from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.missing import TICKED, is_missing

WAVE = "2017"
DOCUMENT = Path(__file__).parents[3] / "docs" / "disclosure.md"


@pytest.fixture(scope="module")
def counts(study, sample_responses):
    frames = (nw.from_native(frame).lazy() for frame in (sample_responses.responses, sample_responses.approached))
    return Counts(count(*frames, study), study)


@pytest.fixture(scope="module")
def results(study, counts):
    described = [row for place in study.places().values() for row in place_results(place, study, counts, WAVE)]
    return described + [row for rows in hypotheses_results(study, counts, WAVE).values() for row in rows]


@pytest.fixture(scope="module")
def public(study, counts, results) -> PublicSet:
    return publish(study, counts, results, WAVE)


@pytest.fixture(scope="module")
def people(study, sample_responses) -> list[Person]:
    """Every respondent with what the slice says of each variable."""
    found = []
    for row in sample_responses.responses.to_dict("records"):
        person: dict[str, object] = {}
        for name, variable in study.variables.items():
            columns = variable_columns(variable)
            if variable.kind == "multiple":
                ticked = tuple(o for o, c in zip(variable.options, columns, strict=True) if row[c.name] == TICKED)
                person[name] = ticked or None
            elif columns:
                state = str(row[columns[-1].name])
                person[name] = None if is_missing(state) else str(row[columns[0].name])
        found.append(person)
    return found


def test_no_row_shows_a_count_of_one_or_two(public):
    for row in public.rows:
        if row.statistic == "pct" and row.value is not None:
            assert row.base is not None
            assert round(row.value * row.base / 100) not in (1, 2), row
        if row.statistic == "n" and row.value is not None and row.item in public.study.variables:
            assert row.value not in (1, 2), row


def test_what_nobody_or_everybody_in_a_group_answered_is_withheld(public, results, study, people):
    shown = {row.key() for row in public.rows if row.value is not None}
    telling = 0
    for row in [*results, *public.rows]:
        if row.statistic in ("n", "pct") and row.item in study.variables:
            counted = count_of(row, study)
            of, base = (sum(one.of(person) for person in people) for one in (counted, counted.base))
            if counted.chosen and not counted.mentions and base and of in (0, base):
                telling += 1
                assert row.key() not in shown, row
    assert telling > 10


def test_every_public_count_is_that_of_the_respondents(public, study, people):
    compared = 0
    for row in public.rows:
        if row.statistic == "n" and row.value is not None and row.item in study.variables:
            assert row.value == sum(count_of(row, study).of(person) for person in people)
            compared += 1
    assert compared > 250


def test_the_same_wave_gives_the_same_rows(public, study, counts, results):
    assert publish(study, counts, results, WAVE).rows == public.rows


# An attack of our own. Everything that is public of three questions: alone, and by whoever has bottlenecks or misses
# information inside or outside the municipality. Kinds of respondents are told apart by one question about information
# and one of the three; that all tables are of the same respondents links them.

INSIDE, OUTSIDE = "informatie_intern", "informatie_extern"
BOTTLENECKS, MISSING = ("knelpunten", "beiden"), ("missen", "beiden")
PREDICTORS = {
    "knelpunten_intern": (INSIDE, BOTTLENECKS),
    "missen_intern": (INSIDE, MISSING),
    "knelpunten_extern": (OUTSIDE, BOTTLENECKS),
    "missen_extern": (OUTSIDE, MISSING),
}
QUESTIONS = ("tevredenheid", "behoefte_middelen", "gewenste_voordelen")
ANSWERS = (None, "nee", "knelpunten", "missen", "beiden")


def ways(study, question: str) -> list[object]:
    options = list(study.variables[question].options)
    if study.variables[question].kind != "multiple":
        return [None, *options]
    return [None, *chain.from_iterable(combinations(options, size) for size in range(1, len(options) + 1))]


def person(about: str, answer: str | None, question: str, given: object) -> Person:
    """What somebody with these two answers says of everything that follows from them."""
    found: dict[str, object] = {about: answer, question: given}
    for name, (root, yes) in PREDICTORS.items():
        if root == about:
            found[name] = answer and ("ja" if answer in yes else "nee")
    if question == "gewenste_voordelen":
        number = len(given) if isinstance(given, tuple) else None
        found["aantal_gewenste_voordelen_volledig"] = number and str(number)
        found["aantal_gewenste_voordelen"] = number and ("4_of_meer" if number >= 4 else str(number))
    return found


@dataclass
class Attack:
    """A linear program over kinds of respondents: ``rows @ kinds = values``."""

    blocks: list[list[Person]]
    rows: list[np.ndarray]
    values: list[float]

    def weights(self, counted: Count) -> list[np.ndarray]:
        """The count as a sum over the kinds of each block that knows its variables."""
        found = []
        for number, block in enumerate(self.blocks):
            if counted.item in block[0] and (not counted.group or counted.group in block[0]):
                row = np.zeros(sum(map(len, self.blocks)))
                start = sum(map(len, self.blocks[:number]))
                row[start : start + len(block)] = [counted.of(kind) for kind in block]
                found.append(row)
        return found

    def know(self, counted: Count, value: float) -> None:
        for row in self.weights(counted):
            self.rows.append(row)
            self.values.append(value)

    def bounds(self, counted: Count) -> tuple[float, float]:
        target = self.weights(counted)[0]
        rows, values = csr_array(np.array(self.rows)), np.array(self.values)
        ends = [linprog(sign * target, A_eq=rows, b_eq=values, bounds=(0, None), method="highs") for sign in (1, -1)]
        assert all(end.status == 0 for end in ends)
        return float(np.ceil(ends[0].fun - 1e-6)), float(np.floor(-ends[1].fun + 1e-6))


def attack_on(public: PublicSet, study) -> Attack:
    """The program of what stands in the text of ``results.csv``."""
    blocks = [
        [person(about, answer, question, given) for answer, given in product(ANSWERS, ways(study, question))]
        for about, question in product((INSIDE, OUTSIDE), QUESTIONS)
    ]
    attack = Attack(blocks, [], [])
    variables = {name for block in blocks for name in block[0]}
    for row in results_from_csv(results_csv(public.rows)):
        if row.item in variables and row.statistic == "n" and row.value is not None:
            attack.know(count_of(row, study), float(row.value))
            if row.base is not None:
                base = count_of(row, study)
                attack.know(Count(base.item, (), base.group, base.value, base.mentions), row.base)
    # Everybody took part in every table, and answered the same in each.
    for number in range(len(blocks)):
        everyone = np.zeros(sum(map(len, blocks)))
        start = sum(map(len, blocks[:number]))
        everyone[start : start + len(blocks[number])] = 1
        attack.rows.append(everyone)
        attack.values.append(75)
    for name in (INSIDE, OUTSIDE, *QUESTIONS):
        for given in ANSWERS if name in (INSIDE, OUTSIDE) else ways(study, name):
            same = list(same_answer(attack, name, given))
            for other in same[1:]:
                attack.rows.append(same[0] - other)
                attack.values.append(0)
    return attack


def same_answer(attack: Attack, name: str, given: object) -> Iterator[np.ndarray]:
    """Who gave exactly this answer, in every block that asks."""
    start = 0
    for block in attack.blocks:
        if name in block[0]:
            row = np.zeros(sum(map(len, attack.blocks)))
            row[start : start + len(block)] = [kind[name] == given for kind in block]
            yield row
        start += len(block)


@pytest.fixture(scope="module")
def attack(public, study) -> Attack:
    return attack_on(public, study)


@pytest.fixture(scope="module")
def targets(public, results, study, people, attack) -> list[Count]:
    found = sensitive([*results, *public.rows], study, people, 3)
    return [target for target in found if attack.weights(target)]


def test_an_attack_of_our_own_bounds_no_sensitive_count_to_less_than_three(attack, targets, people):
    assert len(targets) > 15
    for target in targets:
        low, high = attack.bounds(target)
        assert low <= sum(map(target.of, people)) <= high
        assert high - low >= 3, target


def test_nor_does_whoever_is_alone_in_a_count_and_subtracts_itself(public, study, targets, people):
    alone = [target for target in targets if sum(target.of(person) > 0 for person in people) == 1]
    assert alone
    for own in alone:
        insider = attack_on(public, study)
        insider.know(own, sum(map(own.of, people)))
        for target in targets:
            if target.item == own.item and not within(target, own):
                low, high = insider.bounds(target)
                assert high - low >= 3, (own, target)


def within(part: Count, whole: Count) -> bool:
    """Whether all whom a count is of are counted by another too."""
    return set(part.chosen) <= set(whole.chosen) and whole.group in ("", part.group) and whole.value in ("", part.value)


def test_our_own_attack_finds_a_withheld_count_once_its_companion_is_published(public, study, results, targets, people):
    """The tests above can fail: one more count of a table makes another known."""
    attack = attack_on(public, study)
    (target, *_) = [one for one in targets if one.group and one.item == "behoefte_middelen"]
    companions = [Count(target.item, target.chosen, target.group, value) for value in ("", "ja", "nee")]
    for companion in companions:
        if companion != target:
            attack.know(companion, sum(map(companion.of, people)))
    low, high = attack.bounds(target)
    assert high - low < 3


def test_the_recoded_tables_still_say_something(public, record_property):
    """Of tables 2 and 3 most groups have all their counts, and every group its base."""
    said = ["What is left of the tables with their categories merged"]
    for place, least in (("tabel_2", 0.75), ("tabel_3", 0.75)):
        rows = [row for row in public.rows if row.place == place and row.statistic in ("n", "pct")]
        shown = [row for row in rows if row.value is not None]
        bases = [row for row in rows if not row.category]
        said.append(f"{place}: {len(shown)} of {len(rows)} counts and percentages, {len(bases)} bases all public")
        assert all(row.value is not None for row in bases)
        assert len(shown) >= least * len(rows)
        assert (place, "tevredenheid") in public.recoded or (place, "behoefte_middelen") in public.recoded
    record_property("shown", "\n".join(said))


def test_what_was_not_published_before_control_is_not_published_after(public, study, counts, results):
    prepared = prepare(study, counts, results, WAVE)
    assert len(prepared.rows) >= len(public.rows)
    assert {row.key() for row in public.rows if not row.suppressed} <= {row.key() for row in prepared.rows}
    internal = {row.key(): row for row in results}
    for row in public.rows:
        if row.value is not None and row.key() in internal:
            assert row == internal[row.key()]


SETTINGS = ((5, True), (3, False))
"""Of the six in the document, besides the default, those that are quick."""


def documented() -> dict[tuple[int, bool], tuple[str, str, dict[str, str]]]:
    """The table of ``docs/disclosure.md``: what is shown, tests shown, and the places that lack something."""
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (yes|no) \| (\d+ of \d+) \| (\d+ of \d+) \| (.*) \|$", text, re.MULTILINE)
    return {
        (int(threshold), merged == "yes"): (shown, tests, dict(part.rsplit(" ", 1) for part in places.split(", ")))
        for threshold, merged, shown, tests, places in rows
    }


def test_the_document_has_the_usefulness_that_is_computed(public, study, counts, results, record_property):
    said = ["What survives: threshold, merged first, counts with percentages and means, tests, places that lack some"]
    table = documented()
    assert set(table) == set(product((3, 5, 10), (True, False)))
    default = Useful(3, True, shown_by_place(public.rows), count_tests(public.rows))
    for found in [default, *usefulness(study, counts, results, WAVE, settings=SETTINGS)]:
        shown, of = total(found.places)
        short = {name: f"{one}/{all_}" for name, (one, all_) in found.places.items() if one < all_}
        tests = f"{found.tests[0]} of {found.tests[1]}"
        said.append(f"{found.threshold} {'yes' if found.recode else 'no'}: {shown} of {of}, {tests}, {short}")
        assert table[found.threshold, found.recode] == (f"{shown} of {of}", tests, short)
    record_property("shown", "\n".join(said))
