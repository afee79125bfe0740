"""The joint display puts interviews beside figures: what is shown of which results, and what is never shown."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable, Iterable

import docx
import openpyxl
import pytest

from infopos_pipeline.interviews.counting import PLACE, interview_results
from infopos_pipeline.interviews.material import Material, Selection
from infopos_pipeline.reporting.composing import compose
from infopos_pipeline.reporting.document import Document, TableBlock
from infopos_pipeline.reporting.formats.excel import document_workbook
from infopos_pipeline.reporting.formats.pdf import pdf_document
from infopos_pipeline.reporting.formats.word import word_document
from infopos_pipeline.reporting.report import Release, Report, ShownQuote, ShownQuotes
from infopos_pipeline.reporting.sections.joint_display import joint_display
from infopos_pipeline.reporting.tables.joint_tables import fit
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language

from .conftest import HOSTILE
from .documents import HARMFUL
from .making import Made, made_results
from .pdf_reading import pages, words_beyond
from .reading import Page, html_of, report_html

TURNS = ("Zonnig is het hier.", "Regen stoort ons.", "De wind draait.", "Mist hangt er.")
ONE = "".join(f"Respondent: {turn}\n" for turn in TURNS)
TRANSCRIPTS = {"interview_01": ONE, "interview_02": ONE, "interview_03": "Respondent: Niets.\n"}


def selected(interview: int, turn: int, code: str, coder: str) -> Selection:
    start = ONE.index(TURNS[turn])
    return Selection(f"interview_0{interview}", start, start + len(TURNS[turn]), tuple(code.split("/")), coder)


SELECTIONS = (
    *(selected(interview, 0, "Capaciteit", coder) for interview, coder in ((1, "Aa"), (1, "Bee"), (2, "Aa"))),
    *(selected(interview, 0, "Verwachting 3/ondersteunt", "Aa") for interview in (1, 2)),
    selected(1, 1, "Capaciteit", "Aa"),
    selected(1, 1, "Verwachting 3/weerspreekt", "Aa"),
    selected(1, 3, "Verwachting 2/nuanceert", "Aa"),
    selected(1, 2, "Contacten", "Aa"),
    selected(1, 2, "Privacywet", "Bee"),
    selected(2, 3, "Privacywet", "Bee"),
    selected(2, 3, "Privacywet", "Aa"),
)

QUOTES = ShownQuotes(
    (
        ShownQuote("Mist hangt er.", (), (("verwachting_2", "nuances"),)),
        ShownQuote("Regen stoort ons.", ("capaciteit",), (("verwachting_3", "contradicts"),), (("regio", "noord"),)),
        ShownQuote("Zonnig is het hier.", ("capaciteit",), (("verwachting_3", "supports"),)),
        ShownQuote(
            "De wind draait.", ("contacten", "privacywet"), (), (("regio", "noord"), ("grootteklasse", "tot_10000"))
        ),
        ShownQuote("Het dauwt.", ("privacywet",)),
    )
)


@pytest.fixture
def counted(study: Study) -> list[Result]:
    """What the material says in numbers."""
    assert study.interviews is not None
    return interview_results(Material(TRANSCRIPTS, SELECTIONS), study.interviews, "2017")


Make = Callable[..., Report]


@pytest.fixture
def report(study: Study, results: list[Result], counted: list[Result]) -> Make:
    def make(quotes: ShownQuotes = QUOTES, rows: Iterable[Result] = counted, **changed: object) -> Report:
        made = Report(study, "2017", [*results, *rows], interviews=quotes)
        return dataclasses.replace(made, **changed)

    return make


def html(report: Report) -> str:
    return html_of(joint_display(report))


def tables(report: Report) -> dict[str, list[list[str]]]:
    """The rows of each table by its name, headings left out; a line end in a cell is not seen."""
    return {name: table.rows[1:] for name, table in Page(html(report)).tables.items()}


def joint_row(report: Report, number: int) -> list[str]:
    return next(row for row in tables(report)["joint"] if row[0].startswith(f"{number}. "))[1:]


def document(report: Report) -> Document:
    """The section alone, as a document."""
    whole = compose(report)
    return dataclasses.replace(whole, sections=tuple(one for one in whole.sections if one.name == "joint_display"))


# Numbers


def test_passages_and_interviews_are_counted_by_theme_those_apart_that_no_figure_covers(report: Make) -> None:
    rows = tables(report())["themes"]
    labels = [row[0] for row in rows]
    assert ["Capaciteit", "3", "2"] in rows
    assert ["Privacywetgeving", "2", "2"] in rows
    assert ["Andere redenen", "0", "0"] in rows
    assert labels.index("Thema's waar geen cijfer over gaat") < labels.index("Contacten")
    assert labels.index("Capaciteit") < labels.index("Thema's waar geen cijfer over gaat")


def test_each_hypothesis_has_what_figures_say_what_interviews_say_and_whether_they_agree(report: Make) -> None:
    figures, interviews, together = joint_row(report(), 3)
    assert "zoals gepubliceerd: ondersteund" in figures
    assert "risicoverschil" in figures
    assert interviews == "Ondersteunt: 2\N{NO-BREAK SPACE}(2)\nNuanceert: 0\nWeerspreekt: 1\N{NO-BREAK SPACE}(1)"
    assert together == "interviews verdeeld"
    assert joint_row(report(), 2)[2] == "interviews nuanceren alleen"
    assert joint_row(report(), 1)[2] == "interviews zeggen er niets over"


def test_every_number_is_that_of_the_results(report: Make, counted: list[Result]) -> None:
    numbered = [
        dataclasses.replace(row, value=place + (1000 if row.statistic == "n" else 0.5))
        for place, row in enumerate(counted, start=1)
        if row.value
    ]
    others = [row for row in counted if not row.value]
    page = Page(html(report(rows=[*numbered, *others])))
    cells = [cell for table in page.tables.values() for row in table.rows for cell in row]
    text = " ".join([page.text.partition("Thema")[0], *cells])
    for row in numbered:
        shown = {"n": "{:.0f}", "pct": "{:.1f}%"}.get(row.statistic, "{:.2f}").format(row.value).replace(".", ",")
        assert re.search(rf"(?<!\d){shown}(?![\d,])", text), row
    assert len(numbered) > 40
    assert "1001" not in Page(html(report())).text


def test_what_interviews_say_by_hypothesis_and_theme_stands_behind_a_line(report: Make) -> None:
    shown = tables(report())["joint-themes"]
    (row,) = (row for row in shown if row[0] == "Capaciteit")
    assert row[1:] == ["2\N{NO-BREAK SPACE}(2)", "0", "1\N{NO-BREAK SPACE}(1)"]
    assert "<summary>Passages per verwachting en thema</summary>" in html(report())


@pytest.mark.parametrize(
    ("verdict", "pro", "nuance", "contra", "expected"),
    [
        ("supported", 2, 1, 0, "eens"),
        ("supported", 0, 0, 2, "oneens"),
        ("partly supported", 1, 0, 0, "deels eens"),
        ("partly supported", 0, 0, 1, "deels oneens"),
        ("inconclusive", 1, 0, 0, "cijfers laten het open, interviews ondersteunen"),
        ("inconclusive", 0, 1, 3, "cijfers laten het open, interviews weerspreken"),
        ("not supported", 0, 0, 1, "eens"),
        ("not supported", 1, 0, 0, "oneens"),
        ("supported", 5, 0, 1, "interviews verdeeld"),
        ("not supported", 0, 1, 0, "interviews nuanceren alleen"),
        ("supported", 0, 0, 0, "interviews zeggen er niets over"),
    ],
)
def test_figures_and_interviews_go_together_by_the_verdict_and_the_passages(
    report: Make, study: Study, verdict: str, pro: int, nuance: int, contra: int, expected: str
) -> None:
    made = Made(0.01, (0.02, 0.05, 0.05), (0.4, 0.1, 0.6))
    tested = {(predictor, ""): made for predictor in study.hypotheses["verwachting_1"].predictors}
    weighing = made_results(study, "verwachting_1", "recommended", tested, verdict)
    stances = [
        Result("2017", PLACE, "verwachting_1", "n", stance, value=n, method=method)
        for stance, n in (("supports", pro), ("nuances", nuance), ("contradicts", contra))
        for method in ("fragments", "interviews")
    ]
    held = [Result("2017", PLACE, "", "n", value=6, method="interviews")]
    shown = report(results=[*weighing, *stances, *held])
    assert joint_row(shown, 1)[2] == expected


def test_where_stars_decide_no_star_shows_nothing() -> None:
    against = {"supports": 0, "nuances": 0, "contradicts": 1}
    assert fit("not supported", "any_star", against) == "open_against"
    assert fit("not supported", "every_predictor", against) == "agree"
    assert fit("", "any_star", against) == "open_against"


def test_without_figures_as_in_the_user_interface_there_is_what_interviews_say_and_no_quote(
    study: Study, counted: list[Result]
) -> None:
    shown = joint_display(Report(study, "2017", counted))
    joint = next(b.model for b in shown.blocks if isinstance(b, TableBlock) and b.model.name == "joint")
    assert [column.label for column in joint.columns] == ["Interviews: passages (in hoeveel interviews)"]
    assert joint.title == "Interviews per verwachting"
    assert joint.notes == ()
    assert [name for name in Page(html_of(shown)).tables if name.startswith("quotes")] == []


# Quotes


def test_quotes_stand_beside_their_hypothesis_by_stance_with_their_theme(report: Make) -> None:
    found = tables(report())
    assert found["quotes-verwachting_3"] == [
        ["Ondersteunt"],
        ["Capaciteit", "‘Zonnig is het hier.’"],
        ["Weerspreekt"],
        ["Capaciteit", "‘Regen stoort ons.’ (Regio: Noord)"],
    ]
    assert found["quotes-verwachting_2"] == [["Nuanceert"], ["Zonder thema", "‘Mist hangt er.’"]]
    assert "quotes-verwachting_1" not in found
    caption = Page(html(report())).tables["quotes-verwachting_3"].caption
    assert caption.startswith("Citaten bij verwachting 3. Gemeenten met knelpunten")


def test_a_quote_beside_two_hypotheses_stands_at_both_and_any_other_once(report: Make) -> None:
    both = ShownQuote("Het vriest.", ("capaciteit",), (("verwachting_1", "supports"), ("verwachting_4", "nuances")))
    text = Page(html(report(ShownQuotes((*QUOTES.quotes, both))))).text
    assert text.count("Het vriest.") == 2
    assert [text.count(quote.text) for quote in QUOTES.quotes] == [1] * len(QUOTES.quotes)


def test_quotes_on_what_no_figure_covers_stand_open_and_the_rest_behind_a_line_that_counts_them(report: Make) -> None:
    shown = html(report())
    found = Page(shown).tables
    assert found["quotes-no-figure"].rows[1] == [
        "Privacywetgeving\nContacten",
        "‘De wind draait.’ (Regio: Noord en Grootteklasse (inwoners): Minder dan 10.000)",
    ]
    folded = shown.partition("<summary>Overige citaten, per thema (1)</summary>")[2]
    assert "Het dauwt." in folded.partition("</details>")[0]
    assert "De wind draait." not in folded


def test_quotes_stand_in_the_order_of_the_declared_themes(report: Make, study: Study) -> None:
    assert study.interviews is not None
    turned = list(study.interviews.themes.values())[::-1]
    quotes = tuple(ShownQuote(f"Over {theme.name}.", (theme.name,)) for theme in turned)
    found = tables(report(ShownQuotes(quotes)))
    labels = [row[0] for name in ("quotes-other", "quotes-no-figure") for row in found[name]]
    assert labels == [theme.label.nl for theme in study.interviews.themes.values()]


def test_how_many_were_accepted_dropped_or_wait_is_said(report: Make) -> None:
    said = Page(html(report(dataclasses.replace(QUOTES, waiting=2, dropped=3)))).text
    assert "Goedgekeurde citaten: 5. Na lezing weggelaten: 3." in said
    assert "Nog 2 citaten wachten op een lezer: infopos interviews review --wave 2017." in said
    assert "Nog 1 citaat wacht" in Page(html(report(dataclasses.replace(QUOTES, waiting=1)))).text
    none = Page(html(report(ShownQuotes()))).text
    assert "itaten" not in none
    assert "itaat" not in none


def test_neither_an_interview_nor_a_coder_is_named_beside_a_quote(report: Make) -> None:
    made = joint_display(report())
    quotes = [b.model for b in made.blocks if isinstance(b, TableBlock) and b.model.name.startswith("quotes")]
    assert len(quotes) == 4
    for model in quotes:
        shown = repr(model)
        assert "interview_" not in shown
        assert not re.search(r"[Ii]nterview \d|\b0\d\b", shown)
    assert "interview_0" not in html(report())
    assert not re.search(r"\b(?:Aa|Bee)\b", Page(html(report())).text)


@pytest.mark.parametrize("text", [HOSTILE, *HARMFUL])
def test_a_quote_is_text_and_nothing_else(report: Make, text: str) -> None:
    shown = report(ShownQuotes((ShownQuote(text, ("contacten",)),)))
    assert Page(html(shown)).tags.count("script") == 0
    assert f"‘{text}’" in Page(html(shown)).text


def test_harmful_quotes_do_nothing_in_office_programs(report: Make) -> None:
    quotes = ShownQuotes(tuple(ShownQuote(text, ("contacten",)) for text in HARMFUL))
    made = document(report(quotes))
    expected = [f"‘{shown}’" for shown in HARMFUL.values()]
    book = openpyxl.load_workbook(io.BytesIO(document_workbook(made)))
    (sheet,) = (one for one in book.worksheets if one["A1"].value == "Citaten over thema's zonder cijfers")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sorted(str(cell.value) for cell in sheet["B"][3:]) == sorted(expected)
    word = docx.Document(io.BytesIO(word_document(made)))
    cells = [row.cells[-1].text for table in word.tables for row in table.rows]
    assert set(expected) <= set(cells)


def test_a_long_quote_a_page_or_more_is_whole_on_paper(report: Make) -> None:
    long = " ".join(f"woord{place}." for place in range(2500))
    made = document(report(ShownQuotes((ShownQuote(long, ("contacten",)), QUOTES.quotes[0]))))
    pdf = pdf_document(made)
    text = " ".join(" ".join(pages(pdf)).split())
    assert [place for place in range(2500) if f"woord{place}." not in text] == []
    assert words_beyond(pdf) == []
    book = openpyxl.load_workbook(io.BytesIO(document_workbook(made)))
    (row,) = ((sheet, cell.row) for sheet in book.worksheets for cell in sheet["B"] if cell.value == f"‘{long}’")
    assert 400 < row[0].row_dimensions[row[1]].height <= 409  # what Excel makes a row at most


# Agreement and saturation


def test_agreement_is_shown_by_letters_and_what_has_no_interval_is_marked_and_explained(report: Make) -> None:
    rows = tables(report())["agreement"]
    assert rows[0] == ["Codeurs A × B"]
    by_theme = {row[0]: row[1:] for row in rows[1:]}
    assert by_theme["Privacywetgeving"] == ["87,5%", "0,60 (-0,07 tot 1,00)", "0,62 (-1,00 tot 1,00)", "8"]
    assert by_theme["Andere redenen"] == ["100,0%", "-°", "-°", "8"]
    notes = Page(html(report())).tables["agreement"].notes
    assert any(note.startswith("° Geen getal of geen interval") for note in notes)


def test_without_two_coders_of_one_interview_it_says_so(report: Make, study: Study) -> None:
    assert study.interviews is not None
    alone = tuple(one for one in SELECTIONS if one.coder == "Aa")
    rows = interview_results(Material(TRANSCRIPTS, alone), study.interviews, "2017")
    shown = Page(html(report(rows=rows)))
    assert "Geen interview is door twee codeurs gecodeerd" in shown.text
    assert "agreement" not in shown.tables


def test_one_interview_saturates_nothing(report: Make, study: Study) -> None:
    assert study.interviews is not None
    first = Material({"interview_01": ONE}, tuple(one for one in SELECTIONS if one.interview == "interview_01"))
    one = Page(html(report(rows=interview_results(first, study.interviews, "2017"))))
    assert (3, "Verzadiging") not in one.headings
    assert "new-codes" not in one.tables
    assert "Gecodeerde interviews: 1;" in one.text
    assert tables(report())["new-codes"] == [["01", "3", "3"], ["02", "0", "3"], ["03", "0", "3"]]


# Where it is not, and in which language


def test_a_public_report_has_no_such_section_nor_a_word_of_it(report: Make) -> None:
    shown = report_html(report(release=Release(1)))
    assert "joint_display" not in shown
    assert joint_display(report(release=Release(1))).blocks == ()
    assert not any(quote.text in shown for quote in QUOTES.quotes)
    assert QUOTES.quotes[0].text in report_html(report())


def test_without_interviews_there_is_no_section(report: Make, study: Study) -> None:
    assert joint_display(report(rows=())).blocks == ()
    undeclared = dataclasses.replace(study, interviews=None)
    assert joint_display(report(study=undeclared)).blocks == ()


def test_a_study_without_stances_has_its_themes_and_all_quotes(report: Make, study: Study) -> None:
    assert study.interviews is not None
    declared = study.interviews.model_copy(update={"stances": {}})
    quotes = ShownQuotes(tuple(dataclasses.replace(quote, stances=()) for quote in QUOTES.quotes))
    found = tables(report(quotes, study=dataclasses.replace(study, interviews=declared)))
    assert set(found) == {"themes", "quotes-no-figure", "quotes-other", "agreement", "new-codes"}
    assert len(found["quotes-other"]) + len(found["quotes-no-figure"]) == len(quotes.quotes)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_is_in_the_language_of_the_report(report: Make, language: Language) -> None:
    shown = Page(html(report(dataclasses.replace(QUOTES, waiting=1, dropped=1), language=language))).text
    words = {
        "nl": ("Cijfers en interviews per verwachting", "Weerspreekt", "Zonder thema", "Verzadiging", "Regio: Noord"),
        "en": ("Figures and interviews by hypothesis", "Contradicts", "Without a theme", "Saturation", "Region: North"),
    }
    for name, those in words.items():
        assert [word for word in those if (word in shown) != (name == language)] == []
