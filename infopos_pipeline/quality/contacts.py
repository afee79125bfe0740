"""Who respondents are and how to reach them, for the one list that names anybody: that of the interviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from infopos_pipeline.ingest.cells import Cells
from infopos_pipeline.quality.meanings import not_shown_words
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Privacy


@dataclass(frozen=True)
class Contacts:
    """Who each respondent is, in the order of the answers. Lives in memory only, and no message shows it.

    ``municipalities`` are the names as they stand in the frame and ``tokens`` those of the frame, else of the export;
    ``""`` where there is none. ``given`` has a column a text that is a direct identifier, as the respondent gave it.
    """

    municipalities: tuple[str, ...] = field(repr=False)
    tokens: tuple[str, ...] = field(repr=False)
    given: pd.DataFrame = field(repr=False)

    def of(self, row: int) -> list[str]:
        """All of one respondent: municipality, token, and the direct identifiers in their order."""
        return [self.municipalities[row], self.tokens[row], *self.given.iloc[row]]


def contacts(
    cells: Cells, study: Study, rows: NDArray[np.int64], of_frame: tuple[Sequence[str], Sequence[str]] | None
) -> Contacts:
    """The contacts of some rows; ``of_frame`` are the municipalities and tokens that the frame has of them.

    Where there is no frame, the municipality is what the respondent typed, if the study asks for it.
    """
    own = study.frame.municipality_item if study.frame else None
    empty = not_shown_words(cells, study)

    def texts(column: pd.Categorical | None) -> NDArray[np.object_]:
        if column is None:
            return np.full(len(rows), "", dtype=object)
        distinct = [str(text).strip() for text in column.categories]
        cleared = np.array(["" if text in empty else text for text in distinct], dtype=object)
        return np.take(cleared, np.take(column.codes, rows))

    typed = texts(cells.columns[own] if own else None), texts(cells.token)
    municipalities, tokens = typed if of_frame is None else of_frame
    given = {
        name: texts(cells.columns[name])
        for name, item in study.asked_items.items()
        if item.kind == "text" and item.privacy == Privacy.DIRECT and name != own
    }
    return Contacts(tuple(municipalities), tuple(tokens), pd.DataFrame(given, index=range(len(rows))))


def joined_contacts(parts: Sequence[Contacts]) -> Contacts:
    """The contacts of the parts of one export."""
    return Contacts(
        tuple(name for part in parts for name in part.municipalities),
        tuple(token for part in parts for token in part.tokens),
        pd.concat([part.given for part in parts], ignore_index=True),
    )
