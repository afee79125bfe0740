"""New material beside what is there: all of it, or nothing and everything that is wrong with it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.cli.speaking import spoken
from infopos_pipeline.interviews.adding import GivenFile, Rules, with_added
from infopos_pipeline.interviews.material import Material, Selection, from_json
from infopos_pipeline.interviews.redacting import redacted, redacted_transcripts, transcript_redactor
from infopos_pipeline.interviews.refi_qda_reading import read_project
from infopos_pipeline.interviews.refi_qda_writing import project_file
from infopos_pipeline.problems import InputError
from infopos_pipeline.study.themes import Interviews

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "infopos" / "2017" / "interviews"
DECLARED = Interviews.model_validate(
    {
        "willing": {"item": "weer", "options": ["ja"]},
        "themes": {
            "wet": {"name": "wet", "label": {"nl": "Wet", "en": "Law"}, "codes": ["Privacywet"]},
            "zorg": {"name": "zorg", "label": {"nl": "Zorg", "en": "Care"}, "codes": ["Zorg"]},
        },
        "other_codes": ["Mooi citaat"],
    }
)
RULES = Rules(DECLARED)
TEXT = "I: Hoe gaat het met de één?\nR: De wet is streng; zorg is er niet.\n"
OTHER = "R: Een ander gesprek over de wet.\n"


def table(
    *rows: tuple[str, ...], headings: str = "interview,coder,code,fragment", file: str = "codes.csv"
) -> GivenFile:
    text = io.StringIO()
    csv.writer(text).writerows([headings.split(","), *rows])
    return GivenFile(file, text.getvalue().encode())


def transcript(text: str = TEXT, file: str = "interview_01.md", encoding: str = "utf-8") -> GivenFile:
    return GivenFile(file, text.encode(encoding))


def project(*selections: Selection, file: str = "p.qdpx", **sources: str) -> GivenFile:
    return GivenFile(file, project_file(Material(sources, selections), "p"))


def added(*files: GivenFile, before: Material | None = None, rules: Rules = RULES) -> Material:
    return with_added(before or Material(), files, rules)


def wrong(*files: GivenFile, before: Material | None = None, rules: Rules = RULES) -> list[tuple[str, str]]:
    """The code and the file of every problem."""
    return [(problem.code, problem.file) for problem in problems(*files, before=before, rules=rules)]


def problems(*files: GivenFile, before: Material | None = None, rules: Rules = RULES):
    with pytest.raises(InputError) as raised:
        added(*files, before=before, rules=rules)
    return raised.value.problems


def words(material: Material) -> list[tuple[str, ...]]:
    return [
        (one.interview, one.coder, "/".join(one.code), material.transcripts[one.interview][one.start : one.end])
        for one in material.selections
    ]


LAW = ("interview_01", "A", "Privacywet", "De wet is streng")
CARE = ("interview_01", "A", "Zorg", "zorg is er niet")
CODED = added(transcript(), table(LAW, CARE, ("interview_01", "B", "Zorg", "niet")))


# What is added -------------------------------------------------------------------------------------------------------


def test_a_transcript_and_its_codes_are_added_in_whatever_order_they_are_named():
    assert words(added(table(LAW, CARE), transcript())) == words(added(transcript(), table(LAW, CARE))) == [LAW, CARE]


def test_a_table_alone_is_about_transcripts_that_are_there():
    assert words(added(table(LAW), before=added(transcript()))) == [LAW]


def test_what_is_added_stands_beside_what_was_there():
    found = added(transcript(OTHER, "interview_02.txt"), table(("interview_02", "A", "Zorg", "gesprek")), before=CODED)
    assert found.transcripts == {"interview_01": TEXT, "interview_02": OTHER}
    assert words(found)[:-1] == words(CODED)
    assert words(found)[-1] == ("interview_02", "A", "Zorg", "gesprek")


def test_adding_the_same_again_changes_nothing():
    again = added(transcript(), table(LAW, CARE, ("interview_01", "B", "Zorg", "niet")), before=CODED)
    assert again == CODED
    assert again.to_json() == CODED.to_json() == from_json(CODED.to_json()).to_json()


def test_new_codes_of_a_coder_in_an_interview_take_the_place_of_the_old():
    before = added(transcript(OTHER, "interview_02.md"), table(("interview_02", "A", "Zorg", "gesprek")), before=CODED)
    found = added(table(("interview_01", "A", "Mooi citaat", "streng")), before=before)
    assert words(found) == [
        ("interview_01", "A", "Mooi citaat", "streng"),
        ("interview_01", "B", "Zorg", "niet"),
        ("interview_02", "A", "Zorg", "gesprek"),
    ]


def test_two_tables_of_one_coder_that_are_added_together_are_both_kept():
    assert words(added(transcript(), table(LAW), table(CARE, file="more.csv"))) == [LAW, CARE]


WRITTEN = {
    "line ends of Windows": TEXT.replace("\n", "\r\n").encode(),
    "line ends of old Macs": TEXT.replace("\n", "\r").encode(),
    "a byte order mark": TEXT.encode("utf-8-sig"),
    "Windows-1252": TEXT.encode("cp1252"),
    "UTF-16": TEXT.replace("\n", "\r\n").encode("utf-16"),
}


@pytest.mark.parametrize("content", WRITTEN.values(), ids=WRITTEN)
def test_a_transcript_is_the_same_however_an_editor_writes_it(content):
    assert added(GivenFile("interview_01.txt", content)).transcripts == {"interview_01": TEXT}
    assert words(added(GivenFile("interview_01.txt", content), table(LAW))) == [LAW]


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t")).filter(str.strip))
def test_a_transcript_is_the_same_as_a_file_and_as_a_source_of_a_project(text):
    """But for a first byte order mark, which no file can have as part of its text."""
    text = text.lstrip("\ufeff")
    if text.strip():
        as_file = GivenFile("interview_01.md", text.encode())
        assert added(as_file).transcripts == added(project(interview_01=text)).transcripts == {"interview_01": text}


def test_a_project_brings_its_transcripts_and_codes():
    assert added(project(*CODED.selections, **CODED.transcripts)) == CODED


def test_a_suffix_in_capitals_is_one_too_and_so_is_a_name():
    found = added(transcript(file="Interview_01.TXT"), GivenFile("CODES.CSV", table(LAW).content))
    assert words(found) == [LAW]


def test_codes_of_nobody_in_particular_are_those_of_the_coder_who_is_named():
    rules = Rules(DECLARED, coder="C")
    rows = table(("interview_01", "Zorg", "niet"), headings="interview,code,fragment")
    assert words(added(transcript(), rows, rules=rules)) == [("interview_01", "C", "Zorg", "niet")]


def test_a_name_that_is_no_interview_can_be_told_for_a_file_and_for_a_source():
    rules = Rules(DECLARED, called={"Gesprek een=1.md": "interview_01", "Gesprek = twee": "interview_02"})
    found = added(
        transcript(file="Gesprek een=1.md"),
        project(Selection("Gesprek = twee", 3, 6, ("Zorg",), "A"), **{"Gesprek = twee": OTHER}),
        rules=rules,
    )
    assert found.transcripts == {"interview_01": TEXT, "interview_02": OTHER}
    assert words(found) == [("interview_02", "A", "Zorg", "Een")]


def test_a_source_with_the_suffix_of_its_file_is_known_by_its_stem():
    assert added(project(**{"Interview_01.docx": TEXT})).transcripts == {"interview_01": TEXT}


# What is wrong -------------------------------------------------------------------------------------------------------

DRAWN = Rules(DECLARED, drawn={"interview_01", "interview_02"})
MISTAKES = {
    "another kind of file": ([GivenFile("interview_01.docx", b"PK")], RULES, "unknown_kind", "project (.qdpx)"),
    "no kind": ([GivenFile("interview_01", b"R: ja")], RULES, "unknown_kind", "a transcript (.md, .txt)"),
    "a name that names somebody": ([transcript(file="Willeke.md")], RULES, "unknown_interview", "interview_02"),
    "one digit": ([transcript(file="interview_1.md")], RULES, "unknown_interview", "number of an interview"),
    "digits of another script": ([transcript(file="interview_٠١.md")], RULES, "unknown_interview", "number"),
    "not drawn": ([transcript(file="interview_03.md")], DRAWN, "unknown_interview", "(interview_01, interview_02)"),
    "told to be what was not drawn": (
        [transcript(file="x.md")],
        Rules(DECLARED, drawn=["interview_01"], called={"x.md": "interview_02"}),
        "unknown_interview",
        "(interview_01)",
    ),
    "a path in a name": (
        [transcript(file="x.md")],
        Rules(DECLARED, called={"x.md": "../interview_01"}),
        "unknown_interview",
        "number of an interview",
    ),
    "nothing in it": ([transcript(" \n\t\n")], RULES, "empty_transcript", "the text of an interview"),
    "two texts of one interview": (
        [transcript(), transcript(OTHER, "interview_01.txt")],
        RULES,
        "two_transcripts",
        "one transcript an interview",
    ),
    "another text in a project": ([transcript(), project(interview_01=OTHER)], RULES, "two_transcripts", "one"),
    "in no encoding that is read": ([GivenFile("interview_01.md", b"R\x00\x00: ja")], RULES, "encoding", "UTF-8 text"),
    "no project": ([GivenFile("p.qdpx", b"")], RULES, "not_a_zip", "REFI-QDA"),
}


@pytest.mark.parametrize(("files", "rules", "code", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_file_and_what_was_expected(files, rules, code, expected):
    (problem,) = problems(*files, rules=rules)
    assert (problem.code, problem.file) == (code, files[-1].name)
    assert expected in problem.expected
    assert problem.hint


def test_of_two_texts_of_one_interview_the_other_file_is_named():
    (problem,) = problems(transcript(), transcript(OTHER, "interview_01.txt"))
    assert (problem.file, problem.found) == ("interview_01.txt", "interview_01")
    assert "interview_01.md has another text" in problem.hint


def test_the_same_text_twice_is_no_mistake():
    both = added(transcript(), transcript(file="interview_01.txt"), project(interview_01=TEXT))
    assert both.transcripts == {"interview_01": TEXT}


def test_a_code_that_nothing_declares_is_told_once_a_file_with_what_may_be_meant():
    rows = [(*LAW[:2], "Privacy/Privacywett", "De wet"), (*LAW[:2], "Privacy/Privacywett", "streng"), LAW]
    (problem,) = problems(transcript(), table(*rows))
    assert (problem.code, problem.file) == ("unknown_code", "codes.csv")
    assert problem.found == "the code 'Privacy / Privacywett' (2 times)"
    assert "Did you mean 'Privacywet'?" in problem.hint


def test_a_column_of_codes_that_holds_what_was_said_is_neither_quoted_nor_listed_whole():
    spoken_words = [
        f"Wat Willeke daar toen nog op zei was tegen niemand anders gezegd {number}" for number in range(30)
    ]
    found = problems(transcript(), table(*((*LAW[:2], said, "De wet") for said in spoken_words)))
    assert [problem.code for problem in found] == ["unknown_code"] * 20
    assert found[0].found == f"the code 'a text of {len(spoken_words[0])} characters' (1 times)"
    assert "10 more" in found[-1].advice
    assert "Willeke" not in str(found)


def test_a_transcript_is_not_changed_under_the_codes_of_somebody():
    (problem,) = problems(transcript(OTHER), table(("interview_01", "A", "Zorg", "gesprek")), before=CODED)
    assert (problem.code, problem.question) == ("changed_transcript", "interview_01")
    assert "1 coders" in problem.hint
    assert wrong(project(interview_01=OTHER), before=CODED) == [("changed_transcript", "p.qdpx")]


def test_a_transcript_is_changed_together_with_all_its_codes_or_where_there_are_none():
    rows = table(("interview_01", "A", "Zorg", "gesprek"), ("interview_01", "B", "Privacywet", "wet"))
    changed = added(transcript(OTHER), rows, before=CODED)
    assert changed.transcripts == {"interview_01": OTHER}
    assert {coder for _, coder, _, _ in words(changed)} == {"A", "B"}
    assert added(transcript(OTHER), before=added(transcript())).transcripts == {"interview_01": OTHER}


def test_everything_that_is_wrong_in_several_files_is_said_at_once_and_nothing_is_kept():
    before = CODED.to_json()
    found = wrong(
        GivenFile("sound.mp3", b"ID3"),
        table(("interview_01", "A", "Zorg", "staat er niet"), ("interview_09", "A", "Zorg", "x")),
        transcript(file="Willeke.md"),
        GivenFile("broken.qdpx", b""),
        table(("interview_02", "A", "Weer", "gesprek"), file="more.csv"),
        transcript(OTHER, "interview_02.md"),
        before=CODED,
    )
    assert found == [
        ("unknown_kind", "sound.mp3"),
        ("unknown_interview", "Willeke.md"),
        ("not_a_zip", "broken.qdpx"),
        ("not_there", "codes.csv"),
        ("unknown_interview", "codes.csv"),
        ("unknown_code", "more.csv"),
    ]
    assert CODED.to_json() == before


def test_a_project_in_which_one_source_is_misnamed_tells_it_by_its_number_alone():
    selections = (Selection("Willeke Vos", 0, 2, ("Zorg",), "A"), Selection("interview_01", 0, 2, ("Weer",), "A"))
    found = problems(project(*selections, **{"Willeke Vos": OTHER, "interview_01": TEXT}))
    assert [problem.code for problem in found] == ["unknown_interview", "unknown_code"]
    assert found[0].question == "source 1"
    assert "Willeke" not in str(found)


# What messages say ---------------------------------------------------------------------------------------------------


def test_no_message_quotes_a_text_or_names_a_coder():
    files = [
        transcript("R: Geheim is geheim.\n", "interview_02.md"),
        transcript(OTHER),
        table(("interview_02", "Gerda", "Zorg", "geheim"), ("Geheim", "Gerda", "Zorg", "x"), LAW),
        table(("interview_02", "Gerda", "Weer", "Geheim"), file="more.csv"),
    ]
    told = "".join(map(str, problems(*files, before=CODED)))
    assert "eheim" not in told
    assert "Gerda" not in told
    for file in files:
        assert "eheim" not in repr(file)


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x9b31m", "\x07", "\r", "\x7f", "\u202e", "\u2066"])
def test_no_name_of_a_code_or_file_reaches_a_terminal_with_what_could_move_it(sign, monkeypatch):
    code = f"We{sign}er"
    of_table = problems(transcript(), table((*LAW[:2], code, "De wet"), file=f"c{sign}.csv"))
    of_project = problems(project(Selection("interview_01", 0, 2, (code,), "A"), interview_01=TEXT))
    for language in ("nl", "en"):
        monkeypatch.setenv("INFOPOS_LANGUAGE", language)
        for problem in (*of_table, *of_project):
            shown = spoken(problem.line)
            assert problem.code == "unknown_code"
            assert "er' (1 " in shown
            assert sign[0] not in shown


# The sample ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(study) -> Material:
    files = [GivenFile(path.name, path.read_bytes()) for path in sorted(SAMPLE.iterdir()) if path.suffix != ".yaml"]
    return with_added(Material(), files, Rules(study.interviews))


def test_the_sample_goes_through_a_project_and_comes_back(study, sample):
    assert (len(sample.transcripts), {one.coder for one in sample.selections}) == (6, {"A", "B"})
    content = project_file(sample, "p")
    assert with_added(Material(), [GivenFile("p.qdpx", content)], Rules(study.interviews)) == sample


def test_the_redacted_sample_does_so_too_and_its_codes_are_as_they_were(study, sample, sample_frame):
    frame = csv.DictReader(io.StringIO(sample_frame.decode("utf-8-sig"), newline=""))
    redacts = transcript_redactor(study, sample, [row["gemeente"] for row in frame], (), ())
    material = redacted(sample, redacted_transcripts(sample, redacts), redacts)
    assert "[gemeente]" in material.transcripts["interview_01"]
    content = project_file(material, "p")
    assert read_project(content, "p.qdpx", None).selections == material.selections
    assert with_added(Material(), [GivenFile("p.qdpx", content)], Rules(study.interviews)) == material
    assert {one.code for one in material.selections} == {one.code for one in sample.selections}
