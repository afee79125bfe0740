"""``publiccode.yml`` is what catalogues of public software expect, and agrees with the rest of the project.

The rules are those of the standard's version 0 (publiccode.yml, "The Standard (core)") as its validator checks them
(italia/publiccode-parser-go, ``v0.go``), which is a program in Go; so they are repeated here.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import pytest
import yaml

import infopos_pipeline
from infopos_pipeline.study.model import Language

ROOT = Path(__file__).parents[2]
MANDATORY = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
OPTIONAL = {"softwareVersion", "categories", "intendedAudience", "dependsOn"}
SOFTWARE_TYPES = {f"standalone/{kind}" for kind in ("mobile", "iot", "desktop", "web", "backend", "other")}


@pytest.fixture(scope="module")
def public():
    return yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_it_has_every_mandatory_key_and_none_that_the_standard_does_not_know(public):
    assert set(public) - OPTIONAL == MANDATORY
    assert public["publiccodeYmlVersion"] == "0"
    assert urlsplit(public["url"]).scheme == "https"
    assert public["platforms"]


def test_its_status_and_type_are_words_of_the_standard(public):
    assert public["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert public["softwareType"] in SOFTWARE_TYPES | {"addon", "library", "configurationFiles"}


def test_who_maintains_it_is_a_person_or_it_says_that_nobody_does(public):
    maintenance = public["maintenance"]
    assert maintenance["type"] in {"internal", "contract", "community", "none"}
    people = {"internal": "contacts", "community": "contacts", "contract": "contractors"}.get(maintenance["type"])
    assert people is None or all(person["name"] for person in maintenance[people])


def test_it_is_described_in_every_language_of_the_project_at_the_length_that_is_asked(public):
    assert set(public["description"]) == set(get_args(Language)) == set(public["localisation"]["availableLanguages"])
    assert public["localisation"]["localisationReady"] is True
    for told in public["description"].values():
        assert len(told["shortDescription"]) <= 150
        assert 150 <= len(told["longDescription"]) <= 10_000
        assert 5 <= len(told["features"]) <= 20
        assert all((ROOT / picture).is_file() for picture in told["screenshots"])


def test_version_licence_and_python_are_those_of_the_project(public, project):
    assert public["name"] == project["name"]
    assert public["softwareVersion"] == project["version"] == infopos_pipeline.__version__
    assert public["legal"]["license"] == project["license"] == "EUPL-1.2"
    needed = {one["name"]: one for one in public["dependsOn"]["open"]}
    assert project["requires-python"] == f">={needed['Python']['versionMin']}"
    assert needed["GNU Make"]["optional"] is True
    assert (ROOT / "Makefile").is_file()


def test_the_licence_is_the_whole_text():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    articles = [line.partition(".")[0] for line in text.splitlines() if line.partition(".")[0].isdigit()]
    assert articles == [str(number) for number in range(1, 16)]
    assert text.rstrip().endswith("require the production of a new EUPL version.")
    assert "Compatible Licences" in text.partition("15.Applicable Law")[2]
