"""YAML documents whose every value knows its line, so that a mistake can be pointed at.

YAML 1.2's words for true and false only: in a Dutch questionnaire ``no``, ``on`` and ``y`` are names, not booleans.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from infopos_pipeline.messages import joined, said

Location: TypeAlias = tuple[str | int, ...]


class StudyError(Exception):
    """A declaration is wrong. The message names the file, the line and the field, and says what was expected."""

    def __init__(self, file: Path, line: int | None, field: str, message: str) -> None:
        self.file, self.line, self.field, self.message = file, line, field, message
        place = said("{file}, line {line}", file=file, line=line) if line is not None else str(file)
        super().__init__(joined(": ", [place, *([field] if field else []), message]))


# libyaml reads ten times faster; wheels of PyYAML carry it on every platform we know.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_NOT_MEANT = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
"""Words and dates that YAML 1.1 would not leave as they are written."""


class _Loader(_SafeLoader):  # type: ignore[misc]
    """PyYAML's safe loader with the booleans of YAML 1.2."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - declared so by PyYAML
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _NOT_MEANT]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True)
class Document:
    """One YAML file: its content and the line at which every field stands."""

    file: Path
    content: dict[str, Any]
    lines: dict[Location, int]

    def error(self, location: Location, message: str) -> StudyError:
        """A :class:`StudyError` at ``location``, or at the nearest field above it that the file has."""
        for length in range(len(location), -1, -1):
            if location[:length] in self.lines:
                return StudyError(self.file, self.lines[location[:length]], ".".join(map(str, location)), message)
        return StudyError(self.file, None, ".".join(map(str, location)), message)


def read_document(file: Path) -> Document:
    """Read one YAML mapping.

    Raises:
        StudyError: the file is absent, no UTF-8, no YAML, no mapping, or names one key twice.
    """
    return document_of(file, read_text(file))


def read_text(file: Path) -> str:
    """Read one declaration file.

    Raises:
        StudyError: the file is absent or no UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise StudyError(file, None, "", "this file is missing") from None
    except (OSError, UnicodeDecodeError):
        raise StudyError(file, None, "", "this file cannot be read as UTF-8 text") from None


def document_of(file: Path, text: str) -> Document:
    """A YAML mapping from its text.

    Raises:
        StudyError: as for :func:`read_document`.
    """
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        lines: dict[Location, int] = {(): 1}
        content = {} if root is None else _construct(loader, root, (), lines, file)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise StudyError(file, line, "", f"this is not valid YAML: {error.problem}") from None
    except yaml.YAMLError:
        raise StudyError(file, None, "", "this is not valid YAML: a character that no text has") from None
    except RecursionError:
        raise StudyError(file, None, "", "this is not valid YAML: something in it contains itself") from None
    if not isinstance(content, dict):
        raise StudyError(file, 1, "", "expected a mapping of fields at the top of the file")
    return Document(file, content, lines)


def _construct(loader: _Loader, node: yaml.Node, at: Location, lines: dict[Location, int], file: Path) -> Any:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in mapping:
                raise StudyError(file, line, ".".join(map(str, (*at, key))), "this key stands here twice")
            lines[(*at, key)] = line
            mapping[key] = _construct(loader, value_node, (*at, key), lines, file)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_construct(loader, child, (*at, index), lines, file) for index, child in enumerate(node.value)]
    try:
        return loader.construct_object(node)
    except ValueError:
        field = ".".join(map(str, at))
        raise StudyError(file, node.start_mark.line + 1, field, f"'{node.value}' is not what its tag says") from None
