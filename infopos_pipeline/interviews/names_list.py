"""The list with names: who was drawn for which interview, and how to reach them.

It is what the draw is for, and the one file of it that names anybody: for its owner alone, outside the warehouse.
"""

from __future__ import annotations

import csv
import io

from infopos_pipeline.interviews.draw import DrawRecord, rows_by_pseudonym
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.sealed_texts import inert
from infopos_pipeline.quality import Answers

COLUMNS = ("interview", "status", "municipality", "token")
"""The columns before those of the direct identifiers, which stand under the names of their items."""

_LIKE_A_FORMULA = ("=", "+", "-", "@")


def names_list(record: DrawRecord, answers: Answers, key: Key) -> bytes:
    """The list as CSV (UTF-8, LF): a row an interview, those refused too. Of whoever is not in the export any more it
    has no more than the number.
    """
    contacts = answers.contacts
    rows = rows_by_pseudonym(answers, key)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, *contacts.given.columns])
    for name, who in record.drawn.items():
        status = "refused" if name in record.refused else "drawn"
        found = contacts.of(rows[who]) if who in rows else [""] * (len(contacts.given.columns) + 2)
        writer.writerow([name, status, *map(_cell, found)])
    return text.getvalue().encode()


def _cell(text: str) -> str:
    """A text that a spreadsheet shows as it is, and does not take for a formula that somebody planted."""
    line = " ".join(inert(text).split())
    return f"'{line}" if line.startswith(_LIKE_A_FORMULA) else line


def is_names_list(content: bytes) -> bool:
    """Whether a file is such a list, so that another may take its place."""
    return content.startswith(",".join(COLUMNS).encode())
