"""A questionnaire that changes from wave to wave, in real runs: what compares is compared, what does not is not, and a
change that is not declared as one stops every wave that it touches, and nothing else.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import village_polls
import weather_recount
from running import hashes
from weather_exports import STUDY, WAVES, Poll, poll_in, project_of, ran, weather
from weather_recount import Figure, differences

from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.project import Home

ADDED = WAVES[:4]
EXPORTS = {wave: weather(wave, 1) for wave in ADDED}


@pytest.fixture(scope="module")
def poll(tmp_path_factory: pytest.TempPathFactory) -> Poll:
    """A home to which four waves of the poll were added one after the other; for tests that read only."""
    folder = tmp_path_factory.mktemp("poll")
    project_of(folder / "project")
    found = poll_in(folder)
    for export in EXPORTS.values():
        found.add(export)
    return found


def figure(row: Mapping[str, str]) -> Figure:
    return float(row["value"]) if row["value"] else None, int(row["base"]) if row["base"] else None, row["text"]


def keyed(rows: list[dict[str, str]], *columns: str) -> dict[tuple[str, ...], Figure]:
    found = {tuple(row[column] for column in columns): figure(row) for row in rows}
    assert len(found) == len(rows)
    return found


def crosswalk(poll: Poll, wave: str) -> dict[tuple[str, str], dict[str, str]]:
    """By item and option what ``crosswalk.csv`` says of the waves."""
    rows = csv.DictReader(io.StringIO((poll.output(wave) / "crosswalk.csv").read_text("utf-8"), newline=""))
    return {(row.pop("item"), row.pop("option")): row for row in rows}


# What is counted


@pytest.mark.parametrize("wave", ADDED)
def test_answers_are_counted_as_they_were_asked_in_the_wave(poll: Poll, wave: str) -> None:
    rows = [row for row in poll.results(wave) if row["place"] not in ("trends", "non_response")]
    figures = [row for row in rows if row["statistic"] in ("n", "pct")]
    found = keyed(figures, "place", "item", "category", "group", "group_value", "statistic")
    assert differences(found, weather_recount.frequencies(EXPORTS[wave])) == []


@pytest.mark.parametrize("wave", ADDED[1:])
def test_earlier_waves_are_read_in_the_terms_of_the_last_one_that_asked(poll: Poll, wave: str) -> None:
    rows = [row for row in poll.results(wave) if row["place"] == "trends" and row["group"] == "wave"]
    figures = [row for row in rows if row["statistic"] in ("n", "pct", "mean")]
    found = keyed(figures, "item", "category", "group_value", "statistic")
    exports = [export for name, export in EXPORTS.items() if name <= wave]
    again = weather_recount.levels(exports)
    assert differences(found, again) == []
    texts = {text for _, _, text in again.values()}
    assert texts == {"", "not_comparable", "not_asked"}, "else this test would show less than it says"


@pytest.mark.parametrize("wave", ADDED[1:])
def test_changes_are_given_where_answers_compare_and_nowhere_else(poll: Poll, wave: str) -> None:
    rows = [row for row in poll.results(wave) if row["group"] in ("totals", "panel")]
    figures = [row for row in rows if row["statistic"] in ("n", "effect")]
    found = keyed(figures, "group", "item", "category", "group_value", "statistic")
    exports = [export for name, export in EXPORTS.items() if name <= wave]
    assert differences(found, weather_recount.changes(exports)) == []


def test_a_first_wave_has_no_trends(poll: Poll) -> None:
    assert [row for row in poll.results("2001") if row["place"] == "trends"] == []


def test_only_the_declared_family_is_tested(poll: Poll) -> None:
    tested = {(row["item"], row["category"]) for row in poll.results("2003") if row["statistic"] == "p_adjusted"}
    assert tested == set(weather_recount.FAMILY)


# What is shown


@pytest.mark.parametrize(("wave", "is_asked"), [("2001", False), ("2002", True), ("2003", True), ("2004", False)])
def test_tables_and_charts_say_what_the_wave_did_not_ask(poll: Poll, wave: str, is_asked: bool) -> None:
    for name in ("tables/kenmerken.html", "tables/lucht_naar_paraplu.html", "charts/beeld_paraplu.svg"):
        assert ("Niet gevraagd" in (poll.output(wave) / name).read_text("utf-8")) is not is_asked, name
    assert "Niet gevraagd" not in (poll.output(wave) / "charts/beeld_mee.svg").read_text("utf-8")


def test_the_crosswalk_is_blank_where_a_wave_did_not_ask(poll: Poll) -> None:
    found = crosswalk(poll, "2004")
    asked = {item: [wave for wave in ADDED if found[item, ""][wave]] for item, option in found if not option}
    for item, waves in asked.items():
        if item not in ("gemeente", "opmerking"):
            assert waves == [wave for wave in ADDED if weather_recount.asked(item, wave)], item
    assert asked["opmerking"] == ["2003", "2004"]
    assert asked["gemeente"] == list(ADDED)


def test_the_crosswalk_says_how_each_wave_was_asked_and_what_its_answers_mean_now(poll: Poll) -> None:
    found = crosswalk(poll, "2004")

    def row(item: str, option: str) -> list[str]:
        return list(found[item, option].values())

    assert list(found["jas", ""]) == ["2001", "2002", "2003", "2004", "meaning_2001", "meaning_2002", "meaning_2003"]
    assert row("jas", "") == [
        *("Een jas mee", "Een jas om", "Een jas om", "Een jas aan"),
        *("not_comparable", "comparable", "comparable"),
    ]
    assert row("jas", "ja") == ["Ja", "Ja", "Ja", "Ja", "", "ja", "ja"]
    assert row("neerslag", "")[4:] == ["recoded", "recoded", "comparable"]
    assert row("neerslag", "nat") == ["Nee", "", "", "", "motregen | bui", "", ""]
    assert row("neerslag", "mist") == ["", "Mist", "", "", "", "motregen", ""]
    assert row("neerslag", "motregen") == ["", "", "Motregen", "Motregen", "", "", "motregen"]
    assert row("wind", "zwak") == ["Zwak", "Zwak", "", "", "matig", "matig", ""]
    assert row("mee", "muts") == ["Muts", "Muts", "", "", "hoed | pet", "hoed | pet", ""]
    assert row("sjaal", "") == ["Een sjaal om", "", "Een sjaal om", "Een sjaal om", "comparable", "", "comparable"]
    assert row("paraplu", "") == ["", "Een paraplu bij zich", "Een paraplu bij zich", "", "", "", ""]
    assert row("dieren", "")[4:] == ["", "", "comparable"]


# What an export is checked against


def test_check_and_progress_take_the_questionnaire_of_the_wave_named_else_the_newest(
    poll: Poll, tmp_path: Path
) -> None:
    home = hashes(poll.cli.home)
    files = {wave: EXPORTS[wave].write(tmp_path / wave) for wave in ("2001", "2004")}

    def said(command: str, wave: str, *more: str) -> tuple[int, Any]:
        export, frame = files[wave]
        finished = poll.here(command, export, "--frame", frame, "--json", *more)
        return finished.exit_code, json.loads(finished.stdout)

    for wave, named in (("2001", "2001"), ("2004", "2004"), ("2004", ""), ("2004", "2031")):
        more = ("--wave", named) if named else ()
        assert said("check", wave, *more) == (0, {"ok": True, "problems": []})
        code, progress = said("progress", wave, *more)
        last = "2" if wave == "2001" else "3"
        finished = sum(row["lastpage"] >= last for row in EXPORTS[wave].rows)
        everyone = {"fact": "", "category": "", "approached": 30, "started": 24, "finished": finished}
        assert (code, progress["progress"][0]) == (0, everyone)
    for more in ((), ("--wave", "2004")):
        code, found = said("check", "2001", *more)
        missing = sorted(problem["question"] for problem in found["problems"] if problem["code"] == "missing_column")
        assert (code, missing) == (1, ["jas", "mee (mee[SQ003])", "mee (mee[SQ004])", "mee (mee[SQ005])"])
        refused = poll.here("progress", files["2001"][0], "--frame", files["2001"][1], *more)
        assert refused.exit_code == 1
        assert refused.stderr.count("[missing_column]") == 4
    assert hashes(poll.cli.home) == home


# A change that nobody declared as one

BEFORE, AFTER = weather("2003", 2), weather("2004", 2)
HELDER, DICHT = {"nl": "Helder", "en": "Clear"}, {"nl": "Dicht", "en": "Overcast"}
BEWOLKT, BETROKKEN = {"nl": "Bewolkt", "en": "Cloudy"}, {"nl": "Betrokken", "en": "Dull"}


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Poll:
    """A home in which a wave of the poll ran, and one of another study."""
    folder = tmp_path_factory.mktemp("unchanged")
    project_of(folder / "project", village_polls.STUDY)
    found = poll_in(folder)
    found.add(BEFORE)
    (folder / "export.csv").write_bytes(village_polls.export_of(9))
    (folder / "frame.csv").write_bytes(village_polls.frame_of(12))
    other = "--study", village_polls.STUDY, "--wave", "2019", "--frame", folder / "frame.csv"
    found.cli.done_here("add", folder / "export.csv", *other)
    return found


@pytest.fixture(scope="module")
def relabelled(unchanged: Poll, tmp_path_factory: pytest.TempPathFactory) -> Poll:
    """An option has another label, without a version; nothing has run since."""
    found = unchanged.copy(tmp_path_factory.mktemp("relabelled"))
    found.redeclare("questionnaire.yaml", relabel)
    return found


def relabel(questionnaire: Any) -> None:
    questionnaire["items"]["lucht"]["options"]["bewolkt"] = BETROKKEN


def move_codes(binding: Any) -> None:
    binding["items"]["lucht"]["codes"] = {"A1": "helder", "A3": "bewolkt", "A2": "dicht"}


@pytest.mark.parametrize("command", [["run"], ["run", "--again"], ["run", "--wave", "2003"]])
def test_a_changed_label_without_a_version_stops_the_wave_and_its_outputs_stand(
    unchanged: Poll, relabelled: Poll, command: list[str]
) -> None:
    finished = relabelled.here(*command)
    assert finished.exit_code == 1
    assert "Traceback" not in finished.output
    (said,) = (line for line in finished.stderr.splitlines() if "[changed_label]" in line)
    for part in ("question lucht", "'Bewolkt' when wave 2003 landed", "'Betrokken'", "'versions'", "'comparability'"):
        assert part in said
    assert hashes(relabelled.cli.home / "output") == hashes(unchanged.cli.home / "output")
    key = dg.AssetCheckKey(dg.AssetKey([STUDY, "responses"]), "same_questions")
    with open_instance(Home(relabelled.cli.home)) as instance:
        record = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)[0]
    assert record.event is not None
    evaluation = record.event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
    assert not evaluation.passed


@pytest.mark.parametrize(
    ("file", "edit", "said"),
    [
        ("bindings/limesurvey.yaml", move_codes, "'dicht', as it is declared"),
        ("questionnaire.yaml", lambda q: q["items"]["sjaal"].update(until="2002", not_in=[]), "'until: \"2003\"'"),
    ],
    ids=["codes moved", "question dropped"],
)
def test_so_does_any_other_change_of_what_was_asked(
    unchanged: Poll, tmp_path: Path, file: str, edit: Any, said: str
) -> None:
    changed = unchanged.copy(tmp_path)
    changed.redeclare(file, edit)
    finished = changed.here("run")
    assert finished.exit_code == 1
    assert said in finished.stderr
    assert hashes(changed.cli.home / "output") == hashes(unchanged.cli.home / "output")


def test_the_other_studies_run(unchanged: Poll, relabelled: Poll) -> None:
    said = relabelled.cli.done_here("run", "--again", "--study", village_polls.STUDY)
    assert "is done" in said
    assert hashes(relabelled.cli.home / "output") == hashes(unchanged.cli.home / "output")


@pytest.fixture(scope="module")
def stopped(unchanged: Poll, relabelled: Poll, tmp_path_factory: pytest.TempPathFactory) -> Poll:
    """A new wave was added after the label had changed, and was stopped."""
    changed = relabelled.copy(tmp_path_factory.mktemp("stopped"))
    export, frame = AFTER.write(changed.project.parent / "2004")
    finished = changed.here("add", export, "--wave", "2004", "--frame", frame)
    assert finished.exit_code == 1
    assert "'Bewolkt' when wave 2003 landed" in finished.stderr
    assert hashes(changed.cli.home / "output") == hashes(unchanged.cli.home / "output")
    return changed


@dataclass(frozen=True)
class Declared:
    """How the answers before a change compare, which indicators do not, and what the changed option means."""

    comparability: str
    broken: frozenset[str]
    meaning: str
    recode: Mapping[str, str] = field(default_factory=dict)


SKY = frozenset({"", "helder", "bewolkt", "dicht", "niet_helder"})
DECLARED = (
    Declared("comparable", frozenset(), "bewolkt"),
    Declared("not_comparable", SKY, ""),
    Declared(
        *("recoded", frozenset({"", "bewolkt", "dicht"}), "bewolkt | dicht"),
        recode={"bewolkt": "niet_helder", "dicht": "niet_helder"},
    ),
)


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.comparability)
def test_once_the_change_is_declared_both_waves_run_and_compare_as_it_says(
    stopped: Poll, tmp_path: Path, declared: Declared
) -> None:
    changed = stopped.copy(tmp_path)
    version = {
        "until": "2003",
        "comparability": declared.comparability,
        "options": {"helder": HELDER, "bewolkt": BEWOLKT, "dicht": DICHT},
        "recode": dict(declared.recode),
    }
    changed.redeclare("questionnaire.yaml", lambda q: q["items"]["lucht"].update(versions=[version]))
    assert ran(changed.done("run")) == ["2003", "2004"]
    rows = [row for row in changed.results("2004") if row["place"] == "trends" and row["item"] == "lucht"]
    levels = [row for row in rows if row["group"] == "wave" and row["statistic"] in ("n", "pct", "mean")]
    again = {
        key: (value, base, "not_comparable" if key[1] in declared.broken and key[2] == "2003" else text)
        for key, (value, base, text) in weather_recount.levels([BEFORE, AFTER]).items()
        if key[0] == "lucht"
    }
    assert differences(keyed(levels, "item", "category", "group_value", "statistic"), again) == []
    assert {row["category"] for row in rows if row["group"] == "totals"} == SKY - declared.broken
    found = crosswalk(changed, "2004")
    assert found["lucht", ""]["meaning_2003"] == declared.comparability
    shown = {"2003": "Bewolkt", "2004": "Betrokken", "meaning_2003": declared.meaning}
    assert found["lucht", "bewolkt"] == shown
