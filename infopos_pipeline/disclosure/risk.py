"""How unusual the respondents of a wave are: k-anonymity over what outsiders can know of them.

A class is all respondents who agree in the quasi-identifiers; its size is counted in distinct municipalities. Whoever
is alone in a class (a sample unique) can be found by anyone who knows those facts; whoever is alone in the frame too
(a population unique) is found for certain.

Source: L. Sweeney, International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10 (2002), 557-570;
A. Hundepool and others, Statistical Disclosure Control (2012), chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from infopos_pipeline.statistics.counting import APPROACHED, Counts, quasi_identifiers
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Variable

Categories = tuple[str, ...]
"""What a class has for each quasi-identifier; a missing state stands for itself."""


@dataclass(frozen=True)
class Risk:
    """The risk of one choice of quasi-identifiers.

    Attributes:
        changed: the quasi-identifier that was left out or recoded; "" for all as declared.
        merged: the options of it that were merged; none if it was left out.
        quasi_identifiers: the names of those that are left.
        classes: the distinct municipalities of every class that occurs.
        threshold: the smallest class that is large enough.
        population_uniques: municipalities alone in their class of the frame, by its facts only.
    """

    changed: str
    merged: Categories
    quasi_identifiers: Categories
    classes: Mapping[Categories, int]
    threshold: int
    population_uniques: int | None = None

    @property
    def k(self) -> int | None:
        """The size of the smallest class."""
        return min(self.classes.values(), default=None)

    @property
    def uniques(self) -> int:
        """Municipalities alone in their class."""
        return sum(size for size in self.classes.values() if size == 1)

    @property
    def below(self) -> int:
        """Municipalities in classes smaller than the threshold."""
        return sum(size for size in self.classes.values() if size < self.threshold)

    def as_dict(self) -> dict[str, object]:
        """As JSON: sizes of classes and how often each occurs, never which class is small."""
        sizes = sorted(self.classes.values())
        return {
            "changed": self.changed,
            "merged": list(self.merged),
            "quasi_identifiers": list(self.quasi_identifiers),
            "k": self.k,
            "sample_uniques": self.uniques,
            "below_threshold": self.below,
            "population_uniques": self.population_uniques,
            "class_sizes": {str(size): sizes.count(size) for size in dict.fromkeys(sizes)},
        }


def risks(study: Study, counts: Counts) -> list[Risk]:
    """The risk of a wave as declared, then what each single recoding would leave of it: a quasi-identifier left out, a
    declared merge applied, two neighbouring options of an ordered one merged. Nothing if none is declared.
    """
    names = quasi_identifiers(study)
    if not names:
        return []
    threshold = study.disclosure.threshold
    sample = _classes(counts.cells_with_entities(*names), names, study, counts)
    frame = _frame_classes(study, counts, names)
    return [
        Risk(
            name,
            merged,
            kept,
            _merged(sample, names, kept, {name: merged}),
            threshold,
            _uniques(frame, names, kept, {name: merged}),
        )
        for name, merged, kept in [("", (), names), *_recodings(study, names)]
    ]


_Merge = Mapping[str, Categories]
"""By quasi-identifier the options that are one."""


def _recodings(study: Study, names: Categories) -> Iterator[tuple[str, Categories, Categories]]:
    for name in names:
        if len(names) > 1:
            yield name, (), tuple(other for other in names if other != name)
    for name in names:
        for options in _merges(study.variables[name], study):
            yield name, options, names


def _merges(variable: Variable, study: Study) -> list[Categories]:
    """Declared merges, and every pair of options; of ordered ones only neighbours. Each once."""
    declared = {**variable.groups}
    for recoding in study.disclosure.recodings:
        declared |= recoding.merges if recoding.item == variable.name else {}
    options = list(variable.options)
    merges: list[Categories] = [tuple(o for o in options if o in merge.options) for merge in declared.values()]
    ordered = variable.kind == "ordinal" or any(
        getattr(o, "below", None) is not None for o in variable.options.values()
    )
    if len(options) > 2:
        merges += pairwise(options) if ordered else combinations(options, 2)
    return list(dict.fromkeys(merges))


def _classes(
    cells: Sequence[tuple[dict[str, str], int, int]], names: Categories, study: Study, counts: Counts
) -> dict[Categories, int]:
    found: dict[Categories, int] = {}
    for cell, _, entities in cells:
        key = tuple(" + ".join(counts.answer(cell, name) or ("",)) for name in names)
        found[key] = found.get(key, 0) + entities
    return found


def _frame_classes(study: Study, counts: Counts, names: Categories) -> dict[Categories, int] | None:
    """The classes of the frame, by those quasi-identifiers that are facts of it."""
    facts = study.frame.facts if study.frame else {}
    if not any(name in facts for name in names):
        return None
    found: dict[Categories, int] = {}
    for cell, _, entities in counts.cells_with_entities(APPROACHED):
        key = tuple(cell[name] if name in facts else "" for name in names)
        found[key] = found.get(key, 0) + entities
    return found


def _merged(
    classes: Mapping[Categories, int], names: Categories, kept: Categories, merge: _Merge
) -> dict[Categories, int]:
    found: dict[Categories, int] = {}
    for key, size in classes.items():
        shown = tuple(
            " + ".join(merge[name]) if category in merge.get(name, ()) else category
            for name, category in zip(names, key, strict=True)
            if name in kept
        )
        found[shown] = found.get(shown, 0) + size
    return found


def _uniques(
    classes: Mapping[Categories, int] | None, names: Categories, kept: Categories, merge: _Merge
) -> int | None:
    if classes is None:
        return None
    return sum(size == 1 for size in _merged(classes, names, kept, merge).values())
