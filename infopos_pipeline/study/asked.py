"""What of a study's declarations the responses of a wave depend on: not its labels, tables or tests."""

from __future__ import annotations

import json

from infopos_pipeline.study.expressions import ScoreOf, leaves
from infopos_pipeline.study.study import Study


def answers_declared(asked: Study) -> str:
    """The declarations that turn the export of a wave into responses, as one text: the same for the same ones.

    Args:
        asked: the study as it is asked in the wave (:meth:`Study.at`).
    """
    frame = asked.frame
    content = {
        "items": [
            (i.name, i.kind, i.page, i.asked_if, i.privacy, i.exclusive, list(i.options))
            for i in asked.asked_items.values()
        ],
        "not asked": [name for name in asked.items if not asked.asked(name)],
        "bindings": {source: binding.model_dump(mode="json") for source, binding in asked.bindings.items()},
        "derived": [
            (d.name, d.kind, d.value, [(name, option.when) for name, option in d.options.items()])
            for d in asked.derived.values()
        ],
        "scores": [
            (leaf.item, asked.variables[leaf.item].scores)
            for name in asked.derived
            for expression in asked.made_from(name)
            for leaf in leaves(expression)
            if isinstance(leaf, ScoreOf)
        ],
        "frame": frame.model_dump(mode="json", exclude={"weights": True, "facts": {"__all__": {"label", "groups"}}})
        if frame
        else None,
        "redaction": asked.redaction.model_dump(mode="json"),
        "mergers": [merger.model_dump(mode="json") for merger in asked.mergers],
    }
    return json.dumps(content, ensure_ascii=False)
