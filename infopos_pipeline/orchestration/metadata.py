"""What the UI shows of an asset: column schemas, row counts, previews. Previews are internal, like the home they lie
in.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

import dagster as dg

from infopos_pipeline.disclosure.risk import Risk
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import response_columns
from infopos_pipeline.warehouse.tables import ANSWER_PATTERNS, COUNTS, OPEN_ANSWERS, RESULTS, TableDefinition

PREVIEW_ROWS = 40


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
            column.sql_type.split(" ")[0],
            column.description,
            constraints=dg.TableColumnConstraints(
                nullable=column.content == "measure",
                other=[f"one of {', '.join(column.allowed)}"] if column.content != "measure" else [],
            ),
        )
        for column in response_columns(study)
    ]
    return dg.TableSchema([*key, *columns])


def table_schema(definition: TableDefinition, without: Sequence[str] = ()) -> dg.TableSchema:
    """The columns of a warehouse table."""
    return dg.TableSchema(
        [
            dg.TableColumn(name, kind.split(" NOT")[0])
            for name, kind in definition.columns.items()
            if name not in without
        ]
    )


OPEN_ANSWER_SCHEMA = table_schema(OPEN_ANSWERS)
COUNT_SCHEMA = table_schema(COUNTS)
PATTERN_SCHEMA = table_schema(ANSWER_PATTERNS)
RESULT_SCHEMA = table_schema(RESULTS, without=("asset", "row"))


def results_preview(results: Sequence[Result]) -> dg.MarkdownMetadataValue:
    """The first results as a Markdown table."""
    lines = ["| item | category | group | statistic | value | base |", "| --- | --- | --- | --- | --- | --- |"]
    for result in results[:PREVIEW_ROWS]:
        group = f"{result.group} = {result.group_value}" if result.group_value else result.group
        value = result.text if result.value is None else f"{result.value:.6g}"
        base = "" if result.base is None else str(result.base)
        cells = (result.item, result.category, group, result.statistic, value, base)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return dg.MetadataValue.md("\n".join(lines))


def risk_preview(risks: Sequence[Risk]) -> dg.MarkdownMetadataValue:
    """The risk of a wave and of every recoding of it as a Markdown table: sizes, and never which class is small."""
    if not risks:
        return dg.MetadataValue.md("The study declares no quasi-identifiers.")
    heading = "| recoding | k | sample uniques | below the threshold | population uniques |"
    lines = [heading, "| --- | --- | --- | --- | --- |"]
    for risk in risks:
        recoding = f"{risk.changed}: {' + '.join(risk.merged) or 'left out'}" if risk.changed else "none"
        sizes = (risk.k, risk.uniques, risk.below, risk.population_uniques)
        lines.append(f"| {recoding} | " + " | ".join("-" if size is None else str(size) for size in sizes) + " |")
    return dg.MetadataValue.md("\n".join(lines))


def svg_preview(svg: str, title: str) -> dg.MarkdownMetadataValue:
    """A picture that the UI shows."""
    data = base64.b64encode(svg.encode()).decode()
    return dg.MetadataValue.md(f"![{title}](data:image/svg+xml;base64,{data})")
