"""Answers become responses: pseudonym and key id in place of the municipality, frame facts and derived variables
beside them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from infopos_pipeline.ingest.cells import categorical
from infopos_pipeline.privacy.keys import Key
from infopos_pipeline.quality import Answers
from infopos_pipeline.quality.arrow import arrow_table
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import (
    ANSWERED,
    Column,
    expression_columns,
    response_columns,
    state_column,
    variable_columns,
)
from infopos_pipeline.study.expression_columns import ItemColumns, condition_column, known_column, number_column
from infopos_pipeline.study.expressions import Expression, items_named, operands
from infopos_pipeline.study.missing import MISSING_MARK, Missing


@dataclass(frozen=True)
class Responses:
    """What goes on to the warehouse, both without a name in it.

    ``responses`` has ``pseudonym``, ``key_id`` and the columns of ``response_columns``, categories as Arrow
    dictionaries; ``approached`` one row a municipality approached: ``pseudonym``, ``key_id`` and the frame's facts.
    Both are ordered by pseudonym, so that the order of the export is gone.
    """

    responses: pa.Table
    approached: pa.Table


def pseudonym(key: Key, municipality: str) -> str:
    """HMAC-SHA-256 (RFC 2104, FIPS 180-4) of a normalised municipality, in hexadecimal.

    ``municipality`` is the name under which it is known in every wave: that of its final successor, unless several
    municipalities of one frame have the same one (``study.mergers.Successors.entity_names``).
    """
    return hmac.new(key.secret, municipality.encode("utf-8"), hashlib.sha256).hexdigest()


def pseudonymise(answers: Answers, study: Study, key: Key) -> Responses:
    """Replace who answered by a pseudonym and add frame facts and derived variables."""
    everything = pd.concat([answers.facts, answers.answers], axis=1)
    whole = {**everything, **derive(everything, study)}
    columns = [column.name for column in response_columns(study)]
    responses = _keyed({name: whole[name] for name in columns if name in whole}, answers.municipalities, key)
    approached = answers.approached.drop(columns="municipality")
    return Responses(responses, _keyed(dict(approached), tuple(answers.approached["municipality"]), key))


def _keyed(columns: Mapping[str, pd.Series], municipalities: Sequence[str], key: Key) -> pa.Table:
    table = pa.table({name: pa.array(column, from_pandas=True) for name, column in columns.items()})
    pseudonyms = _pseudonyms(key, municipalities)
    key_ids = pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(pseudonyms), dtype=np.int8)), [key.key_id])
    keyed = table.add_column(0, "pseudonym", pseudonyms).add_column(1, "key_id", key_ids)
    return keyed.take(_order(pseudonyms, table))


def _pseudonyms(key: Key, municipalities: Sequence[str]) -> pa.StringArray:
    """The :func:`pseudonym` of each; what the key alone decides is computed once (RFC 2104, section 4)."""
    keyed, digests = hmac.new(key.secret, digestmod=hashlib.sha256), []
    for municipality in municipalities:
        one = keyed.copy()
        one.update(municipality.encode("utf-8"))
        digests.append(one.digest())
    width = 2 * keyed.digest_size
    ends = np.arange(0, width * (len(digests) + 1), width, dtype=np.int32)
    text = pa.py_buffer(b"".join(digests).hex().encode())
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(ends), text)


def _order(pseudonyms: pa.StringArray, table: pa.Table) -> NDArray[np.int64]:
    """The rows by pseudonym. Without a frame a token can answer twice: what such rows say decides, so that the order of
    the export is gone.
    """
    order: NDArray[np.int64] = compute.sort_indices(pseudonyms).to_numpy().astype(np.int64)
    in_order = pseudonyms.take(order)
    same = compute.equal(in_order[1:], in_order[:-1]).to_numpy(zero_copy_only=False)
    if same.any():
        repeated = np.concatenate([same, [False]]) | np.concatenate([[False], same])
        rows = order[repeated]
        who = np.concatenate([[0], np.cumsum(~same)])[repeated]
        what = [_sortable(column.chunk(0).take(pa.array(rows))) for column in table.columns]
        order[repeated] = rows[np.lexsort([*reversed(what), who])]
    return order


def _sortable(column: pa.Array) -> NDArray[Any]:
    values: NDArray[Any] = (column.indices if pa.types.is_dictionary(column.type) else column).to_numpy(
        zero_copy_only=False
    )
    return values


def derive(frame: pd.DataFrame, study: Study, names: Collection[str] | None = None) -> pd.DataFrame:
    """The derived variables of responses; whoever lacks an answer that is needed keeps the missing state of the first.

    A respondent for whom no condition holds, or who has no such number, is outside the variable: not applicable. With
    ``names`` only those are derived, from a frame that has the columns of their roots.
    """
    derived = [
        name
        for name in study.derived  # in declared order, since one may build on those before it
        if names is None or any(name == wanted or name in _builds_on(wanted, study) for wanted in names)
    ]
    columns = expression_columns(study)
    kept: dict[str, pd.Categorical | NDArray[np.float64]] = {}
    looked_at = {
        column.name
        for name in derived
        for expression in study.made_from(name)
        for item in items_named(expression)
        for column in variable_columns(study.variables[item])
    }
    whole = nw.from_native(arrow_table(frame[[name for name in frame if name in looked_at]]), eager_only=True)
    for name in derived:
        whole = whole.with_columns(**_derived(name, study, columns))
        if names is None or name in names:
            own = variable_columns(study.derived[name])
            kept |= {column.name: _values(whole[column.name].to_arrow(), column) for column in own}
    return pd.DataFrame(kept, index=frame.index)


def _values(made: pa.Array, column: Column) -> pd.Categorical | NDArray[np.float64]:
    if column.content == "measure":
        return np.asarray(made.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    encoded = made.dictionary_encode()
    kind = np.int8 if len(column.allowed) <= np.iinfo(np.int8).max else np.int16
    places = np.array([column.allowed.index(text) for text in encoded.dictionary.to_pylist()], dtype=kind)
    return categorical(places[encoded.indices.to_numpy()], column.allowed)


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
