"""The documents stay true: links lead somewhere, pictures are there and can be heard, commands and folders exist."""

from __future__ import annotations

import shlex
import struct
import subprocess
from pathlib import Path

import pytest
from click import Command, Group
from documented import DOCUMENTS, headings, links, mentioned_commands, mentioned_targets, pictures
from running import PROJECT

from infopos_pipeline.cli import main
from infopos_pipeline.project import STATIONS
from infopos_pipeline.study import load_study
from infopos_pipeline.warehouse.tables import study_tables

PICTURES = PROJECT / "docs" / "pictures"
MOST_BYTES = 150_000
"""Of a picture: a document has to open quickly, and a clone stays small."""
EVERY_DOCUMENT = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(PROJECT).as_posix())


def read(document: Path) -> str:
    return document.read_text(encoding="utf-8")


@EVERY_DOCUMENT
def test_every_link_leads_to_a_file_and_to_a_heading_that_is_there(document: Path) -> None:
    for link in links(read(document)):
        path, _, heading = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not heading or heading in headings(target), link


@EVERY_DOCUMENT
def test_every_command_and_option_that_a_document_mentions_exists(document: Path) -> None:
    for command in mentioned_commands(read(document)):
        words = shlex.split(command.replace("…", ""))[1:]
        if not words or words[0].startswith("-"):
            continue
        typed: Command = main
        while isinstance(typed, Group) and words:
            assert words[0] in typed.commands, command
            typed = typed.commands[words.pop(0)]
        known = {option for parameter in typed.params for option in parameter.opts} | {"--help"}
        assert {word for word in words if word.startswith("--")} <= known, command


@EVERY_DOCUMENT
def test_every_picture_is_a_small_one_and_has_a_text_that_stands_for_it(document: Path) -> None:
    for path, said in pictures(read(document)).items():
        content = (document.parent / path).read_bytes()
        assert content.startswith(b"\x89PNG"), path
        assert len(content) < MOST_BYTES, path
        assert struct.unpack(">I", content[16:20])[0] >= 600, f"{path} is too narrow to be read"
        assert len(said.split()) > 3, path


def test_every_picture_that_is_kept_is_shown_somewhere() -> None:
    shown = {(document.parent / path).resolve() for document in DOCUMENTS for path in pictures(read(document))}
    assert set(PICTURES.glob("*.png")) | {PROJECT / "docs" / "report.png"} == shown


@EVERY_DOCUMENT
def test_every_make_target_that_a_document_names_exists(document: Path) -> None:
    for target in mentioned_targets(read(document)):
        subprocess.run(["make", "--dry-run", target], cwd=PROJECT, check=True, capture_output=True)


@pytest.mark.parametrize("name", ["handleiding.md", "gegevensverwerking.md"])
def test_every_folder_of_a_home_is_described(name: str) -> None:
    text = read(PROJECT / "docs" / name)
    assert [station for station in STATIONS if f"| `{station}/" not in text] == []


def test_the_processing_note_names_every_table_with_a_row_a_municipality_or_answer() -> None:
    text = read(PROJECT / "docs" / "gegevensverwerking.md")
    tables = study_tables(load_study(PROJECT / "schemas" / "infopos"))
    about_one = [name for name, table in tables.items() if {"pseudonym", "sealed"} & set(table.columns)]
    assert about_one
    assert [name for name in about_one if f"`{name}`" not in text] == []
