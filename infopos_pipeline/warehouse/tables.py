"""The tables of a study's schema in the warehouse, derived from what the study declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import response_columns, variable_columns

TEXT = "VARCHAR NOT NULL"


@dataclass(frozen=True)
class TableDefinition:
    """A table: its columns with their types, and the columns that together name a slice.

    Texts that leave the column ``erased`` must not stay in the file either.
    """

    name: str
    columns: Mapping[str, str]
    slice_by: tuple[str, ...] = ("wave",)
    erased: str | None = None


RESULTS = TableDefinition(
    "results",
    {
        "asset": TEXT,
        "row": "INTEGER NOT NULL",
        "wave": TEXT,
        "place": TEXT,
        "item": TEXT,
        "statistic": TEXT,
        "category": TEXT,
        "group": TEXT,
        "group_value": TEXT,
        "profile": TEXT,
        "value": "DOUBLE",
        "text": TEXT,
        "base": "INTEGER",
        "method": TEXT,
    },
    ("wave", "asset"),
)
COUNTS = TableDefinition(
    "counts",
    {
        "wave": TEXT,
        "table": TEXT,
        "cell": "STRUCT(item VARCHAR, category VARCHAR)[] NOT NULL",
        "n": "BIGINT NOT NULL",
        "n_entities": "BIGINT NOT NULL",
    },
)
OPEN_ANSWERS = TableDefinition(
    "open_answers",
    {
        "wave": TEXT,
        "answer": TEXT,
        "item": TEXT,
        "key_id": TEXT,
        "status": TEXT,
        "sealed": "BLOB NOT NULL",
        "text": TEXT,
    },
    erased="text",
)
QUOTES = TableDefinition(
    "quotes",
    {
        "wave": TEXT,
        "quote": TEXT,
        "interview": TEXT,
        "themes": "VARCHAR[] NOT NULL",
        "stances": "VARCHAR[] NOT NULL",
        "key_id": TEXT,
        "status": TEXT,
        "sealed": "BLOB NOT NULL",
        "text": TEXT,
    },
    erased="text",
)


ANSWER_PATTERNS = TableDefinition(
    "answer_patterns",
    {
        "wave": TEXT,
        "variable": TEXT,
        "answers": "STRUCT(wave VARCHAR, cell VARCHAR)[] NOT NULL",
        "n": "BIGINT NOT NULL",
    },
)


PROVENANCE = TableDefinition("provenance", {"wave": TEXT, "slice": TEXT, "made_from": TEXT})


def study_tables(study: Study) -> dict[str, TableDefinition]:
    """Every table of a study, by name."""
    key = {"wave": TEXT, "pseudonym": TEXT, "key_id": TEXT}
    facts = study.frame.facts.values() if study.frame else ()
    tables = (
        TableDefinition("responses", key | {column.name: column.sql_type for column in response_columns(study)}),
        TableDefinition(
            "approached", key | {column.name: column.sql_type for fact in facts for column in variable_columns(fact)}
        ),
        OPEN_ANSWERS,
        QUOTES,
        COUNTS,
        ANSWER_PATTERNS,
        PROVENANCE,
        RESULTS,
    )
    return {table.name: table for table in tables}
