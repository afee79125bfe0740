"""What the waves are drawn to: the first one as it is, the later ones with what changes.yaml plants in them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from later_waves import Plan, Targets
from questionnaire import Answers, Item

LAST_PAGE = 9


@dataclass(frozen=True)
class Change:
    """What a later wave has otherwise than the first one, and its seed."""

    seed: int
    first_day: datetime
    merged: Mapping[str, Sequence[str]]
    inhabitants: Mapping[str, int]
    response: Mapping[str, int]
    reached: Mapping[int, int]
    targets: Targets

    def plan(self, first: Plan) -> Plan:
        """What the wave is drawn to: where nothing is planted, the first wave's shares."""
        targets = {**first.targets, **self.targets}
        return replace(first, targets=targets, response=self.response, reached=self.reached)


def read_changes(path: Path, mergers: Path) -> dict[str, Change]:
    """The later waves by name, in order, with the mergers that herindelingen.yaml declares."""
    parts = {merger["into"]: merger["from"] for merger in _read_yaml(mergers)["mergers"]}
    return {
        wave: Change(
            seed=content["seed"],
            first_day=datetime.combine(content["first_day"], datetime.min.time()),
            merged={name: parts[name] for name in content["merged"]},
            inhabitants=content["inhabitants"],
            response=content["response"],
            reached=content["reached"],
            targets={
                item: {(option,): share for option, share in shares.items()}
                for item, shares in content["targets"].items()
            },
        )
        for wave, content in _read_yaml(path).items()
    }


def plan_of(respondents: list[Answers], items: list[Item]) -> Plan:
    """The plan that a wave follows as if it had been drawn; its respondents have `regio` among their answers."""
    closed = [item for item in items if item.options]
    given = {item.name: Counter(r[item.name] for r in respondents if item.name in r) for item in closed}
    pages = [int(r["lastpage"][0]) for r in respondents]
    asked = {
        item.name: sum(
            page >= item.page and item.was_asked(answers) for page, answers in zip(pages, respondents, strict=True)
        )
        for item in closed
    }
    return Plan(
        targets={
            name: {answer: count / counts.total() for answer, count in counts.items()} for name, counts in given.items()
        },
        answered={name: counts.total() / asked[name] for name, counts in given.items()},
        response=Counter(r["regio"][0] for r in respondents),
        reached={page: sum(last >= page for last in pages) for page in range(1, LAST_PAGE + 1)},
    )


def _read_yaml(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
