"""Exports that nobody has seen before give their own numbers: each is counted again from its raw cells."""

from __future__ import annotations

import csv
import math
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest
from counted_again import Figure, differences, recounted, results_of
from counted_again import Key as FigureKey
from random_exports import BINDING, ITEMS, OPEN, Export, disguised, make_export
from running import PROJECT, Cli

from infopos_pipeline.privacy import Key, pseudonymise
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.statistics.counting import Counts, count
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.statistics.results import results_csv
from infopos_pipeline.study import load_study
from infopos_pipeline.warehouse import Warehouse

# SciPy warns of answers that are nearly all the same; the figures it then gives are compared all the same.
pytestmark = pytest.mark.filterwarnings("ignore:Precision loss:RuntimeWarning")

SAME: dict[str, Any] = {
    name: frozenset(list(item["options"])[:1]) if item["kind"] == "multiple" else next(iter(item["options"]))
    for name, item in ITEMS.items()
    if item["kind"] != "text"
}
EDGES: dict[str, dict[str, Any]] = {
    "options-and-items-nobody-chose": {
        "avoid": {name: {"missen", "beiden"} for name in ("informatie_intern", "informatie_extern")},
        "fixed": {"capaciteit": None, "behoefte_middelen": None, "tevredenheid": None},
    },
    "one-respondent": {"respondents": 1, "too_large": False, "last_pages": (9,), "skip": 0.0},
    "everyone-the-same": {"fixed": SAME},
    "nobody-reached-page-4": {"last_pages": (1, 2, 3)},
    "only-one-outside-the-study": {"respondents": 0},
}
MORE_EDGES: dict[str, dict[str, Any]] = EDGES | {
    "two-respondents": {"respondents": 2, "too_large": False, "last_pages": (9,), "skip": 0.0},
    "three-respondents": {"respondents": 3, "skip": 0.3},
    "nobody-got-past-page-1": {"last_pages": (0, 1)},
    "an-option-nobody-chose": {"avoid": {"informatie_intern": {"missen"}, "behoefte_middelen": {"afdeling_staf"}}},
    "nobody-answered-anything": {"skip": 1.0},
    "everybody-ticked-the-exclusive-box": {"fixed": {"behoefte_middelen": frozenset(["geen"])}},
}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A home that gets one wave after the other."""
    folder = tmp_path_factory.mktemp("crowd")
    return Cli(folder / "user", folder / "home")


def add(cli: Cli, export: Export, wave: str, folder: Path) -> str:
    files = export.write(folder)
    return cli.done_here("add", files[0], "--wave", wave, "--frame", files[1])


def no_figure_is_missing_or_undefined(cli: Cli, export: Export, wave: str) -> None:
    results = cli.output(wave) / "results.csv"
    again = recounted(export.content, export.frame_content, wave)
    assert differences(results_of(results), again) == []
    with results.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["wave"] == wave
            assert not row["value"] or math.isfinite(float(row["value"]))
            assert "nan" not in row["text"].lower().split()
    report = (cli.output(wave) / "report.html").read_text("utf-8")
    assert report.rstrip().endswith("</html>")
    for page in [report, *(path.read_text("utf-8") for path in cli.output(wave).glob("*/*"))]:
        assert ">nan<" not in page.lower()
        assert "NaN" not in page
        assert ">None<" not in page


def test_an_unseen_export_gives_its_own_numbers_in_a_new_home(infopos: Cli, tmp_path: Path) -> None:
    export = make_export(20_170)
    file, frame = export.write(tmp_path)
    said = infopos.done("add", file, "--wave", "2017", "--frame", frame, "--home", tmp_path / "new")
    output = tmp_path / "new/output/infopos/2017"
    assert str(output / "report.html") in said
    assert "synthetic" not in said
    assert "synthetisch" not in (output / "report.html").read_text("utf-8").lower()
    no_figure_is_missing_or_undefined(Cli(infopos.user, tmp_path / "new"), export, "2017")


def test_a_random_export_equals_a_count_of_its_raw_cells(crowd: Cli, tmp_path: Path) -> None:
    export = make_export(2, respondents=75)
    add(crowd, export, "2015-seed-2", tmp_path)
    no_figure_is_missing_or_undefined(crowd, export, "2015-seed-2")


@pytest.mark.parametrize("name", EDGES)
def test_waves_at_the_edge_of_what_can_be_computed_are_whole(crowd: Cli, tmp_path: Path, name: str) -> None:
    export = make_export(sum(map(ord, name)), **{"respondents": 18, **EDGES[name]})
    # Before the first version of any question ends; in order, or each would renew those after it.
    wave = f"2016-{list(EDGES).index(name)}-{name}"
    add(crowd, export, wave, tmp_path)
    no_figure_is_missing_or_undefined(crowd, export, wave)


# What follows goes through the rooms without Dagster, tables and charts, so that many exports can be tried.


def through_the_rooms(export: Export, folder: Path) -> dict[FigureKey, Figure]:
    """The results of an export, from its bytes to ``results.csv``."""
    study = load_study(PROJECT / "schemas" / "infopos")
    answers = read_answers(export.content, export.frame_content, study, ("export", "frame"))
    responses = pseudonymise(answers, study, Key(bytes(32)))
    with Warehouse(folder / "warehouse.duckdb") as warehouse:
        warehouse.prepare(study)
        warehouse.replace(study, "responses", responses.responses, wave="w")
        warehouse.replace(study, "approached", responses.approached, wave="w")
        slices = [nw.from_native(warehouse.relation(study, name, "w")) for name in ("responses", "approached")]
        counts = Counts(count(*slices, study), study)
    found = [result for place in study.places().values() for result in place_results(place, study, counts, "w")]
    found += [result for results in hypotheses_results(study, counts, "w").values() for result in results]
    (folder / "results.csv").write_text(results_csv(found), encoding="utf-8")
    return results_of(folder / "results.csv")


@pytest.mark.parametrize("seed", range(100, 112))
def test_results_of_random_exports_equal_a_count_of_their_raw_cells(tmp_path: Path, seed: int) -> None:
    export = make_export(seed, respondents=8 * (seed - 99), skip=0.02 * (seed - 100))
    again = recounted(export.content, export.frame_content, "w")
    assert differences(through_the_rooms(export, tmp_path), again) == []


@pytest.mark.parametrize("name", MORE_EDGES)
def test_results_at_the_edge_of_what_can_be_computed_equal_a_count_of_the_raw_cells(tmp_path: Path, name: str) -> None:
    export = make_export(7, **{"respondents": 18, **MORE_EDGES[name]})
    again = recounted(export.content, export.frame_content, "w")
    assert differences(through_the_rooms(export, tmp_path), again) == []


def test_the_order_and_spelling_of_columns_and_rows_make_no_difference(tmp_path: Path) -> None:
    export = make_export(5, plain=True)
    first = through_the_rooms(export, tmp_path)
    for seed in range(4):
        other = disguised(random.Random(seed), export)
        (tmp_path / "warehouse.duckdb").unlink()
        assert through_the_rooms(replace(other, rows=other.rows[::-1]), tmp_path) == first


def test_a_municipality_past_the_limit_counts_nowhere(tmp_path: Path) -> None:
    results = through_the_rooms(make_export(3, respondents=12), tmp_path)
    export = make_export(3, respondents=12)
    assert results[FigureKey("", "paragraaf_3_2", "respons", "", "", "", "n")].value == 12
    assert results[FigureKey("", "paragraaf_3_2", "benaderd", "", "", "", "n")].value == len(export.frame) - 1


def test_an_answer_that_the_routing_rules_out_is_left_out(tmp_path: Path) -> None:
    export = make_export(8, respondents=9, plain=True, last_pages=(9,), fixed={"informatie_intern": "nee"})
    bent = export.with_cell(4, "kninafd[SQ001]", "Y")
    results = through_the_rooms(bent, tmp_path)
    assert results[FigureKey("", "vergelijking_5", "knelpunten_afdelingen", "", "", "", "n")].value == 0
    assert differences(results, recounted(export.content, export.frame_content, "w")) == []


@pytest.mark.parametrize(
    "text", ["NA", "None", "=1+1", "a;b\tc,d", '"', '""', "\r\n\r\n", "’ ∞ 🙂", " ", "\u2028", "Y"]
)
def test_an_open_answer_changes_no_figure_whatever_it_holds(tmp_path: Path, text: str) -> None:
    export = make_export(9, respondents=8, plain=True)
    first = recounted(export.content, export.frame_content, "w")
    headings = [BINDING["items"][name]["column"] for name in OPEN]
    for row in range(len(export.rows)):
        for heading in headings:
            export = export.with_cell(row, heading, text)
    assert differences(through_the_rooms(export, tmp_path), first) == []
