"""Pseudonyms in real runs: the same municipality is the same in every wave, nobody undoes it without the key, the
wrong key stops everything, and a rotation breaks all links.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from random_exports import BINDING, Export, make_export, municipalities
from running import PROGRAM, PROJECT, Cli, hashes, open_to_others, outputs, questionnaire_project
from test_user_interface import free_port, launched, served

from infopos_pipeline.cli import keys
from infopos_pipeline.orchestration.resources import Workplace, open_warehouse
from infopos_pipeline.project import Home

MERGERS = """\
mergers:
  - {into: Tussenvliet, from: [Oudvliet]}
  - {into: Nieuwvliet aan Zee, from: [Tussenvliet]}
  - {into: Tweestromen, from: [Kleinstroom, Grootstroom]}
"""
SAME = ["Sint Jansteën", "'s-Gravenwaard", "IJsselkerk", "Groot-Bever", "Distelterp", "Fuutdal", "Reigerplas"]
FIRST_NAMES = ["Oudvliet", "Kleinstroom", "Grootstroom", "Eendenkreek", *SAME]
SECOND_NAMES = ["Nieuwvliet aan Zee", "Tweestromen", "Vlieroord", *SAME]
OTHER_SPELLINGS = {
    "Sint Jansteën": "SINT-JANSTEEN",
    "'s-Gravenwaard": "ʼs\u00a0gravenwaard",
    "IJsselkerk": "Ĳssel\u200bkerk",
    "Nieuwvliet aan Zee": "oudvliet",
    "Tweestromen": "Kleinstroom",
}
"""What respondents of the second wave type, without a token; two of them an old name."""


def wave_of(seed: int, names: Sequence[str], typed: Mapping[str, str]) -> Export:
    """An export in which every municipality of the frame answers, by name alone if it types another one."""
    template = make_export(seed, respondents=len(names), plain=True, too_large=False)
    frame = [{**row, "gemeente": name} for row, name in zip(template.frame, names, strict=False)]
    for row in frame:
        row["token"] = row["token"] or f"given{row['gemeente']}"
        row["inwoners"] = str(min(int(row["inwoners"]), 25_999))
    export = Export(template.headings, template.rows, frame, template.style)
    for number, row in enumerate(frame):
        name = row["gemeente"]
        export = export.with_cell(number, "token", "" if name in typed else row["token"])
        export = export.with_cell(number, "gemeente", typed.get(name, name))
    return export


WAVES = {"2019": wave_of(81, FIRST_NAMES, {}), "2021": wave_of(82, SECOND_NAMES, OTHER_SPELLINGS)}


def plain(name: str) -> str:
    """The normalised name, of names that are written here: by another way than the package's."""
    return re.sub(r"[^a-z]", "", name.lower().replace("ë", "e"))


def keyed(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def key_of(cli: Cli) -> bytes:
    return bytes.fromhex((cli.user / "pseudonym.key").read_text().strip())


def query(cli: Cli, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(cli.home / "warehouse/warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def pseudonyms(cli: Cli, table: str = "responses", wave: str | None = None) -> set[str]:
    where = f"WHERE wave = '{wave}'" if wave else ""
    return {value for (value,) in query(cli, f"SELECT pseudonym FROM infopos.{table} {where}")}


def all_pseudonyms(cli: Cli) -> set[str]:
    return pseudonyms(cli) | pseudonyms(cli, "approached")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with herindelingen of its own."""
    folder = questionnaire_project(tmp_path_factory.mktemp("project"))
    (folder / "schemas/infopos/herindelingen.yaml").write_text(MERGERS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def two_waves(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A home with two waves, for tests that read only."""
    folder = tmp_path_factory.mktemp("two")
    cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(project)})
    for wave, export in WAVES.items():
        files = export.write(folder / wave)
        cli.done("add", files[0], "--wave", wave, "--frame", files[1])
    return cli


@pytest.fixture
def own_waves(two_waves: Cli, tmp_path: Path) -> Cli:
    """A copy of that home and of its key, for tests that change them."""
    shutil.copytree(two_waves.home, tmp_path / "home")
    shutil.copytree(two_waves.user, tmp_path / "user")
    return Cli(tmp_path / "user", tmp_path / "home", two_waves.extra)


# The same municipality


def test_the_same_municipality_has_one_pseudonym_in_two_waves(two_waves: Cli) -> None:
    expected = {keyed(key_of(two_waves), plain(name)) for name in SAME}
    for table in ("responses", "approached"):
        assert expected < pseudonyms(two_waves, table, "2019")
        assert expected < pseudonyms(two_waves, table, "2021")


def test_a_municipality_that_was_renamed_twice_keeps_its_pseudonym(two_waves: Cli) -> None:
    expected = keyed(key_of(two_waves), "nieuwvlietaanzee")
    for wave in WAVES:
        assert expected in pseudonyms(two_waves, wave=wave)
    for old in ("oudvliet", "tussenvliet"):
        assert keyed(key_of(two_waves), old) not in all_pseudonyms(two_waves)


def test_municipalities_approached_apart_before_they_merged_are_two_entities_then_and_one_later(two_waves: Cli) -> None:
    apart = {keyed(key_of(two_waves), name) for name in ("kleinstroom", "grootstroom")}
    merged = keyed(key_of(two_waves), "tweestromen")
    assert apart < pseudonyms(two_waves, wave="2019")
    assert merged not in pseudonyms(two_waves, wave="2019")
    assert merged in pseudonyms(two_waves, wave="2021")
    assert not apart & pseudonyms(two_waves, wave="2021")


def test_no_other_municipality_is_in_two_waves(two_waves: Cli) -> None:
    both = pseudonyms(two_waves, wave="2019") & pseudonyms(two_waves, wave="2021")
    assert len(both) == len(SAME) + 1
    assert len(pseudonyms(two_waves, wave="2019")) == len(FIRST_NAMES)
    assert len(pseudonyms(two_waves, wave="2021")) == len(SECOND_NAMES)


def test_a_circle_of_mergers_is_refused_by_file_and_line(infopos: Cli, project: Path, tmp_path: Path) -> None:
    shutil.copytree(project, tmp_path / "project")
    file = tmp_path / "project/schemas/infopos/herindelingen.yaml"
    file.write_text(MERGERS + "  - {into: Oudvliet, from: [Nieuwvliet aan Zee]}\n", "utf-8")
    finished = infopos.here("run", "--project", tmp_path / "project")
    assert finished.exit_code == 1
    assert "herindelingen.yaml, line 2" in finished.stderr
    assert "circle" in finished.stderr


# Without the key


def candidates() -> list[str]:
    """347 names of municipalities, those in the warehouse among them."""
    return list(dict.fromkeys([*FIRST_NAMES, *SECOND_NAMES, *municipalities(random.Random(9), 400)]))[:347]


def guessed_secrets(cli: Cli) -> set[bytes]:
    """What somebody without the key may try: nothing, words of the study, and what the home tells of the key."""
    ((key_id,),) = query(cli, "SELECT DISTINCT key_id FROM infopos.responses")
    words = ["", "infopos", "key", "infopos key id", "secret", "2019", "2021", "0", key_id, key_id * 4, "0" * 64]
    secrets = {word.encode() for word in words} | {bytes(length) for length in (1, 16, 32, 64)}
    secrets |= {bytes.fromhex(key_id), bytes.fromhex(key_id) * 4, bytes.fromhex(key_id.ljust(64, "0"))}
    return secrets | {hashlib.sha256(secret).digest() for secret in secrets}


def test_347_names_do_not_reveal_a_pseudonym_without_the_key(two_waves: Cli) -> None:
    stored, names = all_pseudonyms(two_waves), candidates()
    assert len(names) == len(set(names)) == 347
    assert {keyed(key_of(two_waves), plain(name)) for name in names} > stored, "with the key they do"
    secrets = guessed_secrets(two_waves)
    key_ids = {key_id for (key_id,) in query(two_waves, "SELECT DISTINCT key_id FROM infopos.responses")}
    for name in names:
        for text in {name, name.lower(), name.upper(), plain(name), f"{plain(name)}\n", f"infopos{plain(name)}"}:
            for algorithm in ("sha256", "sha512", "sha1", "md5", "blake2s", "blake2b", "sha3_256"):
                assert hashlib.new(algorithm, text.encode()).hexdigest()[:64] not in stored
            assert not {keyed(secret, text) for secret in secrets} & stored
            assert not {hashlib.sha256(secret + text.encode()).hexdigest() for secret in secrets} & stored
            assert hashlib.sha256(text.encode()).hexdigest()[:16] not in key_ids


# What is kept


def test_exports_that_differ_in_order_tokens_addresses_times_and_ids_leave_the_same_slices_and_outputs(
    two_waves: Cli, project: Path, tmp_path: Path
) -> None:
    chance = random.Random(4)
    export = WAVES["2019"]
    tokens = {row["token"]: f"y{chance.getrandbits(60):x}" for row in export.frame}
    rows = []
    for number, row in enumerate(export.rows):
        cells = dict(zip(export.headings, row, strict=True))
        cells |= {"token": tokens.get(cells["token"], ""), "id": str(9000 - number), "ipaddr": f"203.0.113.{number}"}
        cells |= dict.fromkeys(("submitdate", "startdate", "datestamp"), f"2031-02-03 04:05:{number:02}")
        rows.append([cells[heading] for heading in export.headings])
    chance.shuffle(rows)
    assert {"submitdate", "startdate", "datestamp", "ipaddr", "id"} <= set(BINDING["administration"])
    frame = [{**row, "token": tokens[row["token"]]} for row in export.frame]
    other = replace(export, rows=rows, frame=frame[::-1])
    cli = Cli(two_waves.user, tmp_path / "home", two_waves.extra)
    files = other.write(tmp_path)
    cli.done("add", files[0], "--wave", "2019", "--frame", files[1])
    for table in ("responses", "approached", "open_answers", "counts", "results"):
        sql = f"SELECT * FROM infopos.{table} WHERE wave = '2019' ORDER BY rowid"
        assert query(cli, sql) == query(two_waves, sql) != []
    assert outputs(cli.output("2019")) == outputs(two_waves.output("2019"))


def test_no_column_of_the_warehouse_holds_a_number_of_inhabitants(two_waves: Cli) -> None:
    inhabitants = {int(row["inwoners"]) for export in WAVES.values() for row in export.frame}
    for table in ("responses", "approached"):
        for row in query(two_waves, f"SELECT * FROM infopos.{table}"):
            assert not inhabitants & {cell for cell in row if isinstance(cell, int | float)}
            assert not {str(number) for number in inhabitants} & {str(cell) for cell in row}


@pytest.mark.usefixtures("careless")
def test_everything_under_a_home_is_its_owners_alone(infopos: Cli, tmp_path: Path) -> None:
    project = questionnaire_project(tmp_path / "project")
    shutil.copytree(PROJECT / "data/infopos/2017", project / "data/infopos/2017")
    key = infopos.user / "new" / "folder" / "key"
    cli = replace(infopos, extra={"INFOPOS_PROJECT": str(project), "INFOPOS_KEY_FILE": str(key)})
    assert cli("run").returncode == 0
    assert open_to_others(cli.home) == []
    export = make_export(83, respondents=6, plain=True)
    files = export.write(tmp_path / "good")
    assert cli("add", files[0], "--wave", "2019", "--frame", files[1]).returncode == 0
    files = export.with_cell(0, "tevr", "A9").write(tmp_path / "bad")
    assert cli("add", files[0], "--wave", "2021", "--frame", files[1]).returncode == 1
    assert any((cli.home / "quarantine").rglob("report.json"))
    landed = next((cli.home / "landing/infopos/2019").glob("*/export"))
    landed.write_bytes(files[0].read_bytes())
    assert "is not as it arrived" in cli("run", "--again").stderr
    assert cli("rotate-key", "--yes").returncode == 1
    assert open_to_others(cli.home) == []
    assert open_to_others(cli.user / "new") == []


# The wrong key


def lose(cli: Cli) -> None:
    (cli.user / "pseudonym.key").unlink()


def swap(cli: Cli) -> None:
    (cli.user / "pseudonym.key").write_text("cd" * 32)


def expose(cli: Cli) -> None:
    (cli.user / "pseudonym.key").chmod(0o644)


def truncate(cli: Cli) -> None:
    key = cli.user / "pseudonym.key"
    key.write_text(key.read_text()[:40])


def link_into_home(cli: Cli) -> None:
    key = cli.user / "pseudonym.key"
    shutil.move(key, cli.home / "elsewhere")
    key.symlink_to(cli.home / "elsewhere")


WRONG: dict[str, tuple[Callable[[Cli], None], str]] = {
    "missing": (lose, "is missing"),
    "another": (swap, "is not the key of this home"),
    "open": (expose, "chmod 600"),
    "cut short": (truncate, "Restore it"),
    "linked into the home": (link_into_home, "lies inside"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_key_stops_run_and_add_and_changes_nothing(own_waves: Cli, wrong: str, tmp_path: Path) -> None:
    change, said = WRONG[wrong]
    key_id = hashlib.sha256(b"infopos key id" + key_of(own_waves)).hexdigest()[:16]
    before = hashes(own_waves.home / "output"), all_pseudonyms(own_waves)
    runs = len(list((own_waves.home / "dagster/history/runs").glob("*.db")))
    change(own_waves)
    files = WAVES["2021"].write(tmp_path / "again")
    for arguments in (["run"], ["run", "--wave", "2019"], ["add", files[0], "--wave", "2023", "--frame", files[1]]):
        finished = own_waves.here(*arguments)
        assert finished.exit_code == 1
        assert said in finished.stderr
        assert "Traceback" not in finished.output
        assert finished.stderr.count("\n") == 1
        if wrong in ("missing", "another"):
            assert key_id in finished.stderr
            assert "infopos rotate-key" in finished.stderr
    assert (hashes(own_waves.home / "output"), all_pseudonyms(own_waves)) == before
    assert len(list((own_waves.home / "dagster/history/runs").glob("*.db"))) == runs
    assert (own_waves.user / "pseudonym.key").exists() is (wrong != "missing")


def test_a_wrong_key_is_named_beside_the_right_one(own_waves: Cli) -> None:
    swap(own_waves)
    wrong = hashlib.sha256(b"infopos key id" + bytes.fromhex("cd" * 32)).hexdigest()[:16]
    assert wrong in own_waves.here("run").stderr


def test_the_approached_alone_bind_a_home_to_its_key(own_waves: Cli) -> None:
    with duckdb.connect(str(own_waves.home / "warehouse/warehouse.duckdb")) as connection:
        connection.execute("DELETE FROM infopos.responses")
    lose(own_waves)
    assert "is missing" in own_waves.here("run").stderr


def test_the_first_add_does_not_remove_the_sample_with_a_wrong_key(own_sample: Cli, tmp_path: Path) -> None:
    cli = replace(own_sample, extra={"INFOPOS_KEY_FILE": str(tmp_path / "no-key-here")})
    before = hashes(cli.home, without=("warehouse", "dagster"))
    files = WAVES["2019"].write(tmp_path)
    finished = cli.here("add", files[0], "--wave", "2019", "--frame", files[1])
    assert finished.exit_code == 1
    assert "is missing" in finished.stderr
    assert hashes(cli.home, without=("warehouse", "dagster")) == before
    assert not (tmp_path / "no-key-here").exists()


def test_a_restored_key_is_the_right_one_again(own_waves: Cli) -> None:
    before = all_pseudonyms(own_waves)
    shutil.move(own_waves.user / "pseudonym.key", own_waves.user / "copy")
    assert own_waves.here("run").exit_code == 1
    shutil.move(own_waves.user / "copy", own_waves.user / "pseudonym.key")
    own_waves.done_here("run")
    assert all_pseudonyms(own_waves) == before


def test_a_home_without_slices_takes_whatever_key_there_is_or_makes_one(own_waves: Cli, tmp_path: Path) -> None:
    home = Home(own_waves.home)
    with open_warehouse(home) as warehouse:
        warehouse.forget_pseudonyms()
        assert warehouse.key_ids() == frozenset()
    cli = replace(own_waves, user=tmp_path / "another")
    assert "A new key for the pseudonyms was made" in cli.done_here("run")


# Runs that Dagster launches


@pytest.fixture
def interface(own_waves: Cli, tmp_path: Path) -> Iterator[tuple[Any, Cli]]:
    port = free_port()
    previous = os.umask(0)
    try:
        with served([PROGRAM, "dev", "--port", str(port)], port, tmp_path, own_waves.environment) as server:
            server.loaded()
            yield server, own_waves
    finally:
        os.umask(previous)


def test_a_run_launched_from_the_interface_keeps_to_the_same_rules(interface: tuple[Any, Cli]) -> None:
    server, cli = interface
    before = all_pseudonyms(cli)
    assert server.succeeds(launched(server, "infopos_wave", "2019"))
    assert all_pseudonyms(cli) == before
    assert open_to_others(cli.home) == []
    outputs = hashes(cli.home / "output")
    lose(cli)
    run_id = launched(server, "infopos_wave", "2021")
    assert not server.succeeds(run_id)
    assert not (cli.user / "pseudonym.key").exists()
    assert hashes(cli.home / "output") == outputs
    assert all_pseudonyms(cli) == before
    with dg.DagsterInstance.from_config(str(cli.home / "dagster")) as instance:
        events = [entry.dagster_event for entry in instance.all_logs(run_id)]
        (failure,) = [event.step_failure_data for event in events if event and event.is_step_failure]
    assert "is missing" in failure.user_failure_data.description
    assert open_to_others(cli.home) == []


# Rotation


def test_after_a_rotation_no_pseudonym_matches_an_old_one(own_waves: Cli) -> None:
    old, old_key = all_pseudonyms(own_waves), key_of(own_waves)
    results = (own_waves.output("2021") / "results.csv").read_bytes()
    said = own_waves.done("rotate-key", "--yes")
    assert "no backup" in said
    assert "Any other home" in said
    assert key_of(own_waves) != old_key
    new = all_pseudonyms(own_waves)
    assert len(new) == len(old)
    assert not old & new
    key_id = hashlib.sha256(b"infopos key id" + key_of(own_waves)).hexdigest()[:16]
    for table in ("responses", "approached"):
        assert query(own_waves, f"SELECT DISTINCT key_id FROM infopos.{table}") == [(key_id,)]
        assert len(query(own_waves, f"SELECT DISTINCT wave FROM infopos.{table}")) == 2
    assert (own_waves.output("2021") / "results.csv").read_bytes() == results
    assert keyed(key_of(own_waves), plain(SAME[0])) in pseudonyms(own_waves, wave="2019")
    for path in (path for folder in (own_waves.home, own_waves.user) for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert old_key.hex().encode() not in content
        assert not any(pseudonym.encode() in content for pseudonym in old), path
    own_waves.done_here("run")
    assert all_pseudonyms(own_waves) == new


def test_another_home_under_the_old_key_fails_closed_after_a_rotation(own_waves: Cli, tmp_path: Path) -> None:
    shutil.copytree(own_waves.home, tmp_path / "other")
    own_waves.done_here("rotate-key", "--yes")
    other = Cli(own_waves.user, tmp_path / "other", own_waves.extra)
    finished = other.here("run")
    assert finished.exit_code == 1
    assert "is not the key of this home" in finished.stderr
    # A key of its own, so that the first home keeps working.
    apart = replace(other, extra={**other.extra, "INFOPOS_KEY_FILE": str(tmp_path / "user" / "apart.key")})
    assert "There is no key" in apart.done_here("rotate-key", "--yes")
    assert not all_pseudonyms(apart) & all_pseudonyms(own_waves)
    own_waves.done_here("run")


def test_nobody_is_asked_where_nobody_can_answer(own_waves: Cli) -> None:
    before = key_of(own_waves), all_pseudonyms(own_waves)
    finished = own_waves("rotate-key")
    assert finished.returncode == 2
    assert "--yes" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert (key_of(own_waves), all_pseudonyms(own_waves)) == before


@pytest.mark.parametrize("answer", [True, False])
def test_on_a_terminal_the_user_is_asked(own_waves: Cli, monkeypatch: pytest.MonkeyPatch, answer: bool) -> None:
    before = key_of(own_waves)
    monkeypatch.setattr(keys, "_on_a_terminal", lambda: True)
    monkeypatch.setattr("click.confirm", lambda question: answer)
    finished = own_waves.here("rotate-key")
    assert finished.exit_code == (0 if answer else 1)
    assert (key_of(own_waves) != before) is answer
    if not answer:
        assert "Nothing was changed" in finished.stderr


def test_a_rotation_without_a_key_says_so_and_makes_nothing(infopos: Cli) -> None:
    finished = infopos.here("rotate-key", "--yes")
    assert finished.exit_code == 1
    assert "nothing to rotate" in finished.stderr
    assert not infopos.home.exists()
    assert not (infopos.user / "pseudonym.key").exists()


def test_a_key_without_a_home_is_rotated(infopos: Cli) -> None:
    infopos.user.mkdir()
    key = infopos.user / "pseudonym.key"
    key.write_text("cd" * 32)
    key.chmod(0o600)
    infopos.done_here("rotate-key", "--yes")
    assert key_of(infopos) != bytes.fromhex("cd" * 32)
    assert not infopos.home.exists()


def test_a_lost_key_is_rotated_out_of(own_waves: Cli) -> None:
    old = all_pseudonyms(own_waves)
    lose(own_waves)
    assert "There is no key" in own_waves.done_here("rotate-key", "--yes")
    assert all_pseudonyms(own_waves)
    assert not old & all_pseudonyms(own_waves)


def test_a_mistake_in_a_declaration_stops_a_rotation_before_anything_is_deleted(
    own_waves: Cli, project: Path, tmp_path: Path
) -> None:
    shutil.copytree(project, tmp_path / "project")
    (tmp_path / "project/schemas/infopos/herindelingen.yaml").write_text("mergers: 3\n")
    before = key_of(own_waves), all_pseudonyms(own_waves)
    assert own_waves.here("rotate-key", "--yes", "--project", tmp_path / "project").exit_code == 1
    assert (key_of(own_waves), all_pseudonyms(own_waves)) == before


def workplace_of(cli: Cli) -> Workplace:
    return Workplace(
        project_folder=cli.extra["INFOPOS_PROJECT"],
        home_folder=str(cli.home),
        key_file=str(cli.user / "pseudonym.key"),
    )


@pytest.mark.parametrize("moment", ["after the slices are gone", "after the key is new"])
def test_after_an_interrupted_rotation_the_next_run_works(own_waves: Cli, moment: str) -> None:
    old, old_key = all_pseudonyms(own_waves), key_of(own_waves)
    if moment == "after the key is new":
        workplace_of(own_waves).rotate_key()
    else:
        with open_warehouse(Home(own_waves.home)) as warehouse:
            warehouse.forget_pseudonyms()
    assert not all_pseudonyms(own_waves)
    own_waves.done_here("run")
    assert (key_of(own_waves) == old_key) is (moment == "after the slices are gone")
    assert (all_pseudonyms(own_waves) == old) is (key_of(own_waves) == old_key)


def test_a_rotation_forgets_open_answers_and_leaves_counts_and_results(own_waves: Cli) -> None:
    file = own_waves.home / "warehouse/warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("DROP TABLE IF EXISTS infopos.open_answers")
        connection.execute("CREATE TABLE infopos.open_answers AS SELECT '2019' AS wave, 'redacted' AS text")
        connection.execute("CREATE SCHEMA another; CREATE TABLE another.responses (pseudonym VARCHAR, key_id VARCHAR)")
        connection.execute("INSERT INTO another.responses VALUES ('p', 'q')")
    kept = [query(own_waves, f"SELECT count(*) FROM infopos.{table}") for table in ("counts", "results")]
    with open_warehouse(Home(own_waves.home)) as warehouse:
        assert "q" in warehouse.key_ids()
        warehouse.forget_pseudonyms()
        assert warehouse.key_ids() == frozenset()
    for table in ("infopos.responses", "infopos.approached", "infopos.open_answers", "another.responses"):
        assert query(own_waves, f"SELECT count(*) FROM {table}") == [(0,)]
    assert [query(own_waves, f"SELECT count(*) FROM infopos.{table}") for table in ("counts", "results")] == kept
