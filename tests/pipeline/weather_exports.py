"""Exports of the poll of the weather (a fixture), wave by wave as they were asked, and who answered what in them:
nothing of the package is used here.

In 2001 and 2002 other options of what is falling, of the wind and of what is taken along; another question on the coat
in 2001; umbrellas in 2002 and 2003 only, scarves not in 2002, animals and remarks since 2003.
"""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from click.testing import Result
from random_exports import Style, written
from running import PROJECT, Cli

STUDY = "weerpeiling"
SCHEMAS = PROJECT / "tests" / "fixtures" / "schemas"
WAVES = ("2001", "2002", "2003", "2004", "2005")

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

CODES: dict[str, Mapping[str, tuple[str, Mapping[str, str]]]] = {
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
}
CODES["2004"] = {item: place for item, place in CODES["2003"].items() if item != "paraplu"}
CODES["2005"] = CODES["2004"]
"""By wave and closed question its heading, and the option that each code meant then."""

TICKED: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    wave: {"mee": BOXES_BEFORE} if wave < "2003" else {"mee": BOXES, "dieren": ANIMALS} for wave in WAVES
}
"""By wave and question with boxes the option of each heading."""
PAGES = {"lucht": 1, "neerslag": 1, "wind": 1, "jas": 1}
"""Of the questions on the first page; animals and remarks are on the third, all others on the second."""
Answer = frozenset[str] | float
"""The options chosen, or a number."""


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

    @cached_property
    def answers(self) -> dict[str, dict[str, Answer]]:
        """By village what it answered to each question that the wave asked; without an answer it is left out."""
        found: dict[str, dict[str, Answer]] = {}
        for row in csv.DictReader(io.StringIO(self.content.decode("utf-8-sig"), newline="")):
            own: dict[str, Answer] = {}
            for item, (heading, codes) in CODES[self.wave].items():
                if row[heading]:
                    own[item] = frozenset({codes[row[heading]]})
            for item, boxes in TICKED[self.wave].items():
                if ticked := frozenset(option for heading, option in boxes.items() if row[heading]):
                    own[item] = ticked
            if row["graden"]:
                own["graden"] = float(row["graden"])
            found[row["gemeente"]] = own
        return found

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
        for item, boxes in TICKED[wave].items():
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
    """A project that declares the poll, with tables and charts of its own, and other fixtures beside it."""
    for name in (STUDY, *studies):
        shutil.copytree(SCHEMAS / name, folder / "schemas" / name)
    for name, content in (("tables.yaml", TABLES), ("charts.yaml", CHARTS), ("trends.yaml", TRENDS)):
        (folder / "schemas" / STUDY / name).write_text(content, encoding="utf-8")
    return folder


TABLES = """\
tables:
  kenmerken:
    title: {nl: Kenmerken, en: Characteristics}
    layout: characteristics
    items: [lucht, neerslag, paraplu, mee, beschut]
  lucht_naar_paraplu:
    title: {nl: De lucht naar paraplu en jas, en: The sky by umbrella and coat}
    layout: crosstab
    items: [lucht]
    by: [paraplu, jas]
"""
CHARTS = """\
charts:
  beeld_paraplu:
    title: {nl: Bij zich, en: Taken along}
    item: paraplu
  beeld_mee:
    title: {nl: Wat er mee gaat, en: What is taken along}
    item: mee
    base: mentions
"""
TRENDS = """\
family:
  - {item: lucht}
  - {item: neerslag, category: regen}
  - {item: mee, category: hoofd}
  - {item: graden}
"""


@dataclass(frozen=True)
class Poll:
    """A project that declares the poll, a home and its user."""

    cli: Cli
    project: Path

    def copy(self, folder: Path) -> Poll:
        """The same in another folder, with the same user, for whoever changes it."""
        shutil.copytree(self.cli.home, folder / "home", symlinks=True)
        shutil.copytree(self.project, folder / "project")
        return poll_in(folder, self.cli.user)

    def redeclare(self, file: str, edit: Callable[[Any], object]) -> None:
        """Change a declaration of the poll."""
        path = self.project / "schemas" / STUDY / file
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
        edit(declared)
        path.write_text(yaml.safe_dump(declared, sort_keys=False, allow_unicode=True), encoding="utf-8")

    def here(self, command: str, *arguments: str | Path) -> Result:
        """Run a command for the poll, in this process."""
        return self.cli.here(command, "--study", STUDY, *arguments)

    def done(self, command: str, *arguments: str | Path) -> str:
        """Run a command that must succeed; what it said."""
        return self.cli.done_here(command, "--study", STUDY, *arguments)

    def add(self, export: Weather, wave: str = "") -> str:
        """Add an export; what the program said."""
        path, frame = export.write(self.project.parent / "files")
        return self.done("add", path, "--wave", wave or export.wave, "--frame", frame)

    def output(self, wave: str) -> Path:
        """The outputs of a wave."""
        return self.cli.home / "output" / STUDY / wave

    def results(self, wave: str) -> list[dict[str, str]]:
        """The rows of results.csv."""
        text = (self.output(wave) / "results.csv").read_text("utf-8")
        return list(csv.DictReader(io.StringIO(text, newline="")))


def poll_in(folder: Path, user: Path | None = None) -> Poll:
    """The project and the home in a folder."""
    project = folder / "project"
    return Poll(Cli(user or folder / "user", folder / "home", {"INFOPOS_PROJECT": str(project)}), project)


def ran(said: str) -> list[str]:
    """The waves of which a command says that they are done, in order."""
    return re.findall(rf"^Wave (\S+) of {STUDY} is done", said, re.MULTILINE)
