"""``infopos draft``: a study out of an export, a report at once, and nothing left behind where it cannot be made."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from running import Cli

OWN_WORDS = "De lantaarn bij Klaas Zomer aan de Zonneweg is stuk"
EXPORT = "\n".join(
    [
        "id,submitdate,lastpage,naam,fiets,stelling[SQ001],stelling[SQ002],vervoer[1],vervoer[2],leeftijd,toelichting",
        "1,2026-01-01 10:00:00,3,Klaas Zomer,Ja,eens,oneens,Y,,34,",
        f"2,2026-01-02 10:00:00,3,Roos Winter,Nee,zeer eens,eens,,Y,51,{OWN_WORDS}",
        "3,,1,Anna Lente,Ja,,,,,,",
        "4,2026-01-03 10:00:00,3,,Ja,oneens,zeer eens,Y,Y,28,geen",
    ]
)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Somebody with a project of their own, in which nothing is declared yet."""
    project = tmp_path / "project"
    (project / "schemas").mkdir(parents=True)
    (project / "export.csv").write_text(EXPORT, encoding="utf-8")
    return Cli(tmp_path / "user", tmp_path / "home", {"INFOPOS_PROJECT": str(project)})


def project_of(cli: Cli) -> Path:
    return Path(cli.extra["INFOPOS_PROJECT"])


def declared(cli: Cli) -> list[str]:
    """What lies in schemas/, but for the schemas of declaration files."""
    return sorted(path.name for path in (project_of(cli) / "schemas").iterdir() if path.name != "json")


def test_a_draft_is_a_study_that_reports_at_once(cli: Cli) -> None:
    export = project_of(cli) / "export.csv"
    said = cli.done_here("draft", export, "--study", "buurt")
    assert "7 items, from an export recognised as limesurvey" in said
    assert "look for TODO" in said
    files = [path for path in (project_of(cli) / "schemas" / "buurt").rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"study.yaml", "questionnaire.yaml", "limesurvey.yaml"}
    written = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert not [words for words in (OWN_WORDS, "Zonneweg", "Klaas", "Winter") if words in written]

    cli.done_here("schema", "--study", "buurt")
    cli.done_here("add", export, "--study", "buurt", "--wave", "2026")
    output = cli.home / "output" / "buurt" / "2026"
    with (output / "results.csv").open(encoding="utf-8", newline="") as file:
        counts = {
            (row["item"], row["category"]): row["value"]
            for row in csv.DictReader(file)
            if row["place"] == "all_items" and row["statistic"] == "n" and not row["group"]
        }
    assert counts["fiets", "ja"] == "3"
    assert counts["stelling_sq001", "eens"] == "1"
    assert counts["vervoer", "1"] == counts["vervoer", "2"] == "2"
    assert counts["leeftijd", ""] == "3"
    for page in output.rglob("*"):
        assert page.is_dir() or b"Klaas" not in page.read_bytes(), page


def test_a_study_that_is_there_is_never_overwritten(cli: Cli) -> None:
    export = project_of(cli) / "export.csv"
    cli.done_here("draft", export, "--study", "buurt")
    study = project_of(cli) / "schemas" / "buurt" / "study.yaml"
    study.write_text("title: {nl: Van ons, en: Ours}\n", encoding="utf-8")
    again = cli.here("draft", export, "--study", "buurt")
    assert again.exit_code == 1
    assert "is there already" in again.stderr
    assert study.read_text(encoding="utf-8") == "title: {nl: Van ons, en: Ours}\n"


@pytest.mark.parametrize("name", ["Buurt", "a b", "../buurt", "a/b", ""])
def test_a_bad_name_is_wrong_usage(cli: Cli, name: str) -> None:
    said = cli.here("draft", project_of(cli) / "export.csv", "--study", name)
    assert said.exit_code == 2
    assert "small letters" in said.stderr
    assert declared(cli) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"vraag\n", "empty_file"),
        (b"id,startdate\n1,2026-01-01\n2,2026-01-02\n", "no_questions"),
        (b"%PDF-1.7 Klaas Zomer", "not_text"),
        (b"$FL2 Klaas Zomer", "cut_short"),
        (b"PK\x03\x04 Klaas Zomer", "not_text"),
    ],
)
def test_a_file_that_is_no_export_is_refused_and_leaves_nothing(cli: Cli, content: bytes, code: str) -> None:
    export = project_of(cli) / "export.csv"
    export.write_bytes(content)
    said = cli.here("draft", export, "--study", "buurt")
    assert said.exit_code == 1
    assert f"[{code}]" in said.stderr
    assert "Klaas" not in said.output
    assert declared(cli) == []


@pytest.mark.parametrize("content", [b"<document/>", b'{"SurveyEntry": 1}', b"vraag,antwoord\n", b"", b"<document"])
def test_a_questionnaire_that_is_none_is_refused_and_leaves_nothing(cli: Cli, content: bytes, tmp_path: Path) -> None:
    survey = tmp_path / "survey.lss"
    survey.write_bytes(content)
    said = cli.here("draft", project_of(cli) / "export.csv", "--study", "buurt", "--questionnaire", survey)
    assert said.exit_code == 1
    assert "survey.lss" in said.stderr
    assert declared(cli) == []


def test_a_file_that_is_not_there_is_said(cli: Cli) -> None:
    said = cli.here("draft", project_of(cli) / "gone.csv", "--study", "buurt")
    assert said.exit_code == 1
    assert "gone.csv" in said.stderr
    assert declared(cli) == []
