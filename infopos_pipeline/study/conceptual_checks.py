"""What a conceptual model must say to hang together, and with the rest of its study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from infopos_pipeline.problems import did_you_mean
from infopos_pipeline.study.conceptual_model import Arrow, ConceptualModel
from infopos_pipeline.study.documents import Location
from infopos_pipeline.study.study import Study


def conceptual_mistakes(model: ConceptualModel, study: Study) -> Iterator[tuple[Location, str]]:
    """Every mistake, in declared order: at which field, and what is wrong."""
    for name, construct in model.constructs.items():
        for place, item in enumerate(construct.items):
            if item not in study.variables:
                yield ("constructs", name, "items", place), _unknown("variable", item, study.variables)
    drawn: set[tuple[str, str]] = set()
    for place, arrow in enumerate(model.arrows):
        mistakes = [*_ends(arrow, model), *_tests(arrow, study)]
        if (arrow.source, arrow.target) in drawn:
            mistakes.append((("to",), "this arrow stands here twice"))
        yield from ((("arrows", place, *at), message) for at, message in mistakes)
        drawn.add((arrow.source, arrow.target))


def _ends(arrow: Arrow, model: ConceptualModel) -> Iterator[tuple[Location, str]]:
    ends = (("from", arrow.source), ("to", arrow.target))
    unknown = [(field, name) for field, name in ends if name not in model.constructs]
    for field, name in unknown:
        yield (field,), _unknown("construct", name, model.constructs)
    if not unknown and model.constructs[arrow.source].layer >= model.constructs[arrow.target].layer:
        yield ("to",), f"an arrow goes to a later layer, and '{arrow.target}' is in no later one than '{arrow.source}'"


def _tests(arrow: Arrow, study: Study) -> Iterator[tuple[Location, str]]:
    for place, name in enumerate(arrow.hypotheses):
        if name not in study.hypotheses:
            yield ("hypotheses", place), _unknown("hypothesis", name, study.hypotheses)
        elif study.hypotheses[name].exploratory:
            yield ("hypotheses", place), f"'{name}' is exploratory: nothing was expected, so it tests no arrow"


def _unknown(what: str, name: str, names: Mapping[str, object]) -> str:
    return f"no {what} is called '{name}'.{did_you_mean(name, names)}"
