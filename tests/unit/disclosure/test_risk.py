"""k-anonymity counted in municipalities, against numbers counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from infopos_pipeline.disclosure.risk import risks
from infopos_pipeline.statistics.counting import APPROACHED, EVERYONE, CountedCell, Counts, table_name

NAMES = ("regio", "grootteklasse", "functie")
SAMPLE = {
    ("noord", "tot_10000", "anders"): 1,
    ("noord", "tot_10000", "leidinggevend"): 4,
    ("noord", "tot_18000", "anders"): 1,
    ("zuid", "tot_26000", "beleid_oov"): 2,
    ("zuid", "tot_26000", "~skipped"): 3,
}
FRAME = {("noord", "tot_10000"): 5, ("noord", "tot_18000"): 1, ("zuid", "tot_26000"): 6, ("midden", "tot_10000"): 1}


@pytest.fixture
def counts(study):
    cells = [CountedCell(EVERYONE, (), 11, 11)]
    for key, size in SAMPLE.items():
        cells.append(CountedCell(table_name(*NAMES), tuple(zip(NAMES, key, strict=True)), 2 * size, size))
    for key, size in FRAME.items():
        cells.append(CountedCell(APPROACHED, tuple(zip(NAMES, key, strict=False)), size, size))
    return Counts(cells, study)


def found(study, counts, changed="", merged=()):
    (risk,) = [r for r in risks(study, counts) if (r.changed, r.merged) == (changed, merged)]
    return risk.k, risk.uniques, risk.below, risk.population_uniques


def test_the_classes_as_declared(study, counts):
    assert found(study, counts) == (1, 2, 4, 2)


def test_without_one_of_them_and_with_neighbours_merged(study, counts):
    assert found(study, counts, "functie") == (1, 1, 1, 2)
    assert found(study, counts, "regio") == (1, 2, 4, 1)
    # the two of anders in the north become one class of two
    assert found(study, counts, "grootteklasse", ("tot_10000", "tot_18000")) == (2, 0, 4, 1)


def test_sizes_are_told_and_never_which_class_is_small(study, counts):
    (declared, *_) = risks(study, counts)
    said = declared.as_dict()
    assert said["class_sizes"] == {"1": 2, "2": 1, "3": 1, "4": 1}
    assert said["k"] == 1
    assert "noord" not in str(said["class_sizes"])


def test_nothing_is_computed_where_nothing_is_declared(study, counts):
    free = replace(study, disclosure=study.disclosure.model_copy(update={"quasi_identifiers": ()}))
    assert risks(free, counts) == []
