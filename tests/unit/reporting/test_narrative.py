"""Texts that cite results: numbers as they are, words that hold, verbs that agree; nothing leaks, nothing goes stale
unseen.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.reporting.citing import Citations, sentence_text
from infopos_pipeline.reporting.composing import compose
from infopos_pipeline.reporting.document import Heading, Listing, Notice, Paragraph, TableBlock, text_of
from infopos_pipeline.reporting.report import Release, Report
from infopos_pipeline.reporting.sections.narrative import narrative_section, stale_texts
from infopos_pipeline.statistics.results import SUPPRESSED, Result
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.citing import Citation, Quantity, Sentence
from infopos_pipeline.study.model import Label, Language
from infopos_pipeline.study.narrative import Narrative, NarrativeHead
from infopos_pipeline.study.outline import Outline, Written

DECLARED = load_study(Path(__file__).parents[3] / "schemas" / "infopos")
SHARE = Citation(place="vergelijking_1", item="doelstelling", category="nee")


def shares(n: int, base: int, **more: Any) -> list[Result]:
    """The rows of an answer that ``n`` of ``base`` gave."""
    key: dict[str, Any] = {"wave": "2017", "place": "vergelijking_1", "item": "doelstelling", "base": base, **more}
    return [
        Result(statistic="n", value=base, **key),
        Result(statistic="n", category="nee", value=n, **key),
        Result(statistic="pct", category="nee", value=100 * n / base, **key),
    ]


def filled(text: str, study: Study, results: list[Result], language: Language = "nl", **cites: Citation) -> str | None:
    return Citations(cites or {"a": SHARE}, study, results, "2017", language).fill(text)


@pytest.mark.parametrize(
    ("n", "base", "dutch", "english"),
    [
        (0, 40, "Geen enkele gemeente (0,0%) heeft", "No municipality (0.0%) has"),
        (1, 40, "Eén gemeente (2,5%) heeft", "One municipality (2.5%) has"),
        (3, 40, "Enkele gemeenten (7,5%) hebben", "A few municipalities (7.5%) have"),
        (20, 40, "De helft van de gemeenten (50,0%) heeft", "Half of the municipalities (50.0%) have"),
        (22, 40, "Ruim de helft van de gemeenten (55,0%) heeft", "Just over half of the municipalities (55.0%) have"),
        (19, 40, "Bijna de helft van de gemeenten (47,5%) heeft", "Almost half of the municipalities (47.5%) have"),
        (9, 40, "22,5% van de gemeenten heeft", "22.5% of the municipalities have"),
        (40, 40, "Alle gemeenten (100,0%) hebben", "All municipalities (100.0%) have"),
    ],
)
def test_words_mean_what_is_declared_and_verbs_agree(study: Study, n: int, base: int, dutch: str, english: str) -> None:
    results = shares(n, base)
    assert filled("{a:Words} {a:heeft|hebben}", study, results) == dutch
    assert filled("{a:Words} {a:has|have}", study, results, "en") == english


def test_numbers_are_written_as_in_the_tables(study: Study) -> None:
    results = shares(48, 73)
    count = SHARE.model_copy(update={"statistic": "n"})
    cites = {"a": SHARE, "n": count, "base": count.model_copy(update={"category": ""})}
    assert filled("{a}, {n} van {base}: {wave}", study, results, **cites) == "65,8%, 48 van 73: 2017"
    assert filled("{n:words}", study, shares(9, 40), n=count) == "9 gemeenten"


def test_a_verdict_is_a_word_in_the_readers_language(study: Study) -> None:
    cite = Citation(place="tekst_4_2", item="verwachting_1", statistic="verdict", profile="recommended")
    row = Result("2017", "tekst_4_2", "verwachting_1", "verdict", profile="recommended", text="partly supported")
    assert filled("{a}", study, [row], a=cite) == "deels ondersteund"
    assert filled("{a}", study, [row], "en", a=cite) == "partly supported"


def test_a_text_with_a_number_that_is_suppressed_or_absent_is_not_filled(study: Study) -> None:
    withheld = [dataclasses.replace(row, value=None, text=SUPPRESSED) for row in shares(2, 40)]
    assert filled("{a:words}", study, withheld) is None
    assert filled("{a}", study, []) is None
    assert filled("{wave} alone", study, []) == "2017 alone"


def test_a_sentence_with_a_suppressed_number_changes(study: Study) -> None:
    sentence = Sentence(name="s", about="vergelijking_1", cites={"a": SHARE}, text=Label(nl="{a:Words}.", en="{a}."))
    withheld = [dataclasses.replace(row, value=None, text=SUPPRESSED) for row in shares(1, 40)]
    assert sentence_text(sentence, study, shares(1, 40), "2017", "nl") == "Eén gemeente (2,5%)."
    assert sentence_text(sentence, study, withheld, "2017", "nl") == ""
    other = sentence.model_copy(update={"withheld": Label(nl="Niet openbaar.", en="Not public.")})
    assert sentence_text(other, study, withheld, "2017", "nl") == "Niet openbaar."


@given(n=st.integers(0, 60), base=st.integers(1, 60))
def test_the_number_itself_always_stands_with_its_words(n: int, base: int) -> None:
    """Whatever the words are, a reader can check them."""
    made = Citations({"a": SHARE}, DECLARED, shares(min(n, base), base), "2017", "nl")
    words, number = made.fill("{a:words}"), made.fill("{a}")
    assert words is not None
    assert number is not None
    assert number in words


def narrated(study: Study, markdown: str, *, public: bool = False, title: str = "A title", **cites: Citation) -> Study:
    head = NarrativeHead(cites=cites, public=public)
    text = Narrative("words", "", "nl", title, markdown, head, "narrative/words.nl.md", 1)
    outline = Outline(sections=("summary", "words"))
    return dataclasses.replace(study, written=dataclasses.replace(study.written, outline=outline, narratives=(text,)))


def section_of(study: Study, results: list[Result], release: Release | None = None) -> Any:
    return narrative_section("words", Report(study, "2017", results, release=release))


def test_markdown_becomes_blocks(study: Study) -> None:
    markdown = (
        "Some **strong** and *weak*\nwords.\n\n## A heading\n\n### A lower one\n\n- one\n- {a}\n\n1. first\n\n"
        "| Step | Gives |\n| --- | --- |\n| do | {a:words} |\n"
    )
    section = section_of(narrated(study, markdown, a=SHARE), shares(20, 40))
    text, heading, lower, plain, ordered, table = section.blocks
    assert [(span.text, span.emphasis) for span in text.spans] == [
        ("Some ", ""),
        ("strong", "strong"),
        (" and ", ""),
        ("weak", "emphasis"),
        (" ", ""),
        ("words.", ""),
    ]
    assert (heading, lower) == (Heading("A heading", 3), Heading("A lower one", 4))
    assert isinstance(plain, Listing)
    assert [text_of(entry[0].spans) for entry in plain.entries if isinstance(entry[0], Paragraph)] == ["one", "50,0%"]
    assert ordered.role == "ordered"
    assert isinstance(table, TableBlock)
    assert (table.model.title, table.model.stub) == ("A lower one", "Step")
    assert table.model.groups[0].rows[0].cells[0].text == "de helft van de gemeenten (50,0%)"


def test_html_links_and_pictures_stay_as_they_are_typed(study: Study) -> None:
    markdown = '<script>x</script>\n\n![a](http://h/p.png) [b](http://h/) <http://h/>\n\n<a href="http://h">c</a>'
    section = section_of(narrated(study, markdown), [])
    assert all(isinstance(block, Paragraph) for block in section.blocks)
    shown = " ".join(text_of(block.spans) for block in section.blocks)
    assert "<script>x</script>" in shown
    assert "![a](http://h/p.png) [b](http://h/) <http://h/>" in shown


def test_a_label_in_a_placeholder_is_no_markdown(study: Study) -> None:
    quantity = Quantity(share=(0, 101), text=Label(nl="**alle** _x_ <b>", en="x"))
    sentences = study.written.sentences.model_copy(update={"quantities": (quantity,)})
    made = narrated(study, "{a:words}", a=SHARE)
    made = dataclasses.replace(made, written=dataclasses.replace(made.written, sentences=sentences))
    (block,) = section_of(made, shares(20, 40)).blocks
    assert [span.text for span in block.spans] == ["**alle** _x_ <b> (50,0%)"]


def test_a_passage_that_cites_what_is_withheld_is_left_out_and_says_so(study: Study) -> None:
    withheld = [dataclasses.replace(row, value=None, text=SUPPRESSED) for row in shares(1, 40)]
    markdown = "Kept.\n\nOne only: {a:words} of all.\n\n- kept\n- left {a}\n"
    section = section_of(narrated(study, markdown, public=True, a=SHARE), withheld, Release(1))
    first, second, listed = section.blocks
    assert text_of(first.spans) == "Kept."
    assert isinstance(second, Notice)
    assert "weggelaten" in text_of(second.spans)
    assert [type(entry[0]) for entry in listed.entries] == [Paragraph, Notice]
    assert "One only" not in repr(section)
    assert "left " not in repr(section)


def test_a_text_whose_figure_has_changed_is_marked_inside_and_left_out_in_public(study: Study) -> None:
    was = SHARE.model_copy(update={"was": 65.8})
    made = narrated(study, "Text {a}.", public=True, a=was)
    assert [type(block) for block in section_of(made, shares(48, 73)).blocks] == [Paragraph]
    notice, text = section_of(made, shares(40, 73)).blocks
    assert isinstance(notice, Notice)
    assert "‘a’ 65,8% was, en nu is het 54,8%" in text_of(notice.spans)
    assert "narrative/words.nl.md" in text_of(notice.spans)
    assert text_of(text.spans) == "Text 54,8%."
    assert section_of(made, shares(48, 73), Release(1)).blocks
    assert not section_of(made, shares(40, 73), Release(1)).blocks
    assert stale_texts(Report(made, "2017", shares(40, 73))) == ["narrative/words.nl.md"]
    assert stale_texts(Report(made, "2017", shares(48, 73))) == []


def test_a_verdict_that_has_changed_makes_a_text_stale(study: Study) -> None:
    cite = Citation(
        place="tekst_4_2", item="verwachting_1", statistic="verdict", profile="recommended", was="supported"
    )
    made = narrated(study, "It is {v}.", v=cite)
    for verdict, stale in (("supported", []), ("inconclusive", ["narrative/words.nl.md"])):
        row = Result("2017", "tekst_4_2", "verwachting_1", "verdict", profile="recommended", text=verdict)
        assert stale_texts(Report(made, "2017", [row])) == stale


def test_a_text_that_nobody_declared_public_is_in_no_release(study: Study) -> None:
    made = narrated(study, "Text.")
    assert section_of(made, []).blocks
    assert not section_of(made, [], Release(1)).blocks


def test_sections_stand_in_the_order_of_the_study(study: Study, results: list[Result]) -> None:
    made = narrated(study, "Text.")
    for names in (("summary", "words", "methods"), ("methods", "words", "summary")):
        written = dataclasses.replace(made.written, outline=Outline(sections=names))
        document = compose(Report(dataclasses.replace(made, written=written), "2017", results))
        assert tuple(section.name for section in document.sections) == names


def test_a_study_without_texts_has_a_report_all_the_same(study: Study, results: list[Result]) -> None:
    document = compose(Report(dataclasses.replace(study, written=Written()), "2017", results))
    assert document.sections[0].name == "summary"
