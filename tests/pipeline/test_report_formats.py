"""The report of a run in every format: one content, each readable by a program that is not ours; and in a language."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from pypdf import PdfReader
from running import PROJECT, Cli, Ran, open_to_others

REPORTS = ["report.docx", "report.html", "report.pdf", "tables.xlsx"]
MOST_BYTES = 2_000_000


def headings_of_page(path: Path) -> list[str]:
    return re.findall(r'<h2 id="[^"]*">(.*?)</h2>', path.read_text("utf-8"))


def headings_of_word(path: Path) -> list[str]:
    return [p.text for p in docx.Document(str(path)).paragraphs if p.style is not None and p.style.name == "Heading 1"]


def headings_of_pdf(path: Path) -> list[str]:
    outline = PdfReader(path).outline
    return [str(entry.title) for entry in outline if not isinstance(entry, list)]


@pytest.mark.parametrize("wave", ["2017", "2021"])
def test_every_format_has_the_sections_of_the_page_in_its_order(sample: Ran, wave: str) -> None:
    output = sample.cli.output(wave)
    page = headings_of_page(output / "report.html")
    assert len(page) > 15
    assert headings_of_word(output / "report.docx") == page
    assert [title for title in headings_of_pdf(output / "report.pdf") if title in page] == page


@pytest.mark.parametrize("wave", ["2017", "2019", "2021"])
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_under_two_megabytes(sample: Ran, wave: str, name: str) -> None:
    assert 10_000 < (sample.cli.output(wave) / name).stat().st_size < MOST_BYTES


def test_sections_stand_in_the_order_that_the_study_declares(sample: Ran) -> None:
    page = headings_of_page(sample.cli.output("2021") / "report.html")
    order = ["Samenvatting", "Inleiding", "Theorie", "Conceptueel model", "Vergelijkingen", "Verwachtingen", "Methode"]
    assert [title for title in page if title in order] == order


def test_every_sheet_has_a_table_of_the_page_and_no_formula(sample: Ran) -> None:
    output = sample.cli.output("2021")
    book = openpyxl.load_workbook(output / "tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type in ("s", "n") for cell in cells)
    captions = set(re.findall(r"<caption[^>]*>(.*?)</caption>", (output / "report.html").read_text("utf-8"), re.DOTALL))
    titles = {str(sheet["A1"].value) for sheet in book.worksheets[1:]}
    assert {re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text)).replace("&#x27;", "'") for text in captions} == titles
    shares = [cell.value for cell in book["Tabel 1"]["C"] if isinstance(cell.value, int | float)]
    assert sum(shares[:-1]) == pytest.approx(100)


def test_all_formats_say_that_they_are_internal_and_invented(sample: Ran) -> None:
    output = sample.cli.output("2017")
    word = docx.Document(str(output / "report.docx"))
    texts = {
        "word": "\n".join(paragraph.text for paragraph in word.paragraphs),
        "pdf": "\n".join(page.extract_text() for page in PdfReader(output / "report.pdf").pages[:1]),
        "workbook": "\n".join(str(row[0].value) for row in openpyxl.load_workbook(output / "tables.xlsx")["Inhoud"]),
    }
    for name, text in texts.items():
        assert "niet statistisch beveiligd" in " ".join(text.split()), name
        assert "verzonnen" in " ".join(text.split()), name


@pytest.fixture(scope="module")
def english(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The report of a wave in English, and what the program said."""
    folder = tmp_path_factory.mktemp("english") / "2017"
    return folder, sample.cli.done_here("report", "--wave", "2017", "--language", "en", "--to", folder)


def test_a_report_is_written_in_the_other_language(english: tuple[Path, str], sample: Ran) -> None:
    folder, said = english
    assert sorted(path.name for path in folder.iterdir()) == REPORTS
    assert open_to_others(folder) == []
    assert said.splitlines()[-1].startswith("Internal: not disclosure-controlled.")
    page = (folder / "report.html").read_text("utf-8")
    assert '<html lang="en">' in page
    titles = headings_of_page(folder / "report.html")
    assert {"Summary", "Introduction", "Conceptual model", "Conclusions"} <= set(titles)
    assert len(titles) == len(headings_of_page(sample.cli.output("2017") / "report.html"))
    assert "About two thirds of the municipalities (65.8%) have no goal" in page
    assert not re.search(r"\d,\d%", re.sub(r"<(style|svg).*?</\1>", "", page, flags=re.DOTALL))
    assert openpyxl.load_workbook(folder / "tables.xlsx").sheetnames[0] == "Contents"
    with zipfile.ZipFile(folder / "report.docx") as archive:
        assert b'w:val="en-GB"' in archive.read("word/styles.xml")
    assert PdfReader(folder / "report.pdf").root_object["/Lang"] == "en"


def test_a_folder_with_files_is_left_alone(english: tuple[Path, str], sample: Ran) -> None:
    finished = sample.cli.here("report", "--wave", "2017", "--to", english[0])
    assert (finished.exit_code, "holds files already" in finished.stderr) == (1, True)


def test_a_text_whose_verdict_has_changed_is_said_and_marked(own_sample: Cli, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(PROJECT / "schemas", project / "schemas")
    shutil.copytree(PROJECT / "data", project / "data")
    text = project / "schemas/infopos/narrative/2017/conclusions.nl.md"
    text.write_text(text.read_text("utf-8").replace("was: inconclusive", "was: supported"), encoding="utf-8")
    cli = Cli(own_sample.user, own_sample.home, {"INFOPOS_PROJECT": str(project)})
    said = cli.done("run", "--wave", "2017")
    assert "infopos review" not in said
    assert re.search(r"text", said)
    page = (own_sample.output("2017") / "report.html").read_text("utf-8")
    assert page.count('class="notice"') == 2
    assert "geschreven toen ‘oordeel_3’ ondersteund was, en nu is het onbeslist" in page
    word = docx.Document(io.BytesIO((own_sample.output("2017") / "report.docx").read_bytes()))
    assert sum("Nalezen:" in paragraph.text for paragraph in word.paragraphs) == 2
