"""The declared questionnaire as a sample wave needs it: pages, options, routing, headings, codes of that wave."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Answers = dict[str, tuple[str, ...]]
"""A respondent's closed answers: item → options chosen. An item without an answer is absent."""


@dataclass(frozen=True)
class Item:
    """One question, with its headings (by option for tick boxes, else under "") and codes (by option)."""

    name: str
    kind: str
    page: int
    options: tuple[str, ...]
    asked_if: str
    exclusive: str
    headings: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def was_asked(self, answers: Answers) -> bool:
        """Whether the routing shows it: "item in (option, option)" or "option in multiple-response item"."""
        if not self.asked_if:
            return True
        left, right = self.asked_if.split(" in ")
        if right.startswith("("):
            return bool(set(answers.get(left, ())) & {option.strip() for option in right.strip("()").split(",")})
        return left in answers.get(right, ())


def read_questionnaire(study: Path, wave: str) -> list[Item]:
    """The items that schemas/<study>/ has in a wave, as they were then, in order, bound to a LimeSurvey export."""
    declared = _read_yaml(study / "questionnaire.yaml")["items"]
    bindings = _read_yaml(study / "bindings" / "limesurvey.yaml")["items"]
    items = []
    for name, item in ((name, _version(item, wave)) for name, item in declared.items() if _asked(item, wave)):
        bound = _version(bindings[name], wave)
        items.append(
            Item(
                name=name,
                kind=item["kind"],
                page=item["page"],
                options=tuple(item.get("options", ())),
                asked_if=item.get("asked_if", ""),
                exclusive=item.get("exclusive", ""),
                headings=bound.get("columns") or {"": bound["column"]},
                codes={option: code for code, option in bound.get("codes", {}).items()},
            )
        )
    return items


def _asked(item: dict[str, Any], wave: str) -> bool:
    return item.get("since", wave) <= wave <= item.get("until", wave) and wave not in item.get("not_in", ())


def _version(declared: dict[str, Any], wave: str) -> dict[str, Any]:
    """What held in a wave; what its version does not say is as it is now."""
    versions = (version for version in declared.get("versions", ()) if wave <= version["until"])
    return declared | next(versions, {})


def _read_yaml(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
