"""Transcripts and codes as users add, read and export them: no text is anywhere before a person let it through, and
nobody who was named is in anything that comes out.
"""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from lxml import etree
from pypdf import PdfReader
from refi_qda_files import FIXTURES, archive, project, selection, text_source
from running import (
    PROJECT,
    Cli,
    Ran,
    hashes,
    open_to_others,
    project_without_documents,
    questionnaire_project,
)

from infopos_pipeline.interviews.material import coders_of, from_json
from infopos_pipeline.interviews.quotes import Quote
from infopos_pipeline.interviews.refi_qda_reading import read_project
from infopos_pipeline.orchestration.releases import read_slices
from infopos_pipeline.orchestration.resources import Workplace, open_warehouse
from infopos_pipeline.orchestration.reviews import stored_texts
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.sealed_texts import opened
from infopos_pipeline.project import Home
from infopos_pipeline.study import Study, load_study

INTERVIEWS = PROJECT / "data/infopos/2017/interviews"
TRANSCRIPTS = sorted(INTERVIEWS.glob("interview_*.md"))
CODES = sorted(INTERVIEWS.glob("codes_*.csv"))
PLANTED = yaml.safe_load((INTERVIEWS / "planted.yaml").read_text("utf-8"))
BY_EYE = sorted({one["text"] for one in PLANTED if one["kind"] == "only a person sees it"})
IDENTIFIERS = sorted({one["text"] for one in PLANTED} - set(BY_EYE))
WAVE = ("--wave", "2017")
DRAW = ("interviews", "draw", *WAVE, "--n", "6", "--seed", "2017")
ADD = ("interviews", "add", *TRANSCRIPTS, *CODES, *WAVE)
REVIEW = ("interviews", "review", *WAVE)


def copied(cli: Cli, folder: Path) -> Cli:
    shutil.copytree(cli.home, folder / "home", symlinks=True)
    shutil.copytree(cli.user, folder / "user")
    return Cli(folder / "user", folder / "home", cli.extra)


@pytest.fixture(scope="module")
def added(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """The home of the sample with the interviews in it, of which nobody has read anything."""
    folder = tmp_path_factory.mktemp("added")
    cli = replace(
        copied(sample.cli, folder), extra={"INFOPOS_PROJECT": str(project_without_documents(folder / "project"))}
    )
    cli.done_here(*DRAW)
    cli.done_here(*ADD)
    return cli


DROPPED, EDITED = "andere_redenen", "aanwezigheid_politie"
"""The themes of which the quotes are dropped, and the one of which the first quote is edited."""
NEW_WORDS = "De politie is er weinig, aldus [naam]."


@pytest.fixture(scope="module")
def reviewed(added: Cli, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A copy of it in which somebody read everything, and that was run again, with every document."""
    cli = copied(added, tmp_path_factory.mktemp("reviewed"))
    typed = [line for words in BY_EYE for line in ("t", words)] + ["a"] * len(TRANSCRIPTS) + ["q"]
    cli.done_here(*REVIEW, typed="\n".join(typed) + "\n")
    cli.done_here(*REVIEW, typed="\n".join(decisions(cli)) + "\n")
    cli = replace(cli, extra={})
    cli.done_here("run", *WAVE)
    return cli


def decisions(cli: Cli) -> Iterator[str]:
    edited = False
    for quote in quotes(cli):
        if DROPPED in quote.themes:
            yield "d"
        elif EDITED in quote.themes and not edited:
            edited = True
            yield from ("e", NEW_WORDS)
        else:
            yield "a"


def study_of(cli: Cli) -> Study:
    return load_study(Path(cli.environment["INFOPOS_PROJECT"]) / "schemas" / "infopos")


def quotes(cli: Cli) -> list[Quote]:
    with open_warehouse(Home(cli.home), study_of(cli)) as warehouse:
        return stored_texts(warehouse, study_of(cli), "2017", Quote)


def key_of(cli: Cli) -> Key:
    return Key(bytes.fromhex((cli.user / "pseudonym.key").read_text().strip()))


def folder_of(cli: Cli) -> Path:
    return cli.home / "interviews" / "infopos" / "2017"


def contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file under a folder, and beside it what is packed in it, and the text of a PDF."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        yield path, content
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                yield from ((path, packed.read(name)) for name in packed.namelist())
        if content.startswith(b"%PDF"):
            pages = PdfReader(io.BytesIO(content)).pages
            yield path, " ".join(page.extract_text() for page in pages).encode()


def found(folder: Path, texts: Sequence[str]) -> set[tuple[str, str]]:
    """Which of some texts stand in which files, as they are or as JSON writes them; line ends of pages are spaces."""
    variants = {text: (text.encode(), json.dumps(text)[1:-1].encode()) for text in texts}
    hits = set()
    for path, content in contents(folder):
        flat = b" ".join(content.split()) if path.parent.name == "2017" else content
        hits |= {(path.name, text) for text, own in variants.items() if any(one in flat for one in own)}
    return hits


# Before anybody has read anything


def test_what_was_given_rests_for_its_owner_alone(added: Cli) -> None:
    assert open_to_others(folder_of(added)) == []
    material = from_json((folder_of(added) / "material.json").read_bytes())
    assert material.transcripts["interview_01"] == TRANSCRIPTS[0].read_text("utf-8")
    assert (len(material.transcripts), len(material.selections), len(coders_of(material))) == (6, 219, 2)


def test_no_word_of_a_transcript_leaves_the_folder_of_the_interviews_unread(added: Cli) -> None:
    texts = [opened(quote, "2017", key_of(added)) for quote in quotes(added)]
    said = [text for text in texts if len(text) > 30 and "[" not in text and "\n" not in text]
    assert len(said) > 80
    for station in ("output", "warehouse", "dagster"):
        assert found(added.home / station, said) == set(), station
    report = (added.output("2017") / "report.html").read_text("utf-8")
    assert f"Nog {len(texts)} citaten wachten op een lezer" in report


def test_names_and_numbers_are_nowhere_but_where_they_rest(added: Cli) -> None:
    named = [one["text"] for one in PLANTED if one["kind"] in ("naam", "e-mail", "telefoon", "bsn", "iban", "url")]
    distinct = sorted({text for text in named if len(text) > 8})
    assert len(distinct) > 20
    for station in ("output", "warehouse", "dagster"):
        assert found(added.home / station, distinct) == set(), station


def test_counts_are_in_the_results_all_the_same(added: Cli) -> None:
    rows = [line for line in (added.output("2017") / "results.csv").read_text().splitlines() if ",interviews," in line]
    assert "2017,,interviews,privacywet,,,,n,6,,6,interviews" in rows
    assert any(row.startswith("2017,,interviews,,,coders,A × B,effect,") for row in rows)
    assert "2017,,interviews,,,saturation,interview_06,n,0,,,new codes" in rows


def test_nothing_is_exported_that_nobody_accepted(added: Cli, tmp_path: Path) -> None:
    ended = added.here("interviews", "export", tmp_path / "out.qdpx", *WAVE)
    assert ended.exit_code == 1
    assert "Nobody has accepted a transcript of wave 2017 yet" in ended.stderr
    assert not (tmp_path / "out.qdpx").exists()


# After reading


def test_what_was_accepted_stands_in_every_document_and_what_was_dropped_in_none(reviewed: Cli) -> None:
    by_status = {
        status: [one for one in quotes(reviewed) if one.status == status] for status in ("accepted", "dropped")
    }
    assert len(by_status["accepted"]) > 80
    assert len(by_status["dropped"]) > 5
    assert all(not quote.text and not quote.sealed for quote in by_status["dropped"])
    shown = [quote for quote in by_status["accepted"] if not set("[’'\"&\n") & set(quote.text)]
    page = " ".join((reviewed.output("2017") / "report.html").read_text("utf-8").split())
    assert [quote.text for quote in shown if quote.text not in page] == []
    assert NEW_WORDS in page
    assert "citaten wachten" not in page
    assert f"Na lezing weggelaten: {len(by_status['dropped'])}." in page
    beside_a_hypothesis = next(quote.text for quote in shown if quote.stances)
    inside = {name for name, _ in found(reviewed.output("2017"), [beside_a_hypothesis[:18]])}
    assert {"report.html", "report.docx", "report.pdf", "tables.xlsx"} <= inside


def test_no_planted_identifier_survives_in_any_output_or_history(reviewed: Cli, tmp_path: Path) -> None:
    reviewed.done_here("interviews", "export", tmp_path / "out.qdpx", *WAVE)
    stands = {text for text in IDENTIFIERS if found(INTERVIEWS, [text])}
    assert stands == set(IDENTIFIERS)
    allowed = _said_elsewhere(reviewed)
    assert allowed < set(IDENTIFIERS)
    looked_for = [text for text in [*IDENTIFIERS, *BY_EYE] if text not in allowed]
    assert found(tmp_path, [*IDENTIFIERS, *BY_EYE]) == set()
    for station in ("output", "warehouse", "dagster"):
        assert found(reviewed.home / station, looked_for) == set(), station


def _said_elsewhere(cli: Cli) -> set[str]:
    """Planted texts that are ordinary words, so that they stand in outputs of a home without interviews as well."""
    words = {text for _, text in found(PROJECT / "schemas" / "infopos", IDENTIFIERS)}
    return {text for text in IDENTIFIERS if len(text) < 6 or text in words}


def test_quotes_carry_no_number_of_an_interview_and_only_facts_that_enough_of_them_share(reviewed: Cli) -> None:
    report = (reviewed.output("2017") / "report.html").read_text("utf-8")
    section = report.partition('<section id="joint_display"')[2].partition("</section>")[0]
    assert "interview_0" not in section
    assert "(Regio: Midden)" in section
    for rare in ("Regio: Zuid", "Regio: Noord", "tot 26.000", "tot 10.000"):
        assert rare not in section


def test_a_release_has_nothing_of_the_interviews(reviewed: Cli) -> None:
    workplace = Workplace(
        project_folder=str(PROJECT), home_folder=str(reviewed.home), key_file=str(reviewed.user / "pseudonym.key")
    )
    with workplace.at_work():
        slices = read_slices(study_of(reviewed), workplace, "2017")
    assert slices.results
    assert not any(row.place == "interviews" for row in slices.results)


def test_a_wave_that_nobody_touched_is_not_run_again(reviewed: Cli) -> None:
    assert json.loads(reviewed.done_here("run", "--json"))["waves"][0]["status"] == "unchanged"


def test_the_exported_project_is_valid_and_holds_what_was_accepted_with_places_moved_along(
    reviewed: Cli, tmp_path: Path
) -> None:
    out = tmp_path / "out.qdpx"
    reviewed.done_here("interviews", "export", out, *WAVE)
    with zipfile.ZipFile(out) as packed:
        document = etree.fromstring(packed.read("project.qde"))
    etree.XMLSchema(etree.parse(FIXTURES / "Project.xsd")).assertValid(document)
    read = read_project(out.read_bytes(), "out.qdpx", None)
    given = from_json((folder_of(reviewed) / "material.json").read_bytes())
    assert sorted(read.sources) == sorted(given.transcripts)
    assert {one.coder for one in read.selections} == {"A", "B"}
    assert len(read.selections) == len(given.selections)
    assert "[gemeente]" in "".join(read.sources.values())
    plain = [one for one in sorted(given.selections) if _text(given.transcripts, one).isalpha() is False]
    moved = {(one.interview, one.code, _text(read.sources, one)) for one in read.selections}
    kept = {(one.interview, one.code, _text(given.transcripts, one)) for one in plain}
    assert len(moved & kept) > 0.7 * len(kept)  # the others have a mark in them
    again = tmp_path / "again.qdpx"
    reviewed.done_here("interviews", "export", again, *WAVE)
    assert again.read_bytes() == out.read_bytes()


def _text(transcripts, one) -> str:
    return transcripts[one.interview][one.start : one.end]


# What goes wrong, in a small study


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A home with a wave of the study without hypotheses, whose runs are fast; with one interview of two coders."""
    folder = tmp_path_factory.mktemp("small")
    made = questionnaire_project(folder / "project")
    themes = yaml.safe_load((PROJECT / "schemas/infopos/themes.yaml").read_text("utf-8"))
    del themes["stances"]
    (made / "schemas/infopos/themes.yaml").write_text(yaml.safe_dump(themes, allow_unicode=True), "utf-8")
    cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(made)})
    sample = PROJECT / "data/infopos/2017"
    cli.done_here("add", sample / "export.csv", *WAVE, "--frame", sample / "frame.csv")
    cli.done_here("interviews", "add", *written(folder / "first"), *WAVE)
    return cli


@pytest.fixture
def own_small(small: Cli, tmp_path: Path) -> Cli:
    return copied(small, tmp_path)


SAYINGS = (
    "Privacy houdt het tegen zei Kwartelmeer.",
    "Wij hebben capaciteit te weinig.",
    "De molen van Henk staat stil.",
)
TEXT = "\n".join(f"Respondent: {saying}" for saying in SAYINGS) + "\n"


def written(folder: Path, text: str = TEXT, codes: Sequence[tuple[str, str, str]] = ()) -> list[Path]:
    """A transcript and a table of codes: coder, code and fragment."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = codes or [("A", "Privacywet", SAYINGS[0]), ("A", "Capaciteit", SAYINGS[1]), ("B", "Capaciteit", SAYINGS[1])]
    (folder / "interview_01.md").write_text(text, "utf-8")
    lines = ["interview;coder;code;fragment", *(f"interview_01;{coder};{code};{text}" for coder, code, text in rows)]
    (folder / "codes.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return [folder / "interview_01.md", folder / "codes.csv"]


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Project>&b;</Project>'
TRICK = {"project.qde": b"<Project/>", "../../.bashrc": b"rm -rf"}
RECORDING = '<AudioSource guid="s" name="opname" path="internal://t.mp3"/>'
BROKEN = {
    "a file that is no archive": ("p.qdpx", b"not a zip", "expected a REFI-QDA project (.qdpx)"),
    "an archive that is cut off": ("p.qdpx", project(text_source())[:-40], "cut short or damaged"),
    "a path that leads out": ("p.qdpx", archive(TRICK), "paths that lead out of the archive"),
    "an XML bomb": ("p.qdpx", archive({"project.qde": BOMB}), "document type"),
    "a recording": ("p.qdpx", project(RECORDING), "found a sound recording as source 1"),
    "a code that no theme knows": (
        "p.qdpx",
        project(text_source(selection(), name="interview_02"), codes='<Code guid="c" name="Privacywit"/>'),
        "the code 'Privacywit' (1 times); expected codes that themes.yaml declares. Put it under the codes of a theme, "
        "of a stance, or under other_codes. Did you mean 'Privacywet'?",
    ),
    "a source with a name of its own": ("p.qdpx", project(text_source(name="Gesprek Kwartelmeer")), "source 1"),
    "a Word document": ("interview_02.docx", b"PK", "Save a Word document as plain text"),
    "a transcript that is empty": ("interview_02.md", b" \n", "expected the text of an interview"),
    "another text under codes": ("interview_01.md", b"Respondent: anders.\n", "selections of 2 coders lie in the old"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_said_and_nothing_of_it_is_kept(small: Cli, tmp_path: Path, what: str) -> None:
    name, content, said = BROKEN[what]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "interview_03.md").write_text("Respondent: dit is goed.\n", "utf-8")
    before = hashes(small.home, without=("dagster",))
    ended = small.here("interviews", "add", tmp_path / "interview_03.md", tmp_path / name, *WAVE)
    assert ended.exit_code == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.output
    assert "Kwartelmeer" not in ended.output
    assert hashes(small.home, without=("dagster",)) == before


def test_a_wave_that_is_not_there_or_has_no_interviews_is_said(small: Cli, tmp_path: Path) -> None:
    ended = small.here("interviews", "add", *written(tmp_path), "--wave", "2031")
    assert ended.exit_code == 1
    assert "Wave 2031 has not landed" in ended.stderr
    ended = small.here("interviews", "review", "--wave", "2031")
    assert ended.exit_code == 1
    assert "Wave 2031 has no interviews yet" in ended.stderr
    assert small.here("interviews", "add", *written(tmp_path), *WAVE, "--as", "zomaar").exit_code == 2
    assert small.here("interviews", "export", tmp_path / "out.zip", *WAVE).exit_code == 2


def test_words_that_a_person_names_leave_every_quote_and_put_it_back_in_the_queue(
    own_small: Cli, tmp_path: Path
) -> None:
    codes = [("A", "Contacten", SAYINGS[2]), ("A", "Capaciteit", SAYINGS[1])]
    own_small.done_here("interviews", "add", *written(tmp_path, codes=codes), *WAVE)
    own_small.done_here(*REVIEW, typed="a\na\na\na\n")
    assert {quote.status for quote in quotes(own_small)} == {"accepted"}
    said = own_small.done_here(*REVIEW, "--again", typed="t\nde  MOLEN van henk\nt\nstaat nergens\nq\n")
    assert "Taken out of interview_01." in said
    assert "These words stand in no transcript" in said
    left = {quote.status: quote for quote in quotes(own_small) if "contacten" in quote.themes}
    assert set(left) == {"unreviewed"}
    assert opened(left["unreviewed"], "2017", key_of(own_small)) == "[weggelaten] staat stil."
    kept = [quote for quote in quotes(own_small) if "capaciteit" in quote.themes]
    assert [quote.text for quote in kept] == [SAYINGS[1]]
    assert found(own_small.home / "output", ["van Henk"]) == set()


def test_what_is_typed_for_a_quote_is_redacted_as_its_transcript(own_small: Cli) -> None:
    """Kwartelmeer is known from the frame alone; redaction takes it out, and the rest is accepted."""
    said = own_small.done_here(*REVIEW, typed="a\ne\nWeinig mensen in Kwartel\u200emeer.\na\nq\n")
    assert "Redaction took something out" in said
    assert {quote.text for quote in quotes(own_small)} == {"Weinig mensen in [gemeente].", ""}


def test_adding_says_what_there_is_now_and_what_to_do_and_the_same_again_changes_nothing(
    own_small: Cli, tmp_path: Path
) -> None:
    material = folder_of(own_small) / "material.json"
    before = material.read_bytes()
    said = own_small.done_here("interviews", "add", *written(tmp_path), *WAVE)
    assert material.read_bytes() == before
    assert "Wave 2017 has now: transcripts 1, selections 3, coders 2." in said
    assert "quotes of the interviews wait for a reader" in said
    assert said.rstrip().endswith("infopos interviews review --wave 2017")


def test_an_interview_that_is_taken_back_leaves_with_all_that_came_of_it(own_small: Cli) -> None:
    own_small.done_here(*REVIEW, typed="a\na\na\na\n")
    own_small.done_here("run", *WAVE)
    assert found(own_small.home / "output", [SAYINGS[1]])
    ended = own_small.here("interviews", "remove", "interview_10", *WAVE)
    assert (ended.exit_code, "Did you mean 'interview_01'?" in ended.stderr) == (1, True)
    own_small.done_here("interviews", "remove", "interview_01", *WAVE)
    assert quotes(own_small) == []
    for station in ("output", "warehouse", "dagster"):
        assert found(own_small.home / station, SAYINGS) == set(), station
    assert from_json((folder_of(own_small) / "material.json").read_bytes()).transcripts == {}


def test_accepting_a_transcript_leaves_the_outputs_of_its_wave_as_they_are(own_small: Cli) -> None:
    def statuses() -> list[str]:
        return [wave["status"] for wave in json.loads(own_small.done_here("run", "--json"))["waves"]]

    statuses()
    own_small.done_here(*REVIEW, typed="a\nq\n")
    assert (folder_of(own_small) / "review.json").exists()
    assert statuses() == ["unchanged"]
    own_small.done_here(*REVIEW, "--again", typed="t\nde molen\nq\n")
    assert statuses() == ["unchanged"]  # it was made anew at once


def test_a_code_that_is_declared_no_more_stops_the_wave_and_says_why(own_small: Cli, tmp_path: Path) -> None:
    changed = shutil.copytree(Path(own_small.extra["INFOPOS_PROJECT"]), tmp_path / "project")
    themes = changed / "schemas/infopos/themes.yaml"
    themes.write_text(themes.read_text("utf-8").replace("- Privacywet\n", "- Privacywetten\n"), "utf-8")
    cli = Cli(own_small.user, own_small.home, {"INFOPOS_PROJECT": str(changed)})
    ended = cli.here("run", *WAVE)
    assert ended.exit_code == 1
    assert "1 codes that themes.yaml does not declare (infopos interviews review names them)" in ended.stderr
    assert "does not declare (Privacywet)" in cli.here(*REVIEW).stderr


def test_a_new_key_seals_every_quote_anew_and_removing_the_wave_takes_all_away(own_small: Cli) -> None:
    own_small.done_here(*REVIEW, typed="a\na\na\na\n")
    before = {quote.quote for quote in quotes(own_small)}
    own_small.here("rotate-key", "--yes")
    assert {quote.status for quote in quotes(own_small)} == {"unreviewed"}
    assert before.isdisjoint(quote.quote for quote in quotes(own_small))
    own_small.done_here("remove", *WAVE, "--yes")
    assert not folder_of(own_small).exists()
    for path in own_small.home.rglob("*.db"):
        with sqlite3.connect(path) as connection:
            assert "capaciteit te weinig" not in "\n".join(connection.iterdump()), path
    assert found(own_small.home, ["capaciteit te weinig"]) == set()
    assert quotes(own_small) == []
