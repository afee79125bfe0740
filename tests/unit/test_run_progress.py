"""The line that shows how far a run is, on a real pseudo-terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import sys
import termios

import pytest

from infopos_pipeline.cli.run_progress import run_progress
from infopos_pipeline.orchestration.run_steps import Step

STEPS = [Step("2017", "reading", 1, 3), Step("2017", "testing", 2, 3), Step("2017", "report", 3, 3)]


def shown(monkeypatch: pytest.MonkeyPatch, columns: int, *, quiet: bool = False) -> list[str]:
    """What the line is, one state after the other."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    monkeypatch.setenv("COLUMNS", str(columns))
    with os.fdopen(theirs, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        with run_progress(quiet) as follow:
            for step in STEPS if follow else []:
                follow(step)
        os.write(theirs, b"over")
        text = b""
        while not text.endswith(b"over"):
            text += os.read(ours, 65536)
    os.close(ours)
    return [re.sub(r"\x1b\[\?25[lh]", "", line).strip() for line in text.decode()[:-4].split("\r") if line.strip()]


def test_every_step_that_begins_is_shown_in_plain_words(monkeypatch):
    monkeypatch.setenv("INFOPOS_LANGUAGE", "en")
    assert shown(monkeypatch, 80) == [
        "[------------------------]  starting",
        "[########----------------]  wave 2017: reading and checking (step 1 of 3)",
        "[################--------]  wave 2017: calculating and testing (step 2 of 3)",
        "[########################]  wave 2017: writing the report (step 3 of 3)",
    ]


def test_the_words_are_dutch_for_who_asks_for_them(monkeypatch):
    monkeypatch.setenv("INFOPOS_LANGUAGE", "nl")
    assert shown(monkeypatch, 80)[1].endswith("meting 2017: inlezen en controleren (stap 1 van 3)")


def test_a_narrow_terminal_never_gets_more_than_its_line(monkeypatch):
    lines = shown(monkeypatch, 50)
    assert [len(line) < 50 for line in lines] == [True] * 4
    assert lines[2].startswith("[################--------]  wave 2017: calc")


def test_quiet_shows_nothing_and_neither_does_what_is_no_terminal(monkeypatch):
    assert shown(monkeypatch, 80, quiet=True) == []
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with run_progress(False) as follow:
        assert follow is None
