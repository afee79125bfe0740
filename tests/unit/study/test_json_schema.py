"""The JSON Schemas beside the declarations: those of the models, and right about what is declared."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from infopos_pipeline.study.documents import read_document
from infopos_pipeline.study.json_schema import json_schemas, schema_line, write_json_schemas

ROOT = Path(__file__).parents[3]
DECLARATIONS = sorted(
    path for folder in (ROOT / "schemas", ROOT / "tests" / "fixtures" / "schemas") for path in folder.rglob("*.yaml")
)
SCHEMAS = {name: json.loads(content) for name, content in json_schemas().items()}


def mistakes(path: Path, content):
    name = "bindings" if path.parent.name == "bindings" else path.stem
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMAS[name]).iter_errors(content)]


def test_those_in_the_project_are_those_of_the_models(tmp_path):
    written = write_json_schemas(tmp_path)
    names = {path.name for path in written.iterdir()}
    assert names == {path.name for path in (ROOT / "schemas" / "json").iterdir()}
    for name in names:
        assert (written / name).read_bytes() == (ROOT / "schemas" / "json" / name).read_bytes(), "run: infopos schema"


@pytest.mark.parametrize("path", DECLARATIONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_loads_is_valid(path):
    assert mistakes(path, read_document(path).content) == []


@pytest.mark.parametrize("path", [path for path in DECLARATIONS if "fixtures" not in path.parts], ids=lambda p: p.stem)
def test_every_declaration_names_its_schema(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    own = schema_line("bindings", "../../") if path.parent.name == "bindings" else schema_line(path.stem)
    assert first == own
    assert (path.parent / first.partition("=")[2]).is_file()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("questionnaire", {"items": {"a": {"kind": "sngle", "page": 1, "label": {"nl": "a", "en": "a"}}}}, "sngle"),
        ("questionnaire", {"items": {"a": {"kind": "single", "page": 0, "label": {"nl": "a", "en": "a"}}}}, "minimum"),
        ("questionnaire", {"items": {"a": {"kind": "single", "page": 1}}}, "'label' is a required property"),
        ("questionnaire", {"itms": {}}, "itms"),
        ("bindings", {"format": "limesurvey", "items": {"a": {"colum": "a"}}}, "colum"),
        ("hypotheses", {"hypotheses": {"h": {"place": "p"}}}, "'table' is a required property"),
    ],
)
def test_what_is_not_right_is_pointed_at(name, content, said):
    found = mistakes(Path(f"{name}.yaml"), content)
    assert found
    assert any(said in message for message in found)
