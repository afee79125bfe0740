"""Responses as CSV and Parquet, and the codebook as CSV.

Both hold the categories as they are stored: names of options, which mean the same in every language and wave, and
missing states (``~skipped``) in their place, so that none becomes a blank. A number is blank where there is none, and
the column with its state stands beside it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from infopos_pipeline.reporting.data_out.codebook import Codebook, Entry, how_made
from infopos_pipeline.study.model import Item

CODEBOOK_COLUMNS = (
    "variable",
    "spss_name",
    "item",
    "kind",
    "measure",
    "page",
    "asked_if",
    "made_as",
    "waves",
    "category",
    "code",
    "missing",
    "offered",
    "n",
    "label_nl",
    "label_en",
)


def responses_csv(book: Codebook, responses: pa.Table) -> bytes:
    """One row a respondent: UTF-8, LF, the variables in the order of the codebook, a blank only for no number."""
    from pyarrow import csv as arrow_csv

    file = io.BytesIO()
    options = arrow_csv.WriteOptions(quoting_style="needed", quoting_header="none")
    arrow_csv.write_csv(responses.select([entry.name for entry in book.entries]), file, options)
    return file.getvalue()


def codebook_csv(book: Codebook) -> str:
    """One row a variable, without a category, then one row a value of it: UTF-8, LF, blank where nothing applies.

    The first row is about the file as a whole: what it is and who may have it.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, CODEBOOK_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    notices = {f"label_{language}": " ".join(book.notices(language)) for language in ("nl", "en")}
    writer.writerow({"n": book.respondents, "waves": book.wave, **notices})
    for entry in book.entries:
        writer.writerows(_rows(entry, book))
    return text.getvalue()


def _rows(entry: Entry, book: Codebook) -> Iterator[Mapping[str, object]]:
    variable, common = entry.variable, {"variable": entry.name, "spss_name": entry.spss_name}
    about: dict[str, object] = {"measure": entry.measure, "label_nl": entry.label.nl, "label_en": entry.label.en}
    if variable is not None:
        about |= {
            "item": variable.name,
            "kind": variable.kind,
            "made_as": how_made(variable, book.language),
            "waves": " ".join(book.waves_asked(variable.name)),
        }
    if isinstance(variable, Item):
        about |= {"page": variable.page, "asked_if": variable.asked_if or ""}
    yield {**common, **about}
    for value in entry.values:
        yield {
            **common,
            "category": value.category,
            "code": value.code,
            "missing": int(value.missing),
            "offered": int(value.offered),
            "n": entry.count(value.category),
            "label_nl": value.label.nl,
            "label_en": value.label.en,
        }


def responses_parquet(book: Codebook, responses: pa.Table) -> bytes:
    """One row a respondent; what has categories is dictionary-encoded, its dictionary in the order of the codebook.

    The metadata of a field holds ``label_nl``, ``label_en``, ``measure`` and ``values`` (JSON: by category its code,
    labels, and whether it is missing); that of the file the study, the wave and who may have it.
    """
    from pyarrow import parquet

    fields, columns = [], []
    for entry in book.entries:
        column = responses[entry.name].combine_chunks()
        if entry.values:
            categories = pa.array([value.category for value in entry.values])
            column = pa.DictionaryArray.from_arrays(pc.index_in(column, value_set=categories), categories)
        columns.append(column)
        fields.append(pa.field(entry.name, column.type, metadata=_metadata(entry)))
    about = {
        "study": book.study.name,
        "wave": book.wave,
        **{f"notice_{language}": " ".join(book.notices(language)) for language in ("nl", "en")},
    }
    table = pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=about))
    file = io.BytesIO()
    parquet.write_table(table, file)
    return file.getvalue()


def _metadata(entry: Entry) -> dict[str, str]:
    about = {"label_nl": entry.label.nl, "label_en": entry.label.en, "measure": entry.measure}
    if entry.values:
        values = {
            value.category: {"code": value.code, "missing": value.missing, "nl": value.label.nl, "en": value.label.en}
            for value in entry.values
        }
        about["values"] = json.dumps(values, ensure_ascii=False)
    return about
