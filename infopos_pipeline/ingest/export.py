"""Reading an export: which binding fits, and the cells it gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from infopos_pipeline.ingest.cells import Cells, bind, part_found
from infopos_pipeline.ingest.parts import Cuts, read_part, source_parts
from infopos_pipeline.ingest.reading import read_source
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.problems import InputError, discreet
from infopos_pipeline.study import Study
from infopos_pipeline.study.bindings import Format


def read_export(content: bytes, file: str, study: Study, given: Format | None = None) -> Cells:
    """Cells of an export, by the first binding of the study whose columns it has; ``given`` is its format, if somebody
    said so.

    Raises:
        InputError: the file is no export, or fits no binding; then the problems of the nearest binding.
    """
    return _bound(read_source(content, file, given), study)


def export_parts(export: bytes | Path, file: str, study: Study, given: Format | None = None) -> Iterator[Cells]:
    """The same, of an export of any size: its rows in parts, so that few of them are in memory at a time.

    Raises:
        InputError: as :func:`read_export`; when the part that is damaged is read.
    """
    for table in source_parts(export, file, given):
        yield _bound(table, study)


def export_part(
    export: Path, where: Cuts, place: int, rows: int, file: str, study: Study, given: Format | None = None
) -> Cells:
    """One of these parts by itself, as :func:`read_part` reads it.

    Raises:
        InputError: as :func:`read_export`.
    """
    return _bound(read_part(export, where, place, rows, file, given), study)


def _bound(table: SourceTable, study: Study) -> Cells:
    failures = []
    for binding in sorted(study.bindings.values(), key=lambda binding: binding.format != table.format):
        try:
            return bind(table, binding, study)
        except InputError as error:
            failures.append(error)
    raise min(failures, key=_distance)


@discreet
def share_found(content: bytes, study: Study, given: Format | None = None) -> float:
    """The part of the columns of a study that an export has, by the binding that finds most of them.

    Raises:
        InputError: the file is no export.
    """
    table = read_source(content, "export", given)
    return max((part_found(table, binding, study) for binding in study.bindings.values()), default=0.0)


def _distance(failure: InputError) -> tuple[int, int]:
    """How far a binding is from an export."""
    codes = {problem.code for problem in failure.problems}
    return 2 * ("no_headings" in codes) + ("wrong_study" in codes), len(failure.problems)
