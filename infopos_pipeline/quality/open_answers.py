"""Open answers as respondents wrote them, and the names that redaction has to find in them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.ingest.cells import Cells
from infopos_pipeline.quality.meanings import not_shown_words
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Item, Privacy


@dataclass(frozen=True)
class OpenAnswers:
    """What respondents wrote in their own words. Lives in memory only, and no message shows it.

    ``texts`` are item and text of every cell that is not blank, of the respondents that count, in the order of the
    export. ``municipalities`` and ``persons`` are the names that the frame and all respondents gave.
    """

    texts: tuple[tuple[str, str], ...] = field(repr=False)
    municipalities: tuple[str, ...] = field(repr=False)
    persons: tuple[str, ...] = field(repr=False)


def open_items(study: Study) -> tuple[Item, ...]:
    """The items with open answers: every text but direct identifiers, so that a wrong privacy class keeps none back."""
    municipality = study.frame.municipality_item if study.frame else None
    return tuple(
        item
        for item in study.asked_items.values()
        if item.kind == "text" and item.privacy != Privacy.DIRECT and item.name != municipality
    )


def open_answers(cells: Cells, study: Study, rows: NDArray[np.int64], frame_names: Sequence[str]) -> OpenAnswers:
    """The open answers of some rows. One of an item that was routed out, or past the last page, is one all the same."""
    municipality = study.frame.municipality_item if study.frame else None
    texts = [item for item in study.asked_items.values() if item.kind == "text"]
    direct = [item.name for item in texts if item.privacy == Privacy.DIRECT]
    empty = not_shown_words(cells, study)
    typed = _given(cells, municipality, empty) if municipality else set()
    return OpenAnswers(
        texts=tuple(pair for item in open_items(study) for pair in _texts(cells, item.name, rows, empty)),
        municipalities=tuple(sorted({*frame_names, *typed})),
        persons=tuple(sorted({text for name in direct if name != municipality for text in _given(cells, name, empty)})),
    )


def joined_open_answers(parts: Sequence[OpenAnswers]) -> OpenAnswers:
    """The open answers of the parts of one export."""
    return OpenAnswers(
        tuple(text for part in parts for text in part.texts),
        tuple(sorted({name for part in parts for name in part.municipalities})),
        tuple(sorted({name for part in parts for name in part.persons})),
    )


def _given(cells: Cells, item: str, empty: Container[str]) -> set[str]:
    texts = {str(text).strip() for text in cells.columns[item].categories}
    return {text for text in texts if text and text not in empty}


def _texts(cells: Cells, item: str, rows: NDArray[np.int64], empty: Container[str]) -> Iterator[tuple[str, str]]:
    categorical = cells.columns[item]
    for code in np.take(categorical.codes, rows):
        text = str(categorical.categories[code]).strip()
        if text and text not in empty:
            yield item, text
