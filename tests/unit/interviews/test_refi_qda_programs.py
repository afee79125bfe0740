"""Projects as programs for qualitative analysis write them are read (sources: tests/fixtures/refi_qda/README.md)."""

from __future__ import annotations

import shutil

import pytest
from lxml import etree
from refi_qda_files import FIXTURES, TRANSCRIPT, archive, of_program, project, selection, text_source, xml

from infopos_pipeline.interviews.refi_qda_reading import Project, read_project

EXTERN = "Via het overleg met de politie 🚓, één keer per maand."
WET = 'de privacywet maakt iedereen voorzichtig & dat "kost" tijd.\n\nInterviewer: En intern?'
INTERN = "zonder protocol"
UNIX, WINDOWS = TRANSCRIPT.encode(), TRANSCRIPT.replace("\n", "\r\n").encode()
MARK = b"\xef\xbb\xbf"


def marked(read: Project) -> set[tuple[str, tuple[str, ...], str]]:
    """What was selected, with which code and by whom."""
    return {(read.sources[one.interview][one.start : one.end], one.code, one.coder) for one in read.selections}


QUALCODER = {
    (EXTERN, ("Uitwisseling & wet", "extern"), "A"),
    (WET, ("Uitwisseling & wet", "wet", "privacywet"), "A"),
    (INTERN, ("intern",), "B"),
}


@pytest.mark.parametrize("text", [MARK + UNIX, MARK + WINDOWS, UNIX], ids=["as it is", "for MAXQDA", "without a mark"])
def test_a_project_of_qualcoder_is_read_with_either_line_ends(text, tmp_path):
    """Zipped as QualCoder does it: from a folder, with an entry for the folder of the sources."""
    read = (FIXTURES / "qualcoder.qde").read_bytes()
    (path,) = (source.get("plainTextPath") for source in etree.fromstring(read).iterfind(".//{*}TextSource"))
    folder = tmp_path / "gesprekken"
    (folder / "Sources").mkdir(parents=True)
    (folder / "project.qde").write_bytes(read)
    (folder / "Sources" / path.removeprefix("internal://")).write_bytes(text)
    (folder / "Sources" / "journaal.txt").write_bytes(MARK + b"Een notitie")
    shutil.make_archive(str(folder), "zip", folder)
    found = read_project(folder.with_suffix(".zip").read_bytes(), "p.qdpx", None)
    assert found.sources == {"gesprek 1.txt": TRANSCRIPT}
    assert marked(found) == QUALCODER


@pytest.mark.parametrize("text", [UNIX, WINDOWS], ids=["Mac", "Windows"])
@pytest.mark.parametrize("name", ["project.qde", "gesprekken.qde"])
def test_a_project_of_atlas_ti_is_read_whatever_its_file_is_called(text, name):
    found = read_project(of_program("atlas_ti.qde", text, project=name), "p.qdpx", None)
    assert found.sources == {"gesprek 1.docx": TRANSCRIPT}
    assert marked(found) == {
        (EXTERN, ("extern",), "A"),
        (EXTERN, ("intern",), "A"),
        (WET, ("wet::privacywet",), "B"),
        (INTERN, ("intern",), "B"),
    }


def test_a_project_of_maxqda_is_read_in_which_a_line_end_is_two_places():
    found = read_project(of_program("maxqda.qde", WINDOWS), "p.qdpx", None)
    assert found.sources == {"gesprek 1": TRANSCRIPT}
    assert marked(found) == {
        (EXTERN, ("Uitwisseling", "extern"), "A"),
        (WET, ("privacywet",), "A"),
        (INTERN, ("Uitwisseling", "intern"), "A"),
    }


def test_a_project_of_nvivo_is_read_without_the_codes_that_stand_for_cases():
    found = read_project(of_program("nvivo.qde", UNIX, "Sources"), "p.qdpx", None)
    assert marked(found) == {
        (EXTERN, ("uitwisseling", "extern"), "A"),
        (WET, ("privacywet",), "A"),
        (INTERN, ("uitwisseling", "intern"), "A"),
    }


@pytest.mark.parametrize(
    ("origin", "ends"), [("MAXQDA 24", 1), ("ATLAS.ti 25", 2), ("", 1)], ids=["one", "two", "one, unknown program"]
)
def test_the_names_of_selections_go_before_what_is_known_of_a_program(origin, ends):
    text = "een\r\ntwee\r\ndrie"
    start = len("een") + ends
    source = text_source(selection(start, start + 4, name="twee"))
    qde = xml(source).replace(b' name="p"', f' name="p" origin="{origin}"'.encode())
    found = read_project(archive({"project.qde": qde, "sources/t.txt": text.encode()}), "p.qdpx", None)
    assert marked(found) == {("twee", ("wet",), "A")}


@pytest.mark.parametrize(
    "path",
    ["internal://t.txt", "internal:///t.txt", "internal://sources/t.txt", "internal://T.TXT", "t.txt", "sources/t.txt"],
)
def test_a_text_is_found_however_its_path_is_written(path):
    found = read_project(project(text_source(selection(), path)), "p.qdpx", None)
    assert marked(found) == {("Dit ", ("wet",), "A")}


def test_a_text_inside_the_xml_is_read_too():
    inside = f'<TextSource name="g"><PlainTextContent>Dit &amp; dat</PlainTextContent>{selection(4, 5)}</TextSource>'
    assert marked(read_project(project(inside), "p.qdpx", None)) == {("&", ("wet",), "A")}


def test_identifiers_compare_whatever_their_case_and_with_braces_or_without():
    users, codes = '<User guid="{AB-1}" name="A"/>', '<Code guid="cd-2" name="wet"/>'
    source = text_source(selection(code="{CD-2}", user="ab-1"))
    assert marked(read_project(project(source, users=users, codes=codes), "p.qdpx", None)) == {("Dit ", ("wet",), "A")}


def test_who_coded_is_the_user_of_the_coding_else_of_the_selection_else_the_one_given():
    users = '<User guid="u" name="A"/><User guid="v" id="B"/><User guid="w"/>'

    def coder(coding: str, selecting: str) -> str:
        made = selection(user=coding).replace("<PlainTextSelection", f'<PlainTextSelection creatingUser="{selecting}"')
        (one,) = read_project(project(text_source(made), users=users), "p.qdpx", "C").selections
        return one.coder

    assert [coder("u", "v"), coder("", "v"), coder("w", "v"), coder("", ""), coder("w", "x")] == [
        "A",
        "B",
        "B",
        "C",
        "C",
    ]


def test_a_selection_with_several_codes_is_one_each_and_one_without_any_is_none():
    codings = "".join(f'<Coding creatingUser="u"><CodeRef targetGUID="{code}"/></Coding>' for code in "cdc")
    source = text_source(
        f'<PlainTextSelection startPosition="0" endPosition="3">{codings}</PlainTextSelection>'
        '<PlainTextSelection startPosition="90" endPosition="80"><Description>een notitie</Description>'
        '</PlainTextSelection><Coding creatingUser="u"><CodeRef targetGUID="c"/></Coding>'
    )
    codes = '<Code guid="c" name="wet"/><Code guid="d" name="zorg"/>'
    found = read_project(project(source, codes=codes), "p.qdpx", None)
    assert [(one.start, one.end, one.code) for one in found.selections] == [(0, 3, ("wet",)), (0, 3, ("zorg",))]


def test_a_source_without_a_name_is_called_by_its_place():
    nameless = text_source(selection()).replace(' name="gesprek"', "")
    assert list(read_project(project(text_source() + nameless), "p.qdpx", None).sources) == ["gesprek", "source 2"]


@pytest.mark.parametrize(
    ("origin", "ends"),
    [("ATLAS.ti Win 23", 1), ("QualCoder 3.8.2", 1), ("MAXQDA 24", 2), ("NVivo for Windows 12.6", 2), ("", 2)],
)
def test_where_no_name_tells_how_line_ends_count_the_program_does(origin, ends):
    start = len("een") + ends
    qde = xml(text_source(selection(start, start + 4, name="12,34")))
    qde = qde.replace(b' name="p"', f' name="p" origin="{origin}"'.encode())
    found = read_project(archive({"project.qde": qde, "sources/t.txt": b"een\r\ntwee"}), "p.qdpx", None)
    assert marked(found) == {("twee", ("wet",), "A")}


@pytest.mark.parametrize("end", ["\r", "\r\n", "\r\r\n", "\n"])
def test_every_line_end_becomes_that_of_unix(end):
    """Two returns are what QualCoder leaves on Windows when it writes for MAXQDA."""
    text = f"een{end}twee{end}drie"
    found = read_project(project(text_source(selection(4, 8, name="twee")), text=text.encode()), "p.qdpx", None)
    assert found.sources == {"gesprek": "een\ntwee\ndrie"}
    assert marked(found) == {("twee", ("wet",), "A")}
