import dataclasses
import io
import itertools
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
import vl_convert
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.reporting.composing import compose
from infopos_pipeline.reporting.document import Document, Heading, Picture, Section, TableBlock
from infopos_pipeline.reporting.formats.office_text import readable
from infopos_pipeline.reporting.formats.word import word_document
from infopos_pipeline.reporting.formats.word_columns import LANDSCAPE_WIDTH, PORTRAIT_WIDTH, columns_of
from infopos_pipeline.reporting.formats.word_pictures import png, size
from infopos_pipeline.reporting.formats.word_text import write_text
from infopos_pipeline.reporting.tables.layouts import has_table, table_model
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study

from .documents import DESCRIPTION, HARMFUL, SVG, converted, every_block, pages_of, picture
from .followed import trend_report

ORDER_OF_THE_SCHEMA = {
    # ECMA-376 part 1, annex A.1: CT_PPr, CT_RPr, CT_TblPr, CT_TrPr and CT_TcPr, as far as a report has them
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs spacing ind contextualSpacing jc outlineLvl"
    " rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps color spacing kern sz szCs u lang",
    "tblPr": "tblStyle tblW jc tblLayout tblLook tblCaption",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan",
}
CODES = {"PAGE", "NUMPAGES", "SEQ Table", "SEQ Figure", r'TOC \o "1-2" \h \z \u'}


def opened(document: Document) -> WordFile:
    return docx.Document(io.BytesIO(word_document(document)))


@pytest.fixture(scope="module")
def document() -> Document:
    return every_block()


@pytest.fixture(scope="module")
def file(document: Document) -> WordFile:
    return opened(document)


@pytest.fixture(scope="module")
def printed(document: Document, soffice: str, pdftotext: str, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The pages that LibreOffice prints."""
    path = tmp_path_factory.mktemp("word") / "report.docx"
    path.write_bytes(word_document(document))
    return pages_of(pdftotext, converted(soffice, path, "pdf"))


def elements(file: WordFile, tag: str) -> list[Any]:
    return list(file.element.body.iter(qn(tag)))


def headings(file: WordFile) -> list[tuple[int, str]]:
    named = ((paragraph.style.name, paragraph.text) for paragraph in file.paragraphs if paragraph.style)
    return [(int(name[-1]), text) for name, text in named if name and re.fullmatch(r"Heading \d", name)]


def tables(file: WordFile) -> list[tuple[Table, int]]:
    """Every table with the width of the text on its page, in twips."""
    found, waiting = [], list[Table]()
    for block in file.iter_inner_content():
        if isinstance(block, Table):
            waiting.append(block)
        elif block._p.pPr is not None and block._p.pPr.find(qn("w:sectPr")) is not None:
            found += [(table, text_width(block._p.pPr.find(qn("w:sectPr")))) for table in waiting]
            waiting = []
    return found + [(table, text_width(file.element.body.sectPr)) for table in waiting]


def text_width(section: Any) -> int:
    page, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    return int(page.get(qn("w:w"))) - int(margins.get(qn("w:left"))) - int(margins.get(qn("w:right")))


def test_the_same_report_gives_the_same_bytes_and_no_moment_of_writing(document: Document) -> None:
    content = word_document(document)
    assert content == word_document(every_block())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_properties_name_the_report_and_its_language_and_nobody(file: WordFile) -> None:
    properties = file.core_properties
    assert properties.title == "Onderzoek naar informatie – Meting 2017"
    assert properties.language == "nl-NL"
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created.replace(tzinfo=None) == properties.modified.replace(tzinfo=None) == datetime(2000, 1, 1)


def test_sections_cards_and_headings_are_headings_without_jumps(file: WordFile) -> None:
    found = headings(file)
    assert found == [
        (1, "Samenvatting"),
        (1, "Vergelijkingen"),
        (2, "Vergelijking 1: Doel"),
        (2, "Verloop"),
        (1, "Lijsten"),
        (2, "Drie stappen"),
        (3, "Nog eens"),
        (1, "Breed"),
        (1, "Herkomst"),
        (1, "=Koek"),
    ]
    assert all(after <= before + 1 for (before, _), (after, _) in itertools.pairwise(found))


def test_the_summary_stands_on_a_page_of_its_own(file: WordFile) -> None:
    breaks = [
        paragraph.text
        for paragraph in file.paragraphs
        if paragraph.paragraph_format.page_break_before and paragraph.style.name == "Heading 1"
    ]
    assert breaks == ["Samenvatting", "Vergelijkingen"]


def test_contents_list_every_section_and_card_and_lead_to_them(file: WordFile) -> None:
    entries = [p for p in file.paragraphs if p.style and p.style.name in ("toc 1", "toc 2")]
    assert [entry.text for entry in entries] == [text for level, text in headings(file) if level < 3]
    marked = bookmarks(file)
    for entry in entries:
        (link,) = entry.hyperlinks
        assert marked[link.fragment] == entry.text
    codes = entries[0]._p.findall(".//" + qn("w:instrText"))
    assert [code.text.strip() for code in codes] == [r'TOC \o "1-2" \h \z \u']
    assert entries[-1]._p.findall(".//" + qn("w:fldChar"))[-1].get(qn("w:fldCharType")) == "end"


def test_nothing_asks_to_update_fields_when_the_document_opens(file: WordFile) -> None:
    assert file.settings.element.find(qn("w:updateFields")) is None
    assert not [mark for mark in elements(file, "w:fldChar") if mark.get(qn("w:dirty"))]


def bookmarks(file: WordFile) -> dict[str, str]:
    """The text that each bookmark holds; their names and numbers are unique."""
    starts = elements(file, "w:bookmarkStart")
    names, numbers = [start.get(qn("w:name")) for start in starts], [start.get(qn("w:id")) for start in starts]
    assert len(set(names)) == len(names) == len(set(numbers))
    assert numbers == [end.get(qn("w:id")) for end in elements(file, "w:bookmarkEnd")]
    assert all(re.fullmatch(r"_\w{1,39}", name) for name in names)
    return {
        name: "".join(text.text for text in start.getparent().iter(qn("w:t")))
        for name, start in zip(names, starts, strict=True)
    }


def test_spans_lead_to_the_section_or_card_they_name_and_others_stay_text(file: WordFile) -> None:
    marked = bookmarks(file)
    (finding,) = (p for p in file.paragraphs if p.text.startswith("34,2%\tNee"))
    (sentence,) = (p for p in file.paragraphs if p.text == "Zie de lijsten of niets")
    assert [(link.text, marked[link.fragment]) for link in finding.hyperlinks] == [("Doel", "Vergelijking 1: Doel")]
    assert [(link.text, marked[link.fragment]) for link in sentence.hyperlinks] == [("de lijsten", "Lijsten")]


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\t\n\r ")))
def test_a_text_becomes_what_python_docx_makes_of_it(text: str) -> None:
    ours, theirs = (docx.Document().add_paragraph().add_run() for _ in range(2))
    write_text(ours._r, readable(text))
    theirs.text = readable(text)
    assert ours._r.xml == theirs._r.xml


def test_no_field_comes_from_the_report(file: WordFile) -> None:
    parts = [file.element, file.sections[0].header._element, file.sections[0].footer._element]
    codes = {code.text.strip() for part in parts for code in part.iter(qn("w:instrText"))}
    assert codes == CODES
    assert not elements(file, "w:fldSimple")


def test_every_table_repeats_its_header_and_keeps_its_rows_whole(file: WordFile) -> None:
    found = tables(file)
    assert len(found) == 6  # two rows of tiles, four tables
    for table, _ in found:
        first, *others = table._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert not [row for row in others if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table._tbl.tr_lst)


def test_no_table_is_wider_than_its_page_and_wide_ones_are_turned(file: WordFile) -> None:
    turned = []
    for table, across in tables(file):
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
        assert sum(widths) <= across
        if across > PORTRAIT_WIDTH + 10:
            turned.append(len(widths))
    assert turned == [11]
    sides = [section.orientation for section in file.sections]
    assert sides == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]


def test_a_table_has_its_caption_its_rows_in_order_its_marks_and_its_notes(file: WordFile) -> None:
    blocks = list(file.iter_inner_content())
    place = next(place for place, block in enumerate(blocks) if getattr(block, "text", "") == "Tabel 2: Tevredenheid")
    table = blocks[place + 1]
    assert isinstance(table, Table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Groep", "Kolom 1", "Kolom 2", "Uitleg"],
        ["Knelpunten *"] * 4,  # one cell over all columns
        ["Ja", "34,2**", "34,2**", "-"],
        ["Nee", "34,2**", "34,2**", "-"],
        ["Anders", "12 (24,0)", "12 (24,0)", "regel een\nregel twee"],
    ]
    sides = [cell.paragraphs[0].alignment for cell in table.rows[2].cells]
    assert [side is not None and side.name == "RIGHT" for side in sides] == [False, True, True, False]
    notes = blocks[place + 2 : place + 4]
    assert [(note.style.name, note.text) for note in notes] == [
        ("Table Note", "N: gemeenten met een antwoord, tabel_2."),
        ("Table Note", "** p < 0,05"),
    ]


def test_captions_count_on_where_nothing_was_published(file: WordFile) -> None:
    captions = [paragraph.text for paragraph in file.paragraphs if paragraph.style.name == "Caption"]
    assert captions == [
        "Overzicht 1: Titel van vergelijking_1",
        "Figuur 1: Een andere titel",
        "Tabel 2: Tevredenheid",
        "Overzicht 2: Titel van breed",
        "Overzicht 3: =1+1",
    ]


def test_every_picture_has_its_description_and_is_fine_enough_for_print(file: WordFile) -> None:
    shapes = list(file.inline_shapes)
    said = [shape._inline.docPr for shape in shapes]
    assert [(one.get("title"), one.get("descr")) for one in said] == [
        ("Doel", DESCRIPTION),
        ("Een andere titel", DESCRIPTION),
    ]
    for shape in shapes:
        relation = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        pixels = file.part.related_parts[relation].image.px_width
        assert pixels / shape.width.inches >= 200
        assert shape.width.twips <= PORTRAIT_WIDTH


def test_a_picture_outside_a_card_has_a_caption_and_a_high_one_fits_its_page() -> None:
    high = picture("high", "Hoog", SVG.replace('viewBox="0 0 400 120"', 'viewBox="0 0 400 4000"'))
    blocks = (Heading("Kop"), picture("low", "Laag"), high)
    file = opened(dataclasses.replace(every_block(), sections=(Section("s", "S", blocks),)))
    captions = [paragraph.text for paragraph in file.paragraphs if paragraph.style.name == "Caption"]
    assert captions == ["Figuur 1: Laag", "Figuur 2: Hoog"]
    low, fitted = file.inline_shapes
    assert low.width.inches == pytest.approx(400 / 120, abs=0.01)
    assert fitted.width.mm == pytest.approx(21.5, abs=0.1)


def test_a_picture_without_a_size_is_refused() -> None:
    with pytest.raises(ValueError, match="view box"):
        size("<svg/>")


def test_a_packed_picture_has_the_same_pixels_in_fewer_bytes() -> None:
    packed, drawn = png(SVG), vl_convert.svg_to_png(SVG, scale=2)
    assert len(packed) < len(drawn)
    assert pixels_of(packed) == pixels_of(drawn)


def pixels_of(image: bytes) -> tuple[bytes, bytes]:
    """Header and pixels of a PNG whose sums are right."""
    place, header, data = 8, b"", b""
    while place < len(image):
        (length,) = struct.unpack_from(">I", image, place)
        kind, content = image[place + 4 : place + 8], image[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", image, place + 8 + length)[0] == zlib.crc32(kind + content)
        header += content if kind == b"IHDR" else b""
        data += content if kind == b"IDAT" else b""
        place += length + 12
    return header, zlib.decompress(data)


def test_ordered_lists_start_anew(file: WordFile) -> None:
    numbered = [p for p in file.paragraphs if p.style.name == "List Number"]
    lists = [p._p.pPr.numPr.numId.val for p in numbered]
    assert [p.text for p in numbered] == ["Stap een", "Stap twee", "Opnieuw een"]
    assert lists[0] == lists[1] != lists[2]
    numbering = file.part.numbering_part.element
    for number in set(lists):
        start = numbering.num_having_numId(number).find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}")
        assert start.get(qn("w:val")) == "1"


@pytest.mark.parametrize(("language", "tag"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_the_document_says_its_language_and_that_of_what_is_in_another(language: Any, tag: str) -> None:
    file = opened(every_block(language))
    defaults = file.styles.element.find(qn("w:docDefaults"))
    assert {spoken.get(qn("w:val")) for spoken in defaults.iter(qn("w:lang"))} == {tag}
    others = {
        "".join(text.text for text in run.iter(qn("w:t"))): spoken.get(qn("w:val"))
        for run in elements(file, "w:r")
        for spoken in run.iter(qn("w:lang"))
    }
    published = {"Vergelijking 1": "nl-NL", "Tabel 2": "nl-NL"} if language == "en" else {}
    assert others == {"Computed anew.": "en-GB"} | published


def test_harmful_texts_stand_there_as_text_and_whole(file: WordFile) -> None:
    answers = [paragraph.text for paragraph in file.paragraphs if paragraph.style.name == "List Bullet"]
    (table,) = (table for table, _ in tables(file) if table.rows[0].cells[0].text == "=A1")
    notes = [paragraph.text for paragraph in file.paragraphs if paragraph.style.name == "Table Note"]
    for shown in HARMFUL.values():
        assert shown in answers
        assert shown in notes
    assert [row.cells[1].text for row in table.rows][2:] == list(HARMFUL.values())


@given(st.text(st.characters()))
def test_any_text_becomes_one_that_xml_holds_and_changes_only_where_it_must(text: str) -> None:
    legal = re.compile("[\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
    shown = readable(text)
    assert legal.fullmatch(shown)
    if legal.fullmatch(text):
        assert shown == text


def test_elements_stand_in_the_order_of_the_schema(file: WordFile) -> None:
    roots = [file.element, file.styles.element, file.sections[0].header._element, file.sections[0].footer._element]
    for root in roots:
        for name, order in ORDER_OF_THE_SCHEMA.items():
            known = order.split()
            for element in root.iter(qn(f"w:{name}")):
                children = [child.tag.partition("}")[2] for child in element]
                places = [known.index(child) for child in children if child in known]
                assert places == sorted(places), children


def test_the_header_of_every_page_says_what_nobody_may_overlook(file: WordFile) -> None:
    first, *others = file.sections
    assert "INTERN · SYNTHETISCH" in [paragraph.text for paragraph in first.header.paragraphs]
    assert all(section.header.is_linked_to_previous and section.footer.is_linked_to_previous for section in others)
    front = [paragraph.text for paragraph in file.paragraphs[:4]]
    assert front[:2] == ["Meting 2017", "Onderzoek naar informatie"]
    assert front[2:] == ["Intern: Niet verspreiden.", "Synthetisch: Verzonnen."]


def test_libreoffice_prints_every_heading_cell_and_note_with_header_and_number(
    printed: list[str], document: Document
) -> None:
    whole = " ".join(" ".join(printed).split())
    for text in (
        "Vergelijking 1: Doel",
        "Nog eens",
        "Tabel 2: Tevredenheid",
        "34,2**",
        "12 (24,0)",
        "regel een",
        "N: gemeenten met een antwoord, breed.",
        "Gedrukt: 3,4",
        "=cmd|' /C calc'!A0",
    ):
        assert text in whole, text
    assert "1. Opnieuw een" in whole
    assert re.search(r"1\. Stap een .*2\. Stap twee", whole)
    for number, page in enumerate(printed, start=1):
        assert "INTERN · SYNTHETISCH" in page
        assert f"Pagina {number} van {len(printed)}" in page
    assert "Samenvatting" in printed[1]
    assert "Vergelijkingen" not in printed[1]


@pytest.fixture(scope="module")
def laid_out(study: Study, results: list[Result]) -> list[TableModel]:
    """Every table of the declared study."""
    asked = study.at("2017")
    return [table_model(place, asked, results, "nl", True) for place in asked.places().values() if has_table(place)]


def test_no_number_of_the_declared_tables_is_broken_in_print(
    laid_out: list[TableModel], soffice: str, pdftotext: str, tmp_path: Path
) -> None:
    blocks = tuple(map(TableBlock, laid_out))
    whole = Document("Tabellen", "Meting 2017", (), (Section("tables", "Tabellen", blocks),), "", "nl")
    path = tmp_path / "tables.docx"
    path.write_bytes(word_document(whole))
    words = set(" ".join(pages_of(pdftotext, converted(soffice, path, "pdf"))).split())
    numbers = set(numbers_of(laid_out))
    assert len(numbers) > 20
    assert numbers <= words


def numbers_of(models: list[TableModel]) -> Iterator[str]:
    for model in models:
        for group in model.groups:
            for row in group.rows:
                for cell in row.cells:
                    if cell.numbers:
                        yield from (cell.text + cell.mark).split()


def test_columns_that_fit_no_page_share_it() -> None:
    rows = (Row("r", (Cell("1" * 60),) * 14),)
    found = columns_of(TableModel("t", "T", "S", (Column("K"),) * 14, (RowGroup("", rows),)))
    assert found.landscape
    assert LANDSCAPE_WIDTH - 15 <= sum(found.widths) <= LANDSCAPE_WIDTH
    assert len(set(found.widths[1:])) == 1


texts = st.text("abc 0123456789,[];-", max_size=60)


@given(st.lists(st.tuples(texts, st.sampled_from(["numbers", "texts", "bars"])), min_size=1, max_size=14), st.data())
def test_columns_fit_the_page_whatever_they_hold(heads: list[tuple[str, Any]], data: st.DataObject) -> None:
    columns = tuple(Column(label, holds) for label, holds in heads)
    rows = tuple(
        Row(data.draw(texts), tuple(Cell(data.draw(texts)) for _ in columns))
        for _ in range(data.draw(st.integers(0, 2)))
    )
    found = columns_of(TableModel("t", "T", "S", columns, (RowGroup("", rows),)))
    assert len(found.widths) == len(columns) + 1
    assert all(width > 0 for width in found.widths)
    assert sum(found.widths) <= (LANDSCAPE_WIDTH if found.landscape else PORTRAIT_WIDTH)


def test_a_whole_report_keeps_its_headings_in_order_its_tables_and_its_size(study: Study) -> None:
    whole = compose(trend_report(study))
    content = word_document(whole)
    file = docx.Document(io.BytesIO(content))
    levels = [level for level, _ in headings(file)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    captions = [paragraph.text for paragraph in file.paragraphs if paragraph.style.name == "Caption"]
    assert all(any(text.endswith(f": {table.block.model.title}") for text in captions) for table in whole.tables())
    assert len(file.inline_shapes) == sum(isinstance(block, Picture) for _, block in whole.blocks())
    assert len(content) < 2_000_000
