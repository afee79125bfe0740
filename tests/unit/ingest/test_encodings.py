"""Which encoding a text file is in: read where it is known, named where not, and garbled text is not swallowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.ingest.encodings import decoded
from infopos_pipeline.problems import InputError

TEXT = 'a,b\r\n"een\r\ntwee\r\ndrie",x\r\n1,Een café in Coevorden: € 5, “reëel” – zo’n één\r\n'


def refused(content: bytes):
    with pytest.raises(InputError) as caught:
        decoded(content, "file.csv")
    (problem,) = caught.value.problems
    assert (problem.code, problem.file, problem.expected) == ("encoding", "file.csv", "UTF-8 text")
    return problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_word(encoding):
    assert decoded(TEXT.encode(encoding), "file.csv") == (TEXT.encode(), ())


def test_what_excel_writes_in_western_europe_is_read_and_said():
    text, (notice,) = decoded(TEXT.encode("cp1252"), "file.csv")
    assert text == TEXT.encode()
    assert (notice.code, notice.row) == ("windows_1252", 3)
    assert "Windows-1252" in notice.hint


@given(st.text(alphabet="abc éèêëïöüáàâçñ€’–,;\n", min_size=1))
def test_any_western_text_is_read_as_it_was_written_in_either_encoding(text):
    text = f"{text}é"
    assert decoded(text.encode("cp1252"), "f")[0] == decoded(text.encode(), "f")[0] == text.encode()


@pytest.mark.parametrize(("encoding", "name"), [("cp850", "DOS"), ("mac_roman", "Mac Roman")])
def test_another_encoding_is_named_at_its_row(encoding, name):
    problem = refused("a,b\r\n1,reëel geïnteresseerd één\r\n".encode(encoding))
    assert problem.row == 2
    assert name in problem.found


def test_two_encodings_in_one_file_are_named_as_such():
    problem = refused("a,b\n1,café\n".encode() + "2,reëel\n".encode("cp1252"))
    assert (problem.row, problem.found) == (3, "UTF-8 and another encoding in one file")


def test_a_file_that_ends_inside_a_character_is_cut_short():
    assert "ends inside a character" in refused("a,b\n1,reëel en één".encode()[:-2]).found


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_without_a_mark_and_utf_32_are_refused(encoding):
    assert "UTF" in refused("a,b\r\n1,2\r\n".encode(encoding)).found


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", ["één", "reëel", "zo’n", "‘ja", "€ 5", "Sint Jansteën"])
def test_text_that_was_read_in_a_wrong_encoding_before_is_pointed_at(wrong, text):
    garbled = text.encode().decode(wrong)
    content = f"a,b\n1,goed\n2,{garbled}\n".encode()
    _, notices = decoded(content, "file.csv")
    assert [(notice.code, notice.row) for notice in notices] == [("garbled_text", 3)]


def test_many_garbled_rows_are_counted():
    _, notices = decoded(b"a\n" + "Ã©\n".encode() * 100, "file.csv")
    assert len(notices) == 20
    assert "80 more" in notices[-1].advice


@given(
    st.text(alphabet=st.characters(max_codepoint=0x24F, exclude_categories=["Cc", "Cs"], exclude_characters="ÃÂ\ufffd"))
)
def test_whole_text_is_never_called_garbled(text):
    assert decoded(text.encode(), "f") == (text.encode(), ())
