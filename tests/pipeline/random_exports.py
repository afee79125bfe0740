"""Random exports of the study's questionnaire, made from its declarations alone: nothing of the package is used here.

An export has respondents with random answers who stop on a random page, follow the routing, and tick an exclusive
option alone; it comes with a frame of made-up municipalities of its own, of which one is too large for the study and
answers all the same. How the file is written (delimiter, mark, line ends, order of columns) is drawn as well.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[2]
SCHEMAS = PROJECT / "schemas" / "infopos"
LAST_PAGE = 9
TOO_LARGE = 26_000

Answer = str | frozenset[str] | None


def declared(name: str) -> Any:
    """A declaration file of the study."""
    return yaml.safe_load((SCHEMAS / name).read_text(encoding="utf-8"))


def at_first(entries: dict[str, Any]) -> dict[str, Any]:
    """Items, or their places in an export, as they were in the first wave: without what was added since."""
    return {
        name: {**entry, **entry.get("versions", [{}])[0]} for name, entry in entries.items() if name not in ADDED_LATER
    }


ADDED_LATER = {name for name, item in declared("questionnaire.yaml")["items"].items() if "since" in item}
ITEMS: dict[str, Any] = at_first(declared("questionnaire.yaml")["items"])
BINDING: dict[str, Any] = declared("bindings/limesurvey.yaml")
BINDING["items"] = at_first(BINDING["items"])
OPEN = [name for name, item in ITEMS.items() if item.get("privacy") == "open answer"]


@dataclass(frozen=True)
class Style:
    """How a file is written."""

    delimiter: str = ","
    mark: bool = True
    line_end: str = "\r\n"
    quoting: Any = csv.QUOTE_ALL
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Export:
    """A table of text and the frame that belongs to it, not yet written."""

    headings: list[str]
    rows: list[list[str]]
    frame: list[dict[str, str]]
    style: Style = field(default_factory=Style)

    def cell(self, row: int, heading: str) -> str:
        return self.rows[row][self.headings.index(heading)]

    def with_cell(self, row: int, heading: str, text: str) -> Export:
        """The same export with another text in one cell; row 0 is the first respondent."""
        rows = [list(cells) for cells in self.rows]
        rows[row][self.headings.index(heading)] = text
        return replace(self, rows=rows)

    def without_column(self, heading: str) -> Export:
        place = self.headings.index(heading)
        return replace(
            self,
            headings=[h for p, h in enumerate(self.headings) if p != place],
            rows=[[c for p, c in enumerate(row) if p != place] for row in self.rows],
        )

    def with_column_twice(self, heading: str) -> Export:
        place = self.headings.index(heading)
        return replace(self, headings=[*self.headings, heading], rows=[[*row, row[place]] for row in self.rows])

    @property
    def content(self) -> bytes:
        return written(self.headings, self.rows, self.style)

    @property
    def frame_content(self) -> bytes:
        headings = ["token", "gemeente", "regio", "inwoners"]
        return written(headings, [[row[h] for h in headings] for row in self.frame], Style(mark=False, line_end="\n"))

    def write(self, folder: Path, export: str = "results-survey.csv", frame: str = "frame.csv") -> tuple[Path, Path]:
        """The paths of the two files, written into ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / export).write_bytes(self.content)
        (folder / frame).write_bytes(self.frame_content)
        return folder / export, folder / frame


def written(headings: Sequence[str], rows: Sequence[Sequence[str]], style: Style) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=style.delimiter, lineterminator=style.line_end, quoting=style.quoting)
    writer.writerow(headings)
    writer.writerows(rows)
    return ("\ufeff" * style.mark + text.getvalue()).encode(style.encoding)


def municipalities(rng: random.Random, number: int) -> list[str]:
    """Made-up names that stay apart whatever their spelling; some with a space, a hyphen or a diacritic."""
    first = [
        "Bever",
        "Distel",
        "Fuut",
        "Hazel",
        "Kastanje",
        "Meidoorn",
        "Ooievaar",
        "Reiger",
        "Specht",
        "Vlier",
        "Zilver",
    ]
    last = ["akker", "berg", "dal", "gaarde", "kreek", "oord", "plas", "schans", "terp", "wijk"]
    before = ["", "", "", "Nieuw-", "Oud-", "Sint ", "Groot ", "Coö"]
    names = [b + f + s for b in before[2:] for f in first for s in last]
    return rng.sample(names, number)


def frame_of(rng: random.Random, size: int) -> list[dict[str, str]]:
    """A frame: the last municipality is too large, the one before it only just small enough."""
    rows = []
    for name in municipalities(rng, size):
        token = "".join(rng.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=15))
        region = rng.choice(["Noord", "Midden", "Zuid"])
        rows.append({"token": token, "gemeente": name, "regio": region, "inwoners": str(rng.randrange(900, TOO_LARGE))})
    rows[-2]["inwoners"] = str(TOO_LARGE - 1)
    rows[-1]["inwoners"] = str(rng.choice([TOO_LARGE, rng.randrange(TOO_LARGE, 90_000)]))
    return rows


def asked(item: Mapping[str, Any], answers: Mapping[str, Answer]) -> bool:
    """Whether the routing leads to an item: ``item in (option, …)``, or ``box in item``."""
    if "asked_if" not in item:
        return True
    if found := re.fullmatch(r"(\w+) in \(([\w, ]+)\)", item["asked_if"]):
        return answers[found[1]] in found[2].split(", ")
    box, other = re.fullmatch(r"(\w+) in (\w+)", item["asked_if"]).groups()  # type: ignore[union-attr]
    return box in (answers[other] or ())


def answered(rng: random.Random, name: str, skip: float, avoid: Collection[str], word: str) -> Answer:
    """A random answer to an item; ``word`` is an open answer."""
    item = ITEMS[name]
    if rng.random() < skip:
        return None
    if item["kind"] == "text":
        return word
    options = [option for option in item["options"] if option not in avoid]
    if item["kind"] != "multiple":
        return rng.choice(options)
    if item.get("exclusive") in options and rng.random() < 0.4:
        return frozenset([item["exclusive"]])
    boxes = [option for option in options if option != item.get("exclusive")]
    return frozenset(rng.sample(boxes, rng.randint(1, len(boxes))))


def respondent(
    rng: random.Random,
    last_page: int,
    fixed: Mapping[str, Answer],
    avoid: Mapping[str, Collection[str]],
    skip: float,
    word: str,
) -> dict[str, Answer]:
    """The answers of one respondent to every item; None is no answer, for whatever reason."""
    answers: dict[str, Answer] = {}
    for name, item in ITEMS.items():
        if item["page"] > last_page or not asked(item, answers):
            answers[name] = None
        elif name in fixed:
            answers[name] = fixed[name]
        else:
            answers[name] = answered(rng, name, 0.7 if item["kind"] == "text" else skip, avoid.get(name, ()), word)
    return answers


def spelled(rng: random.Random, name: str) -> str:
    """A municipality as its respondent may write it."""
    return rng.choice([name, name.upper(), f" {name} ", name.replace("-", " "), name.replace("ö", "o")])


def make_export(
    seed: int,
    *,
    respondents: int = 40,
    last_pages: Sequence[int] = (1, 2, 3, 4, 5, 6, 7, 8, *[LAST_PAGE] * 12),
    fixed: Mapping[str, Answer] | None = None,
    avoid: Mapping[str, Collection[str]] | None = None,
    skip: float = 0.08,
    too_large: bool = True,
    plain: bool = False,
    canary: str = "",
) -> Export:
    """A random export; the same seed makes the same one.

    Args:
        seed: what everything is drawn from.
        respondents: how many municipalities within the limit answer.
        last_pages: where they stop, drawn from these.
        fixed: the answer of everybody who gets to an item.
        avoid: options that nobody chooses.
        skip: the share that leaves an item open.
        too_large: whether the municipality past the limit answers too.
        plain: write the file as LimeSurvey does, and no other way.
        canary: a word that stands in every cell which names somebody, and in every open answer.
    """
    rng = random.Random(seed)
    frame = frame_of(rng, respondents + rng.randint(3, 12))
    if canary:
        for row in frame:
            row["gemeente"] += f"-{canary}"
            row["token"] = f"{canary}{row['token']}"
    chosen = rng.sample(frame[:-1], respondents) + ([frame[-1]] if too_large else [])
    rng.shuffle(chosen)
    headings = [*BINDING["administration"], "lastpage", "token"]
    for bound in BINDING["items"].values():
        headings += [bound["column"]] if "column" in bound else list(bound["columns"].values())
    rows = []
    for number, municipality in enumerate(chosen, start=1):
        page = rng.choice(list(last_pages))
        word = (
            f'Een {canary} toelichting, met "aanhaling";\nen een nieuwe regel: NA'
            if rng.random() < 0.5
            else canary or "NA"
        )
        answers = respondent(rng, page, fixed or {}, avoid or {}, skip, word)
        by_token, by_name = rng.choice([(True, True), (True, False), (False, True)])
        cells = dict.fromkeys(headings, "") | {
            "id": str(number),
            "lastpage": str(page),
            "token": municipality["token"] if by_token else "",
            "startlanguage": "nl",
            "ipaddr": canary or "192.0.2.7",
            "refurl": canary,
            **cells_of(answers),
            "gemeente": spelled(rng, municipality["gemeente"]) if by_name else "",
            "naam": canary,
            "email": f"{canary}@{canary}.example" if canary else "",
        }
        rows.append([cells[heading] for heading in headings])
    for row in frame:
        if row is not frame[-1] and all(row["token"] not in cells for cells in rows) and rng.random() < 0.4:
            row["token"] = ""
    return Export(headings, rows, frame) if plain else disguised(rng, Export(headings, rows, frame))


def cells_of(answers: Mapping[str, Answer]) -> dict[str, str]:
    """Answers as LimeSurvey writes them."""
    cells = {}
    for name, answer in answers.items():
        bound = BINDING["items"][name]
        if "columns" in bound:
            cells |= {heading: "Y" if option in (answer or ()) else "" for option, heading in bound["columns"].items()}
        elif "codes" in bound:
            codes = {option: code for code, option in bound["codes"].items()}
            cells[bound["column"]] = codes[str(answer)] if answer else ""
        else:
            cells[bound["column"]] = str(answer or "")
    return cells


def disguised(rng: random.Random, export: Export) -> Export:
    """The same export, written another way that is as good."""
    order = list(range(len(export.headings)))
    rng.shuffle(order)
    headings = [export.headings[place] for place in order]
    if rng.random() < 0.5:
        headings = [re.sub(r"\[(SQ\d+)\]$", r"_\1", heading) for heading in headings]
    style = Style(
        delimiter=rng.choice([",", ";", "\t"]),
        mark=rng.random() < 0.5,
        line_end=rng.choice(["\n", "\r\n"]),
        quoting=rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    )
    return Export(headings, [[row[place] for place in order] for row in export.rows], export.frame, style)
