"""What a study shows that declares no tables and no charts: every question in one table, and a chart of each."""

from __future__ import annotations

from collections.abc import Mapping

from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.model import Item, Label
from infopos_pipeline.study.shown import Chart, Table

EVERYTHING = "all_items"
"""The name of the table with every question."""


def everything(items: Mapping[str, Item]) -> tuple[dict[str, Table], dict[str, Chart]]:
    """One table with every question that is counted, and a chart of each that has options."""
    counted = [name for name, item in items.items() if variable_columns(item) and not item.identifying]
    table = Table(
        name=EVERYTHING,
        title=Label(nl="Alle vragen", en="All questions"),
        layout="characteristics",
        items=tuple(counted),
    )
    charts = {
        name: Chart(name=name, title=items[name].label, item=name) for name in counted if items[name].kind != "number"
    }
    return ({EVERYTHING: table} if counted else {}), charts
