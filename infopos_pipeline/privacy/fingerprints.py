"""Fingerprints of answers: to tell how many municipalities differ between two sets, without keeping who they are.

A fingerprint is an HMAC-SHA-256 under the key of the pseudonyms over variable, pseudonym and answer, cut to 64 bits.
Two lists of them agree as far as the same municipalities gave the same answers. Without the key they say nothing, and
no two variables' fingerprints can be linked.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from infopos_pipeline.privacy.keys import Key
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.model import Item

TOOK_PART = ""
"""Stands for the variable in the list of who took part at all."""

_DIGITS = 16

Fingerprints = Mapping[str, Sequence[str]]
"""By variable a sorted list, one a respondent; under ``TOOK_PART`` who they are."""


def fingerprint_columns(study: Study) -> dict[str, tuple[str, ...]]:
    """The columns of responses that every variable is fingerprinted by."""
    return {
        name: tuple(column.name for column in columns)
        for name, variable in study.variables.items()
        if (columns := variable_columns(variable)) and not (isinstance(variable, Item) and variable.identifying)
    }


def fingerprints(rows: Iterable[Mapping[str, object]], study: Study, key: Key) -> Fingerprints:
    """The fingerprints of a slice of responses; a row has ``pseudonym`` and the columns of responses."""
    columns = {TOOK_PART: (), **fingerprint_columns(study)}
    found: dict[str, list[str]] = {name: [] for name in columns}
    for row in rows:
        for name, own in columns.items():
            text = "\x1f".join([name, str(row["pseudonym"]), *(repr(row[column]) for column in own)])
            digest = hmac.new(key.secret, f"infopos fingerprint\x1f{text}".encode(), hashlib.sha256)
            found[name].append(digest.hexdigest()[:_DIGITS])
    return {name: sorted(values) for name, values in found.items()}


def differing(one: Fingerprints, other: Fingerprints, variable: str, *, of_frame: bool) -> int:
    """How many municipalities differ between two sets in a variable, at the least: joined, left, or answered otherwise.

    Of a fact of the frame (``of_frame``) those who joined or left are not counted: everybody knows where they lie. Of a
    variable that ``one`` does not have nothing was told.
    """
    if variable not in one:
        return 0
    gone, come = _difference(one, other, variable)
    if of_frame:
        left, joined = _difference(one, other, TOOK_PART)
        gone, come = gone - left, come - joined
    return max(gone, come)


def same(one: Fingerprints, other: Fingerprints, variable: str) -> bool:
    """Whether the same municipalities are in both sets, each with the same answer."""
    return variable in one and one[variable] == other[variable]


def _difference(one: Fingerprints, other: Fingerprints, variable: str) -> tuple[int, int]:
    first, second = Counter(one[variable]), Counter(other[variable])
    return (first - second).total(), (second - first).total()
