"""Where things are: the nearest project, the study that is meant, the home and its folders."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from infopos_pipeline.problems import UserError
from infopos_pipeline.project import STATIONS, Home, Project, find_home, find_project


@pytest.fixture
def project(tmp_path):
    """A project with two studies, and sample waves of one."""
    for study in ("een", "twee"):
        (tmp_path / "schemas" / study).mkdir(parents=True)
        (tmp_path / "schemas" / study / "study.yaml").write_text("")
    (tmp_path / "schemas" / "no_study").mkdir()
    for wave in ("2019", "2017"):
        (tmp_path / "data" / "een" / wave).mkdir(parents=True)
        (tmp_path / "data" / "een" / wave / "export.csv").write_text("")
    (tmp_path / "data" / "een" / "2021").mkdir()
    return Project(tmp_path)


def test_studies_and_sample_waves_are_found_by_name(project):
    assert project.studies == ("een", "twee")
    assert project.sample_waves("een") == ("2017", "2019")
    assert project.sample_waves("twee") == ()
    assert project.schema_folder("een") == project.root / "schemas" / "een"
    assert project.wave_data("een", "2017") == project.root / "data" / "een" / "2017"


def test_a_study_is_the_one_named_else_the_only_one_else_infopos(project):
    assert project.choose_study("twee") == "twee"
    with pytest.raises(UserError, match="infopos"):
        project.choose_study(None)
    (project.root / "schemas" / "twee" / "study.yaml").unlink()
    assert project.choose_study(None) == "een"
    (project.root / "schemas" / "infopos").mkdir()
    (project.root / "schemas" / "infopos" / "study.yaml").write_text("")
    assert project.choose_study(None) == "infopos"


def test_an_unknown_study_is_refused_with_those_there_are(project):
    with pytest.raises(UserError, match=r"'tweee' \(there are: een, twee\)\. Did you mean 'twee'\?"):
        project.choose_study("tweee")


def test_the_project_is_as_given_else_of_the_environment_else_the_nearest_upwards(project, tmp_path):
    inner = project.root / "a" / "b"
    inner.mkdir(parents=True)
    other = tmp_path / "other"
    (other / "schemas").mkdir(parents=True)
    environment = {"INFOPOS_PROJECT": str(other)}
    assert find_project(environment, given=project.root, start=inner).root == project.root
    assert find_project(environment, start=inner).root == other
    assert find_project({"INFOPOS_PROJECT": ""}, start=inner).root == project.root
    assert find_project({}, start=other).root == other


def test_the_nearest_project_is_looked_for_from_the_working_folder(project, monkeypatch):
    monkeypatch.chdir(project.root / "data")
    assert find_project({}).root == project.root


@pytest.mark.parametrize("environment", [{}, {"INFOPOS_PROJECT": ""}])
def test_no_project_is_said_with_what_to_do(tmp_path, environment):
    with pytest.raises(UserError, match="--project"):
        find_project(environment, start=tmp_path)


def test_a_folder_that_is_no_project_is_refused(tmp_path):
    with pytest.raises(UserError, match="no folder schemas/"):
        find_project({}, given=tmp_path)
    with pytest.raises(UserError, match="no folder schemas/"):
        find_project({"INFOPOS_PROJECT": str(tmp_path)})


def test_the_home_is_as_given_else_of_the_environment_else_in_the_project(project, tmp_path):
    given, named = tmp_path / "given", tmp_path / "named"
    environment = {"INFOPOS_HOME": str(named)}
    assert find_home(environment, project, given).root == given
    assert find_home(environment, project).root == named
    assert find_home({"INFOPOS_HOME": ""}, project).root == project.root / ".infopos"


def test_a_home_named_from_the_working_folder_stays_where_it_is(project, monkeypatch):
    monkeypatch.chdir(project.root)
    assert find_home({}, project, Path("home")).root == project.root / "home"


def test_a_home_is_for_its_owner_alone_also_if_it_was_there(tmp_path):
    home = Home(tmp_path / "a" / "home")
    previous = os.umask(0)
    try:
        home.prepare()
        assert stat.S_IMODE(home.root.stat().st_mode) == 0o700
        home.root.chmod(0o755)
        home.prepare()
    finally:
        os.umask(previous)
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700


def modes(folder):
    return {str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")}


def test_a_home_that_is_shut_is_its_owners_alone_down_to_the_last_file(tmp_path):
    home = Home(tmp_path / "home")
    for name in ("dagster/history/runs/1.db", "landing/s/w/a/export", "releases/s/1/tables/t.html"):
        path = home.root / name
        path.parent.mkdir(parents=True)
        path.write_text("")
        path.chmod(0o666)
    for path in (home.root, *home.root.rglob("*/")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    home.shut()
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700
    assert set(modes(home.root).values()) == {0o700, 0o600}
    before = modes(home.root)
    home.shut()
    assert modes(home.root) == before


def test_what_else_lies_in_a_folder_that_is_a_home_keeps_its_rights_and_no_link_is_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    (elsewhere / "program").write_text("")
    (elsewhere / "program").chmod(0o755)
    home = Home(tmp_path / "home")
    (home.root / "output").mkdir(parents=True)
    (home.root / "src").mkdir(mode=0o755)
    (home.root / "landing").symlink_to(elsewhere)
    (home.root / "output" / "link").symlink_to(elsewhere / "program")
    kept = modes(elsewhere), modes(home.root)["src"]
    home.shut()
    assert (modes(elsewhere), modes(home.root)["src"]) == kept


def test_a_home_that_is_not_there_is_made_when_it_is_shut(tmp_path):
    Home(tmp_path / "home").shut()
    assert modes(tmp_path) == {"home": 0o700}


def test_every_folder_of_a_home_is_shut_with_it(tmp_path):
    home = Home(tmp_path)
    paths = [home.warehouse, home.dagster, home.incoming("s"), home.landing("s"), home.quarantine("s", "w")]
    paths += [home.output("s", "w"), home.releases("s"), home.interviews("s", "w")]
    assert {path.relative_to(tmp_path).parts[0] for path in paths} == set(STATIONS)


def test_everything_of_a_user_lies_in_the_home(tmp_path):
    home = Home(tmp_path)
    assert home.warehouse == tmp_path / "warehouse" / "warehouse.duckdb"
    assert home.dagster == tmp_path / "dagster"
    assert home.landing("s") == tmp_path / "landing" / "s"
    assert home.output("s", "w") == tmp_path / "output" / "s" / "w"
    assert home.quarantine("s", "w") == tmp_path / "quarantine" / "s" / "w"
    assert home.interviews("s", "w") == tmp_path / "interviews" / "s" / "w"
