"""A REFI-QDA project that is broken, or meant to do harm, is refused with a clear message and nothing else."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refi_qda_files import TRANSCRIPT, archive, of_program, project, selection, text_source, xml

from infopos_pipeline.interviews import refi_qda_archive, refi_qda_xml
from infopos_pipeline.interviews.refi_qda_reading import Project, read_project
from infopos_pipeline.problems import InputError, Problem

SECRET = "Kwartelmeer"
"""Stands wherever somebody may write a name: of sources, members, codes, users, in texts."""
GOOD = project(text_source(selection(), name=SECRET), text=f"Dit is {SECRET}".encode())


def refused(content: bytes, coder: str | None = None) -> list[Problem]:
    with pytest.raises(InputError) as raised:
        read_project(content, "p.qdpx", coder)
    assert SECRET not in str(raised.value)
    return list(raised.value.problems)


def only(content: bytes) -> tuple[str, str | None]:
    (problem,) = refused(content)
    return problem.code, problem.found


def with_member(name: str, mode: int = 0o100644) -> bytes:
    """A good project with another member."""
    content = io.BytesIO(GOOD)
    with zipfile.ZipFile(content, "a") as written, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name stands there twice
        member = zipfile.ZipInfo(name)
        member.external_attr = mode << 16
        written.writestr(member, SECRET)
    return content.getvalue()


def in_headers(content: bytes, change: dict[int, tuple[int, bytes]]) -> bytes:
    """An archive with something else in the headers of all members: by offset from their signatures in the local
    header and the directory (APPNOTE.TXT 6.3, 4.3.7 and 4.3.12).
    """
    changed = bytearray(content)
    for offset_local, (offset_central, value) in change.items():
        for signature, offset in ((b"PK\x03\x04", offset_local), (b"PK\x01\x02", offset_central)):
            at = content.find(signature)
            while at >= 0:
                changed[at + offset : at + offset + len(value)] = value
                at = content.find(signature, at + 4)
    return bytes(changed)


def test_the_good_project_is_read():
    assert len(read_project(GOOD, "p.qdpx", None).selections) == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", TRANSCRIPT.encode(), b"\xd0\xcf\x11\xe0"])
def test_what_is_no_zip_is_refused(content):
    assert only(content)[0] == "not_a_zip"


@pytest.mark.parametrize("length", [4, 50, len(GOOD) // 2, len(GOOD) - 1, len(GOOD) - 30])
def test_a_zip_that_is_cut_off_is_refused(length):
    assert only(GOOD[:length]) == ("damaged", "an archive that is cut short or damaged")


def test_a_zip_whose_content_does_not_match_its_checksum_is_refused():
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as written:
        written.writestr("project.qde", xml(text_source(selection())))
        written.writestr("sources/t.txt", "Dit is de tekst.")
    assert only(stored.getvalue().replace(b"Dit is de tekst.", b"Dat is de tekst."))[0] == "damaged"


def test_a_zip_without_a_project_or_with_several_is_refused():
    expected = ("no_project", "an archive without project.qde")
    assert only(archive({f"{SECRET}.txt": b"x"})) == expected
    assert only(archive({"map/project.qde": b"x"})) == expected
    assert only(archive({"a.qde": b"x", f"{SECRET}.qde": b"x"})) == expected


@pytest.mark.parametrize(
    "name",
    [
        f"/{SECRET}",
        f"../{SECRET}",
        f"sources/../../{SECRET}",
        "sources/..",
        f"C:/{SECRET}",
        f"c:{SECRET}",
        f"sources\\{SECRET}",
        f"\\\\server\\{SECRET}",
        f"..\\{SECRET}",
    ],
)
def test_a_member_whose_path_leads_out_of_the_archive_is_refused(name):
    assert only(with_member(name)) == ("unsafe_path", "paths that lead out of the archive (members 3)")


def test_a_link_is_refused():
    assert only(with_member(f"sources/{SECRET}", 0o120777)) == ("unsafe_path", "links instead of files (members 3)")


@pytest.mark.parametrize("name", ["project.qde", "sources/t.txt", "SOURCES/T.txt"])
def test_two_members_with_one_name_are_refused(name):
    assert only(with_member(name)) == ("name_twice", "files with the name of another one (members 3)")


def test_dots_in_a_name_are_no_step_up():
    assert read_project(with_member("sources/..a..txt"), "p.qdpx", None).selections


def test_an_encrypted_archive_is_refused():
    assert only(in_headers(GOOD, {6: (8, struct.pack("<H", 1))})) == ("encrypted", "an encrypted archive")


def test_an_archive_that_is_packed_otherwise_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as written:
        written.writestr("project.qde", xml(text_source()))
    assert only(content.getvalue())[0] == "packed_otherwise"


def test_everything_wrong_with_the_archive_is_said_at_once():
    content = io.BytesIO(with_member(f"../{SECRET}"))
    with zipfile.ZipFile(content, "a") as written:
        for _ in range(7):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                written.writestr(f"/{SECRET}", "x")
    assert [(problem.code, problem.found) for problem in refused(content.getvalue())] == [
        ("unsafe_path", "paths that lead out of the archive (members 3, 4, 5, 6, 7 and 3 more)"),
        ("name_twice", "files with the name of another one (members 5, 6, 7, 8, 9 and 1 more)"),
    ]


def test_an_archive_that_says_it_is_too_large_is_refused():
    large = struct.pack("<I", refi_qda_archive.LARGEST + 1)
    assert only(in_headers(GOOD, {22: (24, large)}))[0] == "too_large"


def test_a_project_file_that_is_too_large_is_refused_before_all_of_it_is_unpacked():
    zeros = b"0" * (refi_qda_archive.LARGEST_PROJECT + 1)
    assert only(archive({"project.qde": zeros}))[0] == "too_large"


def test_an_archive_that_lies_about_its_sizes_is_not_unpacked_further():
    """Its directory says two bytes of a text that has more."""
    long = project(text_source(selection(0, 2)), text=b"0" * 100_000)
    assert only(in_headers(long, {22: (24, struct.pack("<I", 2))}))[0] == "damaged"


def test_a_member_that_many_sources_share_counts_each_time(monkeypatch):
    monkeypatch.setattr(refi_qda_archive, "LARGEST", 1500)
    sources = [text_source(name=str(number)) for number in range(4)]
    assert only(project("".join(sources), text=b"0" * 500))[0] == "too_large"
    assert len(read_project(project("".join(sources[:1]), text=b"0" * 500), "p.qdpx", None).sources) == 1


@pytest.mark.parametrize("content", [b"", b"<Project", b"geen XML", b"<a>&b;</a>", b"<a/><b/>", b"<a>\x00</a>"])
def test_what_is_no_xml_is_refused(content):
    assert only(archive({"project.qde": content})) == ("not_xml", "text that is not XML")


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_xml_in_another_encoding_is_refused(encoding):
    content = '<?xml version="1.0"?><!DOCTYPE é><é/>'.encode(encoding)
    assert only(archive({"project.qde": content}))[0] == "not_xml"


BILLION_LAUGHS = (
    '<!DOCTYPE Project [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12))
    + "]>"
)


@pytest.mark.parametrize(
    "prolog",
    [
        BILLION_LAUGHS,
        '<!DOCTYPE Project [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Project SYSTEM "http://localhost:9/x.dtd">',
        "<!-- <Project> --><!DOCTYPE Project>",
    ],
    ids=["bomb", "file", "network", "behind a comment"],
)
def test_a_document_type_is_refused_before_anything_is_parsed(prolog, monkeypatch):
    parsed = []
    monkeypatch.setattr(refi_qda_xml.ElementTree, "fromstring", parsed.append)
    assert only(archive({"project.qde": prolog.encode() + xml(text_source())}))[0] == "document_type"
    assert parsed == []


def test_more_tags_than_anybody_needs_are_refused(monkeypatch):
    monkeypatch.setattr(refi_qda_xml, "MOST_TAGS", 1000)
    assert only(project("<a/>" * 1000)) == ("too_large", "1012 tags in project.qde")


@pytest.mark.parametrize(
    "root",
    [b"<Project/>", b'<Project xmlns="urn:QDA-XML:project:2.0"/>', b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>'],
)
def test_xml_of_another_kind_is_refused(root):
    assert only(archive({"project.qde": root})) == ("another_namespace", "XML of another kind in project.qde")


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("PDFSource", "a PDF"),
        ("PictureSource", "a picture"),
        ("AudioSource", "a sound recording"),
        ("VideoSource", "a video"),
        ("HologramSource", "something else"),
    ],
)
def test_a_source_that_is_no_text_is_refused_by_its_kind(tag, kind):
    other = f'<{tag} guid="x" name="{SECRET}" path="internal://x.mp3"/>'
    assert only(project(text_source() + other)) == ("not_a_text", f"{kind} as source 2")


@pytest.mark.parametrize(
    ("source", "code", "found"),
    [
        (text_source(path=f"internal://{SECRET}.txt"), "no_text", "no text of source 1 in the archive"),
        (text_source(path=f"absolute:///home/{SECRET}.txt"), "no_text", "a text of source 1 outside of the archive"),
        (text_source(path=f"relative:///{SECRET}.txt"), "no_text", "a text of source 1 outside of the archive"),
        (text_source(path="file:///etc/passwd"), "no_text", "a text of source 1 outside of the archive"),
        (text_source(path="../../etc/passwd"), "no_text", "no text of source 1 in the archive"),
        (f'<TextSource name="{SECRET}" richTextPath="internal://t.docx"/>', "no_text", "source 1 without plain text"),
    ],
)
def test_a_source_whose_text_is_not_in_the_archive_is_refused(source, code, found):
    assert only(project(source)) == (code, found)


def test_a_text_that_is_not_utf8_is_refused():
    content = project(text_source(selection()), text="één".encode("latin-1"))
    assert only(content) == ("not_utf8", "a text of source 1 that is not UTF-8")


def test_two_sources_with_one_name_are_refused():
    assert only(project(text_source(name=SECRET) * 2)) == ("source_twice", "source 2 with the name of another one")


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 3), (0, 17), (3, 3), (5, 2), ("", 3), ("x", 3), (0, "1e1"), (0, "9" * 5000), ("٣", 5)]
)
def test_a_selection_outside_of_its_text_or_without_length_is_refused(start, end):
    (problem,) = refused(project(text_source(selection(0, 16) + selection(start, end)), text=b"Dit is de tekst."))
    assert problem.code == "outside_text"
    assert problem.found.startswith("1 selections outside of the 16 characters of source 1, such as ")


def test_a_coding_without_a_code_of_the_code_book_is_refused():
    none = selection().replace('<CodeRef targetGUID="c"/>', "")
    nameless = '<Code guid="c" name="wet"/><Code guid="d" name=" "/>'
    content = project(text_source(selection(code="x") + none + selection(code="d") + selection()), codes=nameless)
    assert only(content) == ("unknown_code", "3 codings in source 1 with another one, or none")


def test_a_code_or_user_without_an_identifier_is_nobodys():
    """Else a coding that refers to none would get it."""
    none = selection(user=None).replace('<CodeRef targetGUID="c"/>', "")
    content = project(text_source(none), users='<User name="A"/>', codes='<Code name="wet"/>')
    assert [problem.code for problem in refused(content)] == ["unknown_code", "no_coder"]


def test_a_code_tree_that_is_too_deep_is_refused():
    codes = '<Code guid="c" name="a">' * 51 + "</Code>" * 51
    assert only(project(text_source(), codes=codes)) == ("code_tree", "a deeper code tree")


def test_a_coding_of_nobody_is_refused_unless_it_is_said_who_coded():
    content = project(text_source(selection(user=None) + selection(user="x")))
    assert only(content) == ("no_coder", "2 codings in source 1 of nobody known")
    assert {one.coder for one in read_project(content, "p.qdpx", "B").selections} == {"B"}


def test_everything_wrong_with_the_sources_is_said_at_once():
    bad = text_source(selection(9, 1) + selection(code="x") + selection(user=None))
    problems = refused(project(bad + '<AudioSource name="a"/>' + bad))
    assert [problem.code for problem in problems] == [
        "outside_text",
        "outside_text",
        "unknown_code",
        "unknown_code",
        "no_coder",
        "no_coder",
        "not_a_text",
        "source_twice",
    ]


def test_no_more_problems_of_a_kind_are_listed_than_anybody_reads():
    problems = refused(project('<AudioSource name="a"/>' * 100))
    assert len(problems) == 20
    assert "80 more" in problems[-1].advice


def assert_read_or_refused(content: bytes) -> None:
    """Any other error than one for users goes through, and fails the test."""
    try:
        outcome: Project | InputError = read_project(content, "p.qdpx", None)
    except InputError as error:
        outcome = error
    assert isinstance(outcome, Project) or (outcome.problems and SECRET not in str(outcome))


SEEDS = [GOOD, of_program("qualcoder.qde", TRANSCRIPT.encode()), of_program("nvivo.qde", TRANSCRIPT.encode())]


@settings(max_examples=300)
@given(
    seed=st.sampled_from(SEEDS),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4),
    length=st.floats(0, 1),
    cut=st.booleans(),
)
def test_whatever_happens_to_the_bytes_it_is_read_or_refused(seed, flips, length, cut):
    content = bytearray(seed)
    for place, value in flips:
        content[int(place * len(content))] = value
    content = bytes(content[: int(length * len(content))] if cut else content)
    assert_read_or_refused(content)


@settings(max_examples=200)
@given(st.sampled_from(["qualcoder.qde", "nvivo.qde", "atlas_ti.qde"]), st.data())
def test_whatever_happens_to_the_xml_it_is_read_or_refused(name, data):
    """Inside a whole archive, so that the damage gets past the checksum."""
    with zipfile.ZipFile(io.BytesIO(of_program(name, TRANSCRIPT.encode()))) as read:
        parts = {member: read.read(member) for member in read.namelist()}
    qde = bytearray(parts["project.qde"])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(qde) - 1))
        qde[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=3))
    assert_read_or_refused(archive({**parts, "project.qde": bytes(qde)}))
