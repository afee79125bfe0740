"""Whose export it is that does not fit the study it was given for: said where the project declares that study, too."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from infopos_pipeline.cli.shared import Place
from infopos_pipeline.files import read_file
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, UserError
from infopos_pipeline.study import StudyError, load_study
from infopos_pipeline.study.bindings import Format
from infopos_pipeline.study.study import LATEST

_STRANGE = {"wrong_study", "no_headings", "missing_column"}
"""What is said of an export whose columns are not those of the study."""
_ENOUGH = 0.5
"""The part of the columns of another study that an export has to have, if it is called that study's."""


def with_its_study(
    place: Place, problems: Sequence[Problem], export: Path, given: Format | None
) -> tuple[Problem, ...]:
    """The problems of an export; the first one on its columns names the study of the project that it fits better."""
    first = next((number for number, problem in enumerate(problems) if problem.code in _STRANGE), None)
    if first is None:
        return tuple(problems)
    content = read_file(export, export.name)
    shares = {name: _share(place, name, content, given) for name in place.project.studies}
    best = max(shares, key=shares.__getitem__)
    if shares[best] < _ENOUGH or shares[best] <= shares[place.study.name]:
        return tuple(problems)
    hint = said("Did you mean the study '{best}'? Its columns are there: say --study {best}.", best=best)
    return (*problems[:first], replace(problems[first], hint=hint), *problems[first + 1 :])


def _share(place: Place, study: str, content: bytes, given: Format | None) -> float:
    from infopos_pipeline.ingest.export import share_found

    with suppress(InputError, UserError, StudyError):
        return share_found(content, load_study(place.project.schema_folder(study)).at(LATEST), given)
    return 0.0
