"""Answers become responses: pseudonym and key id in place of the municipality, frame facts and derived variables
beside them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from infopos_pipeline.privacy.keys import Key
from infopos_pipeline.quality import Answers
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import ANSWERED, expression_columns, response_columns, state_column
from infopos_pipeline.study.expression_columns import ItemColumns, condition_column, known_column, number_column
from infopos_pipeline.study.expressions import Expression, items_named, operands
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


def derive(frame: pd.DataFrame, study: Study, names: Collection[str] | None = None) -> pd.DataFrame:
    """The derived variables of responses; whoever lacks an answer that is needed keeps the missing state of the first.

    A respondent for whom no condition holds, or who has no such number, is outside the variable: not applicable. With
    ``names`` only those are derived, from a frame that has the columns of their roots.
    """
    whole = nw.from_native(frame, eager_only=True)
    columns = expression_columns(study)
    kept: list[str] = []
    for name in study.derived:  # in declared order, since one may build on those before it
        if names is not None and not any(name == wanted or name in _builds_on(wanted, study) for wanted in names):
            continue
        made = _derived(name, study, columns)
        whole = whole.with_columns(**made)
        kept += made if names is None or name in names else ()
    return whole.select(*kept).to_native() if kept else pd.DataFrame(index=frame.index)


def _builds_on(name: str, study: Study) -> frozenset[str]:
    """The derived variables that one is made from, directly or not."""
    direct = {item for expression in study.made_from(name) for item in items_named(expression) if item in study.derived}
    return frozenset(direct).union(*(_builds_on(item, study) for item in direct))


def _derived(name: str, study: Study, columns: ItemColumns) -> dict[str, nw.Expr]:
    """The columns of a derived variable, by name."""
    if name in study.numbers:
        number = study.numbers[name]
        state = _or_missing(nw.lit(ANSWERED), [number], columns)
        value = nw.when(known_column(number, columns)).then(number_column(number, columns))
        return {name: value, state_column(name): state}
    category: nw.Expr = nw.lit(str(Missing.NOT_APPLICABLE))
    conditions = study.conditions[name]
    for option, condition in reversed(tuple(conditions.items())):
        category = nw.when(condition_column(condition, columns)).then(nw.lit(option)).otherwise(category)
    return {name: _or_missing(category, list(conditions.values()), columns)}


def _or_missing(answer: nw.Expr, expressions: Sequence[Expression], columns: ItemColumns) -> nw.Expr:
    """``answer`` where everything it turns on is known; else the first missing state among it, or not applicable."""
    missing: nw.Expr = nw.lit(str(Missing.NOT_APPLICABLE))
    items = dict.fromkeys(item for expression in expressions for item in operands(expression))
    for item in reversed(items):
        state = nw.col(columns.state(item)).cast(nw.String)
        missing = nw.when(state.str.starts_with(MISSING_MARK)).then(state).otherwise(missing)
    known = nw.all_horizontal(*(known_column(e, columns) for e in expressions), ignore_nulls=False)
    return nw.when(known).then(answer).otherwise(missing)
