"""``infopos export``: the data of a wave as files, for inside use: shut, the same on every run, and without a name."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import duckdb
import pyreadstat
import pytest
from pyarrow import parquet
from running import Cli, Ran, hashes, open_to_others

BASE = "infopos-2017-internal"
FILES = {
    "sav": [f"{BASE}.sav"],
    "csv": [f"{BASE}.csv", f"{BASE}-codebook.csv"],
    "parquet": [f"{BASE}.parquet"],
    "spss": [f"{BASE}.sps"],
    "codebook": [f"{BASE}-codebook.html"],
    "ddi": [f"{BASE}-ddi.xml"],
}


@pytest.fixture(scope="module")
def exported(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Everything of the sample wave, and what the program said."""
    folder = tmp_path_factory.mktemp("exported") / "to" / "2017"
    return folder, sample.cli.done("export", "--wave", "2017", "--to", folder)


def test_every_format_is_written_for_its_owner_alone(exported: tuple[Path, str]) -> None:
    folder, said = exported
    names = [name for names in FILES.values() for name in names]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert open_to_others(folder) == []
    assert [Path(line.strip()).name for line in said.splitlines()[1:-1]] == names
    assert "synthetic" in said.splitlines()[0]
    assert said.splitlines()[-1].startswith("Internal: pseudonymised")


@pytest.mark.parametrize("name", [name for names in FILES.values() for name in names])
def test_every_file_says_that_it_is_internal_and_invented(exported: tuple[Path, str], name: str) -> None:
    content = (exported[0] / name).read_bytes()
    assert "internal" in name
    if name == f"{BASE}.csv":  # holds rows only; its codebook says so
        return
    text = re.sub(r"\s+", " ", content.decode("utf-8", errors="ignore")).lower()
    assert "intern" in text
    assert "verzonnen" in text


def test_the_files_hold_the_slice_in_the_order_of_pseudonyms(exported: tuple[Path, str], sample: Ran) -> None:
    folder, _ = exported
    with duckdb.connect(str(sample.cli.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        query = "SELECT * EXCLUDE (key_id) FROM infopos.responses WHERE wave = '2017' ORDER BY pseudonym"
        rows = connection.sql(query).to_arrow_table()
    columns = parquet.read_table(folder / f"{BASE}.parquet")
    assert set(columns.column_names) == set(rows.column_names)
    for name in rows.column_names:
        assert columns[name].to_pylist() == rows[name].to_pylist(), name
    with (folder / f"{BASE}.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [row["pseudonym"] for row in listed] == rows["pseudonym"].to_pylist()
    data, about = pyreadstat.read_sav(folder / f"{BASE}.sav", user_missing=True)
    assert data["pseudonym"].to_list() == rows["pseudonym"].to_pylist()
    assert about.mr_sets


def test_nobody_is_named_in_any_file(exported: tuple[Path, str], sample_rows) -> None:
    named = {row[heading] for row in sample_rows for heading in ("token", "gemeente", "naam", "email") if row[heading]}
    written = {row[heading] for row in sample_rows for heading in row if len(row[heading]) > 25}
    assert len(named) > 75
    assert written
    for path in exported[0].iterdir():
        content = path.read_bytes().decode("utf-8", errors="ignore")
        words = set(re.findall(r"[\w@.-]+", content))
        assert not [cell for cell in named if (cell in content if " " in cell or "@" in cell else cell in words)], path
        assert not [cell for cell in written if cell in content], path


def test_two_runs_write_the_same_bytes(exported: tuple[Path, str], sample: Ran, tmp_path: Path) -> None:
    sample.cli.done_here("export", "--wave", "2017", "--to", tmp_path / "again")
    assert hashes(tmp_path / "again") == hashes(exported[0])


def test_one_format_alone_in_another_language(sample: Ran, tmp_path: Path) -> None:
    sample.cli.done_here("export", "--wave", "2021", "--to", tmp_path / "a", "--format", "sav", "--language", "en")
    (path,) = (tmp_path / "a").iterdir()
    _, about = pyreadstat.read_sav(path, user_missing=True)
    assert about.column_names_to_labels["dashboard"] == "Use of a dashboard with safety figures"


def test_a_folder_with_files_is_left_alone_unless_told_otherwise(sample: Ran, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    export = ("export", "--wave", "2017", "--to", tmp_path, "--format", "csv")
    refused = sample.cli.here(*export)
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    sample.cli.done_here(*export, "--replace")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*FILES["csv"], "notes.txt"])
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_wave_that_did_not_land_is_said_plainly(sample: Ran, tmp_path: Path) -> None:
    refused = sample.cli.here("export", "--wave", "2033", "--to", tmp_path / "a")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Wave 2033 has not landed" in refused.stderr
    assert not (tmp_path / "a").exists()


def test_an_outdated_slice_is_not_exported(own_sample: Cli, tmp_path: Path) -> None:
    """A slice that was made from another export, key or declaration than there is now."""
    with duckdb.connect(str(own_sample.home / "warehouse/warehouse.duckdb")) as connection:
        connection.execute("UPDATE infopos.provenance SET made_from = 'something else' WHERE slice = 'responses'")
    refused = own_sample.here("export", "--wave", "2017", "--to", tmp_path / "a")
    assert refused.exit_code == 1
    assert "infopos run --wave 2017" in refused.stderr
    assert not (tmp_path / "a").exists()


def test_the_csv_codebook_names_every_column_of_the_csv(exported: tuple[Path, str]) -> None:
    folder, _ = exported
    headings = (folder / f"{BASE}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    rows = csv.DictReader(io.StringIO((folder / f"{BASE}-codebook.csv").read_text(encoding="utf-8")))
    assert list(dict.fromkeys(row["variable"] for row in rows if row["variable"])) == headings
