"""Exports of a small study (a fixture: a poll of villages about the weather), and a project that declares it alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from random_exports import Style, written
from running import PROJECT

STUDY = "dorpspeiling"
HEADINGS = ("id", "token", "lastpage", "gemeente", "weer", "drank", "bij[SQ001]", "bij[SQ002]", "bij[SQ003]", "toel")


def project_of(folder: Path, whole: bool = True) -> Path:
    """A project that declares the study; without charts, and documents beside the page, a run takes half the time."""
    study = folder / "schemas" / STUDY
    shutil.copytree(PROJECT / "tests" / "fixtures" / "schemas" / STUDY, study)
    if not whole:  # a study that says nothing of them has all of them
        (study / "charts.yaml").write_text("charts: {}\n", encoding="utf-8")
        (study / "report.yaml").write_text("documents: []\n", encoding="utf-8")
    return folder


def frame_of(villages: int) -> bytes:
    """So many villages approached, by turns on the coast and inland."""
    rows = [[f"t{number}", f"Dorp {number}", ("Kust", "Land")[number % 2]] for number in range(villages)]
    return written(["token", "gemeente", "streek"], rows, Style(mark=False))


def export_of(villages: int, shift: int = 0, last_page: int = 1) -> bytes:
    """An answer of so many villages; with another ``shift`` they answer otherwise, and write another remark."""
    rows = []
    for number in range(villages):
        given = number + shift
        rows.append(
            [
                str(number),
                f"t{number}",
                str(last_page),
                *(
                    [
                        f"Dorp {number}",
                        f"A{1 + given % 3}",
                        f"A{1 + given // 3 % 2}",
                        "Y" * (given % 2),
                        "Y" * (given % 5 == 0),
                        "Y" * (given % 7 == 0),
                        f"De {given}e dag regende het." if number % 3 == 0 else "",
                    ]
                    if last_page
                    else [""] * 7
                ),
            ]
        )
    return written(HEADINGS, rows, Style())
