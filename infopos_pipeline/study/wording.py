"""How the questions of a wave were put: recorded when its export lands, and held against what is declared later.

A label that is changed in ``questionnaire.yaml`` after a wave has landed changes what its answers seem to say. That is
an error until the study says how the question was asked before, and how the answers compare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from infopos_pipeline.messages import joined, said
from infopos_pipeline.problems import Problem
from infopos_pipeline.study.bindings import BoundItem
from infopos_pipeline.study.study import Study

Wording = Mapping[str, Mapping[str, Any]]
"""By item its ``label``, the label of each of its ``options``, and the option that each of its ``codes`` means."""


def wording(asked: Study) -> dict[str, dict[str, Any]]:
    """How the questions of a wave are put, in the language of the study; JSON can hold it.

    Args:
        asked: the study as it is asked in the wave (:meth:`Study.at`).
    """
    language = asked.declared.language
    return {
        name: {
            "label": item.label.text(language),
            "options": {option: label.text(language) for option, label in item.options.items()},
            "codes": {
                f"{source} {code}": option
                for source, binding in asked.bindings.items()
                for code, option in _codes(binding.items[name])
            },
        }
        for name, item in asked.asked_items.items()
    }


def _codes(bound: BoundItem) -> Iterator[tuple[str, str]]:
    """Answer codes, and the headings of tick boxes, with the options that they mean."""
    yield from bound.codes.items()
    for option, heading in bound.columns.items():
        yield heading, option


def wording_problems(study: Study, wave: str, recorded: Wording) -> Iterator[Problem]:
    """Every question that is declared otherwise for a wave than it was when the export of that wave landed."""
    declared = wording(study.at(wave))
    for item, before in recorded.items():
        now = declared.get(item)
        if now is None:
            declare = said("Keep it in questionnaire.yaml with 'until: \"{wave}\"' or later.", wave=wave)
            yield _problem(
                item, wave, _shown(before["label"]), said("the item among those asked in this wave"), declare
            )
            continue
        pairs: list[tuple[str, str | None, str | None]] = [("", before["label"], now["label"])]
        for kind, word in (("options", said("option ")), ("codes", said("code "))):
            names = [*before[kind], *(name for name in now[kind] if name not in before[kind])]
            pairs += [(joined("", (word, name, ": ")), before[kind].get(name), now[kind].get(name)) for name in names]
        for what, then, declared_now in pairs:
            if then != declared_now:
                expected = said(
                    "{what}{shown}, as it is declared for this wave now", what=what, shown=_shown(declared_now)
                )
                yield _problem(item, wave, joined("", (what, _shown(then))), expected, _declare(wave))


def _declare(wave: str) -> str:
    return said(
        "Declare under the item's 'versions' how it was until {wave}, with its 'comparability' (where "
        "only codes moved: "
        "under 'versions' in the binding). Was the declaration wrong from the start? Then add the export of {wave} "
        "again.",
        wave=wave,
    )


def _shown(text: str | None) -> str:
    return said("none") if text is None else f"'{text}'"


def _problem(item: str, wave: str, found: str, expected: str, hint: str) -> Problem:
    found = said("{found} when wave {wave} landed", found=found, wave=wave)
    return Problem("changed_label", "questionnaire.yaml", expected, hint, question=item, found=found)
