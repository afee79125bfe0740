"""What outputs were made from, in real runs: what changed runs again and nothing else, what is outdated is not read,
waves may come in any order, and one that is removed leaves nothing behind.

The waves are called so that no other text holds the name of the middle one.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from canaries import Search
from running import hashes, outputs
from wave_versions import version_of
from weather_exports import STUDY, Poll, poll_in, project_of, ran, village, weather
from weather_runs import dropped, materialised, run_ids, scheduled, study_of

from infopos_pipeline import __version__
from infopos_pipeline.ingest.landing import land, landed_wave
from infopos_pipeline.orchestration import landed_responses
from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.orchestration.slices import result_asset_names
from infopos_pipeline.project import Home
from infopos_pipeline.study import Study
from infopos_pipeline.study.wording import wording

FIRST, MIDDLE, LAST = WAVES = ("2002", "2002-wolkbreukjaar", "2004")
REMARK, SCARF = "zwaluwstaartwolkje", "Een bouffantewolk om"
ONLY_THEN = range(100, 115)
"""Villages that were approached in the middle wave alone."""
EXPORTS = {
    FIRST: weather("2002", 3),
    MIDDLE: weather("2003", 3, [*range(20), *ONLY_THEN], word=REMARK),
    LAST: weather("2004", 3),
}
CORRECTED = EXPORTS[MIDDLE].with_cell(0, "graden", "31")


def declared(questionnaire: Any) -> None:
    """What the middle wave asked as the first one to do so, and a label of its own."""
    items = questionnaire["items"]
    for name in ("dieren", "opmerking"):
        items[name]["since"] = MIDDLE
    label = {"nl": SCARF, "en": "Wearing a muffler"}
    items["sjaal"]["versions"] = [{"until": MIDDLE, "comparability": "comparable", "label": label}]


def empty_poll(folder: Path, user: Path | None = None) -> Poll:
    project_of(folder / "project")
    poll = poll_in(folder, user)
    poll.redeclare("questionnaire.yaml", declared)
    return poll


@pytest.fixture(scope="module")
def poll(tmp_path_factory: pytest.TempPathFactory) -> Poll:
    """A home to which the three waves were added in order; for tests that read only."""
    found = empty_poll(tmp_path_factory.mktemp("poll"))
    for wave, export in EXPORTS.items():
        found.add(export, wave)
    return found


@pytest.fixture
def own(poll: Poll, tmp_path: Path) -> Poll:
    """A copy of that, for tests that change it."""
    return poll.copy(tmp_path)


@pytest.fixture(scope="module")
def two(poll: Poll, tmp_path_factory: pytest.TempPathFactory) -> Poll:
    """A home of the same user to which the last wave and then the first were added, and never the middle one."""
    found = empty_poll(tmp_path_factory.mktemp("two"), poll.cli.user)
    for wave in (LAST, FIRST):
        found.add(EXPORTS[wave], wave)
    return found


@pytest.fixture
def own_two(two: Poll, tmp_path: Path) -> Poll:
    """A copy of that, for tests that change it."""
    return two.copy(tmp_path)


# What a command did


def touched(poll: Poll, wave: str) -> dict[str, tuple[int, int]]:
    """The files of a wave's outputs, each with what tells that it was written anew."""
    files = [path for path in sorted(poll.output(wave).rglob("*")) if path.is_file()]
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


@contextmanager
def only(poll: Poll, *waves: str) -> Iterator[None]:
    """Only the outputs of these waves are written in the block, and one run of each is made, in this order."""
    before, known = {wave: touched(poll, wave) for wave in WAVES}, run_ids(poll)
    yield
    assert [wave for wave in WAVES if touched(poll, wave) != before[wave]] == sorted(set(waves) & set(WAVES))
    with open_instance(Home(poll.cli.home)) as instance:
        made = [run_id for run_id in run_ids(poll) if run_id not in known]
        runs = [instance.get_run_by_id(run_id) for run_id in made]
    assert [run.tags["dagster/partition"] for run in runs if run is not None] == list(waves)


# Only what changed runs


def test_a_second_run_runs_nothing_and_says_so(own: Poll) -> None:
    with only(own):
        said = own.done("run")
    for wave in WAVES:
        assert f"Wave {wave} of {STUDY} is unchanged since its last run." in said
        assert str(own.output(wave) / "report.html") in said
    assert scheduled(own) == []


def test_again_runs_all_and_makes_the_same_bytes(own_two: Poll) -> None:
    before = hashes(own_two.cli.home / "output")
    with only(own_two, FIRST, LAST):
        assert ran(own_two.done("run", "--again")) == [FIRST, LAST]
    assert hashes(own_two.cli.home / "output") == before


def test_a_changed_declaration_runs_the_waves_of_its_study(own_two: Poll) -> None:
    own_two.redeclare("tables.yaml", lambda t: t["tables"]["kenmerken"]["title"].update(nl="Eigenschappen"))
    assert scheduled(own_two) == [FIRST, LAST]
    before = hashes(own_two.cli.home / "output")
    with only(own_two, FIRST, LAST):
        own_two.done("run")
    after = hashes(own_two.cli.home / "output")
    same = {name.split("/", 2)[2] for name in before if after[name] == before[name]}
    assert same >= {"results.csv", "crosswalk.csv", "risk.json", "tables/lucht_naar_paraplu.html"}
    assert not same & {"tables/kenmerken.html", "report.html", "provenance.json"}
    with only(own_two):
        own_two.done("run")


def test_an_output_that_was_deleted_or_edited_runs_its_wave_alone(own: Poll) -> None:
    before = hashes(own.cli.home / "output")
    (own.output(FIRST) / "charts/beeld_mee.svg").unlink()
    with (own.output(LAST) / "tables/kenmerken.html").open("a") as file:
        file.write("<p>Een zin van iemand anders.</p>")
    assert scheduled(own) == [FIRST, LAST]
    with only(own, FIRST, LAST):
        assert f"Wave {MIDDLE} of {STUDY} is unchanged" in own.done("run")
    assert hashes(own.cli.home / "output") == before


def test_a_corrected_wave_renews_the_later_ones_whoever_brings_the_correction(own: Poll, tmp_path: Path) -> None:
    """By hand, or by the drop; a run that the drop asked for and that never came is what the schedule asks for."""
    by_itself = own.copy(tmp_path / "dropped")
    with only(own, MIDDLE, LAST):
        own.add(CORRECTED, MIDDLE)
    assert scheduled(own) == []

    assert dropped(by_itself, MIDDLE, CORRECTED) == [MIDDLE, LAST]
    assert scheduled(by_itself) == [MIDDLE, LAST]
    with only(by_itself, MIDDLE):
        assert materialised(by_itself, MIDDLE) == []
    assert scheduled(by_itself) == [LAST]
    with only(by_itself, LAST):
        assert materialised(by_itself, LAST) == []
    assert scheduled(by_itself) == []
    assert outputs(by_itself.cli.home / "output") == outputs(own.cli.home / "output")
    assert outputs(by_itself.output(LAST)) != outputs(own.output(MIDDLE))
    levels = {row["group_value"]: row["value"] for row in own.results(LAST) if is_mean_of_degrees(row)}
    given = [float(row["graden"]) for row in CORRECTED.rows if row["graden"]]
    assert float(levels[MIDDLE]) == pytest.approx(sum(given) / len(given))


def is_mean_of_degrees(row: Mapping[str, str]) -> bool:
    place = row["place"], row["item"], row["group"], row["statistic"]
    return place == ("trends", "graden", "wave", "mean")


def scarf_routing(questionnaire: Any) -> None:
    """Changes what answers mean in the middle wave alone: the first did not ask it, the last has another version."""
    questionnaire["items"]["sjaal"]["versions"][0]["asked_if"] = "lucht in (helder, bewolkt)"


def test_a_new_wave_has_outdated_ones_made_anew_before_it(own: Poll, tmp_path: Path) -> None:
    own.redeclare("questionnaire.yaml", scarf_routing)
    new = weather("2005", 3)
    by_itself = own.copy(tmp_path / "dropped")
    assert dropped(by_itself, "2005", new) == [MIDDLE, "2005"]
    with only(own, MIDDLE, "2005"):
        assert ran(own.add(new)) == [MIDDLE, "2005"]
    assert scheduled(own) == [FIRST, LAST]


@pytest.fixture(scope="module")
def one_before(poll: Poll, tmp_path_factory: pytest.TempPathFactory) -> Poll:
    """Each wave is compared with the one before it alone; all were outdated when the last one was asked for."""
    found = poll.copy(tmp_path_factory.mktemp("one_before"))
    found.redeclare("trends.yaml", lambda trends: trends.update(earlier=1))
    found.redeclare("derivations.yaml", other_coat)
    with only(found, *WAVES):
        found.done("run", "--wave", LAST)
    return found


def test_outdated_waves_are_made_anew_before_those_that_look_at_them_through_others(one_before: Poll) -> None:
    compared = {row["group_value"] for row in one_before.results(LAST) if row["group"] == "wave"}
    assert compared == {MIDDLE, LAST}
    assert scheduled(one_before) == []


# What is outdated is not read


def other_coat(derivations: Any) -> None:
    options = derivations["derived"]["gekleed"]["options"]
    options["ja"]["when"], options["nee"]["when"] = options["nee"]["when"], options["ja"]["when"]


def unread(poll: Poll, wave: str, *names: str) -> set[str]:
    """Materialise assets of which each must fail for another slice and write nothing; what is said to be outdated."""
    before = version_of(poll.cli.home, STUDY)
    said = materialised(poll, wave, *names)
    assert version_of(poll.cli.home, STUDY) == before
    assert len(said) == len(names)
    found = set()
    for message in said:
        what = re.fullmatch(
            r"The (.+) of wave (\S+) are not there, or were made from another export, frame, key or declaration than "
            r"there is now\. Make the wave anew: infopos run --wave (\S+)",
            message,
        )
        assert what is not None, message
        assert what[2] == what[3]
        found.add(f"{what[1]} of {what[2]}")
    return found


@pytest.fixture(scope="module")
def otherwise(poll: Poll, tmp_path_factory: pytest.TempPathFactory) -> Poll:
    """What a variable is derived from has changed, and nothing has run since."""
    found = poll.copy(tmp_path_factory.mktemp("otherwise"))
    found.redeclare("derivations.yaml", other_coat)
    return found


@pytest.mark.parametrize(
    ("assets", "outdated"),
    [
        (["counts", "answer_patterns"], [f"responses of {LAST}", f"responses of {FIRST}"]),
        (["descriptives/kenmerken", "which_test", "non_response", "risk"], [f"counts of {LAST}"]),
        (["trends"], [f"answer_patterns of {LAST}"]),
        (["results", "tables/kenmerken", "charts/beeld_mee"], [f"descriptives/kenmerken of {LAST}"]),
        (["audit"], [f"descriptives/kenmerken of {LAST}"]),
        (["report"], [f"descriptives/kenmerken of {LAST}"]),
    ],
    ids=lambda names: " ".join(names) if " of " not in names[0] else "",
)
def test_a_slice_made_under_other_declarations_is_not_read(
    otherwise: Poll, assets: list[str], outdated: list[str]
) -> None:
    assert unread(otherwise, LAST, *assets) == set(outdated)


def test_an_earlier_wave_that_is_outdated_is_not_compared_with(own: Poll) -> None:
    own.redeclare("questionnaire.yaml", scarf_routing)
    assert unread(own, LAST, "answer_patterns") == {f"responses of {MIDDLE}"}
    assert materialised(own, FIRST, "answer_patterns") == []


def test_an_export_that_landed_makes_all_slices_of_its_wave_and_later_comparisons_outdated(own: Poll) -> None:
    land_correction(own)
    assert unread(own, MIDDLE, "counts") == {f"responses of {MIDDLE}"}
    assert unread(own, LAST, "results") == {f"descriptives/kenmerken of {LAST}"}
    assert materialised(own, FIRST, "results", "report") == []


def land_correction(poll: Poll) -> None:
    """The export lands, and no run begins."""
    landing = Home(poll.cli.home).landing(STUDY)
    asked = wording(study_of(poll).at(MIDDLE))
    content = CORRECTED.content, CORRECTED.frame_content
    land(landing, MIDDLE, *content, synthetic=False, questionnaire=asked)


def slices_of(study: Study) -> list[str]:
    """Every asset from the export to the results, but for the file of them."""
    return ["raw_responses", "responses", "open_answers", "counts", "answer_patterns", *result_asset_names(study)]


def test_a_report_is_not_made_beside_outputs_of_another_making(own: Poll) -> None:
    """A correction landed, and its slices were made but none of its outputs, which then come one by one."""
    land_correction(own)
    assert materialised(own, MIDDLE, *slices_of(study_of(own))) == []
    assert materialised(own, MIDDLE, "tables/kenmerken", "charts/beeld_paraplu") == []
    made = {
        "tables/lucht_naar_paraplu": "tables/lucht_naar_paraplu.html",
        "charts/beeld_mee": "charts/beeld_mee.svg",
        "results": "results.csv",
        "audit": "audit.json",
        "risk": "risk.json",
    }
    for asset, file in made.items():
        (said,) = materialised(own, MIDDLE, "report")
        assert said.startswith(f"The outputs ({file}) of wave {MIDDLE} are not there, or were made from another export")
        assert materialised(own, MIDDLE, asset) == []
    assert scheduled(own) == [MIDDLE, LAST]
    assert materialised(own, MIDDLE, "report") == []
    assert scheduled(own) == [LAST]


def test_a_report_is_not_made_beside_an_edited_output(own: Poll) -> None:
    file = own.output(FIRST) / "results.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    assert unread(own, FIRST, "report") == {f"outputs (results.csv) of {FIRST}"}


def test_an_export_that_lands_while_another_is_read_does_not_pass_for_it(
    own: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = landed_responses.landed_answer_parts

    def read_and_land(*arguments: Any) -> Any:
        yield from read(*arguments)
        land_correction(own)

    with monkeypatch.context() as patched:
        patched.setattr(landed_responses, "landed_answer_parts", read_and_land)
        (said, *_) = materialised(own, MIDDLE)
    assert said.startswith(f"The responses of wave {MIDDLE} are not there, or were made from another export")
    assert scheduled(own) == [MIDDLE, LAST]


@pytest.mark.parametrize("edit", ["edited", "deleted"])
def test_the_audit_refuses_results_that_no_run_wrote(own: Poll, edit: str) -> None:
    file = own.output(FIRST) / "results.csv"
    if edit == "edited":
        file.write_bytes(file.read_bytes() + b"\n")
    else:
        file.unlink()
    refused = own.here("audit", "--wave", FIRST)
    assert refused.exit_code == 1
    state = "is not as a whole run wrote it" if edit == "edited" else "does not exist"
    remedy = f"Make it anew: infopos run --wave {FIRST}"
    assert refused.stderr == f"infopos: results.csv of wave {FIRST} {state}. {remedy}\n"


# What travels with the outputs


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("wave", WAVES)
def test_the_outputs_say_what_they_were_made_from(poll: Poll, wave: str) -> None:
    written = json.loads((poll.output(wave) / "provenance.json").read_text("utf-8"))
    sources, export = written["sources"], EXPORTS[wave]
    assert sources["export"] == sha256(export.content)
    assert sources["frame"] == sha256(export.frame_content)
    folder = poll.project / "schemas" / STUDY
    files = [(str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*.yaml"))]
    assert sources["declarations"] == sha256(b"".join(f"{n}\0".encode() + text + b"\0" for n, text in files))
    assert re.fullmatch(re.escape(__version__) + r"\+[0-9a-f]{12}", sources["infopos"])
    with duckdb.connect(str(poll.cli.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute(f"SELECT DISTINCT key_id FROM {STUDY}.responses").fetchall() == [(sources["key"],)]
    earlier = [
        f"{name}={sha256(one.content)} {sha256(one.frame_content)}" for name, one in EXPORTS.items() if name < wave
    ]
    assert sources["earlier waves"] == (sha256("\n".join(earlier).encode()) if earlier else "")
    assert sources["published"] == ""
    assert written["files"] == hashes(poll.output(wave), without=("provenance.json",))
    assert len(written["files"]) == 9
    report = (poll.output(wave) / "report.html").read_text("utf-8")
    landed = landed_wave(Home(poll.cli.home).landing(STUDY), wave)
    assert landed is not None
    for shown in (*filter(None, sources.values()), landed.arrival.landed):
        assert f">{shown}<" in report


def test_a_release_has_outdated_earlier_waves_made_anew_first_and_says_what_it_was_made_from(own: Poll) -> None:
    own.redeclare("questionnaire.yaml", scarf_routing)
    with only(own, MIDDLE, LAST):
        assert f"Release 1: wave {LAST} of {STUDY}." in own.done("release", "--wave", LAST)
    folder = own.cli.home / "releases" / STUDY / "1"
    described = json.loads((folder / "release.json").read_text("utf-8"))
    inside = json.loads((own.output(LAST) / "provenance.json").read_text("utf-8"))["sources"]
    assert described["sources"] == {name: value for name, value in inside.items() if name != "earlier waves"}
    report = (folder / "report.html").read_text("utf-8")
    for shown in filter(None, described["sources"].values()):
        assert f">{shown}<" in report
    (entry,) = map(json.loads, (folder.parent / "ledger.jsonl").read_text("utf-8").splitlines())
    assert entry["sources"] == described["sources"]
    known = {name: value for name, value in entry["files"].items() if (folder / name).exists()}
    assert known == hashes(folder)


# Any order, and as if it had never been


def test_waves_may_be_added_in_any_order(poll: Poll, own_two: Poll) -> None:
    own_two.add(EXPORTS[MIDDLE], MIDDLE)
    assert same_outputs(own_two, poll) == []
    assert scheduled(own_two) == []


def same_outputs(one: Poll, other: Poll) -> list[str]:
    """The outputs in which two homes differ, but for the times at which exports landed, and the hashes of reports."""
    files: list[Mapping[str, bytes]] = []
    for poll in (one, other):
        found = outputs(poll.cli.home / "output")
        for path in (poll.cli.home / "output").rglob("report.html"):
            name = path.relative_to(poll.cli.home / "output")
            landed = landed_wave(Home(poll.cli.home).landing(STUDY), path.parent.name)
            assert landed is not None
            found[str(name)] = path.read_bytes().replace(landed.arrival.landed.encode(), b"")
            sources = json.loads((path.parent / "provenance.json").read_text("utf-8"))["sources"]
            found[f"{name.parent}/sources"] = json.dumps(sources).encode()
        files.append(found)
    before, after = files
    assert len(before) >= 20
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


@pytest.fixture(scope="module")
def removed(poll: Poll, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The middle wave was removed, of which a bad export was dropped and a correction; what told of it before."""
    found = poll.copy(tmp_path_factory.mktemp("removed"))
    assert dropped(found, MIDDLE, CORRECTED.with_cell(1, "lucht", "A9")) == []
    assert dropped(found, MIDDLE, CORRECTED) == [MIDDLE, LAST]
    assert materialised(found, MIDDLE) == []
    daemon_notes(found)
    words = words_of(found)
    before = {place for place, _ in Search(words).in_folder(found.cli.home)}
    earlier = touched(found, FIRST), hashes(found.output(FIRST))
    said = found.done("remove", "--wave", MIDDLE, "--yes")
    return {"poll": found, "words": words, "before": before, "earlier": earlier, "said": said}


def words_of(poll: Poll) -> dict[str, str]:
    """What only the middle wave has: its name, its runs and arrivals, who was in it alone, what they read and wrote."""
    with duckdb.connect(str(poll.cli.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        query = (
            f"SELECT DISTINCT pseudonym FROM {STUDY}.{{}} WHERE wave = ? "
            f"AND pseudonym NOT IN (SELECT pseudonym FROM {STUDY}.approached WHERE wave <> ?)"
        )
        pseudonyms = {
            f"pseudonym {name} {place}": pseudonym
            for name in ("responses", "approached")
            for place, (pseudonym,) in enumerate(connection.execute(query.format(name), [MIDDLE] * 2).fetchall())
        }
    villages = {f"village {number}": village(number) for number in ONLY_THEN}
    asked = {"name": MIDDLE, "remark": REMARK}  # its label is that of the first wave too, whose previews show it
    return {**pseudonyms, **villages, **asked, **ids_of(poll, MIDDLE)}


def ids_of(poll: Poll, wave: str) -> dict[str, str]:
    """The ids of the runs of a wave, and of what landed."""
    with open_instance(Home(poll.cli.home)) as instance:
        runs = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": wave}))
    landed = landed_wave(Home(poll.cli.home).landing(STUDY), wave)
    assert landed is not None
    return {
        **{f"run {place}": run.run_id for place, run in enumerate(runs)},
        **{f"arrival of run {p}": tag for p, run in enumerate(runs) if (tag := run.tags.get("infopos/arrival"))},
        "arrival": landed.arrival.arrival,
        "export": landed.arrival.export_hash,
        "frame": str(landed.arrival.frame_hash),
    }


def daemon_notes(poll: Poll) -> None:
    """What the daemon of Dagster 1.13 writes when a sensor has asked for the runs of the middle wave: a tick, and the
    last of all run keys in the state of the sensor.
    """
    with open_instance(Home(poll.cli.home)) as instance:
        runs = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": MIDDLE}))
    landed = landed_wave(Home(poll.cli.home).landing(STUDY), MIDDLE)
    assert landed is not None
    tick = json.dumps({"run_ids": [run.run_id for run in runs], "run_keys": [landed.arrival.arrival]})
    other = json.dumps({"run_ids": ["another run"], "run_keys": ["another arrival"]})
    state = json.dumps({"job_specific_data": {"last_run_key": landed.arrival.arrival}})
    with closing(sqlite3.connect(poll.cli.home / "dagster/schedules/schedules.db")) as connection:
        connection.executemany("INSERT INTO job_ticks (tick_body) VALUES (?)", [(tick,), (other,)])
        connection.execute("INSERT INTO instigators (selector_id, instigator_body) VALUES ('arrivals', ?)", (state,))
        connection.commit()


def test_a_removed_wave_leaves_no_trace(removed: Mapping[str, Any]) -> None:
    words = removed["words"]
    assert removed["before"] == set(words), "else the search would show nothing"
    assert sum(word.startswith("pseudonym") for word in words) > len(ONLY_THEN)
    assert sum(word.startswith("run ") for word in words) == 2
    assert Search(words).in_folder(removed["poll"].cli.home) == set()
    with closing(sqlite3.connect(removed["poll"].cli.home / "dagster/schedules/schedules.db")) as connection:
        (kept,) = connection.execute("SELECT tick_body FROM job_ticks").fetchall()
    assert "another run" in kept[0]


def test_only_the_waves_that_were_compared_with_a_removed_one_are_made_anew(removed: Mapping[str, Any]) -> None:
    poll = removed["poll"]
    assert ran(removed["said"]) == [LAST]
    assert (touched(poll, FIRST), hashes(poll.output(FIRST))) == removed["earlier"]
    assert scheduled(poll) == []


def test_after_a_removal_all_is_as_if_the_wave_had_never_been(removed: Mapping[str, Any], two: Poll) -> None:
    poll = removed["poll"]
    assert same_outputs(poll, two) == []
    assert version_of(poll.cli.home, STUDY).slices == version_of(two.cli.home, STUDY).slices
    with open_instance(Home(poll.cli.home)) as instance:
        assert set(instance.get_dynamic_partitions(f"{STUDY}_waves")) == {FIRST, LAST}
        keys = instance.all_asset_keys()
        assert {wave for key in keys for wave in instance.get_materialized_partitions(key)} == {FIRST, LAST}


def test_the_newest_wave_goes_without_another_run_and_no_page_keeps_what_was_deleted(own: Poll) -> None:
    words = {name: word for name, word in ids_of(own, LAST).items() if name != "frame"}  # the first has the same frame
    before = version_of(own.cli.home, STUDY)
    said = own.done("remove", "--wave", LAST, "--yes")
    assert ran(said) == []
    assert Search(words).in_folder(own.cli.home) == set()
    after = version_of(own.cli.home, STUDY)
    for wave in (FIRST, MIDDLE):
        assert after.of(wave) == before.of(wave)
    assert after.of(LAST).files == {}
    assert after.of(LAST).slices == {}
    for name in ("history/runs.db", "history/runs/index.db", "schedules/schedules.db"):
        with closing(sqlite3.connect(own.cli.home / "dagster" / name)) as connection:
            assert connection.execute("PRAGMA freelist_count").fetchone() == (0,), name


def test_removing_a_wave_that_never_landed_makes_nothing_anew(own: Poll) -> None:
    """A bad export alone: there is nothing that others were compared with."""
    path, frame = EXPORTS[MIDDLE].with_cell(1, "lucht", "A9").write(own.project.parent / "bad")
    assert own.here("add", path, "--wave", "2003", "--frame", frame).exit_code == 1
    before = version_of(own.cli.home, STUDY)
    with only(own):
        assert "made anew" not in own.done("remove", "--wave", "2003", "--yes")
    assert version_of(own.cli.home, STUDY) == before
    assert list(own.cli.home.rglob("*2003*")) == []


def test_what_is_not_compared_with_a_removed_wave_keeps_its_slices(one_before: Poll, tmp_path: Path) -> None:
    own = one_before.copy(tmp_path)
    before = version_of(own.cli.home, STUDY).of(LAST)
    assert ran(own.done("remove", "--wave", FIRST, "--yes")) == [MIDDLE]
    assert version_of(own.cli.home, STUDY).of(LAST) == before
    assert scheduled(own) == []
