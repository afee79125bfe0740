"""The pages that people read, in a real browser: on every screen and on paper, by keyboard, light and dark, offline."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from builders import SMALL_ROWS, small_export
from interviewed import sample_quotes, sample_results
from page_reading import ALIKE, PAPER, Reader, chromium, contrast
from playwright.sync_api import Browser
from running import PROJECT, Cli, Ran
from village_polls import STUDY, export_of, frame_of, project_of

from infopos_pipeline.reporting.composing import compose
from infopos_pipeline.reporting.formats.page import page_html
from infopos_pipeline.reporting.pictures import with_pictures
from infopos_pipeline.reporting.report import Report
from infopos_pipeline.statistics.results import results_from_csv
from infopos_pipeline.study import load_study

WAVES = ("2017", "2019", "2021")
PAGES = (*(f"report of {wave}" for wave in WAVES[::2]), "report in English", "public report", "codebook", "bare report")
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
"""What readers may set without losing anything, by criterion 1.4.12 of WCAG 2.1."""


def in_english(sample: Ran, wave: str) -> str:
    """The report of a sample wave in the other language, of the results that the run made, with the interviews."""
    study = load_study(PROJECT / "schemas" / "infopos")
    results = results_from_csv((sample.cli.output(wave) / "results.csv").read_text("utf-8"))
    compared = tuple(one for one in WAVES if one <= wave)
    report = Report(
        study.at(wave),
        wave,
        [*results, *sample_results(study, wave)],
        interviews=sample_quotes(study),
        synthetic=True,
        language="en",
        all_waves=study,
        waves=compared,
        notes=("A note.",),
    )
    return page_html(compose(with_pictures(report)))


def public_report(folder: Path) -> Path:
    """The report of a release of a small study, with figures withheld."""
    project = project_of(folder / "project")
    cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(project)})
    (folder / "export.csv").write_bytes(export_of(40))
    (folder / "frame.csv").write_bytes(frame_of(45))
    cli.done_here("add", folder / "export.csv", "--wave", "2019", "--frame", folder / "frame.csv")
    cli.done_here("release", "--wave", "2019")
    return cli.home / "releases" / STUDY / "1" / "report.html"


def bare_report(folder: Path) -> Path:
    """The report of a study without a frame, tables, charts and hypotheses."""
    name = "buurt-peiling"
    declared = folder / "project" / "schemas" / name
    shutil.copytree(PROJECT / "tests" / "fixtures" / "schemas" / name, declared)
    (declared / "tables.yaml").unlink()
    cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(folder / "project")})
    (folder / "export.csv").write_bytes(small_export(*SMALL_ROWS[:3]).content())
    cli.done_here("add", folder / "export.csv", "--wave", "1")
    return cli.home / "output" / name / "1" / "report.html"


@pytest.fixture(scope="module")
def paths(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The pages by name."""
    folder = tmp_path_factory.mktemp("pages")
    found = {f"report of {wave}": sample.cli.output(wave) / "report.html" for wave in WAVES[::2]}
    found["report in English"] = folder / "english.html"
    found["report in English"].write_text(in_english(sample, "2021"), encoding="utf-8")
    sample.cli.done_here("export", "--wave", "2021", "--format", "codebook", "--to", folder / "codebook")
    (found["codebook"],) = (folder / "codebook").iterdir()
    found["public report"] = public_report(folder / "public")
    found["bare report"] = bare_report(folder / "bare")
    return found


@pytest.fixture(scope="module")
def browser(paths: Mapping[str, Path]) -> Iterator[Browser]:
    """One for all pages, after they have been made."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=PAGES)
def reader(request: pytest.FixtureRequest, paths: Mapping[str, Path], browser: Browser) -> Iterator[Reader]:
    """A reader of each page in turn."""
    one = Reader(browser, paths[request.param])
    yield one
    one.page.close()


def test_a_page_is_one_file_of_less_than_two_megabytes_that_asks_for_nothing(reader: Reader) -> None:
    page = reader.see(unfolded=True)
    assert len(page.content().encode()) < 2_000_000
    assert set(reader.asked) == {reader.address}
    assert reader.said == []


def test_its_headings_go_down_one_level_at_a_time(reader: Reader) -> None:
    found = reader.see().eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(one => +one.tagName[1])")
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(found))


# 320 is a page of 1280 enlarged four times (criterion 1.4.10), 640 one enlarged twice.
@pytest.mark.parametrize("unfolded", [False, True], ids=["folded", "unfolded"])
def test_it_fits_every_screen_without_scrolling_sideways(reader: Reader, unfolded: bool) -> None:
    for width in (320, 360, 640, 768, 960, 1280, 1920):
        reader.see(width, unfolded=unfolded)
        assert reader.beyond_the_edge() == [], width


def test_nothing_is_lost_with_more_space_between_letters_words_and_lines(reader: Reader) -> None:
    for width in (360, 1280):
        page = reader.see(width, unfolded=True)
        style = page.add_style_tag(content=TEXT_SPACING)
        lost = reader.beyond_the_edge()
        style.evaluate("one => one.remove()")
        assert lost == [], width


def test_every_table_that_may_scroll_is_a_named_region_for_the_keyboard(reader: Reader) -> None:
    page = reader.see(360, unfolded=True)
    scrolling = """all => all
        .filter(one => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX !== "visible")
        .map(one => [one.role, one.tabIndex, !!document.getElementById(one.getAttribute("aria-labelledby"))])"""
    found = page.eval_on_selector_all("body *:not(.unseen, svg)", scrolling)
    assert all(region == ["region", 0, True] for region in found)


def test_what_is_said_of_a_whole_table_stays_in_sight_while_it_scrolls(reader: Reader) -> None:
    page = reader.see(360, unfolded=True)
    gone = """all => all.flatMap(box => {
        box.scrollLeft = 100000
        const seen = box.getBoundingClientRect(), range = document.createRange()
        const lost = [...box.querySelectorAll("caption, .gt_group_heading, tfoot td")].filter(one => {
            range.selectNodeContents(one)
            return [...range.getClientRects()].some(part => part.left < seen.left - 1 || part.right > seen.right + 1)
        })
        box.scrollLeft = 0
        return lost.map(one => one.textContent)
    })"""
    assert page.eval_on_selector_all(".table-box", gone) == []


def test_a_shadow_shows_on_which_side_a_table_goes_on(reader: Reader) -> None:
    page = reader.see(360, unfolded=True)
    page.wait_for_function("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
    shadow = """all => all.map(one => [one.scrollWidth > one.clientWidth,
        getComputedStyle(one, "::after").content !== "none"])"""
    assert all(goes_on == shown for goes_on, shown in page.eval_on_selector_all(".table-box", shadow))


# Colours do not depend on the width, nor other rules on the scheme.
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_no_violation_of_wcag(reader: Reader, width: int, scheme: str) -> None:
    page = reader.see(width, scheme, unfolded=True)  # type: ignore[arg-type]
    assert reader.violations(without=("color-contrast",)) == []
    # axe takes long to find what lies behind a text, and a picture it cannot judge: tests of charts do.
    page.evaluate("alike => document.querySelectorAll(`svg > *, ${alike}`).forEach(one => one.remove())", ALIKE)
    assert reader.violations("color-contrast") == []
    page.reload()


@pytest.mark.parametrize(("width", "scheme", "unfolded"), [(360, "dark", False), (1280, "light", True)])
def test_tab_reaches_all_in_reading_order_with_a_focus_one_sees(
    reader: Reader, width: int, scheme: str, unfolded: bool
) -> None:
    reader.page.reload()
    page = reader.see(width, scheme, unfolded=unfolded)  # type: ignore[arg-type]
    expected = reader.stops()
    assert expected
    found = reader.tabbed(len(expected) + 1)
    assert [stop["place"] for stop in found] == expected
    assert [stop["html"] for stop in found if not (stop["outlined"] and stop["seen"])] == []
    behind = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert all(contrast(stop["colour"], behind) >= 3 for stop in found)


def test_the_first_stop_skips_to_the_content(reader: Reader) -> None:
    reader.page.reload()
    page = reader.see()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('main')")
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('main, footer, body') !== document.querySelector('header, nav')"
    assert page.evaluate(inside)
    assert not page.evaluate("!!document.activeElement.closest('nav')")


def test_enter_unfolds_and_folds(reader: Reader) -> None:
    page = reader.see(360)
    for summary in page.locator("summary").all()[:3]:
        summary.focus()
        page.keyboard.press("Enter")
        assert summary.evaluate("one => one.parentElement.open")
        assert summary.evaluate("one => one.nextElementSibling.checkVisibility()")
        page.keyboard.press("Enter")
        assert not summary.evaluate("one => one.parentElement.open")


def test_the_contents_stand_beside_a_wide_page_and_fold_away_on_a_narrow_one(reader: Reader) -> None:
    links = reader.see(360).locator(".contents a")
    assert links.count() > 0
    assert not any(link.is_visible() for link in links.all())
    reader.see(1280)
    assert all(link.evaluate("one => one.checkVisibility()") for link in links.all())
    assert not reader.page.locator(".contents summary").is_visible()
    targets = links.evaluate_all("all => all.map(one => !!document.getElementById(one.hash.slice(1)))")
    assert all(targets)


def squeezed(text: str) -> str:
    """A text without white space and capitals: a line breaks elsewhere on paper, and a mark is in capitals."""
    return re.sub(r"\s+", "", text).lower()


def texts(reader: Reader, selector: str) -> list[str]:
    """The texts of what is selected, without what only those hear who do not see it; squeezed."""
    seen = """all => all.map(one => {
        const copy = one.cloneNode(true)
        copy.querySelectorAll(".unseen").forEach(part => part.remove())
        return copy.textContent
    })"""
    return [text for text in map(squeezed, reader.page.eval_on_selector_all(selector, seen)) if text]


@pytest.fixture(scope="module")
def printed(reader: Reader) -> list[str]:
    """What a reader with a dark screen prints, who has unfolded nothing: each sheet, squeezed."""
    reader.see(PAPER, "dark", media="print")
    return [squeezed(sheet) for sheet in reader.printed()]


@pytest.fixture
def on_paper(reader: Reader, printed: list[str]) -> list[str]:
    """The same, with the page as it is then."""
    reader.see(PAPER, "dark", media="print")
    return printed


def test_on_paper_all_is_open_and_nothing_is_cut_off(reader: Reader, on_paper: list[str]) -> None:
    page = reader.page
    assert reader.beyond_the_edge() == []
    for gone in page.locator(".skip, .contents, summary").all():
        assert not gone.is_visible()
    boxes = "all => all.filter(one => one.scrollWidth > one.clientWidth || !one.checkVisibility()).map(one => one.id)"
    assert page.eval_on_selector_all(".table-box", boxes) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    tall = "all => all.filter(one => one.getBoundingClientRect().height > 975).length"
    assert page.eval_on_selector_all("svg", tall) == 0
    whole = "".join(on_paper)
    assert [text for text in texts(reader, "caption, th, td, p, li, dd") if text not in whole] == []
    (once,) = texts(reader, "body")
    assert [note for note in texts(reader, "tfoot td") if whole.count(note) != once.count(note)] == []


def test_on_paper_the_banners_and_the_summary_are_the_first_page(reader: Reader, on_paper: list[str]) -> None:
    first, second, *_ = on_paper
    banners = texts(reader, ".banner")
    assert banners
    assert all(banner in first for banner in banners)
    if "summary" in reader.page.eval_on_selector_all("main > section", "all => all.map(one => one.id)"):
        heading, after = texts(reader, "h2")[:2]
        assert all(text in first for text in (heading, *texts(reader, "#summary li, #summary dd")))
        assert after not in first
        assert after in second


def test_on_paper_no_heading_stands_at_the_foot_of_a_page(reader: Reader, on_paper: list[str]) -> None:
    headings = texts(reader, ":is(h2, h3, h4):not(.unseen), caption, thead tr, .gt_group_heading")
    # The sheet of the summary ends in a finding, which may be worded as a heading of a table.
    assert [heading for heading in headings if any(sheet.endswith(heading) for sheet in on_paper[1:])] == []
    assert [heading for heading in headings if not any(heading in sheet for sheet in on_paper)] == []


def test_in_colours_of_the_readers_own_pictures_and_bars_are_seen(reader: Reader) -> None:
    for scheme in ("light", "dark"):
        page = reader.see(1280, scheme, unfolded=True, forced_colors="active")  # type: ignore[arg-type]
        plates = page.eval_on_selector_all(".plate", "all => all.map(one => getComputedStyle(one).backgroundColor)")
        assert set(plates) <= {"rgb(255, 255, 255)"}
        behind = page.evaluate("getComputedStyle(document.body).backgroundColor")
        bars = page.eval_on_selector_all(".bar i", "all => all.map(one => getComputedStyle(one).backgroundColor)")
        inks = page.eval_on_selector_all("p, th, td, h2, a", "all => all.map(one => getComputedStyle(one).color)")
        assert inks
        assert all(contrast(colour, behind) >= 4.5 for colour in {*bars, *inks})
