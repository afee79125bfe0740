"""The report as PDF, read back by pypdf and by poppler. That it is PDF/UA-1 is checked by Typst as it writes."""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from infopos_pipeline.reporting.charts.bars import chart_svg
from infopos_pipeline.reporting.document import (
    Banner,
    Block,
    Card,
    Cards,
    Document,
    Facts,
    Finding,
    Findings,
    Heading,
    Listing,
    Notice,
    Paragraph,
    Picture,
    PlaceName,
    Section,
    Span,
    TableBlock,
    Tile,
    Tiles,
    line,
    listed,
    paragraphs,
)
from infopos_pipeline.reporting.formats.pdf import pdf_document
from infopos_pipeline.reporting.tables.layouts import has_table, table_model
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel

from .pdf_reading import bookmarks, dictionaries, opened, pages, tags, words_beyond

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60" viewBox="0 0 200 60">'
    '<text y="20" font-size="14">In de plaat</text></svg>'
)
PICTURE = Picture("plaat", "Plaat", "Een plaat: ja 12,5%; nee 87,5%.", SVG)
TABLE = TableModel(
    "tabel_9",
    "Antwoorden",
    "Groep",
    (Column("Aantal"), Column("Wat"), Column("Lengte", "bars")),
    (
        RowGroup("Noord", (Row("Ja", (Cell("12", "*", (12,)), Cell("een\ntwee"), Cell("3", numbers=(3,)))),)),
        RowGroup("Zuid", (Row("Nee", (Cell("-"), Cell("[1,0; 2,0]"), Cell("9", numbers=(9,)))),)),
    ),
    ("* p < 0,05",),
)


def document(*blocks: Block, language="nl", title="Rapport") -> Document:
    banners = (Banner("internal", "Intern", "Niet verspreiden."), Banner("synthetic", "Synthetisch", "Verzonnen."))
    return Document(
        title,
        "Meting 2031",
        banners,
        (Section("summary", "Kort", (Tiles((Tile("Respons", "75", "van 81"),)),)), Section("rest", "Verder", blocks)),
        "Einde.",
        language,
    )


EVERY_BLOCK: tuple[Block, ...] = (
    Paragraph(line("Gewoon, ", Span("sterk", "strong"), Span("nadruk", "emphasis"), Span("zacht", "soft")), "lead"),
    Paragraph(line(Span("naar de kaart", target="kaart"), Span("nergens heen", target="weg"))),
    Paragraph(line(Span("soort", "label"), Span(" Only this is English.", language="en")), "proof"),
    Heading("Kop onder een tabel", 3, PlaceName("Tabel 9")),
    Heading("Lagere kop", 4),
    Notice(line("Let op dit.")),
    *(listed(["eerste", "tweede"], role) for role in ("plain", "ordered", "reading", "answers")),
    Listing(((Paragraph(line("Fout in druk")), Facts((("Gedrukt", "1"), ("Berekend", "2")), "values")),), "errata"),
    Facts((("Benaderd", "81"),)),
    Facts((("Export", "0" * 64),), "provenance"),
    Tiles((Tile("Toetsen", "5", "van 6"),)),
    Findings((Finding("65,8%", "Nee", line("Doelstelling")),)),
    TableBlock(TABLE, PlaceName("Tabel 9"), folded="Achter de lijn"),
    PICTURE,
    Cards((Card("kaart", "Kaart", (*paragraphs(["Op de kaart."]), PICTURE, TableBlock(TABLE))),)),
    Cards((Card("a", "Paar a", (PICTURE,)), Card("b", "Paar b", (PICTURE,))), level=4),
)


IN_ORDER = (
    *("Meting 2031", "Rapport", "Intern", "Niet verspreiden.", "Synthetisch", "Verzonnen.", "Inhoud"),
    *("Kort", "Respons", "75", "van 81", "Verder", "Gewoon, sterk", "nadruk", "zacht", "naar de kaart"),
    *("nergens heen", "soort", "Only this is English.", "Tabel 9: Kop onder een tabel", "Lagere kop", "Let op dit."),
    *("eerste", "tweede", "Fout in druk", "Gedrukt", "1", "Berekend", "2", "Benaderd", "81", "Export", "Toetsen"),
    *("5", "van 6", "65,8%", "Nee", "Doelstelling", "Achter de lijn", "Tabel 9: Antwoorden", "* p < 0,05"),
    *("In de plaat", "Kaart", "Op de kaart.", "Paar a", "Paar b", "Einde."),
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return pdf_document(document(*EVERY_BLOCK))


def test_there_is_an_example_of_every_block() -> None:
    assert {type(block) for block in EVERY_BLOCK} == set(get_args(Block))


def test_every_text_of_every_block_is_read_out_in_order(pdf: bytes) -> None:
    heard = tags(pdf).text
    place = 0
    for text in IN_ORDER:
        assert text in heard[place:], text
        place = heard.index(text, place) + len(text)


def test_a_table_has_its_caption_its_headings_and_its_cells(pdf: bytes) -> None:
    table = next(tags(pdf).all("Table"))
    assert [caption.text for caption in table.all("Caption")] == ["Tabel 9: Antwoorden"]
    assert [heading.text for heading in table.all("TH")] == ["Groep", "Aantal", "Wat", "Lengte", "Noord", "Zuid"]
    rows = [[cell.text for cell in row.all("TD")] for row in table.all("TR")]
    assert [row for row in rows if row] == [["Ja", "12*", "een twee", "3"], ["Nee", "-", "[1,0; 2,0]", "9"]]


def test_the_tables_of_a_study_keep_every_row_and_every_cell(study, results) -> None:
    places = [place for place in study.tables.values() if has_table(place)]
    models = [table_model(place, study, results, "nl") for place in places]
    made = pdf_document(document(*(TableBlock(model) for model in models)))
    assert words_beyond(made) == []
    for model, table in zip(models, tags(made).all("Table"), strict=True):
        found = [[cell.text for cell in row.all("TD")] for row in table.all("TR")]
        expected = [
            [row.label, *(cell.text + cell.mark for cell in row.cells)] for group in model.groups for row in group.rows
        ]
        assert [list(map(bare, row)) for row in found if row] == [list(map(bare, row)) for row in expected]


def bare(text: str) -> str:
    """A text without spaces, and without the hyphens that a line may end with."""
    return re.sub(r"[\s-]", "", text)


def test_the_charts_of_a_study_are_pictures_with_words(study, results) -> None:
    chart = next(iter(study.charts.values()))
    svg = chart_svg(chart, study, results, "nl")
    reader = opened(pdf_document(document(Picture(chart.name, "Titel", "Ja 34,2%; nee 65,8%", svg))))
    (figure,) = (one for one in dictionaries(reader) if one.get("/S") == "/Figure")
    assert figure["/Alt"] == "Ja 34,2%; nee 65,8%"


def test_headings_are_bookmarks_and_lead_where_they_stand(pdf: bytes) -> None:
    reader = opened(pdf)
    found = list(bookmarks(reader.outline))
    assert found == [
        (1, "Kort"),
        (1, "Verder"),
        (2, "Tabel 9: Kop onder een tabel"),
        (3, "Lagere kop"),
        (2, "Kaart"),
        (3, "Paar a"),
        (3, "Paar b"),
    ]
    assert [reader.get_destination_page_number(one) for one in reader.outline if not isinstance(one, list)] == [1, 2]


def test_a_link_leads_to_its_card_and_one_to_nowhere_is_text(pdf: bytes) -> None:
    heard = [link.text for link in tags(pdf).all("Link")]
    assert "naar de kaart" in heard
    assert "nergens heen" not in heard


def test_the_file_is_tagged_names_its_language_and_its_title_and_says_what_it_conforms_to(pdf: bytes) -> None:
    reader = opened(pdf)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == "Rapport – Meting 2031"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert "en" in languages(reader)


def test_the_file_says_nothing_of_when_it_was_made(pdf: bytes) -> None:
    assert opened(pdf).metadata.keys() == {"/Title", "/Creator"}
    assert b"Date" not in opened(pdf).trailer["/Root"]["/Metadata"].get_data()


def languages(reader: PdfReader) -> set[str]:
    """The languages of parts that are not in that of the whole, as tags and marks in the text of a page name them."""
    tagged = {str(one["/Lang"]) for one in dictionaries(reader) if "/Lang" in one and "/S" in one}
    content = b"".join(page.get_contents().get_data() for page in reader.pages)
    return tagged | {language.decode() for language in re.findall(rb"/Lang\((\w+)\)", content)}


def test_an_english_report_is_in_english() -> None:
    made = pdf_document(document(Heading("A table", 3, PlaceName("Tabel 9", "nl")), language="en"))
    reader = opened(made)
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "nl" in languages(reader)
    assert "Page 2 of" in pages(made)[1]


def test_nothing_in_it_acts_or_leads_out(pdf: bytes) -> None:
    names = {name for one in dictionaries(opened(pdf)) for name in one}
    assert not names & {"/JS", "/JavaScript", "/OpenAction", "/AA", "/URI", "/Launch", "/EmbeddedFiles", "/AF", "/EF"}
    assert {str(one["/S"]) for one in dictionaries(opened(pdf)) if one.get("/Type") == "/Action"} <= {"/GoTo"}


def test_it_carries_its_fonts_and_none_of_the_machine(pdf: bytes) -> None:
    import typst

    carried = {family.replace(" ", "") for family in typst.Fonts(include_system_fonts=False).families()}
    fonts = [one for one in dictionaries(opened(pdf)) if one.get("/Type") == "/FontDescriptor"]
    assert fonts
    for font in fonts:
        name = font["/FontName"].partition("+")[2].partition("-")[0].replace("NewCMMath", "NewComputerModernMath")
        assert name in carried
        assert {"/FontFile2", "/FontFile3"} & font.keys()


def test_every_page_has_its_marks_the_title_and_its_number(pdf: bytes) -> None:
    read = pages(pdf)
    assert opened(pdf).page_labels == [str(number) for number in range(1, len(read) + 1)]
    for number, text in enumerate(read, start=1):
        assert "Intern · Synthetisch" in text
        assert "Rapport – Meting 2031" in text
        assert f"Pagina {number} van {len(read)}" in text


def test_the_summary_stands_alone_on_its_page(pdf: bytes) -> None:
    first, second, third = pages(pdf)[:3]
    assert "Inhoud" in first
    assert "Kort" in second
    assert "Verder" not in second
    assert third.split("\n\n")[1].startswith("Verder")


def test_the_same_document_is_the_same_bytes_in_every_process(tmp_path) -> None:
    program = (
        "import hashlib, sys; sys.path[:0] = [sys.argv[1], sys.argv[1] + '/tests']\n"
        "from tests.unit.reporting.test_pdf import EVERY_BLOCK, document, pdf_document\n"
        "print(hashlib.sha256(pdf_document(document(*EVERY_BLOCK))).hexdigest())"
    )
    root = str(Path(__file__).parents[3])
    made = {
        subprocess.run(
            [sys.executable, "-c", program, root],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=tmp_path,
            capture_output=True,
            check=True,
        ).stdout.decode().strip()
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }  # fmt: skip
    assert made == {hashlib.sha256(pdf_document(document(*EVERY_BLOCK))).hexdigest()}


HOSTILE = "#panic() $x$ @a *b* _c_ `d` \\ <e> [f] {g} ~ // -- = + 'h' \"i\" &amp; %PDF"


def test_hostile_texts_come_out_as_they_were_typed_wherever_they_stand() -> None:
    hostile = TableModel(
        "h",
        HOSTILE,
        HOSTILE,
        (Column(HOSTILE, "texts"),),
        (RowGroup(HOSTILE, (Row(HOSTILE, (Cell(HOSTILE),)),)),),
        (HOSTILE,),
    )
    blocks = (
        *paragraphs([HOSTILE]),
        Heading(HOSTILE, 3, PlaceName(HOSTILE)),
        Notice(line(HOSTILE)),
        listed([HOSTILE], "answers"),
        Facts(((HOSTILE, HOSTILE),)),
        Tiles((Tile(HOSTILE, HOSTILE, HOSTILE),)),
        Findings((Finding(HOSTILE, HOSTILE, line(HOSTILE)),)),
        TableBlock(hostile, PlaceName(HOSTILE), folded=HOSTILE),
        Cards((Card(HOSTILE, HOSTILE, (Picture(HOSTILE, HOSTILE, HOSTILE, PICTURE.svg),)),)),
    )
    base = replace(
        document(*blocks, title=HOSTILE), wave=HOSTILE, footer=HOSTILE, banners=(Banner("x", HOSTILE, HOSTILE),)
    )
    made = pdf_document(base)
    heard = bare(tags(made).text)
    # In the tags; the head and foot of a page, and the contents, come on top.
    assert heard.count(bare(HOSTILE)) == 28
    assert opened(made).metadata.title == f"{HOSTILE} – {HOSTILE}"


@settings(max_examples=25)
@given(
    st.text(
        st.characters(min_codepoint=0x21, max_codepoint=0x17F, exclude_categories=["Cc", "Cf"]), min_size=1, max_size=30
    )
)
def test_any_text_comes_out_as_it_was_typed(text: str) -> None:
    (paragraph, *_) = [
        one.text for one in tags(pdf_document(document(*paragraphs([f"|{text}|"])))).all("P") if one.text[:1] == "|"
    ]
    assert bare(paragraph) == bare(f"|{text}|")


@pytest.mark.parametrize("text", ["😀", "日本", "\x00\x07\x1b", "\ud800", "\ufffe", "👩\u200d👧"])
def test_a_character_without_a_letter_in_the_fonts_is_shown_as_one_that_is_missing(text: str) -> None:
    drawn = replace(PICTURE, svg=SVG.replace("In de plaat", text)) if text.isprintable() else PICTURE
    blocks = (*paragraphs([f"voor {text} na"]), TableBlock(replace(TABLE, title=text)), drawn)
    assert re.search(r"voor �+ na", tags(pdf_document(document(*blocks))).text)


def test_lines_of_an_answer_stay_lines() -> None:
    assert (
        "eerste regel\ntweede regel\n"
        in pages(pdf_document(document(listed(["eerste regel\ntweede regel"], "answers"))))[2]
    )


def test_an_address_without_end_stays_on_the_page() -> None:
    text = "x" * 300
    made = pdf_document(document(*paragraphs([text]), TableBlock(replace(TABLE, stub=text, title=text))))
    assert words_beyond(made) == []
    assert text in bare(tags(made).text)


def test_a_level_of_heading_that_was_left_out_is_none() -> None:
    made = pdf_document(document(Heading("Meteen diep", 4), Heading("Dieper", 4)))
    assert list(bookmarks(opened(made).outline))[-2:] == [(2, "Meteen diep"), (3, "Dieper")]


def wide(columns: int, rows: int = 4) -> TableModel:
    cells = tuple(Cell("[12,3; 45,6]", numbers=(1.0,)) for _ in range(columns))
    body = tuple(Row(f"rij {row}\nmidden {row}\neinde {row}", cells) for row in range(rows))
    return TableModel(
        "breed", "Breed", "Rij", tuple(Column(f"kolom {n}") for n in range(columns)), (RowGroup("", body),)
    )


@pytest.mark.parametrize(("columns", "turned"), [(6, False), (11, True), (40, True)])
def test_a_table_stays_on_its_page_which_is_turned_if_need_be(columns: int, turned: bool) -> None:
    made = pdf_document(document(TableBlock(wide(columns))))
    sizes = {page.mediabox.width > page.mediabox.height for page in opened(made).pages}
    assert sizes == ({False, True} if turned else {False})
    if columns < 40:
        assert words_beyond(made) == []


def test_headings_repeat_on_every_page_and_no_row_is_split() -> None:
    read = pages(pdf_document(document(TableBlock(wide(3, rows=60)))))[2:]
    assert len(read) > 2
    for text in read:
        assert ("kolom 1" in text) == ("rij" in text)
        rows = [set(re.findall(rf"{part} (\d+)", text)) for part in ("rij", "midden", "einde")]
        assert rows[0] == rows[1] == rows[2]
