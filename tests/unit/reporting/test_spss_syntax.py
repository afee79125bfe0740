"""The SPSS syntax that goes out: run by GNU PSPP on the data file that goes out, it finds our results again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import narwhals as nw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.reporting.data_out.spss_commands import SpssNames, remark
from infopos_pipeline.reporting.data_out.spss_expressions import spss_expression
from infopos_pipeline.reporting.data_out.spss_file import sav_file
from infopos_pipeline.reporting.data_out.spss_syntax import spss_syntax
from infopos_pipeline.reporting.words.wording import place_label
from infopos_pipeline.statistics.counting import Counts, count
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.shown import Hypothesis, ProfileTest, Table, TestName

from .exported import Exported, PsppTable, run_pspp

ROUNDING = 0.00501
"""PSPP prints two decimals of a statistic."""
P_ROUNDING = 0.000501


def rewritten(study: Study, **tests: str) -> Study:
    """The study with other tests in its published profile."""

    def changed(one: Hypothesis) -> Hypothesis:
        published = one.profiles["as_published"].model_copy(update={"test": tests[one.name]})
        return one.model_copy(update={"profiles": {**one.profiles, "as_published": published}})

    return replace(study, hypotheses={n: changed(one) if n in tests else one for n, one in study.hypotheses.items()})


TESTED = {"verwachting_3": "chi_square", "verwachting_4": "chi_square", "verwachting_6": "welch"}


class Run:
    """The sample wave in PSPP, beside our own results of it."""

    def __init__(self, responses, study: Study, folder, program: str) -> None:
        exported = Exported.of(responses.responses, study)
        (folder / "wave.sav").write_bytes(sav_file(exported.book, exported.rows))
        self.text = spss_syntax(exported.book, "wave.sav")
        (folder / "wave.sps").write_text(self.text, encoding="utf-8-sig")
        self.tables = run_pspp(program, folder / "wave.sps")
        self.book, self.asked = exported.book, exported.book.asked
        frames = (nw.from_native(frame).lazy() for frame in (responses.responses, responses.approached))
        counts = Counts(count(*frames, self.asked), self.asked)
        self.places = {
            name: place_results(place, self.asked, counts, "2017") for name, place in self.asked.places().items()
        }
        self.hypotheses = hypotheses_results(self.asked, counts, "2017")

    def under(self, name: str) -> list[PsppTable]:
        """The tables of one place or hypothesis."""
        return [table for table in self.tables if table.under.startswith(f"{place_label(name)}: ")]


@pytest.fixture(scope="module")
def ran(sample_responses, declared_study, tmp_path_factory, pspp) -> Run:
    return Run(sample_responses, rewritten(declared_study, **TESTED), tmp_path_factory.mktemp("pspp"), pspp)


def test_the_frequencies_of_every_place_are_our_results(ran: Run) -> None:
    compared = 0
    for place in ran.asked.places().values():
        if place.by or not place.items:
            continue
        tables = {table.title: table for table in ran.under(place.name)}
        own = {
            (row.item, row.category): row for row in ran.places[place.name] if row.statistic == "n" and not row.group
        }
        for item in place.items:
            variable = ran.asked.variables[item]
            for option, label in variable.options.items():
                row = own[item, option]
                if variable.kind == "multiple":
                    table = tables[f"{label.nl} – {variable.label.nl}"]
                    shown = [r[2] for r in table.rows if "Aangekruist" in r[:2]] or ["0"]
                else:
                    shown = [r[2] for r in tables[variable.label.nl].rows if r[1] == label.nl] or ["0"]
                assert [float(n) for n in shown] == [row.value], (place.name, item, option)
                compared += 1
    assert compared > 150


def test_missing_states_stay_apart_in_pspp(ran: Run) -> None:
    table = next(t for t in ran.under("vergelijking_5") if t.title.startswith("Burgerzaken"))
    counts = {row[1]: int(row[2]) for row in table.rows[1:] if row[1]}
    entry = next(e for e in ran.book.entries if e.name == "knelpunten_afdelingen__burgerzaken")
    labels = {value.label.nl: entry.count(value.category) for value in entry.values if entry.count(value.category)}
    assert counts == labels
    assert len([value for value in entry.values if value.missing and entry.count(value.category)]) == 3


def test_crosstabs_have_our_counts(ran: Run) -> None:
    compared = 0
    for place in ran.asked.places().values():
        if place.layout != "crosstab":
            continue
        cells = {
            (r.item, r.category, r.group, r.group_value): r.value for r in ran.places[place.name] if r.statistic == "n"
        }
        tables = {table.title: table for table in ran.under(place.name)}
        for group in place.by:
            rows = ran.asked.variables[group]
            for item in place.items:
                variable = ran.asked.variables[item]
                if variable.kind == "multiple":
                    continue
                table = tables[f"{rows.label.nl} × {variable.label.nl}"]
                columns = table.rows[1]
                for value, label in rows.options.items():
                    (line,) = [r for r in table.rows if r[1] == label.nl and r[2] == "Count"]
                    for option, shown in variable.options.items():
                        n = int(line[columns.index(shown.nl)]) if shown.nl in columns else 0
                        assert n == cells[item, option, group, value]
                        compared += 1
    assert compared > 30


def test_means_have_our_means_and_deviations(ran: Run) -> None:
    place = ran.asked.tables["tabel_4"]
    own = {(r.group, r.group_value, r.statistic): r.value for r in ran.places[place.name] if r.group_value}
    reports = [t for t in ran.under(place.name) if "Mean" in t.rows[0] or "Mean" in t.rows[1]]
    assert len(reports) == len(place.by)
    for group, table in zip(place.by, reports, strict=True):
        for value, label in ran.asked.variables[group].options.items():
            mean, n, deviation = next(row[-3:] for row in table.rows if label.nl in row)
            assert float(n) == own[group, value, "n"]
            assert float(mean) == pytest.approx(own[group, value, "mean"], abs=ROUNDING)
            assert float(deviation) == pytest.approx(own[group, value, "sd"], abs=ROUNDING)


def results(ran: Run, hypothesis: str, profile: str, statistic: str) -> list[float | None]:
    return [r.value for r in ran.hypotheses[hypothesis] if r.profile == profile and r.statistic == statistic]


def found(ran: Run, hypothesis: str, title: str, *labels: str) -> Iterator[list[str]]:
    """The cells behind labels, of every table of a hypothesis with a title that has them."""
    for table in ran.under(hypothesis):
        if table.title == title:
            yield from (row[len(labels) :] for row in table.rows if row[: len(labels)] == list(labels))


@pytest.mark.parametrize("name", ["verwachting_3", "verwachting_4"])
def test_chi_square_is_ours(ran: Run, name: str) -> None:
    shown = list(found(ran, name, "Chi-Square Tests", "Pearson Chi-Square"))
    own = [results(ran, name, "as_published", s) for s in ("test_statistic", "df", "p_value")]
    tests = list(zip(*own, strict=True))
    assert len(shown) == 2 * len(tests) == 16  # the recommended test has the same tables
    for (value, df, p, *_), (statistic, own_df, own_p) in zip(shown, tests, strict=False):
        assert float(value) == pytest.approx(statistic, abs=ROUNDING)
        assert float(df) == own_df
        assert float(p) == pytest.approx(own_p, abs=P_ROUNDING)


@pytest.mark.parametrize(
    ("name", "row"), [("verwachting_5", "Equal variances assumed"), ("verwachting_6", "Equal variances not assumed")]
)
def test_t_tests_are_ours(ran: Run, name: str, row: str) -> None:
    """Student's of one expectation, Welch's of the other."""
    shown = [
        r[r.index(row) + 3 :]
        for t in ran.under(name)
        if t.title == "Independent Samples Test"
        for r in t.rows
        if row in r
    ]
    own = [results(ran, name, "as_published", s) for s in ("test_statistic", "df", "p_value")]
    tests = list(zip(*own, strict=True))
    assert len(tests) == 2
    for (t, df, p, *_), (statistic, own_df, own_p) in zip(shown, tests, strict=False):
        assert float(t) == pytest.approx(statistic, abs=ROUNDING)
        assert float(df) == pytest.approx(own_df, abs=ROUNDING)
        assert float(p) == pytest.approx(own_p, abs=P_ROUNDING)


@pytest.mark.parametrize("name", ["verwachting_1", "verwachting_2"])
def test_spearman_and_mann_whitney_are_ours(ran: Run, name: str) -> None:
    rho = [float(r[0]) for r in found(ran, name, "Symmetric Measures", "Ordinal by Ordinal", "Spearman Correlation")]
    assert rho == pytest.approx(results(ran, name, "as_published", "test_statistic"), abs=ROUNDING)
    shown = [float(row[1]) for t in ran.under(name) if t.title == "Test Statistics" for row in t.rows[1:]]
    sizes = [[int(r[2]) for r in t.rows[1:3]] for t in ran.under(name) if t.title == "Ranks"]
    own = results(ran, name, "recommended", "test_statistic")
    smaller = [min(u, n * m - u) for u, (n, m) in zip(own, sizes, strict=True)]  # PSPP gives the smaller of the two
    assert shown == pytest.approx(smaller)


def test_kruskal_wallis_is_ours(ran: Run) -> None:
    name = "verkenning_vier_groepen"
    for title, statistic, precision in (
        ("Chi-Square", "test_statistic", ROUNDING),
        ("Asymp. Sig.", "p_value", P_ROUNDING),
    ):
        shown = [float(row[0]) for row in found(ran, name, "Test Statistics", title)]
        assert shown == pytest.approx(results(ran, name, "recommended", statistic), abs=precision)


def test_the_same_codebook_gives_the_same_text_that_says_it_is_internal(ran: Run) -> None:
    assert spss_syntax(ran.book, "wave.sav") == ran.text
    assert "* Intern: " in ran.text
    assert max(map(len, ran.text.splitlines())) < 250


def test_what_neither_program_can_do_is_said(ran: Run) -> None:
    for said in ("Boschloo", "permutatietoets", "Exact Tests", "MULT RESPONSE"):
        assert said in ran.text


@pytest.fixture
def small(small_responses, small_study) -> Exported:
    rows = [{"lft": str(20 + n), "oord": f"A{1 + n % 3}", "kind": str(n % 4), "zorg__1": "Y"} for n in range(9)]
    rows += [{"lft": "12", "oord": "A2", "zorg__2": "Y"}, {"lft": "11", "oord": "A3"}, {}]
    return Exported.of(small_responses(*rows).responses, small_study, "2030")


def test_declared_scores_are_put_in_where_they_are_not_the_codes(small: Exported, tmp_path, pspp) -> None:
    (tmp_path / "small.sav").write_bytes(sav_file(small.book, small.rows))
    text = spss_syntax(small.book, "small.sav")
    (tmp_path / "small.sps").write_text(text, encoding="utf-8-sig")
    assert "RECODE oordeel (1=-1) (2=0) (3=2.5) INTO oordeel__score." in text
    (means,) = [
        t for t in run_pspp(pspp, tmp_path / "small.sps") if t.under.startswith("Gemiddeld") and "Mean" in t.rows[1]
    ]
    assert means.rows[0][2:] == ["Opinion", "Number of children"]
    scores = {"no": -1, "on": 0, "y": 2.5}
    adults = [
        scores[opinion]
        for opinion, adult in zip(small.rows["oordeel"].to_pylist(), small.rows["volwassen"].to_pylist(), strict=True)
        if adult == "ja" and opinion in scores
    ]
    assert float(means.row("Yes", "Mean")[0]) == pytest.approx(sum(adults) / len(adults), abs=ROUNDING)


FILTERS = {
    "leeftijd >= 18 and not (oordeel in (y,))": lambda r: (
        r["leeftijd"] is not None and r["leeftijd"] >= 18 and r["oordeel"] in ("no", "on")
    ),
    "verkeer in zorgen or leeftijd < 12": lambda r: (
        r["zorgen__verkeer"] == "ticked" or (r["leeftijd"] is not None and r["leeftijd"] < 12)
    ),
    "count(zorgen) == 1": lambda r: (
        [r[f"zorgen__{o}"] for o in ("verkeer", "lawaai", "afval", "geen")].count("ticked") == 1
    ),
    "answered(kinderen) and score(oordeel) > 0": lambda r: r["kinderen__state"] == "answered" and r["oordeel"] == "y",
    "mean(leeftijd, kinderen, at_least=1) < 12.5": lambda r: (
        (given := [n for n in (r["leeftijd"], r["kinderen"]) if n is not None]) != [] and sum(given) / len(given) < 12.5
    ),
    "recode(oordeel, no=1, y=3) >= 1": lambda r: r["oordeel"] in ("no", "y"),
    "(leeftijd - kinderen) / 2 > 10": lambda r: (
        None not in (r["leeftijd"], r["kinderen"]) and (r["leeftijd"] - r["kinderen"]) / 2 > 10
    ),
    "sum(leeftijd, kinderen) == 24 or afval in zorgen": lambda r: (
        None not in (r["leeftijd"], r["kinderen"]) and r["leeftijd"] + r["kinderen"] == 24
    ),
    "reached(kinderen) and leeftijd != 11": lambda r: (
        r["kinderen__state"] != "~not_reached" and r["leeftijd"] not in (None, 11)
    ),
}


@pytest.mark.parametrize("condition", FILTERS)
def test_a_filter_selects_the_same_respondents_in_pspp(
    condition: str, small: Exported, changed_study, tmp_path, pspp
) -> None:
    fixtures = small.book.study.folder
    old = "    layout: characteristics\n"
    folder = changed_study("tables.yaml", old, f"{old}    filter: '{condition}'\n", fixtures)
    study = load_study(folder)
    exported = Exported.of(small.rows.to_pandas(), study, "2030")
    (tmp_path / "small.sav").write_bytes(sav_file(exported.book, exported.rows))
    (tmp_path / "small.sps").write_text(spss_syntax(exported.book, "small.sav"), encoding="utf-8-sig")
    tables = [t for t in run_pspp(pspp, tmp_path / "small.sps") if t.under.startswith("Overzicht")]
    opinions = next(t for t in tables if t.title == "Opinion")
    expected = sum(FILTERS[condition](row) for row in small.rows.to_pylist())
    assert int(opinions.rows[-1][2]) == expected
    assert 0 < expected < len(small.rows)
    everybody = [t for t in run_pspp(pspp, tmp_path / "small.sps") if t.under.startswith("Gemiddeld")]
    assert everybody  # what follows is of everybody again


def test_what_was_not_asked_is_named_and_left_out(sample_responses, declared_study) -> None:
    exported = Exported.of(sample_responses.responses, declared_study)
    dashboard = declared_study.items["dashboard"]
    assert not dashboard.asked_in("2017")
    table = Table(name="extra", title=dashboard.label, layout="frequencies", items=("dashboard", "regio"))
    study = replace(declared_study, tables={**declared_study.tables, "extra": table})
    text = spss_syntax(Exported.of(sample_responses.responses, study).book, "wave.sav")
    part = text.partition("ECHO 'Extra")[2].partition("ECHO")[0]
    assert "Niet gevraagd in deze meting: dashboard." in part
    assert "FREQUENCIES /VARIABLES= regio." in part
    assert exported.book.asked.asked("regio")


WITH_PAIRS = ("predictor", "knelpunten_intern")


@pytest.mark.parametrize("each", ["predictor", "option"])
def test_pspp_takes_the_command_of_every_test(each: str, sample_responses, declared_study, tmp_path, pspp) -> None:
    """Every test that a study can declare, of a whole outcome and of each of its options, by one group and by boxes."""
    template = declared_study.hypotheses["verwachting_1"]

    def hypothesis(test: str, predictor: str) -> Hypothesis:
        outcome = "missen_intern" if test == "mcnemar_exact" or each == "option" else "tevredenheid"
        declared = ProfileTest(test=test, outcome=outcome)
        names = {"name": f"{test}_{predictor}", "predictors": (predictor,), "each": each}
        return template.model_copy(update={**names, "profiles": {"recommended": declared}})

    made = [
        hypothesis(test, name) for test in get_args(TestName) for name in ("knelpunten_intern", "behoefte_middelen")
    ]
    study = replace(declared_study, hypotheses={one.name: one for one in made})
    exported = Exported.of(sample_responses.responses, study)
    (tmp_path / "all.sav").write_bytes(sav_file(exported.book, exported.rows))
    (tmp_path / "all.sps").write_text(spss_syntax(exported.book, "all.sav"), encoding="utf-8-sig")
    tables = run_pspp(pspp, tmp_path / "all.sps")
    titles = {"Chi-Square Tests", "Symmetric Measures", "Ranks", "Independent Samples Test", "Test Statistics"}
    for one in made:
        if one.profiles["recommended"].test == "mcnemar_exact" and (each, one.predictors[0]) != WITH_PAIRS:
            continue  # 1 and 0 against 1 and 2 are no pairs of the same answers
        found = [t.title for t in tables if t.under.startswith(f"{place_label(one.name)}: ")]
        expected = titles | {"Jonckheere-Terpstra Test", "McNemar Test", "Test Statistics"}
        assert any(title in expected for title in found), (one.name, found)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=400))
def test_no_text_breaks_out_of_its_comment(text: str) -> None:
    """A comment ends with a full stop at the end of a line, and only then may another line begin without an indent."""
    lines = list(remark(text))
    for line, before in zip(lines, ["x.", *lines], strict=False):
        assert line.startswith("*" if before.endswith(".") else "  ")
    assert not lines or lines[-1].endswith(".")


def test_a_condition_has_no_code_that_the_data_lack(small: Exported) -> None:
    names = SpssNames(small.book)
    for condition in small.book.study.routing.values():
        text = spss_expression(condition, names)
        variables = set(re.findall(r"[a-z]\w+", text))
        assert variables <= {entry.spss_name for entry in small.book.entries} | names.copies.keys()
