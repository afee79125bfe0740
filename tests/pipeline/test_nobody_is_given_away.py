"""Whatever could give somebody away is found nowhere after anything that a user can do, but in the files themselves.

A home lives through everything: a wave arrives, runs again, is reviewed, released, corrected and removed; bad files
come by the command line and by hand; the key is rotated; the interface runs. Another word is planted in every place
that could give somebody away (:mod:`canaries`), so that a failure says which. After each stage the words are looked for
in every file of the home and its name, in the rows of its databases, in what is packed in them, in the temporary
folder, and in what was said. They may stand in the export and the frame that landed or are in quarantine; on the screen
of whoever typed a name or reviews an answer; and, of an answer that was accepted, where the report takes it from.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyreadstat
import pytest
from canaries import (
    DECISIONS,
    FILE_PLACES,
    REMARKS,
    TRANSCRIPT,
    UNKNOWN_HEADING,
    Search,
    frame_file,
    planted,
    project_of,
    word,
)
from random_exports import BINDING, ITEMS, Export
from running import PROGRAM, PROJECT, Cli, open_to_others
from serving import free_port, served
from test_user_interface import launched

from infopos_pipeline.ingest.landing import land
from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.orchestration.removal import remove_wave
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.project import Home, Project
from infopos_pipeline.study import load_study

WAVE = "2017"
"""A wave that figures were printed about, so that it has an audit."""
FIRST, CORRECTED, BAD = planted("first", 77), planted("corrected", 78), planted("bad", 79)
WRONG = {
    f"wrong {name}": word("wrong", name) for name in ("code", "municipality", "page", "box", "region", "inhabitants")
}
"""What stands in bad files where it should not."""
TYPED_ANEW = {"remark as a reviewer typed it": word("edit", "typed")}
WORDS = {
    **{f"first: {place}": text for place, text in FIRST.words.items()},
    **{f"corrected: {place}": text for place, text in CORRECTED.words.items()},
    **{f"bad: {place}": text for place, text in {**BAD.words, **WRONG}.items()},
    **TYPED_ANEW,
}
LET_THROUGH = {"first: remark accepted", *TYPED_ANEW}
RECEIVED = re.compile(r"(landing|quarantine)/infopos/\w+/[\w-]+/(export|frame)")
STAGES = (
    "add",
    "run again",
    "bad files",
    "failing runs",
    "audit",
    "review",
    "release",
    "interface",
    "rotation",
    "correction",
    "removal",
)
Finding = tuple[str, str]
"""A place whose word was found, and where."""


def _bad_files() -> Iterator[tuple[str, Export]]:
    """Exports with something wrong in them; all but those that are no tables have a frame beside them."""
    good, frame = BAD.export, BAD.export.frame
    yield "code", good.with_cell(2, "tevr", WRONG["wrong code"])
    yield "box", good.with_cell(2, "voord[SQ001]", WRONG["wrong box"])
    yield "page", good.with_cell(3, "lastpage", WRONG["wrong page"])
    yield "municipality", good.with_cell(2, "gemeente", WRONG["wrong municipality"]).with_cell(2, "token", "")
    tokens = [row["token"] for row in frame if row["token"]]
    yield "conflict", good.with_cell(2, "gemeente", frame[0]["gemeente"]).with_cell(2, "token", tokens[-1])
    names = [frame[1]["gemeente"], frame[1]["gemeente"].upper()]
    yield "double", good.with_cell(1, "gemeente", names[0]).with_cell(2, "gemeente", names[1])
    yield "column", good.without_column("capac")
    yield "columns", good.with_column_twice("gemeente")
    yield "shifted", replace(good, headings=good.headings[1:], rows=[row[:-1] for row in good.rows])
    for column, name in (("regio", "region"), ("inwoners", "inhabitants")):
        yield name, replace(good, frame=[{**frame[0], column: WRONG[f"wrong {name}"]}, *frame[1:]])
    yield "twice in the frame", replace(good, frame=[*frame, frame[0]])


def _damaged() -> Iterator[tuple[str, bytes]]:
    """Bytes that are no export, all of them with the words in them."""
    text = BAD.content.decode("utf-8-sig")
    yield "UTF-16", text.encode("utf-16-le")
    yield "two encodings", BAD.content.replace(b"regen", "één ".encode() + "ën".encode("cp1252"))
    yield "cut short", BAD.content[: BAD.content.rindex(b'"') - 1]
    yield "row length", BAD.content.replace(b'","', b'"', 1)
    yield "no headings", BAD.content.partition(b"\r\n")[2]
    yield "a row of headings", BAD.content.replace(b'"tevr"', b'"tevreden"')
    yield "no table", text.replace("\r\n", " ").replace('"', "").encode()
    yield "no workbook", b"PK\x03\x04" + BAD.content
    rows = list(csv.reader(io.StringIO(text, newline="")))
    yield "workbook", _workbook(rows)
    yield "data file", _data_file(rows)


def _workbook(rows: list[list[str]]) -> bytes:
    """A workbook with a hidden row."""
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append([cell.replace("\0", "") for cell in row])
    book.active.row_dimensions[3].hidden = True
    book.save(content)
    return content.getvalue()


def _data_file(rows: list[list[str]]) -> bytes:
    """An SPSS file that is cut short; what is left of it has almost all words."""
    names = [f"v{place}" for place in range(len(rows[0]))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.sav"
        pyreadstat.write_sav(pd.DataFrame(rows[1:], columns=names), path, column_labels=rows[0])
        return path.read_bytes()[:-8]


BAD_FILES: dict[str, tuple[bytes, bytes]] = {
    **{name.replace(" ", "_"): (export.content, frame_file(export)) for name, export in _bad_files()},
    **{name.replace(" ", "_").replace("-", "_").lower(): (content, BAD.frame_content) for name, content in _damaged()},
    "frame_that_is_an_export": (BAD.content, BAD.content),
}
LANDED_BY_HAND = ("workbook", "two_encodings", "shifted", "region", "municipality", "data_file", "conflict", "code")
"""The last wave first: a run makes those anew that failed before it in their order."""


@dataclass
class Life:
    """What a home lived through: what was found in it and said after each stage, and which of its files were open to
    others.
    """

    cli: Cli
    files: Path
    temporary: Path
    search: Search = field(default_factory=lambda: Search(WORDS))
    found: dict[str, set[Finding]] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    open_to_others: dict[str, list[str]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[list[str]]:
        """A stage of the life; what is said in it goes into the list."""
        said = self.said[name] = []
        yield said
        self.found[name] = self.search.in_folder(self.cli.home)
        self.found[name] |= {(place, f"temporary {where}") for place, where in self.search.in_folder(self.temporary)}
        self.open_to_others[name] = open_to_others(self.cli.home) + open_to_others(self.cli.user / "keys")

    def given_away(self, stage: str) -> set[Finding]:
        """What was found where it should not be; what a reviewer let through is looked at on its own."""
        found = {(place, where) for place, where in self.found[stage] if not RECEIVED.fullmatch(where)}
        return {(place, where) for place, where in found if place not in LET_THROUGH}

    def where(self, stage: str, *places: str) -> set[str]:
        return {where for place, where in self.found[stage] if place in places}


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """A home that was there before, open to everybody, of a user whose files everybody may write."""
    folder = tmp_path_factory.mktemp("life")
    (folder / "temporary").mkdir()
    settings = {
        "INFOPOS_PROJECT": str(project_of(folder / "project", FIRST, CORRECTED, BAD)),
        "INFOPOS_KEY_FILE": str(folder / "user/keys/pseudonym.key"),
        "TMPDIR": str(folder / "temporary"),
    }
    cli = Cli(folder / "user", folder / "home", settings)
    previous = os.umask(0)
    try:
        for name in (".", "landing", "output", "output/infopos"):
            (cli.home / name).mkdir(mode=0o755)
        lived = Life(cli, folder / "files", folder / "temporary")
        for stage in (_arrives, _comes_badly, _is_read, _is_released, _is_run_from_the_interface, _goes):
            stage(lived)
        yield lived
    finally:
        os.umask(previous)


def _done(finished: Any) -> list[str]:
    code = finished.returncode if hasattr(finished, "returncode") else finished.exit_code
    assert code == 0, finished.stderr
    return [finished.stdout, finished.stderr]


def _arrives(life: Life) -> None:
    export, frame = FIRST.write(life.files)
    with life.stage("add") as said:
        said += _done(life.cli("add", export.name, "--wave", WAVE, "--frame", frame.name, cwd=export.parent))
    with life.stage("run again") as said:
        said += _done(life.cli.here("run"))


def _comes_badly(life: Life) -> None:
    with life.stage("bad files") as said:
        for name, files in BAD_FILES.items():
            export, frame = BAD.write(life.files / name)
            for path, content in zip((export, frame), files, strict=True):
                path.write_bytes(content)
            for command in (["check"], ["check", "--json"], ["add", "--wave", name]):
                refused = life.cli.here(*command, export, "--frame", frame)
                assert refused.exit_code == 1, name
                said.append(refused.output)
        for path in (export.with_name(f"{BAD.words['name of the export']}-gone.csv"), export.parent):
            said.append(life.cli.here("check", path).output)
    with life.stage("failing runs") as said:
        for name in LANDED_BY_HAND:
            land(Home(life.cli.home).landing("infopos"), name, *BAD_FILES[name], synthetic=False)
            failed = life.cli.here("run", "--wave", name)
            assert failed.exit_code == 1
            said.append(failed.output)
    with life.stage("audit") as said:
        said += [*_done(life.cli.here("audit", "--json")), *_done(life.cli.here("audit"))]


def _is_read(life: Life) -> None:
    arguments = ("review", "--wave", WAVE, "--item", REMARKS)
    unread = life.cli.here(*arguments, typed="s\n" * 99).stdout
    shown = re.findall(r"^  \| (.*)$", unread, flags=re.MULTILINE)
    letters = {"accepted": "a", "edited": f"e\nLater {TYPED_ANEW['remark as a reviewer typed it']}.", "dropped": "d"}
    assert set(letters) == set(DECISIONS)
    decided = [
        next((letter for how, letter in letters.items() if FIRST.words[f"remark {how}"] in text), "s") for text in shown
    ]
    with life.stage("review") as said:
        said += [unread, *_done(life.cli.here(*arguments, typed="\n".join(decided) + "\n"))]
        said += [*_done(life.cli.here("review", "--json")), *_done(life.cli.here("run", "--wave", WAVE))]


def _is_released(life: Life) -> None:
    with life.stage("release") as said:
        said += _done(life.cli.here("release", "--wave", WAVE))
        said += _done(life.cli.here("release", "--list"))


def _is_run_from_the_interface(life: Life) -> None:
    port, folder = free_port(), next(life.files.glob("map *"))
    with (
        life.stage("interface") as said,
        served([PROGRAM, "dev", "--port", str(port)], port, folder, life.cli.environment) as server,
    ):
        server.loaded()
        assert server.succeeds(launched(server, "infopos_wave", WAVE))
        assert not server.succeeds(launched(server, "infopos_wave", "code"))
        said.append(server.log.read_text())


def _goes(life: Life) -> None:
    home = Home(life.cli.home)
    project = Project(Path(life.cli.extra["INFOPOS_PROJECT"]))
    study = load_study(project.schema_folder("infopos"))
    workplace = Workplace(
        project_folder=str(project.root), home_folder=str(home.root), key_file=life.cli.environment["INFOPOS_KEY_FILE"]
    )
    with open_instance(home) as instance:
        for name in LANDED_BY_HAND:
            remove_wave(instance, study, workplace, name)
    with life.stage("rotation") as said:
        said += _done(life.cli("rotate-key", "--yes"))
    with life.stage("correction") as said:
        export, frame = CORRECTED.write(life.files)
        said += _done(life.cli.here("add", export, "--wave", WAVE, "--frame", frame))
    with life.stage("removal"), open_instance(home) as instance:
        remove_wave(instance, study, workplace, WAVE)


# Nobody is given away


def test_every_word_is_in_the_files_that_landed(life: Life) -> None:
    """Or the search would find nothing whatever it looked through."""
    landed = {place for place, where in life.found["add"] if where.startswith("landing/")}
    assert landed == {f"first: {place}" for place in FIRST.words if place not in (*FILE_PLACES, TRANSCRIPT)}
    assert all(RECEIVED.fullmatch(where) for where in life.where("add", *landed))


def test_every_bad_file_is_in_quarantine(life: Life) -> None:
    quarantined = {place for place, where in life.found["bad files"] if where.startswith("quarantine/")}
    assert quarantined >= {f"bad: {place}" for place in WRONG}
    assert len(list((life.cli.home / "quarantine/infopos").glob("*/*/export"))) == len(BAD_FILES)


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_in_the_home_gives_anybody_away(life: Life, stage: str) -> None:
    assert life.given_away(stage) == set()


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_that_is_said_gives_anybody_away(life: Life, stage: str) -> None:
    """But the name of a file or a heading, to whoever gave it, and open answers, to whoever reviews them."""
    shown = {UNKNOWN_HEADING, *FILE_PLACES} | ({"open answers"} if stage == "review" else set())
    for said in life.said[stage]:
        assert "Traceback" not in said
        for place in life.search.places(said.encode()) - set(TYPED_ANEW):
            what = place.partition(": ")[2]
            assert ("open answers" if what.startswith(("remark", "open answer")) else what) in shown, place


def test_an_answer_that_was_accepted_is_in_warehouse_and_report_until_the_key_is_rotated(life: Life) -> None:
    assert all(life.where(stage, *LET_THROUGH) <= life.where("add", *LET_THROUGH) for stage in STAGES[:5])
    for stage in ("review", "release", "interface"):
        where = {where for where in life.where(stage, *LET_THROUGH) if not RECEIVED.fullmatch(where)}
        assert {path.split(" ")[0] for path in where} == {
            "warehouse/warehouse.duckdb",
            *(f"output/infopos/{WAVE}/report.{ending}" for ending in ("html", "docx", "pdf")),
        }  # fmt: skip
    for stage in ("rotation", "correction", "removal"):
        assert not {where for where in life.where(stage, *LET_THROUGH) if not RECEIVED.fullmatch(where)}


def test_a_corrected_export_leaves_nothing_of_the_one_before(life: Life) -> None:
    assert life.where("correction", *(f"first: {place}" for place in FIRST.words)) == set()
    assert life.where("correction", "corrected: name") > set()


def test_a_wave_that_is_removed_leaves_nothing(life: Life) -> None:
    left = {(place, where) for place, where in life.found["removal"] if not where.startswith("quarantine/")}
    assert left == set()


def test_what_the_survey_system_and_the_frame_say_of_a_respondent_has_no_column(life: Life) -> None:
    with duckdb.connect(str(life.cli.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        columns = {name for (name,) in connection.execute("SELECT column_name FROM duckdb_columns()").fetchall()}
    texts = {name for name, item in ITEMS.items() if item["kind"] == "text"}
    assert {"naam", "email", "gemeente", REMARKS} <= texts
    assert not columns & {*BINDING["administration"], BINDING["token"], "inwoners", *texts}


def test_the_releases_of_a_removed_wave_are_still_there_to_be_looked_through(life: Life) -> None:
    assert (life.cli.home / "releases/infopos/1/tables.xlsx").exists()


def test_no_temporary_file_is_left(life: Life) -> None:
    assert [path for path in life.temporary.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("stage", STAGES)
def test_everything_in_the_home_is_its_owners_alone(life: Life, stage: str) -> None:
    assert life.open_to_others[stage] == []


def test_the_key_lies_outside_the_home_and_the_project(life: Life) -> None:
    key = (life.cli.user / "keys/pseudonym.key").read_bytes().strip()
    assert not any(key in path.read_bytes() for path in life.cli.home.rglob("*") if path.is_file())
    assert not list(PROJECT.glob("**/pseudonym.key"))
