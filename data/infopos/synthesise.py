"""Write the synthetic sample waves: exports as LimeSurvey gives them and the frames they were drawn from.

    python data/infopos/synthesise.py                       from the committed solution, always the same bytes
    python data/infopos/synthesise.py --solve --output DIR  find it anew, check it, write it as well

Every published figure of 2017 follows from the answers, but for the errata; the later waves follow from that wave and
from what is planted in them; all else is made up (see data/README.md).
"""

import argparse
import csv
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from figures import read_errata_keys, read_figures
from invent import (
    Municipality,
    choose_municipalities,
    later_inventions,
    make_administration,
    make_frame,
    make_person,
    make_remarks,
    next_frame,
    read_inventions,
    spell,
)
from later_waves import Wave, draw_wave
from plans import plan_of, read_changes
from questionnaire import Answers, Item, read_questionnaire

HERE = Path(__file__).resolve().parent
FIRST, FIRST_DAY = "2017", datetime(2017, 9, 18)
SCHEMA = HERE.parents[1] / "schemas" / HERE.name
SEED = 2017
ADMINISTRATION = (
    *("id", "submitdate", "lastpage", "startlanguage", "seed"),
    *("token", "startdate", "datestamp", "ipaddr", "refurl"),
)
BOXES = "|"
"""Between the boxes that one respondent ticked, in the solution."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the sample waves; see the description of the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=HERE, help="where to write a folder a wave (default: here)")
    parser.add_argument("--solve", action="store_true", help="find the answers of 2017 anew (SciPy) and verify them")
    options = parser.parse_args(arguments)
    items = read_questionnaire(SCHEMA, FIRST)
    if options.solve:
        respondents = solve_and_verify(items)
        (options.output / FIRST).mkdir(parents=True, exist_ok=True)
        write_solution(options.output / FIRST / "solution.csv", respondents, items)
    else:
        respondents = read_solution(HERE / FIRST / "solution.csv")
    write_waves(options.output, respondents, items)
    return 0


def solve_and_verify(items: list[Item]) -> list[Answers]:
    """A new solution from which every published figure follows except those that cannot be right."""
    from recount import differences  # SciPy is slow to load and only needed here
    from solve import solve

    figures, errata = read_figures(HERE / FIRST / "published.csv"), HERE / FIRST / "errata.yaml"
    respondents = solve(figures, read_errata_keys(errata, "number"), items)
    differ = differences(figures, respondents)
    for key, found in differ.items():
        print(" ".join(filter(None, key)), "gives", found)
    if set(differ) != read_errata_keys(errata, "number", "verdict"):
        sys.exit("the solution does not give exactly the published figures without the errata")
    return respondents


def read_solution(path: Path) -> list[Answers]:
    """The committed answers, one respondent a row."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [{item: tuple(text.split(BOXES)) for item, text in row.items() if text} for row in rows]


def write_solution(path: Path, respondents: list[Answers], items: list[Item]) -> None:
    """One row a respondent, answers by option name; empty without an answer."""
    columns = ["lastpage", "regio", *(item.name for item in items if item.options)]
    rows = ([BOXES.join(answers.get(column, ())) for column in columns] for answers in respondents)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def write_waves(output: Path, first: list[Answers], items: list[Item]) -> None:
    """All waves, from the answers of the first one and fixed seeds."""
    inventions = read_inventions(HERE / "inventions.yaml")
    draw = random.Random(SEED)
    frame = make_frame(sorted(inventions["municipalities"]), draw)
    places = choose_municipalities(frame, [answers["regio"][0] for answers in first], draw)
    answered = {place.name: answers for place, answers in zip(places, first, strict=True)}
    write_wave(output / FIRST, frame, answered, items, inventions, FIRST_DAY, draw)
    plan = plan_of(first, items)
    wave = Wave(plan.targets, answered, answered)
    for name, change in read_changes(HERE / "changes.yaml", SCHEMA / "herindelingen.yaml").items():
        draw = random.Random(change.seed)
        items = read_questionnaire(SCHEMA, name)
        frame = next_frame(frame, change.merged, change.inhabitants, draw)
        wave = draw_wave(wave, change.plan(plan), frame, items, draw)
        own = later_inventions(inventions, name, draw)
        write_wave(output / name, frame, wave.respondents, items, own, change.first_day, draw)


def write_wave(
    folder: Path,
    frame: list[Municipality],
    answered: Mapping[str, Answers],
    items: list[Item],
    inventions: dict[str, Any],
    first_day: datetime,
    draw: random.Random,
) -> None:
    """The export and the frame of one wave, from the answers by municipality."""
    by_name = {place.name: place for place in frame}
    places, respondents = [by_name[name] for name in answered], list(answered.values())
    people = [make_person(inventions, place, draw) | {"gemeente": place.name} for place in places]
    for item in items:
        if item.name in inventions["remarks"]:
            make_remarks(inventions["remarks"][item.name], item, respondents, people, draw)
    rows = []
    # Whoever works for a municipality with a new name still types an old one.
    typed = spell([(*place.formerly, place.name)[0] for place in places], draw)
    for answers, place, person, name in zip(respondents, places, people, typed, strict=True):
        administration = make_administration(place, answers, first_day, draw)
        person["gemeente"] = name
        rows.append(administration | export_cells(answers, person, items))
    folder.mkdir(parents=True, exist_ok=True)
    write_export(folder / "export.csv", number(rows, draw), items)
    write_frame(folder / "frame.csv", frame)


def export_cells(answers: Answers, texts: dict[str, str], items: list[Item]) -> dict[str, str]:
    """One respondent's answers by heading: codes, a Y for a ticked box, texts; empty whatever the reason."""
    cells = {}
    for item in items:
        for option, heading in item.headings.items():
            if option:
                cells[heading] = "Y" if option in answers.get(item.name, ()) else ""
            elif item.options:
                cells[heading] = "".join(item.codes[chosen] for chosen in answers.get(item.name, ()))
            else:
                cells[heading] = texts.get(item.name, "")
    return cells


def number(rows: list[dict[str, str]], draw: random.Random) -> list[dict[str, str]]:
    """Give ids in the order people started, with gaps, and put the rows in the order of their last action."""
    last_id = 3  # trial rows before the fieldwork, since deleted
    for row in sorted(rows, key=lambda row: row["startdate"]):
        last_id += draw.choice([1, 1, 1, 1, 2])
        row["id"] = str(last_id)
    return sorted(rows, key=lambda row: (row["datestamp"], row["id"]))


def write_export(path: Path, rows: Iterable[dict[str, str]], items: list[Item]) -> None:
    """As LimeSurvey does: byte order mark, every field quoted, CRLF, a heading by question code."""
    headings = [*ADMINISTRATION, *(heading for item in items for heading in item.headings.values())]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, headings, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def write_frame(path: Path, frame: list[Municipality]) -> None:
    """The municipalities approached."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["token", "gemeente", "regio", "inwoners"])
        writer.writerows([row.token, row.name, row.region.capitalize(), row.inhabitants] for row in frame)


if __name__ == "__main__":
    sys.exit(main())
