"""REFI-QDA projects to read in tests: put together from their parts, whole or broken."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from infopos_pipeline.interviews.refi_qda import NAMESPACE

FIXTURES = Path(__file__).parent / "fixtures" / "refi_qda"
TRANSCRIPT = (FIXTURES / "transcript.txt").read_text("utf-8")


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as written:
        for name, part in parts.items():
            written.writestr(name, part)
    return content.getvalue()


def of_program(name: str, text: bytes, folder: str = "sources", project: str = "project.qde") -> bytes:
    """The project of the fixtures that has the structure of one program's, with a text for its source."""
    qde = (FIXTURES / name).read_bytes()
    (path,) = re.findall(rb'<TextSource[^>]* plainTextPath="internal://([^"]+)"', qde)
    return archive({project: qde, f"{folder}/{path.decode()}": text})


def xml(sources: str, *, users: str = '<User guid="u" name="A"/>', codes: str = '<Code guid="c" name="wet"/>') -> bytes:
    """``project.qde`` of a project with these sources."""
    book = f"<Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook>"
    return f'<Project xmlns="{NAMESPACE}" name="p">{book}<Sources>{sources}</Sources></Project>'.encode()


def selection(start: object = 0, end: object = 4, code: str = "c", user: str | None = "u", name: str = "") -> str:
    """A selection with one coding."""
    by = f' creatingUser="{user}"' if user else ""
    coding = f'<Coding guid="k"{by}><CodeRef targetGUID="{code}"/></Coding>'
    return (
        f'<PlainTextSelection startPosition="{start}" endPosition="{end}" name="{name}">{coding}</PlainTextSelection>'
    )


def text_source(selections: str = "", path: str = "internal://t.txt", name: str = "gesprek") -> str:
    """A source of text."""
    return f'<TextSource guid="s" name="{name}" plainTextPath="{path}">{selections}</TextSource>'


def project(sources: str, text: bytes = b"Dit is de tekst.", **others: str) -> bytes:
    """A whole project with these sources and a text in ``sources/t.txt``."""
    return archive({"project.qde": xml(sources, **others), "sources/t.txt": text})
