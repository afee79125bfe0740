"""The Dutch guide stays true: its commands run in their order, and the messages it explains are those that are said."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from documented import commands, write_interviews
from running import PROJECT, Cli, Ran

from infopos_pipeline.messages.dutch import TEXTS
from infopos_pipeline.reporting.citing import Citations
from infopos_pipeline.statistics.results import results_from_csv
from infopos_pipeline.study import load_study

GUIDE = (PROJECT / "docs" / "handleiding.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```text\n(.*?)```", GUIDE, flags=re.DOTALL)
TROUBLE = GUIDE.partition("## 16.")[2].partition("## 17.")[0]
PACKAGE = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "infopos_pipeline").rglob("*.py"))


def quoted(beginning: str) -> list[str]:
    """The lines of the block in which the guide quotes what begins so."""
    return next(block for block in BLOCKS if block.startswith(beginning)).splitlines()


def test_every_infopos_command_of_the_guide_runs_in_its_order(
    own_sample: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = PROJECT / "data" / "infopos" / "2021"
    shutil.copy(sample / "export.csv", tmp_path / "export.csv")
    shutil.copy(sample / "frame.csv", tmp_path / "kader.csv")
    answers = "".join(f"1-9-2026 10:00:00,{answer}\n" for answer in ["Tevreden", "Neutraal", "Ontevreden"] * 4)
    (tmp_path / "peiling.csv").write_text(f"Tijdstempel,Hoe tevreden bent u?\n{answers}", encoding="utf-8")
    for folder in ("schemas", "data"):  # the commands declare a study of their own
        shutil.copytree(PROJECT / folder, tmp_path / "project" / folder)
    monkeypatch.chdir(tmp_path)
    reader = replace(own_sample, extra={"INFOPOS_PROJECT": str(tmp_path / "project"), "INFOPOS_LANGUAGE": "nl"})
    write_interviews(tmp_path)
    typed = [command for command in commands(GUIDE) if command.startswith("infopos ")]
    said = ""
    for command in typed:
        finished = reader.here(*shlex.split(command)[1:], typed="a\n" * 9 if "interviews review" in command else "")
        assert finished.exit_code == 0, f"{command}: {finished.output}"
        said += finished.output
    assert quoted("export.csv is in orde")[0] in said
    for line in quoted("Vrijgave 1"):
        assert "…" in line or "hash" in line or line in said


def test_the_message_that_the_guide_takes_apart_is_what_a_wrong_code_brings(infopos: Cli, tmp_path: Path) -> None:
    rows = (PROJECT / "data" / "infopos" / "2017" / "export.csv").read_text(encoding="utf-8").splitlines()
    rows[4] = rows[4].replace('"Y"', '"J"', 1)
    export = tmp_path / "export.csv"
    export.write_text("\n".join(rows), encoding="utf-8")
    finished = replace(infopos, extra={"INFOPOS_LANGUAGE": "nl"}).here("check", export)
    assert quoted("export.csv, rij 5") == finished.stderr.splitlines()


def test_the_text_that_the_guide_gives_as_an_example_is_filled_as_it_says(sample: Ran, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "schemas" / "infopos", tmp_path / "infopos")
    written = re.findall(r"```markdown\n(.*?)```", GUIDE, flags=re.DOTALL)[0]
    (tmp_path / "infopos" / "narrative" / "2017" / "conclusions.nl.md").write_text(written, encoding="utf-8")
    study = load_study(tmp_path / "infopos").at("2017")
    narrative = study.written.narrative("conclusions", "2017", "nl")
    assert narrative is not None
    results = results_from_csv((sample.cli.output("2017") / "results.csv").read_text(encoding="utf-8"))
    citations = Citations(narrative.head.cites, study, results, "2017", "nl")
    assert " ".join((citations.fill(narrative.markdown) or "").split()) in " ".join(GUIDE.split())
    assert list(citations.changed()) == []


def test_the_messages_that_the_guide_explains_are_those_that_are_said() -> None:
    texts = [*TEXTS.values(), PACKAGE]
    explained = [row.split("|")[1] for row in TROUBLE.splitlines() if row.startswith("| `")]
    assert len(explained) > 10
    for message in explained:
        for part in re.findall(r"[^`…\[\]]{4,}", message):
            assert any(part.strip() in text for text in texts), part
