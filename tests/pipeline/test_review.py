"""``infopos review`` in real runs: no open answer is readable anywhere before a person has decided on it, decisions
stay with their answers, and what they let through is in the report.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from random_exports import BINDING, OPEN, Export, make_export
from running import PROGRAM, Cli, questionnaire_project

from infopos_pipeline.orchestration.resources import open_warehouse
from infopos_pipeline.orchestration.reviews import store_decision, stored_answers
from infopos_pipeline.privacy.sealed_texts import decided
from infopos_pipeline.project import Home
from infopos_pipeline.study import Study

KEY = "5a" * 32
"""The order of answers depends on it."""
CANARY = "zwaluwstaartwolk"
"""In every open answer, and no name of anybody: redaction has no reason to take it out."""
HEADINGS = {name: BINDING["items"][name]["column"] for name in OPEN}
REMARKS = "opmerkingen"
TEXTS = [f"Een {CANARY} boven de zee, {number} uur." for number in ("een", "twee", "drie", "vier", "vijf", "zes")]


def with_answers(export: Export, answers: dict[str, list[str]]) -> Export:
    """The export with these open answers, by item a text a row, and no other."""
    for name, heading in HEADINGS.items():
        for row in range(len(export.rows)):
            export = export.with_cell(row, heading, dict(enumerate(answers.get(name, []))).get(row, ""))
    return export


EXPORT = with_answers(
    make_export(91, respondents=7, plain=True, too_large=False, last_pages=(9,)),
    {REMARKS: TEXTS} | {name: [f"{CANARY} bij {name}"] for name in OPEN if name != REMARKS},
)
NUMBER = len(TEXTS) + len(OPEN) - 1


@pytest.fixture(scope="module")
def unread(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A home with a wave whose open answers nobody has read, for tests that read only."""
    folder = tmp_path_factory.mktemp("unread")
    project = questionnaire_project(folder / "project")
    cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(project)})
    cli.user.mkdir()
    (cli.user / "pseudonym.key").write_text(KEY)
    (cli.user / "pseudonym.key").chmod(0o600)
    add(cli, EXPORT, folder)
    return cli


@pytest.fixture
def own(unread: Cli, tmp_path: Path) -> Cli:
    """A copy of that home and its key, for tests that decide."""
    shutil.copytree(unread.home, tmp_path / "home")
    shutil.copytree(unread.user, tmp_path / "user")
    return Cli(tmp_path / "user", tmp_path / "home", unread.extra)


def add(cli: Cli, export: Export, folder: Path, wave: str = "2019") -> str:
    files = export.write(folder)
    return cli.done_here("add", files[0], "--wave", wave, "--frame", files[1])


def query(cli: Cli, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(cli.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def decisions(cli: Cli) -> list[tuple[str, str]]:
    """Status and readable text of every answer, in an order of their own."""
    return sorted(query(cli, "SELECT status, text FROM infopos.open_answers"))


def statuses(cli: Cli) -> Counter[str]:
    return Counter(status for status, _ in decisions(cli))


def files_with(folder: Path, word: str) -> set[str]:
    """The parts of a home in which a file holds the word."""
    word = word.casefold()
    spellings = (word.encode(), word.encode("utf-16-le"))
    return {
        path.relative_to(folder).parts[0]
        for path in folder.rglob("*")
        if path.is_file() and any(spelling in path.read_bytes().lower() for spelling in spellings)
    }


def shown(said: str) -> list[str]:
    """The texts that a review showed, of one line or several."""
    found = re.findall(r"(?:^  \| .*\n)+", said, flags=re.MULTILINE)
    return ["\n".join(line[len("  | ") :] for line in text.splitlines()) for text in found]


def report(cli: Cli, wave: str = "2019") -> str:
    return (cli.output(wave) / "report.html").read_text("utf-8")


# At rest


def test_no_open_answer_is_readable_anywhere_but_in_landing_before_somebody_accepts_it(unread: Cli) -> None:
    assert files_with(unread.home, CANARY) == {"landing"}
    assert files_with(unread.user, CANARY) == set()
    with duckdb.connect(str(unread.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        for schema, table in connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
            rows = connection.execute(f'SELECT * FROM "{schema}"."{table}"').fetchall()
            # One wave has none to be compared with, and no interviews.
            assert rows or table in ("answer_patterns", "quotes")
            assert CANARY not in repr(rows).casefold()
    assert decisions(unread) == [("unreviewed", "")] * NUMBER


def test_the_answers_are_there_all_the_same(unread: Cli) -> None:
    said = unread.done_here("review", typed="s\n" * NUMBER)
    assert sorted(shown(said)) == sorted([*TEXTS, *(f"{CANARY} bij {name}" for name in OPEN if name != REMARKS)])
    assert shown(said)[-len(TEXTS) :] != TEXTS, "the order of the export is gone"
    assert f"{NUMBER} unreviewed" in said


def test_a_run_of_the_same_answers_in_another_order_leaves_the_same_bytes(own: Cli, tmp_path: Path) -> None:
    everything = "SELECT * FROM infopos.open_answers"
    before = query(own, everything)
    rows = list(EXPORT.rows)
    random.Random(3).shuffle(rows)
    add(own, replace(EXPORT, rows=rows), tmp_path)
    assert query(own, everything) == before
    assert [row[1] for row in before] == sorted(row[1] for row in before)


def test_no_pseudonym_stands_beside_an_open_answer(unread: Cli) -> None:
    pseudonyms = {value for (value,) in query(unread, "SELECT pseudonym FROM infopos.responses")}
    cells = {cell for row in query(unread, "SELECT * FROM infopos.open_answers") for cell in row}
    assert pseudonyms
    assert not pseudonyms & cells


def test_a_name_in_an_answer_is_marked(unread: Cli, tmp_path: Path) -> None:
    name = EXPORT.frame[0]["gemeente"]
    export = with_answers(EXPORT, {REMARKS: [f"Regen in {name}."]})
    cli = replace(unread, home=tmp_path / "home")
    add(cli, export, tmp_path)
    said = cli.done_here("review", typed="q\n")
    assert shown(said) == ["Regen in [gemeente]."]


# Decisions


def test_each_decision_is_stored_and_the_report_shows_what_was_let_through(own: Cli) -> None:
    results = (own.output("2019") / "results.csv").read_bytes()
    said = own.done_here(
        "review", "--wave", "2019", "--item", REMARKS, typed="a\nedit\nBewolkt, <b>later</b> zon.\nDROP\nx\ns\nq\n"
    )
    first, _, third, fourth, fifth = shown(said)
    assert "1 accepted, 1 edited, 1 dropped, 3 unreviewed" in said
    assert "infopos run --wave 2019" in said
    assert "Overige opmerkingen" in said, "the question, in the language of the study"
    assert decisions(own) == sorted(
        [("accepted", first), ("edited", "Bewolkt, <b>later</b> zon."), ("dropped", "")] + [("unreviewed", "")] * 8
    )
    assert CANARY not in report(own)
    own.done_here("run")
    page = report(own)
    section = page.partition('<section id="open_answers"')[2].partition("</section>")[0]
    assert re.findall(r"<li>(.*)</li>", section) == ["Bewolkt, &lt;b&gt;later&lt;/b&gt; zon.", first]
    assert all(text not in page for text in (third, fourth, fifth))
    assert "Nog niet beoordeeld: 3." in section
    assert "Na beoordeling weggelaten: 1." in section
    assert (own.output("2019") / "results.csv").read_bytes() == results
    assert files_with(own.home, first) == {"landing", "output", "warehouse"}
    for text in (third, fourth, fifth):
        assert files_with(own.home, text) == {"landing"}


def test_a_rerun_and_a_corrected_export_keep_the_decisions_on_unchanged_answers(own: Cli, tmp_path: Path) -> None:
    said = own.done_here("review", "--item", REMARKS, typed="a\na\nd\nq\n")
    kept, gone, dropped, *_ = shown(said)
    decided_on = [row for row in query(own, "SELECT * FROM infopos.open_answers") if row[4] != "unreviewed"]
    own.done_here("run")
    assert [row for row in query(own, "SELECT * FROM infopos.open_answers") if row[4] != "unreviewed"] == decided_on
    texts = [text if text != gone else "Een gecorrigeerd antwoord." for text in TEXTS]
    corrected = with_answers(EXPORT, {REMARKS: [*texts[::-1], "Een nieuw antwoord."]})
    add(own, corrected, tmp_path / "corrected")
    assert decisions(own) == [("accepted", kept), ("dropped", ""), *[("unreviewed", "")] * 5]
    assert gone not in report(own)
    assert files_with(own.home, gone) == set(), "what was accepted and is gone is not left in the file"
    unread = shown(own.done_here("review", typed="s\n" * 5))
    assert {"Een gecorrigeerd antwoord.", "Een nieuw antwoord."} < set(unread)
    assert not {kept, gone, dropped} & set(unread)
    add(own, EXPORT, tmp_path / "restored")
    assert [row for row in decisions(own) if row[0] != "unreviewed"] == [("accepted", kept), ("dropped", "")]
    assert gone in shown(own.done_here("review", "--item", REMARKS, typed="s\n" * 6))


def test_a_decision_can_be_changed_and_undone(own: Cli) -> None:
    only = ("review", "--item", REMARKS)
    said = own.done_here(*only, typed="a\nd\nq\n")
    text, dropped = shown(said)[:2]
    assert files_with(own.home, text) == {"landing", "warehouse"}
    again = own.done_here(*only, "--again", typed="s\n" * len(TEXTS))
    assert text in shown(again)
    assert dropped not in again
    letters = ["d" if line == text else "u" if "undo" in line else "s" for line in shown(again)]
    said = own.done_here(*only, "--again", typed="\n".join(letters) + "\n")
    assert statuses(own) == {"dropped": 1, "unreviewed": NUMBER - 1}
    assert "it is made anew" in said
    assert files_with(own.home, text) == {"landing"}
    assert dropped in shown(own.done_here(*only, typed="s\n" * len(TEXTS)))


def test_a_text_that_is_undone_comes_back_with_the_next_run(own: Cli) -> None:
    only = ("review", "--item", REMARKS)
    dropped = shown(own.done_here(*only, typed="d\nq\n"))[0]
    said = own.done_here(*only, "--again", typed="u\n")
    assert "The text of 1 of them comes back" in said
    assert dropped not in own.done_here(*only, typed="s\n" * len(TEXTS))
    own.done_here("run")
    assert dropped in shown(own.done_here(*only, typed="s\n" * len(TEXTS)))


def test_a_text_that_is_taken_out_leaves_the_report_at_once(own: Cli) -> None:
    only = ("review", "--item", REMARKS)
    text = shown(own.done_here(*only, typed="a\nq\n"))[0]
    own.done_here("run")
    assert text in report(own)
    letters = ["d" if line == text else "s" for line in shown(own.done_here(*only, "--again", typed="s\n" * 9))]
    assert "it is made anew" in own.done_here(*only, "--again", typed="\n".join(letters) + "\n")
    assert text not in report(own)
    assert files_with(own.home, text) == {"landing"}


def test_an_edited_text_is_redacted_too_and_shown_before_it_is_kept(own: Cli) -> None:
    typed = "e\nBel over het weer met weer@zuurbesveen.example\n"
    said = own.done_here("review", typed=f"{typed}q\n")
    assert "Redaction took something out" in said
    assert "Bel over het weer met [e-mail]" in shown(said)
    assert statuses(own) == {"unreviewed": NUMBER}
    own.done_here("review", typed=f"{typed}a\nq\n")
    assert ("edited", "Bel over het weer met [e-mail]") in decisions(own)
    assert files_with(own.home, "weer@zuurbesveen") == set()


def test_names_of_the_frame_leave_an_edited_text_too(own: Cli) -> None:
    named = EXPORT.frame[0]["gemeente"]
    said = own.done_here("review", typed=f"e\nIn {named} regent het.\na\nq\n")
    assert "Redaction took something out" in said
    assert ("edited", "In [gemeente] regent het.") in decisions(own)


def test_an_empty_edit_leaves_the_answer_as_it_was(own: Cli) -> None:
    said = own.done_here("review", typed="e\n \x1b\na\nq\n")
    assert "Nothing was typed" in said
    assert ("accepted", shown(said)[0]) in decisions(own)


def test_the_end_of_input_quits_and_nothing_is_decided_by_a_line_that_means_nothing(own: Cli) -> None:
    said = own.done_here("review", typed="\nyes\nant\nq?\n")
    assert len(shown(said)) == 1
    assert statuses(own) == {"unreviewed": NUMBER}


def test_what_is_no_text_in_a_line_of_input_is_no_reason_to_stop(own: Cli) -> None:
    finished = subprocess.run(
        [PROGRAM, "review"], input=b"\xff\xfe\na\n", env=own.environment, cwd=own.user, capture_output=True, check=True
    )
    assert finished.stderr == b""
    assert statuses(own)["accepted"] == 1


def test_a_review_that_is_killed_has_stored_every_decision_before(own: Cli) -> None:
    with subprocess.Popen(
        [PROGRAM, "review"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=own.environment, cwd=own.user
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"a\nd\n")
        process.stdin.flush()
        said = b""
        while b"\n3 of " not in said:
            more = process.stdout.read1()
            assert more, said
            said += more
        process.send_signal(signal.SIGKILL)
    assert statuses(own) == {"accepted": 1, "dropped": 1, "unreviewed": NUMBER - 2}
    assert f"{NUMBER - 2} unreviewed" in own.done_here("review")


def test_a_decision_on_what_has_changed_since_is_not_stored(own: Cli, study: Study) -> None:
    with open_warehouse(Home(own.home), study) as warehouse:
        row = stored_answers(warehouse, study, "2019")[0]
        assert store_decision(warehouse, Home(own.home), study, "2019", row, decided(row, "dropped"))
        assert not store_decision(warehouse, Home(own.home), study, "2019", row, decided(row, "accepted", "tekst"))
    assert statuses(own) == {"dropped": 1, "unreviewed": NUMBER - 1}


# What is said


def test_counts_as_json_hold_no_text(own: Cli) -> None:
    own.done_here("review", "--item", REMARKS, typed="a\ne\nZon.\nd\nq\n")
    said = own.done_here("review", "--json")
    assert CANARY not in said
    found = json.loads(said)
    assert found["study"] == "infopos"
    counts = {row["item"]: row for row in found["answers"]}
    assert list(counts) == OPEN
    assert counts[REMARKS] == {
        "wave": "2019", "item": REMARKS, "unreviewed": 3, "accepted": 1, "edited": 1, "dropped": 1
    }  # fmt: skip
    assert json.loads(own.done_here("review", "--json", "--item", REMARKS))["answers"] == [counts[REMARKS]]


def test_no_control_character_of_an_answer_gets_to_the_terminal_or_the_report(unread: Cli, tmp_path: Path) -> None:
    export = with_answers(EXPORT, {REMARKS: ["Zon\x1b[2J\x1b]52;c;eA==\x07 en\r\nregen\u202e\x9b31m.\x08"]})
    cli = replace(unread, home=tmp_path / "home")
    add(cli, export, tmp_path)
    said = cli.done_here("review", typed="a\n")
    cli.done_here("run")
    assert shown(said) == ["Zon[2J]52;c;eA== en\nregen31m."]
    for text in (said, report(cli)):
        assert not set("\x1b\x07\x08\x9b\u202e\r") & set(text)


def test_where_there_is_nothing_to_review_that_is_said(unread: Cli, infopos: Cli, tmp_path: Path) -> None:
    assert "no wave has landed" in infopos.done_here("review")
    assert json.loads(infopos.done_here("review", "--json"))["answers"] == []
    assert not infopos.home.exists()
    cli = replace(unread, home=tmp_path / "blank")
    add(cli, with_answers(EXPORT, {}), tmp_path)
    assert "no open answers are stored" in cli.done_here("review")
    assert 'id="open_answers"' not in report(cli)


def test_when_everything_was_reviewed_that_is_said(own: Cli) -> None:
    own.done_here("review", typed="a\n" * NUMBER)
    said = own.done_here("review")
    assert "--again" in said
    assert f"{NUMBER} accepted" in said
    assert shown(said) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--wave", "2031"), "Wave 2031 has not landed (there are: 2019)"),
        (("--item", "opmerking"), "Did you mean 'opmerkingen'?"),
        (("--item", "tevredenheid"), "No item with open answers is called 'tevredenheid'"),
        (("--item", "naam"), "No item with open answers is called 'naam'"),
    ],
)
def test_a_wave_or_an_item_that_is_not_there_is_named(unread: Cli, arguments: tuple[str, str], message: str) -> None:
    finished = unread.here("review", *arguments)
    assert finished.exit_code == 1
    assert message in finished.stderr


# The key and the seal


def test_a_seal_that_was_tampered_with_is_noticed_and_a_run_mends_it(own: Cli) -> None:
    with duckdb.connect(str(own.home / "warehouse/warehouse.duckdb")) as connection:
        connection.execute("UPDATE infopos.open_answers SET sealed = sealed || '\\x00'::BLOB")
    finished = own.here("review", typed="a\n")
    assert finished.exit_code == 1
    assert "was changed in the warehouse" in finished.stderr
    assert "infopos run --wave 2019" in finished.stderr
    assert "Traceback" not in finished.output
    own.done_here("run", "--wave", "2019")
    assert len(shown(own.done_here("review", typed="s\n" * NUMBER))) == NUMBER


def test_nobody_reviews_with_another_key_and_no_run_loses_decisions_by_it(own: Cli) -> None:
    own.done_here("review", typed="a\nd\nq\n")
    before = query(own, "SELECT * FROM infopos.open_answers")
    other = replace(own, extra={**own.extra, "INFOPOS_KEY_FILE": str(own.user / "other.key")})
    (own.user / "other.key").write_text("cd" * 32)
    (own.user / "other.key").chmod(0o600)
    for command in ("review", "run"):
        finished = other.here(command, typed="a\n")
        assert finished.exit_code == 1
        assert "is not the key of this home" in finished.stderr
        assert shown(finished.output) == []
    with duckdb.connect(str(own.home / "warehouse/warehouse.duckdb")) as connection:
        connection.execute("DELETE FROM infopos.responses; DELETE FROM infopos.approached")
    assert "is not the key of this home" in other.here("run").stderr, "open answers alone bind a home to its key"
    assert query(own, "SELECT * FROM infopos.open_answers") == before


def test_a_rotation_brings_every_answer_back_unreviewed_and_says_so(own: Cli) -> None:
    said = own.done_here("review", "--item", REMARKS, typed="a\nd\nq\n")
    before = {row[1:6] for row in query(own, "SELECT * FROM infopos.open_answers")}
    assert "every open answer comes back unreviewed" in own.done_here("rotate-key", "--yes")
    assert decisions(own) == [("unreviewed", "")] * NUMBER
    assert not {row[0] for row in before} & {row[0] for row in query(own, "SELECT answer FROM infopos.open_answers")}
    assert files_with(own.home, shown(said)[0]) == {"landing"}


def test_removing_the_sample_takes_its_accepted_answers_along(own_sample: Cli, unread: Cli, tmp_path: Path) -> None:
    texts = shown(own_sample.done_here("review", typed="s\n" * 100))
    text = max(texts, key=len)
    own_sample.done_here("review", typed="s\n" * texts.index(text) + "a\nq\n")
    assert "warehouse" in files_with(own_sample.home, text)
    add(replace(own_sample, extra=unread.extra), with_answers(EXPORT, {}), tmp_path)
    assert files_with(own_sample.home, text) == set()
