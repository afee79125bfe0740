"""``infopos run`` and ``infopos audit`` on the sample wave, as a newcomer meets them."""

from __future__ import annotations

import csv
import json
import re
import stat
from pathlib import Path

import duckdb
import pytest
import yaml
from counted_again import differences, recounted, results_of
from running import PROJECT, Cli, Ran, outputs

DATA = PROJECT / "data" / "infopos" / "2017"
KEY = ["place", "item", "category", "group", "group_value", "statistic"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def audit(sample: Ran) -> dict:
    return json.loads(sample.cli.done("audit", "--json"))


def test_run_on_an_empty_home_succeeds_and_says_where_report_and_results_are(sample: Ran) -> None:
    assert sample.exit_code == 0
    output = sample.cli.output("2017")
    assert str(output / "report.html") in sample.stdout
    assert str(output / "results.csv") in sample.stdout
    assert "synthetic" in sample.stdout


def test_run_prints_nothing_on_standard_error(sample: Ran) -> None:
    assert sample.stderr == ""


def test_run_writes_the_outputs_of_a_wave(sample: Ran) -> None:
    output = sample.cli.output("2017")
    tables = yaml.safe_load((PROJECT / "schemas/infopos/tables.yaml").read_text())["tables"]
    charts = yaml.safe_load((PROJECT / "schemas/infopos/charts.yaml").read_text())["charts"]
    shown = {name for name, table in tables.items() if table["layout"] != "text"}
    assert {path.name for path in output.iterdir()} >= {"results.csv", "report.html", "tables", "charts"}
    assert {path.stem for path in (output / "tables").iterdir()} == shown
    assert {path.stem for path in (output / "charts").glob("*.svg")} == set(charts)
    assert len(charts) == 14


def test_report_is_one_page_without_scripts_or_requests_that_says_it_is_synthetic(sample: Ran) -> None:
    page = (sample.cli.output("2017") / "report.html").read_text("utf-8")
    assert page.rstrip().endswith("</html>")
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    assert not re.search(r"url\(\s*['\"]?(?!data:|#)", page)
    assert "synthetisch" in page.lower()
    assert "NaN" not in page


def test_the_risk_report_agrees_with_a_count_of_the_responses_and_names_no_class(sample: Ran) -> None:
    declared = yaml.safe_load((PROJECT / "schemas/infopos/disclosure.yaml").read_text("utf-8"))
    report = json.loads((sample.cli.output("2017") / "risk.json").read_text("utf-8"))
    assert (report["study"], report["wave"], report["threshold"]) == ("infopos", "2017", declared["threshold"])
    with duckdb.connect(str(sample.cli.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        for risk in report["risks"]:
            if risk["merged"]:
                continue
            names = ", ".join(risk["quasi_identifiers"])
            counted = f"SELECT count(DISTINCT pseudonym) FROM infopos.responses WHERE wave = '2017' GROUP BY {names}"
            sizes = sorted(size for (size,) in connection.execute(counted).fetchall())
            assert risk["k"] == sizes[0]
            assert risk["sample_uniques"] == sizes.count(1)
            assert risk["below_threshold"] == sum(size for size in sizes if size < report["threshold"])
            assert risk["class_sizes"] == {str(size): sizes.count(size) for size in sizes}
    assert set(report["risks"][0]["quasi_identifiers"]) == set(declared["quasi_identifiers"])
    assert "Herkenbaarheid" in (sample.cli.output("2017") / "report.html").read_text("utf-8")


def test_home_and_everything_in_it_is_its_owners_alone(sample: Ran) -> None:
    for path in [sample.cli.home, *sample.cli.home.rglob("*")]:
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_results_csv_keeps_its_contract(sample: Ran) -> None:
    content = (sample.cli.output("2017") / "results.csv").read_bytes()
    assert b"\r" not in content
    assert content.startswith(b"wave,profile,place,item,category,group,group_value,statistic,value,text,base,method\n")
    rows = rows_of(sample.cli.output("2017") / "results.csv")
    for row in rows:
        if row["statistic"] == "n" and row["value"]:
            assert row["value"].isdecimal()
        if row["value"]:
            assert float(row["value"]) not in (float("inf"), float("-inf"))
            assert row["value"] == str(int(row["value"])) if row["value"].isdecimal() else repr(float(row["value"]))
        assert not row["base"] or row["base"].isdecimal()
    keys = [tuple(value for column, value in row.items() if column not in ("value", "text", "base")) for row in rows]
    assert len(set(keys)) == len(keys)


def test_results_of_the_sample_equal_a_count_of_the_raw_export(sample: Ran) -> None:
    again = recounted((DATA / "export.csv").read_bytes(), (DATA / "frame.csv").read_bytes(), "2017")
    assert differences(results_of(sample.cli.output("2017") / "results.csv"), again) == []


def test_an_option_nobody_chose_is_left_out_of_its_table_and_named_in_the_note(sample: Ran) -> None:
    for name in ("bijlage_1", "tabel_2"):
        table = (sample.cli.output("2017") / "tables" / f"{name}.html").read_text("utf-8")
        cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", table.split("<tfoot")[0], re.DOTALL)
        assert not any("Zeer ontevreden" in cell for cell in cells)
        assert "zeer ontevreden" in table.lower()


def test_audit_json_has_the_declared_shape(audit: dict) -> None:
    assert set(audit) == {"study", "wave", "figures", "summary"}
    assert (audit["study"], audit["wave"]) == ("infopos", "2017")
    assert isinstance(audit["summary"], dict)
    for figure in audit["figures"]:
        assert set(figure) == {*KEY, "published", "computed", "status", "kind", "reason"}
        assert figure["status"] in ("reproduced", "declared", "erratum", "different")
        assert (figure["kind"] is None) == (figure["status"] != "erratum")
        assert bool(figure["reason"]) == (figure["status"] != "reproduced")


def test_audit_reports_every_published_figure_once_in_its_order(audit: dict) -> None:
    published = rows_of(DATA / "published.csv")
    assert len(published) == 258
    assert [[f[k] for k in KEY] for f in audit["figures"]] == [[row[k] for k in KEY] for row in published]
    assert [figure["published"] for figure in audit["figures"]] == [row["value"] for row in published]


def test_audit_finds_no_difference_and_three_numeric_errata(audit: dict) -> None:
    statuses = [figure["status"] for figure in audit["figures"]]
    assert set(statuses) == {"reproduced", "declared", "erratum"}
    kinds = [figure["kind"] for figure in audit["figures"]]
    assert kinds.count("number") == 3
    assert kinds.count("verdict") == 1


def test_reproduced_percentages_round_to_what_was_printed(audit: dict) -> None:
    for figure in audit["figures"]:
        if figure["statistic"] == "pct" and figure["status"] == "reproduced":
            decimals = len(figure["published"].partition(".")[2])
            assert abs(figure["computed"] - float(figure["published"])) <= 0.5 * 10**-decimals + 1e-9


def test_audit_as_text_names_the_errata_and_counts_the_figures(sample: Ran, audit: dict) -> None:
    said = sample.cli.done("audit", "--wave", "2017")
    for status in ("reproduced", "declared", "erratum"):
        number = sum(figure["status"] == status for figure in audit["figures"])
        assert f"{number} {status}" in said
    assert said.count("erratum (number)") == 3
    assert "0 different" in said


def test_audit_in_the_output_folder_is_what_the_command_prints(sample: Ran, audit: dict) -> None:
    assert json.loads((sample.cli.output("2017") / "audit.json").read_text("utf-8")) == audit


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cli, dict[str, bytes], str]:
    """Another home of another user: its outputs after the first run, and after the second."""
    folder = tmp_path_factory.mktemp("elsewhere")
    cli = Cli(folder / "user", folder / "home")
    cli.done("run", "--wave", "2017")
    first = outputs(cli.output("2017")), (cli.output("2017") / "report.html").read_text("utf-8")
    cli.done_here("run")
    return cli, *first


def test_two_homes_with_different_keys_give_the_same_bytes(sample: Ran, elsewhere: tuple) -> None:
    cli, first, _ = elsewhere
    keys = [(user / "pseudonym.key").read_text() for user in (sample.cli.user, cli.user)]
    assert keys[0] != keys[1]
    assert first == outputs(sample.cli.output("2017"))


def test_a_rerun_in_one_home_gives_the_same_bytes_also_of_the_report(elsewhere: tuple) -> None:
    cli, first, report = elsewhere
    assert outputs(cli.output("2017")) == first
    assert (cli.output("2017") / "report.html").read_text("utf-8") == report


def test_reports_of_two_homes_differ_in_their_provenance_only(sample: Ran, elsewhere: tuple) -> None:
    def without_provenance(page: str) -> str:
        rest, found = re.subn(r'<section id="provenance".*?</section>', "", page, flags=re.DOTALL)
        assert found == 1
        return rest

    here = (sample.cli.output("2017") / "report.html").read_text("utf-8")
    assert without_provenance(here) == without_provenance(elsewhere[2])


def test_provenance_holds_the_landing_time_and_the_hash_of_the_export(sample: Ran) -> None:
    page = (sample.cli.output("2017") / "report.html").read_text("utf-8")
    landed = json.loads((sample.cli.home / "landing/infopos/2017/current.json").read_text())
    assert landed["landed"] in page
    assert landed["export_hash"] in page
    assert landed["synthetic"] is True
