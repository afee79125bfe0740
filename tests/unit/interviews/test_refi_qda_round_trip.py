"""What is written as a REFI-QDA project is read back as it was, and is what the standard's own schema asks for."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from refi_qda_files import FIXTURES

from infopos_pipeline.interviews.material import Material, Selection
from infopos_pipeline.interviews.refi_qda_reading import Project, read_project
from infopos_pipeline.interviews.refi_qda_writing import project_file

SCHEMA = etree.XMLSchema(etree.parse(FIXTURES / "Project.xsd"))

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))
names = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1).filter(
    str.strip
)
coders = names.filter(lambda name: name == name.strip())
codes = st.lists(st.sampled_from(["wet", "intern", "zorg/jeugd"]) | names, min_size=1, max_size=4).map(tuple)


@st.composite
def materials(draw) -> Material:
    transcripts = draw(st.dictionaries(st.sampled_from(["interview_01", "interview_02", "interview_13"]), texts))
    selections = set()
    for interview, text in transcripts.items():
        for _ in range(draw(st.integers(0, 6)) if text else 0):
            start = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            selections.add(Selection(interview, start, end, draw(codes), draw(st.sampled_from("AB") | coders)))
    return Material(transcripts, tuple(sorted(selections)))


def qde(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("project.qde")


@given(materials())
def test_what_is_written_is_read_back_identically_and_is_valid_by_the_schema(material):
    content = project_file(material, "gesprekken")
    assert read_project(content, "p.qdpx", None) == Project(material.transcripts, material.selections)
    SCHEMA.assertValid(etree.fromstring(qde(content)))


@given(materials())
def test_the_same_material_gives_the_same_bytes_in_whatever_order_it_comes(material):
    shuffled = Material(dict(reversed(material.transcripts.items())), (*reversed(material.selections),) * 2)
    assert project_file(material, "p") == project_file(shuffled, "p")


def test_the_archive_is_laid_out_as_the_standard_has_it_and_knows_no_clock():
    content = project_file(Material({"interview_02": "b", "interview_01": "a"}), "p")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first, *sources = archive.infolist()
        assert first.filename == "project.qde"
        assert [str(PurePosixPath(source.filename).parent) for source in sources] == ["sources", "sources"]
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        root = etree.fromstring(archive.read(first))
        paths = [source.get("plainTextPath") for source in root.iterfind(".//{*}TextSource")]
        texts = [archive.read(path.replace("internal://", "sources/")) for path in paths]
    assert texts == [b"a", b"b"]


def test_line_ends_of_windows_become_those_of_unix_and_the_places_move_along():
    text = "één\r\ntwee\r\n\r\ndrie"
    start = text.index("twee")
    material = Material({"interview_01": text}, (Selection("interview_01", start, len(text), ("wet",), "A"),))
    read = read_project(project_file(material, "p"), "p.qdpx", None)
    assert read.sources == {"interview_01": "één\ntwee\n\ndrie"}
    assert [read.sources[one.interview][one.start : one.end] for one in read.selections] == ["twee\n\ndrie"]


def test_a_byte_order_mark_that_is_part_of_the_text_stays_and_moves_no_place():
    material = Material({"interview_01": "\ufeffabc"}, (Selection("interview_01", 1, 2, ("wet",), "A"),))
    assert read_project(project_file(material, "p"), "p.qdpx", None) == Project(
        material.transcripts, material.selections
    )


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ufffe"])
def test_a_character_that_xml_cannot_have_becomes_the_replacement_character(sign):
    material = Material({"interview_01": "abc"}, (Selection("interview_01", 0, 1, (f"w{sign}t",), "A"),))
    content = project_file(material, "p")
    SCHEMA.assertValid(etree.fromstring(qde(content)))
    assert [one.code for one in read_project(content, "p.qdpx", None).selections] == [("w\ufffdt",)]


def test_every_code_on_the_way_is_in_the_code_book_and_selections_are_apart_by_coder():
    selections = tuple(Selection("interview_01", 0, 2, ("wet", "zorg"), coder) for coder in "AB")
    root = etree.fromstring(qde(project_file(Material({"interview_01": "abc"}, selections), "p")))
    assert [code.get("name") for code in root.iterfind("{*}CodeBook//{*}Code")] == ["wet", "zorg"]
    users = {user.get("guid"): user.get("name") for user in root.iterfind("{*}Users/{*}User")}
    assert [users[one.get("creatingUser")] for one in root.iterfind(".//{*}PlainTextSelection")] == ["A", "B"]
