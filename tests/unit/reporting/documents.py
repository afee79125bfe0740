"""A report made by hand with every kind of block, texts that would do harm, and what office programs make of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from infopos_pipeline.reporting.document import (
    Banner,
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
)
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.study.model import Language

HARMFUL = {
    "=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0",
    "+1+1": "+1+1",
    "-1": "-1",
    "@SUM(A1:A9)": "@SUM(A1:A9)",
    "nul\x00 escape\x1b onder\x0b": "nul␀ escape␛ onder␋",
    "half\ud800 niets\uffff": "half� niets�",
    "<w:p/> &amp; ]]> {PAGE}": "<w:p/> &amp; ]]> {PAGE}",
    "_x0041_": "_x0041_",
    "שלום עולם": "שלום עולם",
    "😀 👩‍🚒": "😀 👩‍🚒",
    "lang" + "e" * 5000: "lang" + "e" * 5000,
}
"""Texts, and what a reader sees of them."""

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="120" viewBox="0 0 400 120">'
    '<rect width="400" height="120" fill="#fff"/><rect x="9" y="9" width="200" height="40" fill="#1f5a94"/></svg>'
)
DESCRIPTION = 'N = 73 gemeenten. Ja: 34,2%; "nee" & anders: 65,8%.'


def cell(text: str, *numbers: float, mark: str = "") -> Cell:
    return Cell(text, mark, numbers)


def table(name: str, title: str = "", columns: int = 2) -> TableModel:
    """Two groups of rows with numbers, marks and texts."""
    return TableModel(
        name,
        title or f"Titel van {name}",
        "Groep",
        (*(Column(f"Kolom {place + 1}") for place in range(columns)), Column("Uitleg", "texts")),
        (
            RowGroup("Knelpunten *", (row("Ja", columns), row("Nee", columns))),
            RowGroup("", (Row("Anders", (*[cell("12 (24,0)", 12, 24)] * columns, cell("regel een\nregel twee"))),)),
        ),
        (f"N: gemeenten met een antwoord, {name}.", "** p < 0,05"),
    )


def row(label: str, columns: int) -> Row:
    return Row(label, (*[cell("34,2", 34.2466, mark="**")] * columns, cell("-")))


def harmful_table() -> TableModel:
    rows = tuple(Row(text, (cell(text),)) for text in HARMFUL)
    return TableModel("harmful", "=1+1", "=A1", (Column("@SUM", "texts"),), (RowGroup("-groep", rows),), tuple(HARMFUL))


def picture(name: str, title: str, svg: str = SVG) -> Picture:
    return Picture(name, title, DESCRIPTION, svg)


def every_block(language: Language = "nl") -> Document:
    """A document with every kind of block."""
    published: Language | None = "nl" if language == "en" else None
    answers = tuple((Paragraph(line(text)),) for text in HARMFUL)
    return Document(
        title="Onderzoek naar informatie",
        wave="Meting 2017",
        banners=(Banner("internal", "Intern", "Niet verspreiden."), Banner("synthetic", "Synthetisch", "Verzonnen.")),
        sections=(
            Section(
                "summary",
                "Samenvatting",
                (
                    Tiles(tuple(Tile(f"Tegel {n}", f"{n}5", f"onder {n}") for n in range(1, 6))),
                    Findings(
                        (Finding("34,2%", "Nee", line(Span("Doel", target="card-1"), Span(" (N = 73)", "soft"))),)
                    ),
                    Facts((("Benaderd", "81"), ("Deelgenomen", "75"))),
                ),
            ),
            Section(
                "comparisons",
                "Vergelijkingen",
                (
                    Paragraph(
                        line("Zie ", Span("de lijsten", "strong", target="lists"), Span(" of niets", target="x"))
                    ),
                    Cards(
                        (
                            Card(
                                "card-1",
                                "Doel",
                                (
                                    Paragraph(line("Het meest: ja.")),
                                    picture("vergelijking_1", "Doel"),
                                    TableBlock(table("vergelijking_1"), folded="Tabel"),
                                ),
                                PlaceName("Vergelijking 1", published),
                            ),
                            Card("card-2", "Verloop", (picture("verloop", "Een andere titel"),)),
                        )
                    ),
                    TableBlock(table("tabel_2", "Tevredenheid"), PlaceName("Tabel 2", published)),
                ),
            ),
            Section(
                "lists",
                "Lijsten",
                (
                    Notice(line("Geschreven over andere cijfers.")),
                    Heading("Drie stappen", 3),
                    listed(["Stap een", "Stap twee"], "ordered"),
                    Heading("Nog eens", 4),
                    listed(["Opnieuw een"], "ordered"),
                    Paragraph(line("Wat eronder staat:"), "lead"),
                    Listing(
                        (
                            (
                                Paragraph(line(Span("getal", "label"), " Tabel 2")),
                                Facts((("Gedrukt", "3,4"), ("Berekend", "4,3")), "values"),
                                Paragraph(line(Span("Computed anew.", language="en")), "proof"),
                            ),
                        ),
                        "errata",
                    ),
                    Listing(answers, "answers"),
                ),
            ),
            Section("wide", "Breed", (Paragraph(line("Alle toetsen.")), TableBlock(table("breed", columns=9)))),
            Section("provenance", "Herkomst", (Facts((("Vingerafdruk", "0" * 64),), "provenance"),)),
            Section("harmful", "=Koek", (TableBlock(harmful_table()),)),
        ),
        footer="Gemaakt uit de resultaten.",
        language=language,
    )


def converted(soffice: str, file: Path, target: str) -> Path:
    """What LibreOffice makes of a file, beside it."""
    profile = (file.parent / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", target, "--outdir"]
    subprocess.run([*command, str(file.parent), str(file)], check=True, capture_output=True, timeout=180)
    return file.with_suffix("." + target.split(":")[0])


def pages_of(pdftotext: str, file: Path) -> list[str]:
    """The text of every page of a PDF, as it lies there."""
    text = subprocess.run([pdftotext, "-layout", str(file), "-"], check=True, capture_output=True, timeout=60).stdout
    return text.decode().split("\f")[:-1]
