"""Reading pictures: their marks, their texts, and where a browser puts those."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from infopos_pipeline.statistics.results import SUPPRESSED, Result

SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[str, float, float, float, float]
"""A text with its left, top, right and bottom edge, from the upper left corner of its picture."""


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def marks(spec: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    return [row for row in spec["data"]["values"] if row["mark"] in kinds]


def withheld(results: Sequence[Result], which: Callable[[Result], bool]) -> list[Result]:
    """The results with some rows withheld."""
    return [dataclasses.replace(r, value=None, text=SUPPRESSED) if which(r) else r for r in results]


MEASURE = """<!DOCTYPE html><meta charset="utf-8"><body>{pictures}<pre id="found"></pre><script>
const found = [...document.querySelectorAll("svg")].map(svg => {{
  const frame = svg.getBoundingClientRect()
  const lines = [...svg.querySelectorAll("text")].flatMap(
    text => text.querySelector("tspan") ? [...text.querySelectorAll("tspan")] : [text])
  return lines.map(line => {{
    const box = line.getBoundingClientRect()
    return [line.textContent, box.left - frame.x, box.top - frame.y, box.right - frame.x, box.bottom - frame.y]
  }})
}})
document.getElementById("found").textContent = JSON.stringify(found)
</script>"""


def boxes(pictures: Sequence[str], chromium: str, folder: Path) -> list[list[Box]]:
    """Where a browser puts the texts of each picture, at its own size."""
    page = folder / "pictures.html"
    page.write_text(MEASURE.format(pictures="".join(pictures)), encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom"]
    shown = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, check=True).stdout
    match = re.search(r'<pre id="found">(.*?)</pre>', shown, re.DOTALL)
    assert match is not None
    return [[tuple(box) for box in one] for one in json.loads(match[1])]


def overlapping(found: Sequence[Box]) -> list[tuple[str, str]]:
    """Texts that cover each other by more than the space around their letters."""
    return [
        (one[0], other[0])
        for place, one in enumerate(found)
        for other in found[:place]
        if one[1] < other[3] - 1 and other[1] < one[3] - 1 and one[2] < other[4] - 4 and other[2] < one[4] - 4
    ]
