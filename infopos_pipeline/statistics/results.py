"""The row of ``results``: one number each, the one source of every table, chart, sentence, spreadsheet and audit.

``docs/results.md`` holds the contract in words.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Literal, get_args

Statistic = Literal[
    "n",
    "pct",
    "pct_low",
    "pct_high",
    "mean",
    "sd",
    "mean_low",
    "mean_high",
    "test_statistic",
    "df",
    "p_value",
    "p_adjusted",
    "effect",
    "effect_low",
    "effect_high",
    "weight_low",
    "weight_high",
    "design_effect",
    "stars",
    "verdict",
    "stars_reproduced",
]
STATISTICS: tuple[str, ...] = get_args(Statistic)
COUNTED = frozenset({"n", "stars_reproduced"})
"""Statistics that are whole numbers."""

SUPPRESSED = "suppressed"
"""What stands in ``text`` of a row whose number disclosure control withholds."""

NOT_ASKED = "not_asked"
"""What stands in ``text`` of a row about a variable that is not in the questionnaire of the wave."""

Profile = Literal["", "as_published", "recommended"]


@dataclass(frozen=True)
class Result:
    """One number, or one text such as stars or a verdict.

    All fields but ``value``, ``text`` and ``base`` are the key. Percentages run from 0 to 100. ``base`` is the number
    of respondents (or mentions) behind the number; ``method`` names a test or an effect in the field's terms.
    """

    wave: str
    place: str
    item: str
    statistic: Statistic
    category: str = ""
    group: str = ""
    group_value: str = ""
    profile: Profile = ""
    value: float | int | None = None
    text: str = ""
    base: int | None = None
    method: str = ""

    @property
    def suppressed(self) -> bool:
        """Whether disclosure control withholds what the row says."""
        return self.text == SUPPRESSED

    def key(self) -> tuple[str, ...]:
        """What makes this row one of its kind."""
        return (
            self.wave,
            self.profile,
            self.place,
            self.item,
            self.category,
            self.group,
            self.group_value,
            self.statistic,
            self.method,
        )


RESULT_COLUMNS = (
    "wave",
    "profile",
    "place",
    "item",
    "category",
    "group",
    "group_value",
    "statistic",
    "value",
    "text",
    "base",
    "method",
)


def results_csv(results: Iterable[Result]) -> str:
    """``results.csv``: rows as given, floats unrounded in their shortest form, whole numbers as such, empty for
    null.
    """
    lines = [",".join(RESULT_COLUMNS)]
    for result in results:
        cells = (getattr(result, column) for column in RESULT_COLUMNS)
        lines.append(",".join(_quoted(cell) for cell in cells))
    return "\n".join(lines) + "\n"


def _quoted(cell: object) -> str:
    text = "" if cell is None else repr(float(cell)) if isinstance(cell, float) else str(cell)
    return '"' + text.replace('"', '""') + '"' if any(character in text for character in ',"\n\r') else text


def result_rows(results: Iterable[Result]) -> list[tuple[object, ...]]:
    """Results as rows in the order of the fields of :class:`Result`, for the warehouse."""
    names = [field.name for field in fields(Result)]
    return [tuple(getattr(result, name) for name in names) for result in results]


def results_from_rows(rows: Iterable[Sequence[object]]) -> list[Result]:
    """The inverse of :func:`result_rows`; a count comes back as a whole number."""
    names = [field.name for field in fields(Result)]
    results = []
    for row in rows:
        values = dict(zip(names, row, strict=True))
        if values["statistic"] in COUNTED and isinstance(values["value"], float):
            values["value"] = int(values["value"])
        results.append(Result(**values))  # type: ignore[arg-type]
    return results


def results_from_csv(text: str) -> list[Result]:
    """The inverse of :func:`results_csv`."""
    results = []
    for row in csv.DictReader(io.StringIO(text, newline="")):
        value, base = row.pop("value"), row.pop("base")
        number = (int(value) if row["statistic"] in COUNTED else float(value)) if value else None
        results.append(Result(**row, value=number, base=int(base) if base else None))  # type: ignore[arg-type]
    return results
