"""The user interface in a real browser: a page that remembers what went wrong, and what it shows of an asset."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, sync_playwright
from programs import chromium_path

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


class Browser:
    """One page. ``errors`` are those of its console and scripts, ``hosts`` those it asked anything of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        page.set_default_timeout(60_000)
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda asked: self.hosts.add(urlsplit(asked.url).netloc))

    def node(self, name: str) -> Locator:
        """An asset or a group in the graph, by its name."""
        return self.page.locator("foreignObject").get_by_text(name, exact=True).locator("visible=true").last

    def preview(self, url: str) -> Locator:
        """The preview of an asset on the asset's page: there at once, or behind a click if it is long."""
        self.page.goto(url)
        entry = self.page.locator("tr").filter(has=self.page.get_by_text("preview", exact=True)).last
        behind = entry.get_by_text("[Show Markdown]")
        inline = entry.locator(".dagster-markdown")
        behind.or_(inline).first.wait_for()
        if behind.count() == 0:
            return inline
        behind.click()
        return self.page.get_by_role("dialog").or_(self.page.locator(".bp5-dialog")).locator(".dagster-markdown").last

    def violations(self, selector: str) -> list[str]:
        """What axe-core finds wrong in a part of the page by WCAG 2.1 A and AA, once nothing fades in any more."""
        self.page.evaluate(FADED_IN)
        found = Axe().run(self.page, context=selector, options=WCAG).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


FADED_IN = """Promise.allSettled(
  document.getAnimations()
    .filter(one => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map(one => one.finished))
  .then(() => null)"""


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield Browser(browser.new_page(viewport={"width": 1500, "height": 1000}, locale="en"))
        browser.close()
