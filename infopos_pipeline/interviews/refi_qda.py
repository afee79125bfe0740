"""REFI-QDA: what reading and writing of a project share.

REFI-QDA 1.5 (REFI, 2019) is how programs for qualitative analysis exchange a project: a zip (``.qdpx``) of
``project.qde``, an XML file, and the folder ``sources`` with the text of every source. How programs differ in it stands
in ``docs/decisions/0020-refi-qda.md``.
"""

from __future__ import annotations

from infopos_pipeline.problems import Problem

NAMESPACE = "urn:QDA-XML:project:1.0"
"""Of every element in ``project.qde``; that of the Project schema 1.0."""

PROJECT_FILE = "project.qde"
SOURCES_FOLDER = "sources"
INTERNAL = "internal://"
"""How the path of a source begins that lies in the folder."""


def problem(code: str, file: str, found: str, expected: str, hint: str) -> Problem:
    """A finding in a project. Whatever is named in it may name a person, so ``found`` tells places and numbers only."""
    return Problem(code=code, file=file, found=found, expected=expected, hint=hint)
