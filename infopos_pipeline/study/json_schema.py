"""JSON Schemas of the declaration files, made from their models: an editor completes and checks with them.

They say what one file may hold. What files say of each other only :func:`load_study` knows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from infopos_pipeline.study.bindings import Binding
from infopos_pipeline.study.citing import Sentences
from infopos_pipeline.study.conceptual_model import ConceptualModel
from infopos_pipeline.study.model import Derived, Item, StudyFile
from infopos_pipeline.study.outline import Outline
from infopos_pipeline.study.protection import Disclosure, Mergers, Redaction
from infopos_pipeline.study.shown import Chart, Hypothesis, Table
from infopos_pipeline.study.themes import Interviews
from infopos_pipeline.study.trends import Trends

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "json"
"""The folder of the schemas, beside those of the studies."""

_WHOLE: Mapping[str, type[BaseModel]] = {
    "study": StudyFile,
    "bindings": Binding,
    "disclosure": Disclosure,
    "redaction": Redaction,
    "herindelingen": Mergers,
    "trends": Trends,
    "model": ConceptualModel,
    "sentences": Sentences,
    "report": Outline,
    "themes": Interviews,
}
_ENTRIES: Mapping[str, tuple[str, type[BaseModel]]] = {
    "questionnaire": ("items", Item),
    "derivations": ("derived", Derived),
    "hypotheses": ("hypotheses", Hypothesis),
    "tables": ("tables", Table),
    "charts": ("charts", Chart),
}


def json_schemas() -> dict[str, str]:
    """The schema of every declaration file as JSON text, by the file's name without its ending."""
    found = {name: _whole(model) for name, model in _WHOLE.items()}
    found |= {name: _entries(field, model) for name, (field, model) in _ENTRIES.items()}
    return {name: json.dumps(found[name], ensure_ascii=False, indent=1) + "\n" for name in sorted(found)}


def write_json_schemas(schemas: Path) -> Path:
    """Write the schemas beside the studies declared in a folder; the folder they are in."""
    folder = schemas / FOLDER
    folder.mkdir(exist_ok=True)
    for name, content in json_schemas().items():
        (folder / f"{name}.json").write_text(content, encoding="utf-8")
    return folder


def schema_line(name: str, up: str = "../") -> str:
    """The comment in a declaration file by which an editor finds its schema."""
    return f"# yaml-language-server: $schema={up}{FOLDER}/{name}.json"


def _whole(model: type[BaseModel]) -> dict[str, Any]:
    return {"$schema": DIALECT, **_with_names_as_keys(model.model_json_schema())}


def _entries(field: str, model: type[BaseModel]) -> dict[str, Any]:
    """Of a file with named entries in one field."""
    schema = _with_names_as_keys(model.model_json_schema())
    definitions = {model.__name__: schema, **schema.pop("$defs", {})}
    entries = {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{model.__name__}"}}
    return {
        "$schema": DIALECT,
        "$defs": definitions,
        "type": "object",
        "properties": {field: entries},
        "additionalProperties": False,
    }


def _with_names_as_keys(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema as files have it: the key of an entry is its name, and a number may stand for a text."""
    for part in (schema, *schema.get("$defs", {}).values()):
        if "name" in part.get("properties", {}):
            del part["properties"]["name"]
            part["required"] = [field for field in part.get("required", []) if field != "name"]
        for field, declared in part.get("properties", {}).items():
            part["properties"][field] = _numbers_too(declared)
    return schema


def _numbers_too(declared: Any) -> Any:
    """A text may be written as a number, as it is by YAML: a wave, or a code."""
    if isinstance(declared, list):
        return [_numbers_too(one) for one in declared]
    if not isinstance(declared, dict):
        return declared
    if declared.get("type") == "string" and "enum" not in declared:
        return {**declared, "type": ["string", "number"]}
    return {key: value if key in ("default", "enum") else _numbers_too(value) for key, value in declared.items()}
