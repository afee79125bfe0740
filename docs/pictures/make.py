"""The pictures of the documents, made anew: ``make pictures``.

Everything is made in a temporary folder, from the sample waves, by the program as users start it, and looked at in
Chromium; the Word document by way of LibreOffice. So no picture shows who made it, or where.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader

from infopos_pipeline.orchestration.links import GRAPH

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
WIDTH = 900
"""Pixels: as wide as a text is shown on the sites that show Markdown."""
MARGIN = 16
WAIT = 120
"""Seconds that the user interface may take to start."""
WRITTEN, WAS, NARRATIVE = "was: 65.8", "was: 60.1", "schemas/infopos/narrative/2017/conclusions.nl.md"
"""A figure in a text that is declared to have been another one, so that the report asks to read the text again."""

INTERVIEWS = "data/infopos/2017/interviews"
MOST_QUOTES = 500
"""More than there are to accept."""


@dataclass(frozen=True)
class Picture:
    """A part of a report: from the top of one element to the bottom of another, at most ``height`` pixels of it."""

    file: Path
    report: str
    first: str
    last: str
    height: int = 900


PICTURES = (
    Picture(ROOT / "docs" / "report.png", "output/infopos/2017/report.html", "body", "body", 820),
    Picture(HERE / "summary.png", "output/infopos/2017/report.html", "#summary", "#summary", 700),
    Picture(HERE / "chart.png", "output/infopos/2017/report.html", "#about-vergelijking_2", "#about-vergelijking_3"),
    Picture(HERE / "verdicts.png", "output/infopos/2017/report.html", "#hypotheses", "#hypotheses", 700),
    Picture(HERE / "reread.png", "output/infopos/2017/report.html", "#conclusions", "#conclusions", 480),
    Picture(HERE / "interviews.png", "output/infopos/2017/report.html", "#joint_display", "#joint_display", 1000),
    Picture(HERE / "trends.png", "output/infopos/2021/report.html", "#trends", "#trends", 760),
    Picture(
        HERE / "release.png",
        "releases/infopos/1/report.html",
        "#hypotheses table >> nth=1",
        "#hypotheses table >> nth=1",
        700,
    ),
)


@dataclass(frozen=True)
class Sample:
    """A user with a project and a home of their own, in a folder that nobody is named after."""

    folder: Path

    @property
    def home(self) -> Path:
        """Their home."""
        return self.folder / "home"

    @property
    def project(self) -> Path:
        """Their project."""
        return self.folder / "project"

    def command(self, *arguments: str) -> list[str]:
        """A command as it is started."""
        return [str(Path(sys.executable).with_name("infopos")), *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """Of this process, pointed at their folders."""
        return os.environ | {
            "HOME": str(self.folder),
            "INFOPOS_HOME": str(self.home),
            "INFOPOS_PROJECT": str(self.project),
            "INFOPOS_KEY_FILE": str(self.folder / "pseudonym.key"),
            "INFOPOS_LANGUAGE": "nl",
        }

    def call(self, *command: str, typed: str = "") -> None:
        """Run a program that must succeed, with ``typed`` on its standard input."""
        silent = subprocess.DEVNULL
        subprocess.run(
            command, env=self.environment, cwd=self.folder, check=True, input=typed, text=True, stdout=silent
        )

    def made(self) -> Sample:
        """With the sample waves run, the interviews of one of them read and accepted, that one released, and one text
        of the narrative that is to be read again.
        """
        for name in ("schemas", "data"):
            shutil.copytree(ROOT / name, self.project / name)
        text = (self.project / NARRATIVE).read_text(encoding="utf-8")
        if WRITTEN not in text:
            raise SystemExit(f"{NARRATIVE} has no '{WRITTEN}' any more: name another figure in {__file__}")
        (self.project / NARRATIVE).write_text(text.replace(WRITTEN, WAS), encoding="utf-8")
        self.call(*self.command("run", "--quiet"))
        wave, files = ("--wave", "2017"), sorted((self.project / INTERVIEWS).glob("[ci]*_*"))
        self.call(*self.command("interviews", "draw", *wave, "--n", "6", "--seed", "2017"))
        self.call(*self.command("interviews", "add", *map(str, files), *wave))
        self.call(*self.command("interviews", "review", *wave), typed="a\n" * MOST_QUOTES)
        self.call(*self.command("run", "--quiet", *wave))
        self.call(*self.command("release", "--wave", "2017"))
        return self


def main() -> None:
    """Make every picture."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as name, sync_playwright() as playwright:
        sample = Sample(Path(name)).made()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": WIDTH, "height": WIDTH}, color_scheme="light")
        for picture in PICTURES:
            page.goto((sample.home / picture.report).as_uri())
            take(page, picture)
        word(page, sample)
        with interface(sample) as address:
            graph(page, address)
        browser.close()


def take(page: Page, picture: Picture) -> None:
    """Take a picture of a part of a page."""
    first, last = (page.locator(found).first.bounding_box() for found in (picture.first, picture.last))
    if first is None or last is None:
        raise SystemExit(f"{picture.report} has no {picture.first}: name another part for {picture.file.name}")
    left, top = max(first["x"] - MARGIN, 0), max(first["y"] - MARGIN, 0)
    width = min(first["width"] + 2 * MARGIN, WIDTH - left)
    height = min(last["y"] + last["height"] + MARGIN - top, picture.height)
    page.screenshot(path=picture.file, full_page=True, clip={"x": left, "y": top, "width": width, "height": height})


def word(page: Page, sample: Sample) -> None:
    """Take a picture of two pages of the report in Word as LibreOffice shows them: the first, and one with a chart."""
    document = sample.home / "output" / "infopos" / "2017" / "report.docx"
    made = sample.folder / "word"
    sample.call("soffice", "--headless", "--convert-to", "pdf", "--outdir", str(made), str(document))
    texts = [one.extract_text() for one in PdfReader(made / "report.pdf").pages]
    chart = next(number for number, text in enumerate(texts, start=1) if number > 2 and "Vergelijking 2" in text)
    for number in (1, chart):
        sides = ["-f", str(number), "-l", str(number)]
        sample.call("pdftoppm", "-r", "50", *sides, "-png", str(made / "report.pdf"), str(made / f"page-{number:02}"))
    images = "".join(f'<img src="{one.name}">' for one in sorted(made.glob("*.png")))
    style = "main { display: flex; gap: 16px; padding: 8px; width: max-content } img { border: 1px solid gray }"
    (made / "pages.html").write_text(f"<style>{style}</style><main>{images}</main>", encoding="utf-8")
    page.goto((made / "pages.html").as_uri())
    page.locator("main").screenshot(path=HERE / "word.png")


@contextmanager
def interface(sample: Sample) -> Iterator[str]:
    """The user interface, as long as it is needed; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = sample.command("dev", "--port", str(port))
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, env=sample.environment, cwd=sample.folder, stdout=silent, stderr=silent)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def graph(page: Page, address: str) -> None:
    """Take a picture of the graph, with the group of the report unfolded and the report chosen."""
    page.set_viewport_size({"width": 1280, "height": 640})
    for _ in range(WAIT):
        with suppress(PlaywrightError):  # nobody answers yet
            page.goto(f"{address}{GRAPH}")
            break
        time.sleep(1)
    page.set_default_timeout(1000 * WAIT)
    page.locator("foreignObject").get_by_text("report", exact=True).last.click()
    page.get_by_text("Open report.html").first.wait_for()
    page.wait_for_timeout(3000)  # until everything has its place
    page.screenshot(path=HERE / "graph.png")


if __name__ == "__main__":
    main()
