"""Pages of the project in Debian's Chromium, as their readers have them: on any screen, by keyboard, on paper.

Nothing here knows what a page says; what it looks at is what the standards name (WCAG 2.1, HTML) and a few classes of
the style sheet.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from programs import chromium_path, needed

Scheme = Literal["light", "dark"]

NO_HOST = "--host-resolver-rules=MAP * ~NOTFOUND"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
PAPER = 673
"""A4 between the margins of the style sheet, in CSS pixels: 178 mm."""

ALIKE = "tbody:nth-of-type(n + 3), tbody tr:nth-child(n + 3)"
"""Parts of a table that look like those before them: a heading and a row stand for the others."""

_LOST = """() => {
  const lost = [], end = document.documentElement.clientWidth + 1
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange()
  while (texts.nextNode()) {
    const node = texts.currentNode, own = node.parentElement, picture = own.closest("svg")
    if (!node.data.trim() || own.closest(".table-box, .unseen, .skip, title, desc")) continue
    range.selectNodeContents(node)
    const bounds = picture ? picture.getBoundingClientRect() : { left: 0, right: end }
    for (const seen of picture ? [own.getBoundingClientRect()] : range.getClientRects())
      if (seen.left < bounds.left - 1 || seen.right > bounds.right + 1) lost.push(node.data.trim())
  }
  for (const one of document.querySelectorAll("body *:not(.unseen, svg, svg *)"))
    if (/hidden|clip/.test(getComputedStyle(one).overflow))
      if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1) lost.push(one.textContent)
  return lost
}"""
_STOPS = """() => [...document.querySelectorAll("a[href], summary, [tabindex='0']")]
  .filter(one => one.checkVisibility({ visibilityProperty: true }))
  .map(one => [...document.querySelectorAll("*")].indexOf(one))"""
_STOP = """() => {
  const one = document.activeElement
  if (!one || one === document.body) return null
  const style = getComputedStyle(one), box = one.getBoundingClientRect()
  return {
    place: [...document.querySelectorAll("*")].indexOf(one),
    html: one.outerHTML.slice(0, 120),
    outlined: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2,
    colour: style.outlineColor,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0
  }
}"""
_OPEN = "open => document.querySelectorAll('details').forEach(one => { one.open = open })"


class Reader:
    """A reader of one page. ``asked`` are all addresses it asked for, ``said`` all that its console said."""

    def __init__(self, browser: Browser, path: Path) -> None:
        self.address = path.as_uri()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page: Page = browser.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(self.address)

    def see(self, width: int = 1280, scheme: Scheme = "light", *, unfolded: bool = False, **emulated: Any) -> Page:
        """The page on a screen (or, with ``media="print"``, on paper); nothing stays of how it was seen before."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(
            **{"media": "screen", "color_scheme": scheme, "forced_colors": "none", **emulated}  # type: ignore[arg-type]
        )
        self.page.evaluate(_OPEN, unfolded)
        return self.page

    def beyond_the_edge(self) -> list[str]:
        """What reaches over the edge of the page, its picture or what cuts it off; a table may scroll in its box."""
        wide = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        lost: list[str] = self.page.evaluate(_LOST)
        return ["the page itself", *lost] if wide else lost

    def violations(self, *rules: str, without: tuple[str, ...] = ()) -> list[str]:
        """What axe-core finds wrong by WCAG 2.1 A and AA; by some rules if they are named, without some."""
        run = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
        options = {"runOnly": run, "resultTypes": ["violations"], "rules": {one: {"enabled": False} for one in without}}
        found = Axe().run(self.page, options=options).response["violations"]
        return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"][:3]]

    def stops(self) -> list[int]:
        """The places in the document of all that the Tab key must reach, in order."""
        return list(self.page.evaluate(_STOPS))

    def tabbed(self, most: int) -> list[dict[str, Any]]:
        """Where the Tab key comes, from the start of the page until it leaves it; no further than ``most`` times."""
        found = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(_STOP)
            if stop is None:
                break
            found.append(stop)
        return found

    def printed(self) -> list[str]:
        """The text of each sheet of paper in the order of the page, without its number."""
        pdf = self.page.pdf(format="A4", prefer_css_page_size=True)
        command = [needed("poppler-utils", "pdftotext"), "-raw", "-", "-"]
        sheets = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode().split("\f")
        numbered = [sheet.partition("\n") for sheet in sheets if sheet]
        assert [number for number, _, _ in numbered] == [f"{n + 1} / {len(numbered)}" for n in range(len(numbered))]
        return [text for _, _, text in numbered]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, which finds no host."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", NO_HOST])
        yield browser
        browser.close()


def luminance(colour: str) -> float:
    """The relative luminance of ``rgb(r, g, b)``, as WCAG 2.1 defines it."""
    shares = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2.1 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
