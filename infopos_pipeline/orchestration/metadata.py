"""What the UI shows of an asset before it is made: the columns of its table. What it shows of what was made:
:mod:`~infopos_pipeline.orchestration.previews`.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import response_columns
from infopos_pipeline.warehouse.tables import ANSWER_PATTERNS, COUNTS, OPEN_ANSWERS, QUOTES, RESULTS, TableDefinition


def response_schema(study: Study) -> dg.TableSchema:
    """The columns of ``responses``, with what they may hold."""
    key = [
        dg.TableColumn("wave", "VARCHAR", "the round of fieldwork"),
        dg.TableColumn("pseudonym", "VARCHAR", "HMAC-SHA-256 of the municipality"),
        dg.TableColumn("key_id", "VARCHAR", "which key made the pseudonym"),
    ]
    columns = [
        dg.TableColumn(
            column.name,
            column.sql_type.partition("(")[0],
            column.description,
            constraints=dg.TableColumnConstraints(
                nullable=column.content == "measure",
                other=[f"one of {', '.join(column.allowed)}"] if column.content != "measure" else [],
            ),
        )
        for column in response_columns(study)
    ]
    return dg.TableSchema([*key, *columns])


_MEANINGS = {
    "wave": "the round of fieldwork",
    "table": "the variables that are counted together",
    "cell": "which answer to each of them",
    "n": "respondents",
    "n_entities": "distinct municipalities",
    "quote": "an id of the quote",
    "interview": "the number of the interview",
    "themes": "what it is about, as its coders said",
    "stances": "which hypothesis it supports, nuances or contradicts, as its coders said",
    "answer": "an id of the answer, from which nobody can tell whose it is",
    "item": "the question",
    "key_id": "which key sealed it",
    "status": "what a person decided: unreviewed, accepted, edited or dropped",
    "sealed": "the redacted text, encrypted",
    "text": "the text, once a person let it through; of a result: stars, a verdict or a reason",
    "variable": "the question or derived variable",
    "answers": "the answer in each wave",
    "place": "where the figure stands, by its published name",
    "statistic": "what the value is: n, pct, mean, p_value …",
    "category": "the answer",
    "group": "by what respondents are split",
    "group_value": "which of those groups",
    "profile": "which choice of tests; empty for what does not depend on one",
    "value": "the number, unrounded; percentages from 0 to 100",
    "base": "the respondents (or mentions) behind it",
    "method": "the test or the effect",
}
"""The columns of the warehouse, for those who read them in the UI."""


def table_schema(definition: TableDefinition, without: Sequence[str] = ()) -> dg.TableSchema:
    """The columns of a warehouse table."""
    return dg.TableSchema(
        [
            dg.TableColumn(name, kind.split(" NOT")[0], _MEANINGS[name])
            for name, kind in definition.columns.items()
            if name not in without
        ]
    )


OPEN_ANSWER_SCHEMA = table_schema(OPEN_ANSWERS)
QUOTE_SCHEMA = table_schema(QUOTES)
COUNT_SCHEMA = table_schema(COUNTS)
PATTERN_SCHEMA = table_schema(ANSWER_PATTERNS)
RESULT_SCHEMA = table_schema(RESULTS, without=("asset", "row"))
