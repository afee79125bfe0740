"""``infopos release`` in real runs: what leaves the house, what the ledger keeps of it, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import stat
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader
from random_exports import Style, written
from running import PROJECT, Cli, Ran

from infopos_pipeline.statistics.results import RESULT_COLUMNS

STUDY = "dorpspeiling"
FIXTURE = PROJECT / "tests" / "fixtures" / "schemas" / STUDY
CANARY = "zwaluwstaartwolk"
WEATHER = {"zon": "A1", "wolken": "A2", "regen": "A3", "sneeuw": "A4"}
DRINK = {"thee": "A1", "koffie": "A2"}
BOXES = ("koek", "taart", "fruit")
Respondent = Mapping[str, Any]


def village(number: int, area: str, weather: str, drink: str, *boxes: str) -> Respondent:
    return {
        "name": f"Dorp {chr(97 + number // 10)}{number % 10}",
        "area": area,
        "weather": weather,
        "drink": drink,
        "boxes": boxes,
    }


def villages() -> list[Respondent]:
    """36: on the coast two drink coffee; one has snow; one serves fruit."""
    found = []
    for number in range(36):
        area = "Kust" if number < 16 else "Land"
        weather = ("zon", "wolken", "regen")[number % 3] if number != 35 else "sneeuw"
        drink = "koffie" if number in (0, 1) or (number >= 16 and number % 2) else "thee"
        boxes = ("koek",) if number % 4 else ("koek", "taart")
        found.append(village(number, area, weather, drink, *boxes, *(["fruit"] if number == 20 else [])))
    return found


def write(folder: Path, respondents: Sequence[Respondent]) -> tuple[Path, Path]:
    """An export and its frame, in which three more were approached."""
    headings = ["id", "token", "lastpage", "gemeente", "weer", "drank", *(f"bij[SQ00{n}]" for n in (1, 2, 3)), "toel"]
    rows = [
        [
            str(number), f"t{one['name'][-2:]}", "1", one["name"], WEATHER[one["weather"]], DRINK[one["drink"]],
            *("Y" if box in one["boxes"] else "" for box in BOXES), f"Een {CANARY} boven zee.",
        ]
        for number, one in enumerate(respondents, start=1)
    ]  # fmt: skip
    silent = [village(number, "Land", "zon", "thee") for number in (90, 91, 92)]
    frame = [[f"t{one['name'][-2:]}", one["name"], one["area"]] for one in [*respondents, *silent]]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "export.csv").write_bytes(written(headings, rows, Style()))
    (folder / "frame.csv").write_bytes(written(["token", "gemeente", "streek"], frame, Style(mark=False)))
    return folder / "export.csv", folder / "frame.csv"


def project_with(folder: Path, **settings: object) -> Path:
    """A project of the small study alone, with other settings of disclosure control."""
    shutil.copytree(FIXTURE, folder / "schemas" / STUDY)
    path = folder / "schemas" / STUDY / "disclosure.yaml"
    lines = [line for line in path.read_text("utf-8").splitlines() if line.split(":")[0] not in settings]
    path.write_text("\n".join([*(f"{name}: {value}" for name, value in settings.items()), *lines, ""]), "utf-8")
    return folder


def add(cli: Cli, folder: Path, respondents: Sequence[Respondent], wave: str) -> None:
    export, frame = write(folder, respondents)
    cli.done_here("add", export, "--wave", wave, "--frame", frame)


def releases(cli: Cli) -> Path:
    return cli.home / "releases" / STUDY


def rows_of(cli: Cli, number: int) -> list[dict[str, str]]:
    text = (releases(cli) / str(number) / "results.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def counts_of(cli: Cli, number: int) -> dict[tuple[str, ...], str]:
    """The counts of a set by place, item, group and category; withheld ones are empty."""
    return {
        (row["place"], row["item"], row["group_value"], row["category"]): row["value"]
        for row in rows_of(cli, number)
        if row["statistic"] == "n"
    }


def files_of(folder: Path, without: Sequence[str] = ()) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in without
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_with(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def home(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A home with wave 2019, released once by the program itself; for tests that read only."""
    folder = tmp_path_factory.mktemp("released")
    cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(project)})
    add(cli, folder / "2019", villages(), "2019")
    finished = cli("release", "--wave", "2019")
    return Ran(cli, finished.stdout, finished.stderr, finished.returncode)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A home with the same release, of which no run writes documents beside the page."""
    folder = tmp_path_factory.mktemp("plain")
    cli = in_project(Cli(folder / "user", folder / "home"), folder / "project")
    add(cli, folder / "2019", villages(), "2019")
    cli.done_here("release", "--wave", "2019")
    return cli


@pytest.fixture
def own(plain: Cli, tmp_path: Path) -> Cli:
    """A copy of that home and its user's key, for tests that change them."""
    shutil.copytree(plain.home, tmp_path / "home", symlinks=True)
    shutil.copytree(plain.user, tmp_path / "user")
    return Cli(tmp_path / "user", tmp_path / "home", plain.extra)


def test_a_release_says_what_is_public_what_is_lost_and_where_it_is(home: Ran) -> None:
    assert (home.exit_code, home.stderr) == (0, "")
    said = home.stdout.splitlines()
    assert said[0] == f"Release 1: wave 2019 of {STUDY}."
    assert re.fullmatch(r"  \d+ of \d+ counts, percentages and means are public, and 0 of 1 tests\.", said[1])
    assert "Withheld in part:" in home.stdout
    assert "drank_naar_streek" in home.stdout
    assert "Categories are merged of weer." in home.stdout
    assert str(releases(home.cli) / "1") in home.stdout
    ledger = json.loads((releases(home.cli) / "ledger.jsonl").read_text("utf-8"))
    assert ledger["hash"][:16] in home.stdout
    assert "Mind" not in home.stdout


def test_the_public_set_has_its_files_and_no_others(home: Ran) -> None:
    tables = {f"tables/{name}.html" for name in ("streken", "kenmerken", "drank_naar_streek", "weer_naar_streek")}
    charts = {f"charts/{name}.svg" for name in ("beeld_weer", "beeld_koffie")}
    whole = {"results.csv", "report.html", "report.docx", "report.pdf", "tables.xlsx", "release.json"}
    assert set(files_of(releases(home.cli) / "1")) == tables | charts | whole


def test_results_keep_to_the_contract_and_say_where_a_number_is_withheld(home: Ran) -> None:
    content = (releases(home.cli) / "1" / "results.csv").read_bytes()
    assert content.decode("utf-8").splitlines()[0] == ",".join(RESULT_COLUMNS)
    assert b"\r" not in content
    internal = (home.cli.home / "output" / STUDY / "2019" / "results.csv").read_text("utf-8")
    key = [name for name in RESULT_COLUMNS if name not in ("value", "text", "base")]
    true = {tuple(row[name] for name in key): row for row in csv.DictReader(io.StringIO(internal))}
    rows = rows_of(home.cli, 1)
    withheld = [row for row in rows if row["text"] == "suppressed"]
    assert withheld
    assert all(row["value"] == "" for row in withheld)
    for row in rows:
        same = true.get(tuple(row[name] for name in key))
        if row not in withheld and same is not None:
            # A count can be public where its base is not.
            assert row == (same if row["base"] or row["statistic"] != "n" else {**same, "base": ""})


def test_small_counts_and_what_gives_them_away_are_withheld(home: Ran) -> None:
    counts = counts_of(home.cli, 1)
    # By hand: two coffee on the coast, one fruit; one snow is merged with rain.
    assert counts["drank_naar_streek", "drank", "kust", "koffie"] == ""
    assert counts["beeld_koffie", "bij_de_koffie", "", "fruit"] == ""
    assert "" in [counts["drank_naar_streek", "drank", area, "thee"] for area in ("kust", "land")]
    assert counts["beeld_weer", "weer", "", "neerslag"] == "12"
    assert ("beeld_weer", "weer", "", "sneeuw") not in counts
    assert not {"1", "2"} & set(counts.values())
    assert counts["veldwerk", "benaderd", "", ""] == "39"


def test_the_report_says_that_it_is_public_and_holds_nothing_that_stays_inside(home: Ran) -> None:
    report = (releases(home.cli) / "1" / "report.html").read_text("utf-8")
    inside = (home.cli.home / "output" / STUDY / "2019" / "report.html").read_text("utf-8")
    assert "Openbaar" in report
    assert "vrijgave 1" in report
    assert "Voor intern gebruik" in inside or "Intern" in inside
    assert "Openbaar" not in inside
    for word in ("Intern gebruik", 'id="audit"', 'id="open-answers"', 'id="risk"'):
        assert word not in report
    assert "×" in report


def readable(name: str, content: bytes) -> bytes:
    """What a reader gets of a file, beside its bytes: what an archive packs, and the text of a PDF."""
    if name.endswith((".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return content + b"\n".join(map(archive.read, archive.namelist()))
    if name.endswith(".pdf"):
        return content + "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    return content


def test_the_public_report_is_there_in_every_format_and_withholds_in_each(home: Ran) -> None:
    files = files_of(releases(home.cli) / "1")
    for name in ("report.html", "report.docx", "report.pdf", "tables.xlsx"):
        content = readable(name, files[name])
        assert "×".encode() in content, name
        assert b"Openbaar" in content, name
        assert b"Intern:" not in content, name


def test_no_open_answer_and_no_municipality_is_in_the_set(home: Ran) -> None:
    for name, packed in files_of(releases(home.cli) / "1").items():
        content = readable(name, packed)
        assert CANARY.encode() not in content, name
        assert b"Dorp a" not in content, name
        assert not re.search(rb"[0-9a-f]{64}", content) or name == "release.json" or name.startswith("report."), name


def cells_of(path: Path) -> dict[str, list[Any]]:
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [cell for row in sheet.iter_rows() for cell in row if cell.value is not None] for sheet in book
    }


def test_the_workbook_has_numbers_as_numbers_and_no_formula(home: Ran) -> None:
    cells = cells_of(releases(home.cli) / "1" / "tables.xlsx")
    everything = [cell for sheet in cells.values() for cell in sheet]
    assert len(cells) >= 5
    assert all(cell.data_type != "f" for cell in everything)
    assert "=Koek" in [cell.value for cell in everything]
    table = next(sheet for sheet in cells.values() if any(cell.value == "Koffie" for cell in sheet))
    assert "×" in [cell.value for cell in table]
    numbers = [cell.value for cell in everything if cell.data_type == "n"]
    assert {12, 36} <= set(numbers)
    assert not {1, 2} & set(numbers)
    assert not any(re.fullmatch(r"\d+([.,]\d+)?", str(cell.value)) for cell in everything if cell.data_type == "s")
    shares = [cell.number_format for cell in everything if cell.value == pytest.approx(100 / 3)]
    assert set(shares) == {"0.0"}


def test_charts_and_tables_show_what_the_results_show(home: Ran) -> None:
    folder = releases(home.cli) / "1"
    chart = (folder / "charts" / "beeld_koffie.svg").read_text("utf-8")
    assert "×" in chart
    assert "=Koek" in chart
    crosstab = (folder / "tables" / "drank_naar_streek.html").read_text("utf-8")
    assert "×" in crosstab
    assert "12,5" not in crosstab  # two of sixteen


def test_the_set_describes_itself(home: Ran) -> None:
    described = json.loads((releases(home.cli) / "1" / "release.json").read_text("utf-8"))
    ledger = json.loads((releases(home.cli) / "ledger.jsonl").read_text("utf-8"))
    assert described["settings"]["threshold"] == 3
    assert described["previous"] == "0" * 64 == ledger["previous"]
    assert described["recoded"][0] == {"place": "kenmerken", "item": "weer", "merges": ["neerslag"]}
    assert (described["closed"], described["exceptions"], described["remark"]) == ([], 0, "")
    rows = rows_of(home.cli, 1)
    assert described["published"] + described["withheld"] == len(rows)
    assert described["withheld"] == sum(row["text"] == "suppressed" for row in rows)
    shared = ("number", "wave", "released", "settings", "sources", "key_id", "published", "withheld")
    assert {name: described[name] for name in shared} == {name: ledger[name] for name in shared}


def test_a_release_is_its_owners_alone(home: Ran) -> None:
    for path in [releases(home.cli), *releases(home.cli).rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_same_wave_again_is_the_same_set_under_the_next_number(own: Cli) -> None:
    own.done_here("release", "--wave", "2019")
    numbered = ("report.html", "report.docx", "report.pdf", "release.json", "tables.xlsx")
    assert files_of(releases(own) / "1", numbered) == files_of(releases(own) / "2", numbered)
    assert json.loads((releases(own) / "2" / "release.json").read_text())["closed"] == []
    said = own.done_here("release", "--list").splitlines()
    assert [line[:14] for line in said] == ["1  wave 2019, ", "2  wave 2019, "]
    second = json.loads((releases(own) / "2" / "release.json").read_text("utf-8"))
    assert second["previous"].startswith(said[0].split()[-1])


def test_another_home_with_another_key_makes_the_same_set(home: Ran, tmp_path: Path) -> None:
    other = Cli(tmp_path / "user", tmp_path / "home", home.cli.extra)
    add(other, tmp_path / "2019", villages()[::-1], "2019")
    other.done_here("release", "--wave", "2019")
    keys = [(cli.user / "pseudonym.key").read_text() for cli in (home.cli, other)]
    assert keys[0] != keys[1]
    one, two = (
        files_of(releases(cli) / "1", ("report.html", "report.docx", "report.pdf", "release.json"))
        for cli in (home.cli, other)
    )
    assert one == two


def test_of_a_municipality_that_joined_nothing_can_be_had_by_subtraction(own: Cli, tmp_path: Path) -> None:
    add(own, tmp_path / "2021", [*villages(), village(40, "Kust", "regen", "koffie", "taart")], "2021")
    said = own.done_here("release", "--wave", "2021")
    assert "Too few differ from an earlier release to show anew: bij_de_koffie, drank, droog, weer." in said
    before, after = counts_of(own, 1), counts_of(own, 2)
    differ = {key for key in before.keys() & after.keys() if before[key] and after[key] and before[key] != after[key]}
    # Where it lies, and that it took part, everybody knows.
    assert {item for _, item, _, _ in differ} == {"streek", "benaderd", "respons"}
    assert {item for (_, item, _, _), value in after.items() if value} == {"streek", "benaderd", "respons"}
    others = [row for row in rows_of(own, 2) if row["item"] in ("bij_de_koffie", "drank", "droog", "weer")]
    assert others
    assert all(row["value"] == "" and row["base"] == "" for row in others)


def with_changes(**changes: Callable[[Respondent], Respondent]) -> list[Respondent]:
    found = villages()
    for name, change in changes.items():
        number = int(name.removeprefix("n"))
        found[number] = change(found[number])
    return found


def test_a_correction_of_one_answer_closes_that_question_alone(own: Cli, tmp_path: Path) -> None:
    add(own, tmp_path / "corrected", with_changes(n20=lambda one: {**one, "drink": "koffie"}), "2019")
    said = own.done_here("release", "--wave", "2019")
    assert "Too few differ from an earlier release to show anew: drank." in said
    before, after = counts_of(own, 1), counts_of(own, 2)
    assert {key: value for key, value in after.items() if key[1] != "drank"} == {
        key: value for key, value in before.items() if key[1] != "drank"
    }
    assert not any(value for (_, item, _, _), value in after.items() if item == "drank")


def test_a_late_answer_closes_what_it_would_give_away(own: Cli, tmp_path: Path) -> None:
    """The most usual correction: one more respondent in a wave that was released already."""
    late = village(41, "Land", "zon", "thee", "koek")
    add(own, tmp_path / "late", [*villages(), late], "2019")
    said = own.done_here("release", "--wave", "2019")
    assert "to show anew: bij_de_koffie, drank, droog, weer." in said
    assert counts_of(own, 2)["streken", "streek", "", "land"] == "21"


def test_a_correction_of_many_answers_is_shown_anew(own: Cli, tmp_path: Path) -> None:
    """By hand: eight on the coast turn from tea to coffee, so that no published count moves by one or two."""
    changes = {f"n{number}": lambda one: {**one, "drink": "koffie"} for number in range(2, 10)}
    add(own, tmp_path / "corrected", with_changes(**changes), "2019")
    said = own.done_here("release", "--wave", "2019")
    assert "Too few" not in said
    before, after = counts_of(own, 1), counts_of(own, 2)
    changed = {key for key in before if before[key] and after[key] and before[key] != after[key]}
    assert all(abs(int(before[key]) - int(after[key])) >= 3 for key in changed)
    assert after["drank_naar_streek", "drank", "kust", "koffie"] == "10"


def test_another_wave_in_which_many_answered_otherwise_is_public(own: Cli, tmp_path: Path) -> None:
    turned = {"thee": "koffie", "koffie": "thee", "zon": "regen", "regen": "wolken", "wolken": "zon", "sneeuw": "zon"}
    others = [
        {**one, "drink": turned[one["drink"]], "weather": turned[one["weather"]], "boxes": ("taart",)}
        for one in villages()
    ]
    add(own, tmp_path / "2021", others, "2021")
    assert "Too few" not in own.done_here("release", "--wave", "2021")
    # By hand: the twelve that had clouds, and the one that had snow.
    assert counts_of(own, 2)["beeld_weer", "weer", "", "zon"] == "13"


def test_a_threshold_raised_later_cannot_take_back_what_is_public(own: Cli, tmp_path: Path) -> None:
    cli = in_project(own, tmp_path / "project", threshold=14, recode="false")
    before = files_of(releases(cli))
    refused = cli.here("release", "--wave", "2019")
    assert refused.exit_code == 1
    assert re.search(r"Nothing is published\. \[.+\] can be worked out by anybody", refused.stderr)
    assert "What earlier releases of this wave told stays public." in refused.stderr
    assert files_of(releases(cli)) == before


def test_after_a_rotation_nothing_is_released_unless_by_exception(own: Cli) -> None:
    own.done_here("rotate-key", "--yes")
    own.done_here("run")
    before = files_of(releases(own))
    refused = own.here("release", "--wave", "2019")
    assert refused.exit_code == 1
    assert "Release 1 was made under the key" in refused.stderr
    assert "--except 'release 1'" in refused.stderr
    assert files_of(releases(own)) == before
    reason, approver = "De oude vrijgave is ingetrokken", "Hoofd onderzoek"
    said = own.done_here(
        "release", "--wave", "2019", "--except", "release 1", "--reason", reason, "--approver", approver
    )
    assert said.startswith("Release 2")
    entry = json.loads((releases(own) / "ledger.jsonl").read_text("utf-8").splitlines()[1])
    assert entry["exemption"] == {"reason": reason, "approver": approver, "what": ["release 1"]}
    assert f"exception: release 1. {reason} ({approver})" in own.done_here("release", "--list")


def test_an_exception_is_in_the_ledger_and_not_in_the_set(own: Cli) -> None:
    figure, reason, approver = "streek=kust, drank=koffie", "Zij stemden zelf toe", "Mevrouw Kanarie"
    said = own.done_here("release", "--wave", "2019", "--except", figure, "--reason", reason, "--approver", approver)
    assert f"Let through by exception: {figure}." in said
    assert counts_of(own, 2)["drank_naar_streek", "drank", "kust", "koffie"] == "2"
    assert reason in (releases(own) / "ledger.jsonl").read_text("utf-8")
    for name, content in files_of(releases(own) / "2").items():
        for word in (reason, approver):
            assert word.encode() not in content, name
    assert json.loads((releases(own) / "2" / "release.json").read_text())["exceptions"] == 1


@pytest.mark.parametrize(
    "given",
    [
        ["--except", "streek=kust, drank=koffie"],
        ["--except", "streek=kust, drank=koffie", "--reason", "daarom"],
        ["--except", "streek=kust, drank=koffie", "--approver", "iemand", "--reason", "  "],
        ["--reason", "daarom", "--approver", "iemand"],
    ],
    ids=lambda given: " ".join(given[:1] + given[2::2]),
)
def test_an_exception_needs_a_reason_and_an_approver(home: Ran, given: list[str]) -> None:
    before = files_of(releases(home.cli))
    finished = home.cli.here("release", "--wave", "2019", *given)
    assert finished.exit_code == 2
    assert "an exception needs --except, --reason and --approver together" in finished.stderr
    assert files_of(releases(home.cli)) == before


def test_an_exception_for_a_figure_that_is_not_there_releases_nothing(home: Ran) -> None:
    before = files_of(releases(home.cli))
    given = ["--except", "streek=kust, drank=kofie", "--reason", "daarom", "--approver", "iemand"]
    finished = home.cli.here("release", "--wave", "2019", *given)
    assert finished.exit_code == 1
    assert "Did you mean" in finished.stderr
    assert "streek=kust, drank=koffie" in finished.stderr
    assert files_of(releases(home.cli)) == before


def alter_a_file(folder: Path) -> None:
    (folder / "1" / "results.csv").write_text("wave\n")


def edit_the_ledger(folder: Path) -> None:
    ledger = folder / "ledger.jsonl"
    ledger.write_text(ledger.read_text("utf-8").replace('"threshold":3', '"threshold":2'), "utf-8")


def alter_what_stays_inside(folder: Path) -> None:
    (folder / "inside" / "1.json").write_text("{}")


def forget(folder: Path) -> None:
    (folder / "ledger.jsonl").write_text("")


@pytest.mark.parametrize("tamper", [alter_a_file, alter_what_stays_inside, edit_the_ledger, forget])
def test_tampering_is_noticed_and_nothing_is_released_on_top_of_it(own: Cli, tamper: Callable[[Path], None]) -> None:
    tamper(releases(own))
    before = files_of(releases(own))
    for arguments in (["--list"], ["--wave", "2019"], ["--wave", "2019", "--compare"]):
        finished = own.here("release", *arguments)
        assert finished.exit_code == 1, arguments
        assert "ledger.jsonl is not as it was written" in finished.stderr
        assert "Traceback" not in finished.output
    assert files_of(releases(own)) == before


def test_a_wave_that_has_not_landed_says_so(home: Ran) -> None:
    finished = home.cli.here("release", "--wave", "2031")
    assert finished.exit_code == 1
    assert "Wave 2031 has not landed. Add it: infopos add EXPORT --wave 2031" in finished.stderr


@pytest.mark.parametrize("arguments", [[], ["--wave", "2019", "--list"], ["--wave", "20/19"]])
def test_what_to_release_must_be_said(home: Ran, arguments: list[str]) -> None:
    assert home.cli.here("release", *arguments).exit_code == 2


def test_a_ledger_without_releases_says_so_and_makes_no_home(infopos: Cli, project: Path) -> None:
    cli = replace(infopos, extra={"INFOPOS_PROJECT": str(project)})
    assert cli.done_here("release", "--list") == "Nothing was released yet.\n"
    assert not cli.home.exists()


def in_project(own: Cli, folder: Path, **settings: object) -> Cli:
    """The same user in a project with other settings, which writes no documents beside the page."""
    project = project_with(folder, **settings)
    (project / "schemas" / STUDY / "report.yaml").write_text("documents: []\n", "utf-8")
    return replace(own, extra={"INFOPOS_PROJECT": str(project)})


@pytest.mark.parametrize("base", [3, 5])
def test_a_study_can_be_released_with_rounded_counts(own: Cli, tmp_path: Path, base: int) -> None:
    shutil.rmtree(own.home / "releases")
    cli = in_project(own, tmp_path / "project", mode="rounding", rounding_base=base, width=base - 1)
    cli.done_here("release", "--wave", "2019")
    rows = [row for row in rows_of(cli, 1) if row["item"] not in ("benaderd", "respons")]
    counts = {key: int(value) for key, value in counts_of(cli, 1).items() if value and key[0] != "veldwerk"}
    assert counts
    assert all(value % base == 0 for value in counts.values())
    assert {row["statistic"] for row in rows if row["value"]} <= {"n", "pct"}
    area = "drank_naar_streek", "drank", "kust"
    assert counts[*area, ""] == counts[*area, "thee"] + counts[*area, "koffie"]
    report = (releases(cli) / "1" / "report.html").read_text("utf-8")
    assert f"veelvouden van {base}" in report


def test_a_blocked_release_names_what_stands_in_the_way_and_leaves_no_file(own: Cli, tmp_path: Path) -> None:
    """By hand: rounded to 3, what becomes 0 was at most 2; the threshold asks for bounds 3 apart."""
    shutil.rmtree(own.home / "releases")
    cli = in_project(own, tmp_path / "project", mode="rounding", rounding_base=3)
    finished = cli("release", "--wave", "2019")
    assert finished.returncode == 1
    assert re.search(r"Nothing is published\. \[.+\] can be worked out by .+: from 0 to 2", finished.stderr)
    assert "Traceback" not in finished.stderr
    assert not releases(cli).exists()


def test_what_a_stricter_threshold_would_leave_is_compared_and_not_released(home: Ran) -> None:
    before = files_of(releases(home.cli))
    said = home.cli.done_here("release", "--wave", "2019", "--compare").splitlines()
    assert said[0].split("  ")[0] == "threshold"
    assert [line.split()[:2] for line in said[1:7]] == [
        [str(threshold), merged] for merged in ("yes", "no") for threshold in (3, 5, 10)
    ]
    assert said[7] == "Nothing was released."
    assert files_of(releases(home.cli)) == before


def test_a_removed_study_declaration_that_was_released_is_missed(own: Cli, tmp_path: Path) -> None:
    """What was told of a variable stays public: without its declaration nobody could say what follows from both."""
    cli = in_project(own, tmp_path / "project")
    folder = tmp_path / "project" / "schemas" / STUDY
    (folder / "derivations.yaml").unlink()
    tables = folder / "tables.yaml"
    tables.write_text(tables.read_text("utf-8").replace(", droog]", "]"), "utf-8")
    finished = cli.here("release", "--wave", "2019")
    assert finished.exit_code == 1
    assert "Release 1 told something of droog, which the study does not declare any more." in finished.stderr


def test_the_sample_is_released_as_what_was_printed_before_and_as_synthetic(own_sample: Cli) -> None:
    said = own_sample.done("release", "--wave", "2017")
    assert said.startswith("Release 1: wave 2017 of infopos (synthetic sample data).")
    remark = "what was published about this wave before lies outside the ledger"
    assert f"Mind: {remark}; what follows from both is not protected." in said
    folder = own_sample.home / "releases" / "infopos" / "1"
    described = json.loads((folder / "release.json").read_text("utf-8"))
    assert (described["remark"], described["synthetic"]) == (remark, True)
    report = (folder / "report.html").read_text("utf-8")
    assert "Eerder gedrukt" in report
    assert "Synthetisch" in report
    rows = list(csv.DictReader(io.StringIO((folder / "results.csv").read_text("utf-8"))))
    assert not [row for row in rows if row["statistic"] == "n" and row["value"] in ("1", "2")]
    assert remark in own_sample.done_here("release", "--list")
