"""The report shows what respondents wrote themselves as far as a person let it through, and says what is kept out."""

from __future__ import annotations

import dataclasses

import pytest

from infopos_pipeline.reporting.report import Release, Report, ReviewedAnswers
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study

from .conftest import HOSTILE
from .reading import Page, report_html

ANSWERS = (
    ReviewedAnswers("toelichting_intern", ("Zon.", "een hagelbui", "Ander\nweer"), unreviewed=2, dropped=0),
    ReviewedAnswers("opmerkingen", (), unreviewed=0, dropped=3),
)

INTRODUCTION = {"nl": "Wat respondenten zelf schreven", "en": "What respondents wrote themselves"}


@pytest.fixture
def page(study: Study, results: list[Result]):
    def make(*answers: ReviewedAnswers, **changed: object) -> str:
        report = Report(study=study, wave="2017", results=results, open_answers=answers)
        return report_html(dataclasses.replace(report, **changed))

    return make


def section(html: str) -> str:
    return html.partition('<section id="open_answers"')[2].partition("</section>")[0]


def test_a_report_without_open_answers_has_no_such_section(page) -> None:
    html = page()
    assert section(html) == ""
    assert INTRODUCTION["nl"] not in html
    assert "#open_answers" not in html


def test_a_public_report_has_none_even_if_it_is_given_some(page) -> None:
    html = page(*ANSWERS, release=Release(1))
    assert "#open_answers" not in html
    assert "hagelbui" not in html
    assert "hagelbui" in page(*ANSWERS)


def test_answers_stand_under_their_question_in_the_order_of_their_texts(page) -> None:
    html = page(*ANSWERS)
    shown = section(html)
    places = [
        shown.index(text)
        for text in ("Toelichting interne", "Ander\nweer", "een hagelbui", "Zon.", "Overige opmerkingen")
    ]
    assert places == sorted(places)
    assert Page(html).headings.count((2, "Open antwoorden")) == 1
    assert '<a href="#open_answers">' in html


def test_the_order_given_does_not_show(page) -> None:
    turned = dataclasses.replace(ANSWERS[0], texts=ANSWERS[0].texts[::-1])
    assert page(turned) == page(ANSWERS[0])


def test_how_many_are_unreviewed_or_were_dropped_is_said(page) -> None:
    first, second = section(page(*ANSWERS)).split("Overige opmerkingen")
    assert "Nog niet beoordeeld: 2." in first
    assert "weggelaten" not in first
    assert "Na beoordeling weggelaten: 3." in second
    assert "Nog niet" not in second
    assert "<ul" not in second


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_section_is_in_the_language_of_the_report(page, language) -> None:
    shown = section(page(*ANSWERS, language=language))
    assert INTRODUCTION[language] in shown
    assert all(other not in shown for name, other in INTRODUCTION.items() if name != language)
    assert ("Not reviewed yet: 2." in shown) is (language == "en")


def test_an_answer_is_text_and_nothing_else(page) -> None:
    html = page(ReviewedAnswers("opmerkingen", (HOSTILE, "<script>x</script>", "a & b"), 0, 0))
    tags = Page(html).tags
    assert "script" not in tags
    assert tags.count("img") == Page(page()).tags.count("img")
    assert "<li>a &amp; b</li>" in section(html)
    assert HOSTILE in Page(html).text
