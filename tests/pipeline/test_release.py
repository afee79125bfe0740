"""``infopos release`` on a small study of its own: what is written, what is withheld, and what stands in the way."""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from running import PROJECT, Cli, hashes

STUDY = "straat"
FILES = {
    "study.yaml": "title: {nl: Peiling in de straat, en: Poll in the street}\nlanguage: nl\n",
    "questionnaire.yaml": """
items:
  zijde:
    kind: single
    page: 1
    label: {nl: Zijde, en: Side}
    options: {even: {nl: Even, en: Even}, oneven: {nl: Oneven, en: Odd}}
  rapport:
    kind: ordinal
    page: 1
    label: {nl: Rapport, en: Report}
    options: {goed: {nl: Goed, en: Good}, matig: {nl: Matig, en: Fair}, slecht: {nl: Slecht, en: Bad}}
  geluid:
    kind: single
    page: 1
    label: {nl: Geluid, en: Noise}
    options: {ja: {nl: Ja, en: "Yes"}, nee: {nl: Nee, en: "No"}}
  opmerking: {kind: text, page: 1, privacy: open answer, label: {nl: Opmerking, en: Remark}}
""",
    "bindings/limesurvey.yaml": """
format: limesurvey
progress: lastpage
token: token
items:
  zijde: {column: zij, codes: {A1: even, A2: oneven}}
  rapport: {column: rap, codes: {A1: goed, A2: matig, A3: slecht}}
  geluid: {column: gel, codes: {A1: ja, A2: nee}}
  opmerking: {column: opm}
""",
    "tables.yaml": """
tables:
  overzicht: {title: {nl: Overzicht, en: Overview}, layout: characteristics, items: [zijde, rapport, geluid]}
  kruis: {title: {nl: Naar zijde, en: By side}, layout: crosstab, items: [rapport, geluid], by: [zijde]}
""",
    "charts.yaml": "charts:\n  beeld: {title: {nl: Beeld, en: Picture}, item: rapport}\n",
    "disclosure.yaml": "threshold: 3\n",
}
ANSWERS = ("A1", "A1", "A1"), ("A1", "A1", "A2"), ("A2", "A1", "A1"), ("A2", "A2", "A2"), ("A1", "A2", "A2")
Rows = Sequence[tuple[str, str, str, str]]
ROWS: Rows = [(f"t{place}", *ANSWERS[place % 5]) for place in range(40)] + [("t40", "A1", "A3", "A1")]
"""Token, side, report, noise; only the last says that it is bad."""


class Poll:
    """A project with the study, and a home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(folder / "project")})
        for name, text in FILES.items():
            self.declare(name, text)

    def declare(self, name: str, text: str) -> None:
        path = self.folder / "project" / "schemas" / STUDY / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def add(self, wave: str, rows: Rows) -> None:
        path = self.folder / "export.csv"
        lines = ["token,lastpage,zij,rap,gel,opm", *(f"{token},1,{a},{b},{c},woord{token}" for token, a, b, c in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.cli.done_here("add", path, "--wave", wave)

    @property
    def releases(self) -> Path:
        return self.cli.home / "releases" / STUDY

    def results(self, number: int) -> list[dict[str, str]]:
        text = (self.releases / str(number) / "results.csv").read_text(encoding="utf-8")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def public(self, number: int, item: str) -> dict[tuple[str, ...], str]:
        """The public counts of an item, by place, category and group."""
        return {
            (row["place"], row["category"], row["group_value"]): row["value"]
            for row in self.results(number)
            if row["item"] == item and row["statistic"] == "n" and row["value"]
        }


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Poll:
    poll = Poll(tmp_path_factory.mktemp("release"))
    poll.add("2030", ROWS)
    poll.cli.done_here("release", "--wave", "2030")
    return poll


@pytest.fixture
def own(released: Poll, tmp_path: Path) -> Poll:
    """The same project and home, for a test that changes them."""
    shutil.copytree(released.folder, tmp_path / "poll")
    poll = Poll(tmp_path / "poll")
    poll.cli = replace(poll.cli, user=released.cli.user)
    return poll


def test_what_is_withheld_is_empty_and_says_so(released: Poll) -> None:
    rows = released.results(1)
    withheld = [row for row in rows if row["text"] == "suppressed"]
    assert withheld
    assert all(row["value"] == "" for row in withheld)
    assert {row["value"] for row in rows if row["statistic"] == "n"} & {"1", "2", "1.0", "2.0"} == set()
    assert ("overzicht", "slecht", "") not in released.public(1, "rapport")
    assert released.public(1, "rapport")["overzicht", "", ""] == "41"
    assert released.public(1, "geluid")["overzicht", "ja", ""] == "17"


def test_the_set_has_report_tables_charts_and_a_workbook_and_nothing_internal(released: Poll) -> None:
    folder = released.releases / "1"
    files = set(hashes(folder))
    assert files == {
        *("results.csv", "report.html", "release.json", "tables.xlsx"),
        *("tables/overzicht.html", "tables/kruis.html", "charts/beeld.svg"),
    }
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Openbaar" in page
    assert "Intern<" not in page
    assert "Open antwoorden" not in page
    assert "woordt" not in page
    assert "×" in (folder / "charts" / "beeld.svg").read_text(encoding="utf-8")
    assert all(stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600) for path in folder.rglob("*"))
    said = json.loads((folder / "release.json").read_text())
    assert (said["number"], said["wave"], said["synthetic"], said["exceptions"]) == (1, "2030", False, 0)


def test_the_workbook_holds_numbers_and_no_formula(released: Poll) -> None:
    book = openpyxl.load_workbook(released.releases / "1" / "tables.xlsx")
    assert book.sheetnames == ["Inhoud", "Overzicht", "Kruis", "Beeld"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells)
    by_label = {row[0].value: row for row in book["Overzicht"].iter_rows() if row[0].value}
    assert by_label["Ja"][1].value == 17
    assert by_label["Ja"][2].value == 100 * 17 / 41
    assert by_label["Ja"][2].number_format == "0.0"
    assert by_label["Slecht"][1].value == "×"


def test_the_same_wave_again_is_the_same_set(own: Poll) -> None:
    own.cli.done_here("release", "--wave", "2030")
    assert own.results(1) == own.results(2)
    listed = own.cli.done_here("release", "--list").splitlines()
    assert [line.split()[0] for line in listed] == ["1", "2"]
    assert json.loads((own.releases / "2" / "release.json").read_text())["previous"].startswith(listed[0].split()[-1])


def test_two_homes_with_other_keys_release_the_same_bytes(released: Poll, tmp_path: Path) -> None:
    other = Poll(tmp_path)
    other.add("2030", ROWS[::-1])
    other.cli.done_here("release", "--wave", "2030")
    first, second = hashes(released.releases / "1"), hashes(other.releases / "1")
    same = {name for name in first if first[name] == second[name]}
    assert set(first) - same == {"report.html", "release.json"}, "provenance names export and key"


def test_one_municipality_more_in_the_next_wave_is_not_given_away(own: Poll) -> None:
    own.add("2032", [*ROWS, ("t99", "A2", "A3", "A2")])
    said = own.cli.done_here("release", "--wave", "2032")
    assert "Too few differ from an earlier release to show anew: geluid, rapport, zijde." in said
    assert all(not own.public(2, item) for item in ("zijde", "rapport", "geluid"))


def test_a_wave_of_which_many_answered_otherwise_is_public(own: Poll) -> None:
    turned = {"A1": "A2", "A2": "A1", "A3": "A1"}
    own.add("2032", [(token, turned[a], turned[b], turned[c]) for token, a, b, c in ROWS])
    assert "Too few differ" not in own.cli.done_here("release", "--wave", "2032")
    assert own.public(2, "geluid")["overzicht", "ja", ""] == "24"


def test_one_corrected_answer_closes_its_item_and_no_other(own: Poll) -> None:
    own.add("2030", [("t0", "A1", "A2", "A1"), *ROWS[1:]])
    said = own.cli.done_here("release", "--wave", "2030")
    assert "Too few differ from an earlier release to show anew: rapport." in said
    assert own.public(2, "rapport") == {}
    overall = {key: value for key, value in own.public(1, "geluid").items() if key[0] == "overzicht"}
    assert overall.items() <= own.public(2, "geluid").items()


def test_after_another_key_nothing_is_released_but_by_exception(own: Poll) -> None:
    own.cli = replace(own.cli, user=own.folder / "user")
    own.cli.done_here("rotate-key", "--yes")
    refused = own.cli.here("release", "--wave", "2030")
    assert refused.exit_code == 1
    assert "was made under the key" in refused.output
    assert not (own.releases / "2").exists()
    half = own.cli.here("release", "--wave", "2030", "--except", "release 1", "--reason", "nieuwe sleutel")
    assert half.exit_code == 2
    given = ("--except", "release 1", "--reason", "nieuwe sleutel", "--approver", "Anna Proefsema")
    own.cli.done_here("release", "--wave", "2030", *given)
    entry = json.loads((own.releases / "ledger.jsonl").read_text().splitlines()[1])
    assert entry["exemption"] == {"reason": "nieuwe sleutel", "approver": "Anna Proefsema", "what": ["release 1"]}
    assert not any(b"Proefsema" in path.read_bytes() for path in (own.releases / "2").rglob("*") if path.is_file())


def test_a_figure_is_let_through_by_exception_only(own: Poll) -> None:
    unknown = own.cli.here(
        "release", "--wave", "2030", "--except", "rapport=slech", "--reason", "mag", "--approver", "Anna"
    )
    assert unknown.exit_code == 1
    assert "Did you mean 'rapport=slecht'" in unknown.output


def test_a_threshold_raised_later_cannot_take_back_what_is_public(own: Poll) -> None:
    own.declare("disclosure.yaml", "threshold: 12\n")
    before = hashes(own.releases)
    refused = own.cli.here("release", "--wave", "2030")
    assert refused.exit_code == 1
    assert "Nothing is published. [" in refused.output
    assert "can be worked out by anybody" in refused.output
    assert hashes(own.releases) == before


@pytest.mark.parametrize("base", [3, 5])
def test_rounded_counts_are_multiples_that_add_up(tmp_path: Path, base: int) -> None:
    poll = Poll(tmp_path)
    poll.declare("disclosure.yaml", f"threshold: 3\nwidth: {base - 1}\nmode: rounding\nrounding_base: {base}\n")
    poll.add("2030", ROWS)
    poll.cli.done_here("release", "--wave", "2030")
    counts = {key: float(value) for key, value in poll.public(1, "rapport").items()}
    assert all(value % base == 0 for value in counts.values())
    for place, group in (("overzicht", ""), ("kruis", "even"), ("kruis", "oneven")):
        assert counts[place, "", group] == sum(counts[place, name, group] for name in ("goed", "matig", "slecht"))
    assert not [row for row in poll.results(1) if row["statistic"] in ("mean", "pct_low") and row["value"]]
    assert f"veelvouden van {base}" in (poll.releases / "1" / "report.html").read_text(encoding="utf-8")


def test_what_was_printed_before_lies_outside_the_ledger_and_the_release_says_so(tmp_path: Path) -> None:
    poll = Poll(tmp_path)
    data = tmp_path / "project" / "data" / STUDY / "2030"
    data.mkdir(parents=True)
    header = (PROJECT / "data" / "infopos" / "2017" / "published.csv").read_text(encoding="utf-8").splitlines()[0]
    (data / "published.csv").write_text(header + "\n", encoding="utf-8")
    poll.add("2030", ROWS)
    assert "lies outside the ledger" in poll.cli.done_here("release", "--wave", "2030")
    assert "Eerder gedrukt" in (poll.releases / "1" / "report.html").read_text(encoding="utf-8")


TAMPERING = {
    "a file of a set": lambda folder: (folder / "1" / "results.csv").write_text("wave\n"),
    "a file more": lambda folder: (folder / "1" / "more.csv").write_text("wave\n"),
    "a file less": lambda folder: (folder / "1" / "tables.xlsx").unlink(),
    "the inside file": lambda folder: (folder / "inside" / "1.json").write_text("{}"),
    "the line": lambda folder: (folder / "ledger.jsonl").write_text(
        (folder / "ledger.jsonl").read_text().replace('"synthetic":false', '"synthetic":true')
    ),
    "no line": lambda folder: (folder / "ledger.jsonl").write_text(""),
    "no ledger": lambda folder: (folder / "ledger.jsonl").unlink(),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_noticed_and_stops_everything(own: Poll, what: str) -> None:
    TAMPERING[what](own.releases)
    for arguments in (["--list"], ["--wave", "2030"]):
        refused = own.cli.here("release", *arguments)
        assert refused.exit_code == 1
        assert "is not as it was written" in refused.output
    assert not (own.releases / "2").exists()


def test_wrong_usage_and_a_wave_that_is_not_there(own: Poll) -> None:
    assert own.cli.here("release").exit_code == 2
    assert own.cli.here("release", "--list", "--wave", "2030").exit_code == 2
    missing = own.cli.here("release", "--wave", "2044")
    assert missing.exit_code == 1
    assert "has not landed" in missing.output
