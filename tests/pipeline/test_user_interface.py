"""The user interface, started as users start it: its graph, and a wave materialised from it."""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from browsing import Browser, browsing
from running import PROGRAM, PROJECT, Cli, Ran, open_to_others, outputs
from serving import ADD_WAVE, LAUNCH, LOCATIONS, SHOWN, Server, free_port, served

from infopos_pipeline.orchestration.instance import open_instance
from infopos_pipeline.project import Home
from infopos_pipeline.reporting.formats.markdown import table_markdown
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "[x](javascript:alert(3))",
    "![x](http://a.example/x.svg)",
    "http://a.example www.a.example a@a.example",
    "a|b **c** _d_ ~~e~~ `f` &lt;g&gt;",
)
"""Labels that no study should have."""

GROUPS = {"ingest", "privacy", "interviews", "statistics", "disclosure", "reporting", "report"}


@pytest.fixture(scope="module")
def ui(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Cli]]:
    """``infopos dev`` on a copy of the home with the sample wave, the wave's outputs taken away."""
    folder = tmp_path_factory.mktemp("ui")
    cli = Cli(sample.cli.user, folder / "home")
    shutil.copytree(sample.cli.home, cli.home)
    shutil.rmtree(cli.home / "output")
    port = free_port()
    command = [PROGRAM, "dev", "--port", str(port), "--home", cli.home]
    environment = {name: value for name, value in cli.environment.items() if name != "INFOPOS_HOME"}
    with served(command, port, folder, environment) as server:
        server.loaded()
        yield server, cli


def launched(server: Server, job: str, wave: str, **selector: Any) -> str:
    """Launch a run as the interface does; the id of the run."""
    repository = server.ask(LOCATIONS)["repositoriesOrError"]["nodes"][0]
    params = {
        "selector": {
            "repositoryLocationName": repository["location"]["name"],
            "repositoryName": repository["name"],
            "jobName": job,
            **selector,
        },
        "mode": "default",
        "runConfigData": {},
        "executionMetadata": {"tags": [{"key": "dagster/partition", "value": wave}]},
    }
    answer = server.ask(LAUNCH, params=params)["launchRun"]
    assert answer["__typename"] == "LaunchRunSuccess", answer
    return str(answer["run"]["runId"])


def test_the_graph_shows_every_asset_with_its_room_and_the_landed_wave(ui: tuple[Server, Cli]) -> None:
    nodes = {"/".join(node["assetKey"]["path"]): node for node in ui[0].loaded()}
    assert {"infopos/raw_responses", "infopos/responses", "infopos/counts", "infopos/results", "infopos/report"} <= set(
        nodes
    )
    assert sum(name.startswith("infopos/charts/") for name in nodes) == 14
    for node in nodes.values():
        assert node["groupName"] in GROUPS
        assert node["description"]
        assert node["partitionKeys"] == ["2017", "2019", "2021"]
    assert [key["path"] for key in nodes["infopos/counts"]["dependencyKeys"]] == [["infopos", "responses"]]


def test_the_server_listens_on_this_machine_alone(ui: tuple[Server, Cli]) -> None:
    def listening(table: str) -> set[str]:
        rows = [line.split() for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
        return {row[1].split(":")[0] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == ui[0].port}

    if not Path("/proc/net/tcp").exists():
        pytest.skip("no /proc here")
    assert listening("tcp") == {"0100007F"}
    assert listening("tcp6") == set()


def test_a_wave_materialised_from_the_interface_writes_the_same_outputs_as_the_command_line(
    ui: tuple[Server, Cli], sample: Ran
) -> None:
    server, cli = ui
    assert not cli.output("2017").exists()
    assert server.succeeds(launched(server, "infopos_wave", "2017"))
    assert (cli.output("2017") / "report.html").read_text("utf-8").rstrip().endswith("</html>")
    assert outputs(cli.output("2017")) == outputs(sample.cli.output("2017"))
    for path in (cli.home / "output").rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_one_chart_is_materialised_on_its_own_from_the_interface(ui: tuple[Server, Cli], sample: Ran) -> None:
    server, cli = ui
    shutil.rmtree(cli.output("2017"), ignore_errors=True)
    chosen = [
        {"path": ["infopos", "charts", "vergelijking_3"]},
        {"path": ["infopos", "descriptives", "vergelijking_3"]},
    ]
    assert server.succeeds(launched(server, "__ASSET_JOB", "2017", assetSelection=chosen))
    chart = Path("charts/vergelijking_3.svg")
    assert list(outputs(cli.output("2017"))) == [str(chart)]
    assert (cli.output("2017") / chart).read_bytes() == (sample.cli.output("2017") / chart).read_bytes()


def shown(server: Server) -> dict[str, dict[str, Any]]:
    """What the interface shows of each asset of the last wave: by asset the values of its metadata."""
    found = {}
    for node in server.ask(SHOWN)["assetNodes"]:
        (last,) = node["assetMaterializations"]
        values = {
            entry["label"]: next((value for name, value in entry.items() if name != "label"), None)
            for entry in last["metadataEntries"]
        }
        found["/".join(node["assetKey"]["path"][1:])] = values
    return found


WITHOUT_BASE = {
    *("raw_responses", "open_answers", "transcripts", "quotes"),  # no figures
    *("answer_patterns", "trends"),  # of several waves
    *("audit", "which_test"),  # nothing was printed about this wave
    *("descriptives/paragraaf_3_2", "descriptives/uitval", "descriptives/verkenning"),  # facts; tests alone
}
WRITTEN = {"results": "results.csv", "risk": "risk.json", "audit": "audit.json"}
DOCUMENTS = ("report.html", "report.docx", "report.pdf", "tables.xlsx", "results.csv")


def test_every_asset_of_a_run_shows_a_preview_its_rows_its_base_and_where_its_file_lies(
    ui: tuple[Server, Cli], sample: Ran
) -> None:
    found = shown(ui[0])
    families = {"tables": ".html", "charts": ".svg"}
    for name, values in found.items():
        family = name.partition("/")[0]
        assert values["preview"].startswith("![" if family == "charts" else ("**", "## ")), name
        file = f"{name}{families[family]}" if family in families else WRITTEN.get(name)
        assert values.get("path") == (str(sample.cli.output("2021") / file) if file else values.get("path")), name
        if name != "results" and (file or name in ("raw_responses", "report")):
            assert "dagster/row_count" not in values, name
            assert name == "report" or values["path"], name
        else:
            assert values["dagster/row_count"] >= 0, name
    assert {name for name, values in found.items() if "base_n" not in values} == WITHOUT_BASE
    for name in DOCUMENTS:
        assert found["report"][name] == str(sample.cli.output("2021") / name)


def test_the_base_an_asset_shows_is_that_of_its_figures_in_the_results(ui: tuple[Server, Cli], sample: Ran) -> None:
    found = shown(ui[0])
    with (sample.cli.output("2021") / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["statistic"] == "n" and not (row["category"] or row["group"])
        ]
    charts = [name for name in found if name.startswith("charts/")]
    for name in charts:
        (value,) = {row["value"] for row in rows if row["place"] == name.partition("/")[2]}
        assert str(found[name]["base_n"]) == value, name
        assert found[name.replace("charts", "descriptives")]["base_n"] == found[name]["base_n"]
    assert len(charts) == 14
    assert found["responses"]["base_n"] == found["responses"]["dagster/row_count"] == found["report"]["respondents"]


def test_no_figure_of_a_comparison_stays_in_the_history_of_the_wave_that_made_it(ui: tuple[Server, Cli]) -> None:
    """They are of another wave too, which can be removed."""
    found = shown(ui[0])
    for name in ("trends", "answer_patterns"):
        assert "Tevredenheid" in found[name]["preview"]
        assert not re.search(r"[|][^|]*[0-9]+(,[0-9]+)?%?[^|]*[|] *$", found[name]["preview"], re.MULTILINE)
    assert "2017" not in found["report"]["preview"] + found["trends"]["preview"]


@pytest.fixture
def outputs_there(ui: tuple[Server, Cli], sample: Ran) -> Iterator[str]:
    """The outputs of the sample waves put back for one test; the address of the interface."""
    server, cli = ui
    shutil.copytree(sample.cli.home / "output", cli.home / "output", dirs_exist_ok=True)
    yield f"http://127.0.0.1:{server.port}"
    shutil.rmtree(cli.home / "output")
    (cli.home / "output").mkdir(mode=0o700)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as opened:
        yield opened


def said_address(server: Server, what: str) -> str:
    """An address that ``infopos dev`` printed."""
    return next(line for line in server.log.read_text().splitlines() if line.startswith(what)).rpartition(" ")[2]


def test_the_report_is_two_clicks_from_the_graph(
    ui: tuple[Server, Cli], outputs_there: str, browser: Browser, sample: Ran
) -> None:
    page = browser.page
    page.goto(said_address(ui[0], "The graph"))
    browser.node("report").click()
    link = page.get_by_role("link", name="Open report.html of the newest wave")
    link.wait_for()
    page.get_by_text("output/infopos/<wave>/", exact=True).wait_for()
    for number in ("respondents", "supported_recommended"):  # drawn from wave to wave
        page.get_by_text(number, exact=True).first.wait_for()
    assert browser.violations(".dagster-markdown") == []
    browser.hosts.clear()
    link.click()
    page.wait_for_url("**/infopos/2021/report.html")
    assert page.locator("main h2").count() > 5
    assert len(browser.hosts) == 1
    assert page.content().count("<section") == (sample.cli.output("2021") / "report.html").read_text().count("<section")
    assert browser.errors == []


def test_the_report_is_found_from_the_folded_graph_too_and_every_wave_from_there(
    outputs_there: str, browser: Browser
) -> None:
    page = browser.page
    page.goto(f"{outputs_there}/asset-groups?expanded=")
    browser.node("report").click()
    page.wait_for_url("**expanded=*report*")
    browser.node("report").click()
    page.get_by_role("link", name="Reports and results of every wave").click()
    page.wait_for_url("**/infopos/")
    assert re.findall("[0-9]{4}", page.locator("main").inner_text()) == ["2021", "2019", "2017"]
    assert browser.violations("html") == []
    page.get_by_role("link", name="report.html").last.click()
    page.wait_for_url("**/infopos/2017/report.html")
    assert browser.errors == []


@pytest.mark.parametrize("asset", ["tables/tabel_3", "hypotheses/verwachting_3", "responses", "report"])
def test_a_preview_is_laid_out_as_a_table_or_text_that_everybody_can_read(
    ui: tuple[Server, Cli], browser: Browser, asset: str
) -> None:
    preview = browser.preview(f"http://127.0.0.1:{ui[0].port}/assets/infopos/{asset}")
    preview.wait_for()
    assert (preview.locator("table").count() > 0) == (asset != "report")
    for heading in preview.locator("th").all():
        assert heading.inner_text().strip()
    assert "\\" not in preview.inner_text()
    assert browser.violations(".dagster-markdown") == []
    assert browser.errors == []


def test_a_chart_is_shown_whole_with_all_it_shows_in_words(ui: tuple[Server, Cli], browser: Browser) -> None:
    preview = browser.preview(f"http://127.0.0.1:{ui[0].port}/assets/infopos/charts/vergelijking_3")
    picture = preview.locator("img")
    picture.wait_for()
    assert "N = " in (picture.get_attribute("alt") or "")
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 200
    box, window = picture.bounding_box(), browser.page.viewport_size
    assert box
    assert window
    assert 200 < box["width"] < window["width"]
    assert 100 < box["height"] < window["height"]
    assert browser.violations(".dagster-markdown") == []
    assert browser.errors == []


def test_no_label_of_a_study_becomes_markup_or_a_script(ui: tuple[Server, Cli], browser: Browser) -> None:
    rows = tuple(Row(text, (Cell(text),)) for text in HOSTILE)
    hostile = TableModel("x", HOSTILE[0], HOSTILE[1], (Column(HOSTILE[2]),), (RowGroup(HOSTILE[5], rows),), HOSTILE)
    with open_instance(Home(ui[1].home)) as instance:
        metadata = {"preview": dg.MetadataValue.md(table_markdown(hostile))}
        instance.report_runless_asset_event(
            dg.AssetMaterialization(["infopos", "open_answers"], partition="2019", metadata=metadata)
        )
    preview = browser.preview(f"http://127.0.0.1:{ui[0].port}/assets/infopos/open_answers")
    preview.locator("table").wait_for()
    assert preview.locator("a, img, script, em, del, code, b").count() == 0
    seen = [
        cell.inner_text().replace("\N{WORD JOINER}", "") for cell in preview.locator("tbody tr td:first-child").all()
    ]
    assert seen == [HOSTILE[5], *HOSTILE]
    assert not any("a.example" in host for host in browser.hosts)
    assert browser.errors == []


@pytest.mark.usefixtures("careless")
def test_plain_dagster_dev_shows_the_graph_and_keeps_its_history_in_the_project_to_its_owner(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    for name in ("schemas", "data"):
        shutil.copytree(PROJECT / name, project / name)
    for name in ("workspace.yaml", "dagster.yaml"):
        shutil.copy(PROJECT / name, project / name)
    cli = Cli(tmp_path / "user", tmp_path / "elsewhere")
    cli.user.mkdir()
    environment = {
        name: value for name, value in cli.environment.items() if name not in ("INFOPOS_HOME", "INFOPOS_PROJECT")
    }
    port = free_port()
    command: list[str | Path] = [Path(sys.executable).with_name("dagster"), "dev", "-h", "127.0.0.1", "-p", str(port)]
    with served(command, port, project, environment) as server:
        assert any(node["assetKey"]["path"] == ["infopos", "report"] for node in server.loaded())
        repository = server.ask(LOCATIONS)["repositoriesOrError"]["nodes"][0]
        selector = {"repositoryName": repository["name"], "repositoryLocationName": repository["location"]["name"]}
        added = server.ask(ADD_WAVE, repository=selector)["addDynamicPartition"]
        assert added["__typename"] == "AddDynamicPartitionSuccess"
        assert not server.succeeds(launched(server, "infopos_wave", "2030")), "nothing landed"
    assert open_to_others(project / ".infopos") == []
    index = project / ".infopos/dagster/history/runs/index.db"
    with closing(sqlite3.connect(index)) as connection:
        assert connection.execute("SELECT partition FROM dynamic_partitions").fetchall() == [("2030",)]
    kept = [path for path in cli.user.rglob("*") if path.is_file()]
    assert kept == [], "Dagster's telemetry log would be a file here, and be sent from here"
    assert not cli.home.exists()
