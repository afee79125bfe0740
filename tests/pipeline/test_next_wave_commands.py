"""``infopos questionnaire`` and ``infopos invitations``: files for the survey system, for their owner alone."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

from running import PROJECT, Cli

from infopos_pipeline.drafting.limesurvey import read_limesurvey

FRAME = PROJECT / "data" / "infopos" / "2021" / "frame.csv"
FIXTURES = PROJECT / "tests" / "fixtures"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_questionnaire_of_now_or_of_a_wave_is_written(infopos: Cli, tmp_path: Path) -> None:
    now, before = tmp_path / "now.lss", tmp_path / "before.lss"
    said = infopos.done_here("questionnaire", "--output", now)
    infopos.done_here("questionnaire", "--wave", "2017", "--output", before)
    codes = [
        {question.code for question in read_limesurvey(path.read_bytes(), path.name).questions}
        for path in (now, before)
    ]
    assert "now.lss" in said
    assert "dashb" in codes[0] - codes[1]
    assert "combron" in codes[1] - codes[0]
    assert mode(now) == 0o600


def test_nothing_is_overwritten_unasked(infopos: Cli, tmp_path: Path) -> None:
    output = tmp_path / "survey.lss"
    output.write_text("mine")
    refused = infopos.here("questionnaire", "--output", output)
    assert (refused.exit_code, output.read_text()) == (1, "mine")
    assert "--force" in refused.stderr
    infopos.done_here("questionnaire", "--output", output, "--force")
    assert output.read_bytes().startswith(b"<?xml")


def test_an_invitation_list_has_the_tokens_of_the_frame(infopos: Cli, tmp_path: Path) -> None:
    output = tmp_path / "people.csv"
    said = infopos.done_here("invitations", "--frame", FRAME, "--output", output)
    with FRAME.open(encoding="utf-8") as frame, output.open(encoding="utf-8") as listed:
        tokens = [[row["token"] for row in csv.DictReader(file)] for file in (frame, listed)]
    assert tokens[0] == tokens[1]
    assert f"{len(tokens[0])} participants" in said
    assert "blank e-mail addresses" in said
    assert mode(output) == 0o600
    assert [path.name for path in tmp_path.glob("*.csv")] == ["people.csv"]
    assert not infopos.home.exists()


def test_a_frame_without_tokens_is_written_back_with_those_that_were_made(infopos: Cli, tmp_path: Path) -> None:
    frame, output = tmp_path / "approached.csv", tmp_path / "people.csv"
    frame.write_text("gemeente,regio,inwoners\nBakelhorn,Zuid,13308\n", encoding="utf-8")
    said = infopos.done_here("invitations", "--frame", frame, "--output", output)
    complete = tmp_path / "approached-with-tokens.csv"
    heading, row = complete.read_text(encoding="utf-8").splitlines()
    token = row.split(",")[0]
    assert heading == "token,gemeente,regio,inwoners"
    assert token in output.read_text(encoding="utf-8")
    assert complete.name in said
    assert token not in said
    assert mode(complete) == 0o600
    refused = infopos.here("invitations", "--frame", frame, "--output", tmp_path / "other.csv")
    assert refused.exit_code == 1
    assert not (tmp_path / "other.csv").exists()
    assert token in complete.read_text(encoding="utf-8")


def test_a_bad_frame_and_a_study_without_one_are_said(infopos: Cli, tmp_path: Path) -> None:
    frame, output = tmp_path / "frame.csv", tmp_path / "people.csv"
    frame.write_text("token,gemeente,regio,inwoners\nab,A,Noord,1\nab,B,Noord,2\n", encoding="utf-8")
    bad = infopos.here("invitations", "--frame", frame, "--output", output)
    missing = infopos.here("invitations", "--frame", tmp_path / "none.csv", "--output", output)
    without = infopos.here(
        "invitations", "--frame", FRAME, "--output", output, "--project", FIXTURES, "--study", "buurt-peiling"
    )
    assert [one.exit_code for one in (bad, missing, without)] == [1, 1, 1]
    assert "row 3" in bad.stderr
    assert "none.csv" in missing.stderr
    assert "no frame" in without.stderr
    assert not output.exists()
