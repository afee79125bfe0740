"""``project.qde`` as XML, once it is known to be harmless.

A document type is refused before anything is parsed, and with it every entity: no text can grow, no other file is
opened. UTF-8 is the only encoding that is read, so that nothing hides from the search. Not here: what the XML says.
"""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from infopos_pipeline.interviews.refi_qda import NAMESPACE, PROJECT_FILE, problem
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem

MOST_TAGS = 1_000_000
"""A selection takes five. A small archive can unpack to many more, which take gigabytes of memory."""


def project_xml(content: bytes, file: str) -> Element:
    """The root of ``project.qde``.

    Raises:
        InputError: it is no XML in UTF-8, declares a document type, has too many tags, or is another kind of XML.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is None:
        raise InputError([_not_xml(file, said("text that is not UTF-8"))])
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        hint = said("No program for qualitative analysis writes one; it may be meant to do harm.")
        found, expected = said("a document type in {project}", project=PROJECT_FILE), said("XML without one")
        raise InputError([problem("document_type", file, found, expected, hint)])
    if (tags := text.count("<")) > MOST_TAGS:
        found, expected = (
            said("{tags} tags in {project}", tags=tags, project=PROJECT_FILE),
            said("no more than {most}", most=MOST_TAGS),
        )
        raise InputError([problem("too_large", file, found, expected, said("Export a part of the project."))])
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without a document type there are no entities
    except (ElementTree.ParseError, ValueError):
        root = None
    if root is None:
        raise InputError([_not_xml(file, said("text that is not XML"))])
    if root.tag != f"{{{NAMESPACE}}}Project":
        found = said("XML of another kind in {project}", project=PROJECT_FILE)
        expected = said("a project of REFI-QDA 1.0 ({namespace})", namespace=NAMESPACE)
        hint = said("A code book alone has no selections: export the whole project.")
        raise InputError([problem("another_namespace", file, found, expected, hint)])
    return root


def _not_xml(file: str, found: str) -> Problem:
    expected = said("XML in {project}", project=PROJECT_FILE)
    return problem("not_xml", file, found, expected, said("Export the project again."))
