"""Transcripts and what coders marked in them as a REFI-QDA project, for any program for qualitative analysis.

The same material gives the same bytes: identifiers are made from what they identify, the only moment is a fixed one,
and everything stands in order. What it is given it writes: whoever gives it redacts before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from infopos_pipeline.files import zipped
from infopos_pipeline.interviews.material import Material, Selection
from infopos_pipeline.interviews.refi_qda import INTERNAL, NAMESPACE, PROJECT_FILE, SOURCES_FOLDER
from infopos_pipeline.study.themes import CodePath

_SPACE = uuid5(NAMESPACE_URL, NAMESPACE)
_MOMENT = "1980-01-01T00:00:00Z"
"""When everything was made. QualCoder reads no selection without a moment."""
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write (section 2.2)."""


def project_file(material: Material, name: str) -> bytes:
    """A project (``.qdpx``) with a source for every transcript, called ``name``.

    A text is written as it is. Control characters in the names of codes, coders and interviews, which XML cannot have,
    become the replacement character.
    """
    selections = sorted(set(material.selections))
    project = {"xmlns": NAMESPACE, "name": name, "origin": "infopos", "creationDateTime": _MOMENT}
    root = _element(None, "Project", project)
    if selections:
        _users(root, sorted({one.coder for one in selections}))
        _codes(root, {one.code for one in selections})
    texts = {}
    sources = SubElement(root, "Sources") if material.transcripts else None
    for interview, text in sorted(material.transcripts.items()):
        file = f"{_identifier('source', interview)}.txt"
        source = {"guid": _identifier("source", interview), "name": interview, "plainTextPath": f"{INTERNAL}{file}"}
        _selections(_element(sources, "TextSource", source), [one for one in selections if one.interview == interview])
        # Whoever reads takes a first byte order mark away: one that is part of the text needs another before it.
        texts[f"{SOURCES_FOLDER}/{file}"] = text.encode("utf-8-sig" if text.startswith("\ufeff") else "utf-8")
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return zipped({PROJECT_FILE: content, **dict(sorted(texts.items()))})


def _users(root: Element, coders: Iterable[str]) -> None:
    users = SubElement(root, "Users")
    for coder in coders:
        _element(users, "User", {"guid": _identifier("user", coder), "name": coder})


def _codes(root: Element, codes: Iterable[CodePath]) -> None:
    """The code book: every code under the one above it, of which there may be no selection."""
    tree: dict[CodePath, Element] = {(): SubElement(SubElement(root, "CodeBook"), "Codes")}
    for path in sorted({code[:depth] for code in codes for depth in range(1, len(code) + 1)}):
        code = {"guid": _identifier("code", *path), "name": path[-1], "isCodable": "true"}
        tree[path] = _element(tree[path[:-1]], "Code", code)


def _selections(source: Element, selections: Iterable[Selection]) -> None:
    """A selection for each stretch and coder, as QualCoder looks there for the coder, with a coding for each code."""
    for (start, end, coder), marked in groupby(
        sorted(selections, key=lambda one: (one.start, one.end, one.coder, one.code)),
        key=lambda one: (one.start, one.end, one.coder),
    ):
        which = (source.get("name", ""), str(start), str(end), coder)
        made = {"creatingUser": _identifier("user", coder), "creationDateTime": _MOMENT}
        place = {"startPosition": str(start), "endPosition": str(end)}
        selection = _element(source, "PlainTextSelection", {"guid": _identifier("selection", *which), **place, **made})
        for one in marked:
            coding = _element(selection, "Coding", {"guid": _identifier("coding", *which, *one.code), **made})
            _element(coding, "CodeRef", {"targetGUID": _identifier("code", *one.code)})


def _element(parent: Element | None, tag: str, attributes: dict[str, str]) -> Element:
    """An element with attributes that XML can have."""
    attributes = {name: _NOT_IN_XML.sub("\ufffd", text) for name, text in attributes.items()}
    return Element(tag, attributes) if parent is None else SubElement(parent, tag, attributes)


def _identifier(*parts: str) -> str:
    return str(uuid5(_SPACE, "\x1f".join(parts)))
