"""``benchmarks/results.md``: a section for every part that was measured, under the machine and the versions.

A part that is measured again takes the place of its section. Sections of another machine, or of other versions, are
not kept: figures that do not compare never stand side by side.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from infopos_pipeline.files import write_atomic

RESULTS = Path(__file__).with_name("results.md")
_LIBRARIES = ("dagster", "duckdb", "narwhals", "numpy", "pandas", "pandera", "polars-readstat", "pyarrow", "pyreadstat")


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, the first column text and the others numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *([*row, *[""] * (len(heads) - len(row))] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """The processor, the memory, the system and the versions, without anything that names the machine."""
    processor = _first(r"model name\s*: (.*)", "/proc/cpuinfo") or platform.machine()
    memory = int(_first(r"MemTotal:\s*(\d+)", "/proc/meminfo") or 0) / 2**20
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{os.cpu_count()} cores ({processor}), {memory:.0f} GiB, {platform.system()}; "
        f"Python {platform.python_version()}, {libraries}."
    )


def _first(pattern: str, path: str) -> str:
    content = Path(path).read_text(encoding="utf-8") if Path(path).exists() else ""
    found = re.search(pattern, content)
    return found[1].strip() if found else ""


def with_section(page: str, measured_on: str, title: str, body: str) -> str:
    """The page with a section put in or replaced; without its others, if they were measured on something else."""
    head = f"# What it costs\n\nMade by `make bench`. Seconds are medians. {measured_on}\n"
    sections = dict(re.findall(r"^## (.*?)\n\n(.*?)(?=\n## |\Z)", page, re.DOTALL | re.MULTILINE))
    kept = {name: text.strip() for name, text in sections.items()} if page.startswith(head) else {}
    return "\n".join([head, *(f"## {name}\n\n{text}\n" for name, text in {**kept, title: body.strip()}.items())])


def write_section(title: str, body: str) -> None:
    """Put a section into the page that stands there."""
    page = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    write_atomic(RESULTS, with_section(page, machine(), title, body).encode())
