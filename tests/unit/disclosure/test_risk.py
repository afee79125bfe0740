"""How unusual respondents are: classes counted by hand, and by pandas from the respondents themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tiny_studies import Wave, declare, group, item, label, single, table, with_settings

from infopos_pipeline.disclosure.risk import Risk, risks

QUASI = ("region", "size", "role")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    size = single("small", "middle", "large", kind="ordinal")
    role = item("officer", "manager", "other", groups={"not_officer": group("manager", "other")})
    return declare(
        tmp_path_factory.mktemp("risk"),
        items={"role": role, "boxes": item("p", "q", kind="multiple")},
        facts={"region": single("north", "south"), "size": size},
        tables={"t": table("characteristics", items=["role"])},
        disclosure={
            "quasi_identifiers": list(QUASI),
            "recodings": [{"item": "size", "merges": {"smaller": group("small", "middle")}}],
        },
    )


def respondent(region, size, role=None, boxes=None):
    return {"region": region, "size": size, "role": role, "boxes": boxes}


# By hand: classes of 3 (north, small, officer), 1 (north, small, manager), 2 (south, large, officer) and 1 (south,
# middle, no answer); those who did not respond make the small in the south 1 in the frame, and the middle 2.
HAND = [
    *[respondent("north", "small", "officer")] * 3,
    respondent("north", "small", "manager"),
    *[respondent("south", "large", "officer")] * 2,
    respondent("south", "middle"),
]
SILENT = [respondent("south", "small"), respondent("south", "middle")]


def found(risks: list[Risk], changed: str = "", merged: tuple[str, ...] = ()) -> Risk:
    (risk,) = [risk for risk in risks if (risk.changed, risk.merged) == (changed, merged)]
    return risk


@pytest.fixture(scope="module")
def by_hand(study):
    return risks(study, Wave(study, HAND, not_responding=SILENT).counts)


def test_the_classes_of_a_wave_by_hand(by_hand):
    declared = by_hand[0]
    assert (declared.changed, declared.merged, declared.quasi_identifiers) == ("", (), QUASI)
    assert sorted(declared.classes.values()) == [1, 1, 2, 3]
    assert (declared.k, declared.uniques, declared.below) == (1, 2, 4)
    assert declared.population_uniques == 1
    assert declared.as_dict() == {
        "changed": "",
        "merged": [],
        "quasi_identifiers": list(QUASI),
        "k": 1,
        "sample_uniques": 2,
        "below_threshold": 4,
        "population_uniques": 1,
        "class_sizes": {"1": 2, "2": 1, "3": 1},
    }


def test_a_quasi_identifier_left_out(by_hand):
    without_role = found(by_hand, "role")
    assert without_role.quasi_identifiers == ("region", "size")
    assert sorted(without_role.classes.values()) == [1, 2, 4]
    assert without_role.population_uniques == 1
    # Without the size both regions are large in the frame.
    assert found(by_hand, "size").population_uniques == 0
    assert sorted(found(by_hand, "size").classes.values()) == [1, 1, 2, 3]


def test_categories_merged(by_hand):
    # Declared, of disclosure.yaml and of a group, and pairs: of an ordered one neighbours only. Each stands there once.
    merged = [(risk.changed, risk.merged) for risk in by_hand if risk.merged]
    assert merged == [
        ("size", ("small", "middle")),
        ("size", ("middle", "large")),
        ("role", ("manager", "other")),
        ("role", ("officer", "manager")),
        ("role", ("officer", "other")),
    ]
    officers = found(by_hand, "role", ("officer", "manager"))
    assert sorted(officers.classes.values()) == [1, 2, 4]
    assert officers.k == 1
    assert found(by_hand, "size", ("middle", "large")).population_uniques == 1


def test_no_class_is_named_in_what_leaves_the_module(by_hand):
    said = repr([risk.as_dict() for risk in by_hand])
    assert "north" not in said
    assert "south" not in said


def test_a_wave_without_respondents_has_no_smallest_class(study):
    declared = risks(study, Wave(study, [], not_responding=SILENT).counts)[0]
    assert (declared.k, declared.uniques, declared.below, declared.population_uniques) == (None, 0, 0, 2)


def test_a_study_without_quasi_identifiers_has_no_risk_report(study):
    assert risks(with_settings(study, quasi_identifiers=()), Wave(study, HAND).counts) == []


def test_one_quasi_identifier_is_never_left_out(study):
    one = with_settings(study, quasi_identifiers=("role",))
    declared, *others = risks(one, Wave(one, HAND).counts)
    assert declared.population_uniques is None
    assert all(risk.quasi_identifiers == ("role",) for risk in others)


def test_municipalities_are_counted_and_not_their_respondents(study):
    names = ["one", "one", "two", "three", "four", "five", "six"]
    declared = risks(study, Wave(study, HAND, municipalities=names).counts)[0]
    # By hand: the three officers of the small north are of two municipalities.
    assert sorted(declared.classes.values()) == [1, 1, 2, 2]


@pytest.mark.parametrize("seed", range(20))
def test_classes_are_those_of_pandas(study, seed):
    """Every change, against pandas grouping the respondents with the same change made to them."""
    generator = np.random.default_rng(seed)
    regions, sizes, roles = ["north", "south"], ["small", "middle", "large"], ["officer", "manager", "other", None]

    def anybody():
        return respondent(*(str(generator.choice(names)) for names in (regions, sizes)), generator.choice(roles))

    wave = Wave(study, [anybody() for _ in range(int(generator.integers(1, 25)))], not_responding=[anybody()])
    sample, frame = wave.responses, wave.approached

    for risk in risks(study, wave.counts):
        kept = list(risk.quasi_identifiers)
        recode = {name: "+".join(risk.merged) for name in risk.merged}

        def sizes_of(table: pd.DataFrame, columns: list[str], recode=recode, changed=risk.changed) -> pd.Series:
            changed_table = table[columns].astype(object)
            if recode and changed in columns:
                changed_table[changed] = changed_table[changed].replace(recode)
            return changed_table.groupby(columns, dropna=False).size() if columns else pd.Series([len(table)])

        expected = sizes_of(sample, kept)
        assert sorted(risk.classes.values()) == sorted(expected)
        assert risk.uniques == (expected == 1).sum()
        assert risk.below == expected[expected < 3].sum()
        of_frame = sizes_of(frame, [name for name in kept if name != "role"])
        assert risk.population_uniques == (of_frame == 1).sum()


def test_limits_of_size_classes_make_an_ordered_fact(tmp_path):
    """A fact put into classes by a limit is ordered: only neighbours are merged."""
    limits = {"up_to_10": 10, "up_to_20": 20, "up_to_30": 30}
    size = {"kind": "single", "label": label("x"), "options": {n: {**label(n), "below": b} for n, b in limits.items()}}
    study = declare(
        tmp_path,
        items={"role": item("u", "v")},
        facts={"size": size},
        tables={},
        disclosure={"quasi_identifiers": ["size"]},
    )
    found = risks(study, Wave(study, [{"size": "up_to_10"}]).counts)
    assert [risk.merged for risk in found] == [(), ("up_to_10", "up_to_20"), ("up_to_20", "up_to_30")]
