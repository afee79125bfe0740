"""What a document of the project has its reader type, follow and look at."""

from __future__ import annotations

import re
from pathlib import Path

from running import PROJECT

from infopos_pipeline.interviews.coded_csv import read_codes
from infopos_pipeline.interviews.material import Material
from infopos_pipeline.interviews.refi_qda_writing import project_file

DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
"""Every document of the project."""


def commands(text: str) -> list[str]:
    """The lines of its ``sh`` blocks, without what is said of them behind ``#``."""
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return [line.split(" #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def mentioned_commands(text: str) -> list[str]:
    """Every ``infopos`` command, in blocks and within sentences."""
    within = re.findall(r"(?<!`)`(infopos [^`\n]+)`(?!`)", text)
    return [command for command in [*commands(text), *within] if command.startswith("infopos ")]


def write_interviews(folder: Path) -> None:
    """The transcripts, codes and project that the documents add, under their names: of the sample, two of the six."""
    sample = PROJECT / "data" / "infopos" / "2017" / "interviews"
    for name in ("interview_01.md", "interview_02.md"):
        (folder / name).write_bytes((sample / name).read_bytes())
    rows = (sample / "codes_A.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    codes = [rows[0], *(row for row in rows if row.startswith(("interview_01", "interview_02")))]
    (folder / "codes.csv").write_text("".join(codes), encoding="utf-8")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("interview_*.md")}
    selections = read_codes((folder / "codes.csv").read_bytes(), "codes.csv", texts, None)
    (folder / "project.qdpx").write_bytes(project_file(Material(texts, selections), "interviews"))


def mentioned_targets(text: str) -> set[str]:
    """Every target of make, in blocks and within sentences."""
    return set(re.findall(r"(?:^ *|`)make ([a-z]+)", text, flags=re.MULTILINE))


def links(text: str) -> list[str]:
    """What it refers to within the project: paths from where it lies, with the heading behind ``#``."""
    found = set(re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))
    return sorted(link for link in found if "://" not in link)


def pictures(text: str) -> dict[str, str]:
    """Its pictures: the text that stands for each, by its path."""
    return {path: said for said, path in re.findall(r"!\[([^]]*)\]\(([^)\s]+)\)", text)}


def headings(document: Path) -> set[str]:
    """What a link calls the headings of a document: small letters and hyphens, as on the sites that show Markdown."""
    lines = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL).splitlines()
    titles = [line.lstrip("#").strip() for line in lines if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
