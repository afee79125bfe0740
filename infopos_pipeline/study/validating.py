"""From what a declaration file holds to its model, or an error at the field that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from infopos_pipeline.problems import did_you_mean
from infopos_pipeline.study.documents import Document, Location
from infopos_pipeline.study.model import Declared

Model = TypeVar("Model", bound=Declared)


def validated(model: type[Model], content: Any, document: Document, at: Location) -> Model:
    """The model of what stands at a place in a document.

    Raises:
        StudyError: it is not as the model wants it.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        # A misspelt field is unknown, and the one that was meant is missing: the first of these says it better.
        first = min(error.errors(include_url=False), key=lambda found: found["type"] != "extra_forbidden")
        location: Location = (*at, *(part for part in first["loc"] if part != "[key]"))
        message = first["msg"]
        if first["type"] == "extra_forbidden":
            message = f"unknown field.{did_you_mean(str(location[-1]), model.model_fields)}"
        elif first["type"] == "missing":
            message = "this field is missing"
        raise document.error(location, message) from None


def refuse_name(entry: Mapping[str, Any], document: Document, at: Location) -> None:
    """The key of an entry is its name; a second one could only contradict it."""
    if "name" in entry:
        raise document.error((*at, "name"), "unknown field; the key above is the name")
