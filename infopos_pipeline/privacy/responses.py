"""Answers become responses: pseudonym and key id in place of the municipality, frame facts and derived variables
beside them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Container
from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from infopos_pipeline.privacy.keys import Key
from infopos_pipeline.quality import Answers
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import ANSWERED, expression_columns, response_columns, state_column
from infopos_pipeline.study.expressions import ItemColumns, condition_column, number_column, operands
from infopos_pipeline.study.missing import MISSING_MARK, Missing


@dataclass(frozen=True)
class Responses:
    """What goes on to the warehouse, both without a name in it.

    ``responses`` has ``pseudonym``, ``key_id`` and the columns of ``response_columns``; ``approached`` one row a
    municipality approached: ``pseudonym``, ``key_id`` and the frame's facts. Both are ordered by pseudonym, so that
    the order of the export is gone.
    """

    responses: pd.DataFrame
    approached: pd.DataFrame


def pseudonym(key: Key, municipality: str) -> str:
    """HMAC-SHA-256 (RFC 2104, FIPS 180-4) of a normalised municipality, in hexadecimal.

    ``municipality`` is the name under which it is known in every wave: that of its final successor, unless several
    municipalities of one frame have the same one (``study.mergers.Successors.entity_names``).
    """
    return hmac.new(key.secret, municipality.encode("utf-8"), hashlib.sha256).hexdigest()


def pseudonymise(answers: Answers, study: Study, key: Key) -> Responses:
    """Replace who answered by a pseudonym and add frame facts and derived variables."""
    everything = pd.concat([answers.facts, answers.answers], axis=1)
    derived = derive(everything, study)
    columns = [column.name for column in response_columns(study)]
    whole = pd.concat([everything, derived], axis=1)
    responses = _keyed(whole[[name for name in columns if name in whole]], answers.municipalities, key)
    approached = answers.approached.drop(columns="municipality")
    return Responses(responses, _keyed(approached, tuple(answers.approached["municipality"]), key))


def _keyed(frame: pd.DataFrame, municipalities: tuple[str, ...], key: Key) -> pd.DataFrame:
    keyed = frame.copy()
    keyed.insert(0, "pseudonym", [pseudonym(key, municipality) for municipality in municipalities])
    keyed.insert(1, "key_id", key.key_id)
    # Without a frame a token can answer twice: what such rows say decides, so that the order of the export is gone.
    order = ["pseudonym"] if keyed["pseudonym"].is_unique else list(keyed.columns)
    return keyed.sort_values(order, ignore_index=True)


def derive(frame: pd.DataFrame, study: Study, names: Container[str] | None = None) -> pd.DataFrame:
    """The derived variables of responses; whoever lacks an answer to an operand keeps that operand's missing state.

    A respondent for whom no condition holds is outside the variable: not applicable. With ``names`` only those are
    derived, from a frame that has the columns of their operands.
    """
    lazy = nw.from_native(frame, eager_only=True)
    columns = expression_columns(study)
    derived: dict[str, nw.Expr] = {}
    for name, conditions in study.conditions.items():
        if names is not None and name not in names:
            continue
        category: nw.Expr = nw.lit(str(Missing.NOT_APPLICABLE))
        for option, condition in reversed(tuple(conditions.items())):
            category = nw.when(condition_column(condition, columns)).then(nw.lit(option)).otherwise(category)
        looked_at = tuple(dict.fromkeys(item for condition in conditions.values() for item in operands(condition)))
        derived[name] = _or_missing(category, looked_at, columns)
    for name, number in study.numbers.items():
        if names is not None and name not in names:
            continue
        state = _or_missing(nw.lit(ANSWERED), operands(number), columns)
        derived[name] = nw.when(state == ANSWERED).then(number_column(number, columns))
        derived[state_column(name)] = state
    return lazy.select(**derived).to_native() if derived else pd.DataFrame(index=frame.index)


def _or_missing(answer: nw.Expr, items: tuple[str, ...], columns: ItemColumns) -> nw.Expr:
    """``answer``, unless an item has a missing state: then that of the first such item."""
    for item in reversed(items):
        state = nw.col(columns.state(item)).cast(nw.String)
        answer = nw.when(state.str.starts_with(MISSING_MARK)).then(state).otherwise(answer)
    return answer
