"""Exports of the poll of the weather (a fixture), wave by wave as they were asked, and what they hold when counted by
hand: nothing of the package is used here.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from random_exports import Style, written
from running import PROJECT, Cli

STUDY = "weerpeiling"
SCHEMAS = PROJECT / "tests" / "fixtures" / "schemas"
WAVES = ("2001", "2002", "2003", "2004")

YES_NO = {"A1": "ja", "A2": "nee"}
SKY = {"A1": "helder", "A2": "bewolkt", "A3": "dicht"}
WIND_BEFORE = {"A1": "stil", "A2": "zwak", "A3": "matig", "A4": "hard"}
WIND = {"A1": "stil", "A3": "matig", "A4": "hard"}
FALLING = {"A1": "geen", "A2": "motregen", "A3": "bui", "A4": "wit"}
BOXES_BEFORE = {"mee[SQ001]": "muts", "mee[SQ002]": "stok"}
BOXES = {
    "mee[SQ001]": "hoed",
    "mee[SQ002]": "pet",
    "mee[SQ003]": "stok",
    "mee[SQ004]": "lantaarn",
    "mee[SQ005]": "niets",
}
ANIMALS = {"dier[SQ001]": "hond", "dier[SQ002]": "geit"}

CODES: Mapping[str, Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "2001": {
        "lucht": ("lucht", SKY),
        "neerslag": ("neers", {"A1": "droog", "A2": "nat", "A3": "wit"}),
        "wind": ("wind", WIND_BEFORE),
        "jas": ("jasmee", {"Y": "ja", "N": "nee"}),
        "sjaal": ("sjaal", YES_NO),
        "handschoenen": ("handsch", YES_NO),
    },
    "2002": {
        "lucht": ("lucht", SKY),
        "neerslag": ("neers", {"A1": "geen", "A2": "mist", "A3": "plensbui", "A4": "wit"}),
        "wind": ("wind", WIND_BEFORE),
        "jas": ("jas", YES_NO),
        "paraplu": ("parap", YES_NO),
        "handschoenen": ("handsch", YES_NO),
    },
    "2003": {
        "lucht": ("lucht", SKY),
        "neerslag": ("neers", FALLING),
        "wind": ("wind", WIND),
        "jas": ("jas", YES_NO),
        "paraplu": ("parap", YES_NO),
        "sjaal": ("sjaal", YES_NO),
        "handschoenen": ("handsch", YES_NO),
    },
    "2004": {
        "lucht": ("lucht", SKY),
        "neerslag": ("neers", FALLING),
        "wind": ("wind", WIND),
        "jas": ("jas", YES_NO),
        "sjaal": ("sjaal", YES_NO),
        "handschoenen": ("handsch", YES_NO),
    },
}
"""By wave and closed question its heading, and the option that each code meant then."""

TICKED: Mapping[str, Mapping[str, tuple[str, Mapping[str, str]]]] = {
    wave: {
        "mee": ("mee", BOXES_BEFORE if wave < "2003" else BOXES),
        **({"dieren": ("dier", ANIMALS)} if wave >= "2003" else {}),
    }
    for wave in WAVES
}
PAGES = {"lucht": 1, "neerslag": 1, "wind": 1, "jas": 1}
"""Of the questions on the first page; animals and remarks are on the third, all others on the second."""


@dataclass(frozen=True)
class Weather:
    """The export of a wave, and the frame of those who were approached."""

    wave: str
    rows: tuple[Mapping[str, str], ...]
    approached: tuple[int, ...]

    @property
    def content(self) -> bytes:
        headings = list(self.rows[0])
        return written(headings, [[row[heading] for heading in headings] for row in self.rows], Style())

    @property
    def frame_content(self) -> bytes:
        rows = [[f"t{n}", village(n), area(n), str(people(n))] for n in self.approached]
        return written(["token", "gemeente", "streek", "inwoners"], rows, Style(mark=False))

    def write(self, folder: Path) -> tuple[Path, Path]:
        """The paths of export and frame, written into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "export.csv").write_bytes(self.content)
        (folder / "frame.csv").write_bytes(self.frame_content)
        return folder / "export.csv", folder / "frame.csv"

    def with_cell(self, row: int, heading: str, text: str) -> Weather:
        """The same with another text in a cell; row 0 is the first respondent."""
        rows = [dict(cells) for cells in self.rows]
        assert heading in rows[row]
        rows[row][heading] = text
        return replace(self, rows=tuple(rows))


def village(number: int) -> str:
    return f"Wolkendorp {number:03}"


def area(number: int) -> str:
    return ("Kust", "Land")[number % 2]


def people(number: int) -> int:
    return (60, 600, 6000)[number % 3]


def weather(wave: str, seed: int, approached: Sequence[int] = range(30), answered: int = 24, word: str = "") -> Weather:
    """A random export of a wave; the same seed makes the same one. ``word`` stands in every remark."""
    rng = random.Random(f"{wave} {seed}")
    rows = []
    for number, who in enumerate(sorted(rng.sample(list(approached), answered)), start=1):
        last = rng.choice([1, 2, 3, 3, 3])
        cells = {"id": str(number), "token": f"t{who}", "lastpage": str(last), "gemeente": village(who)}
        for item, (heading, codes) in CODES[wave].items():
            asked = PAGES.get(item, 2) <= last and (item != "handschoenen" or _gloves(wave, cells["wind"]))
            cells[heading] = rng.choice(list(codes)) if asked and rng.random() < 0.9 else ""
        for item, (_, boxes) in TICKED[wave].items():
            for heading, option in boxes.items():
                often = 0.0 if option == "niets" else 0.4
                cells[heading] = "Y" if last >= (3 if item == "dieren" else 2) and rng.random() < often else ""
        cells["graden"] = str(rng.randint(-2, 4)) if last >= 2 else ""
        if wave >= "2003":
            cells["opm"] = f"{word} op de {who}e dag".strip() if last >= 3 and rng.random() < 0.6 else ""
        rows.append(cells)
    return Weather(wave, tuple(rows), tuple(approached))


def _gloves(wave: str, wind: str) -> bool:
    """Whether whoever answered this on the wind was asked about gloves: only in a hard wind since 2003."""
    return wind == "A4" or (wind == "A3" and wave < "2003")


def project_of(folder: Path, *studies: str) -> Path:
    """A project that declares the poll, and other fixtures beside it."""
    for name in (STUDY, *studies):
        shutil.copytree(SCHEMAS / name, folder / "schemas" / name)
    return folder
