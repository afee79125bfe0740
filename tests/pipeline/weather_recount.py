"""The poll of the weather, counted again from what its exports hold: how often each answer was given in a wave, and how
the answers of earlier waves read in the terms of a later one. The readings are written down here by hand, from what the
questionnaires say; nothing of the package is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weather_exports import CODES, TICKED, Answer, Weather

Figure = tuple[float | None, int | None, str]
"""A value, its base, and the text beside it."""

GROUPS: Mapping[str, Mapping[str, Mapping[str, frozenset[str]]]] = {
    "2001": {"lucht": {"niet_helder": frozenset({"bewolkt", "dicht"})}},
    "2002": {
        "lucht": {"niet_helder": frozenset({"bewolkt", "dicht"})},
        "neerslag": {"vocht": frozenset({"mist", "plensbui"})},
    },
    "2003": {
        "lucht": {"niet_helder": frozenset({"bewolkt", "dicht"})},
        "neerslag": {"regen": frozenset({"motregen", "bui"})},
        "mee": {"hoofd": frozenset({"hoed", "pet"}), "hand": frozenset({"stok", "lantaarn"})},
    },
}
"""By wave and question the declared merges of its options; after 2003 nothing changed."""

SKY_SCORES = {"helder": 1.0, "bewolkt": 2.0, "dicht": 3.0}
WIND_SCORES = {"stil": 0.0, "zwak": 2.0, "matig": 4.0, "hard": 9.0}

IN_LATER_TERMS: Mapping[tuple[str, str, str], Mapping[str, frozenset[str]]] = {
    ("neerslag", "2001", "2002"): {
        "geen": frozenset({"droog"}),
        "vocht": frozenset({"nat"}),
        "wit": frozenset({"wit"}),
    },
    ("neerslag", "2001", "2003"): {
        "geen": frozenset({"droog"}),
        "regen": frozenset({"nat"}),
        "wit": frozenset({"wit"}),
    },
    ("neerslag", "2002", "2003"): {
        "geen": frozenset({"geen"}),
        "regen": frozenset({"mist", "plensbui"}),
        "wit": frozenset({"wit"}),
    },
    **{
        ("wind", earlier, "2003"): {
            "stil": frozenset({"stil"}),
            "matig": frozenset({"zwak", "matig"}),
            "hard": frozenset({"hard"}),
        }
        for earlier in ("2001", "2002")
    },
    **{
        ("mee", earlier, "2003"): {
            "stok": frozenset({"stok"}),
            "hand": frozenset({"stok"}),
            "hoofd": frozenset({"muts"}),
        }
        for earlier in ("2001", "2002")
    },
}
"""Where options moved: for a question, an earlier wave and one whose terms it is read in, the options that were each
category then. A category that is not here cannot be told from the answers of then."""


def terms_of(wave: str) -> str:
    """The wave whose questions are the same ones."""
    return min(wave, "2003")


def source(variable: str) -> str:
    """The question that a derived variable is made from."""
    return {"gekleed": "jas", "beschut": "paraplu", "bepakking": "mee"}.get(variable, variable)


def asked(variable: str, wave: str) -> bool:
    return source(variable) in {*CODES[wave], *TICKED[wave], "graden"}


def categories(variable: str, wave: str) -> dict[str, frozenset[str]]:
    """The categories of a variable in the terms of a wave, with the options that each is; none of a number."""
    if variable in ("graden", "bepakking"):
        return {}
    terms, item = terms_of(wave), source(variable)
    options = CODES[terms][item][1] if item in CODES[terms] else TICKED[terms][item]
    return {option: frozenset({option}) for option in options.values()} | dict(GROUPS[terms].get(item, {}))


def comparable(variable: str, earlier: str, later: str) -> bool:
    """Whether the questionnaires say that the answers compare at all."""
    if source(variable) == "jas":
        return earlier != "2001" or later == "2001"
    return variable != "bepakking" or (earlier < "2003") == (later < "2003")


def reading(variable: str, category: str, earlier: str, later: str) -> frozenset[str] | None:
    """The options of an earlier wave that are a category of a later one; None if that cannot be told."""
    if not comparable(variable, earlier, later):
        return categories(variable, earlier).get(category)
    moved = IN_LATER_TERMS.get((source(variable), terms_of(earlier), terms_of(later)))
    if moved is None or terms_of(earlier) == terms_of(later):
        return categories(variable, later)[category]
    return moved.get(category)


@dataclass(frozen=True)
class Values:
    """What each village's answer counts for in one wave, and whether that compares with the wave it is read for."""

    by_village: Mapping[str, float]
    compares: bool


def values(export: Weather, variable: str, category: str, later: str) -> Values | None:
    """The answers of a wave in the terms of a later one: 1 or 0 for a share, else scores; None if there is nothing to
    read.
    """
    given = {village: own[source(variable)] for village, own in export.answers.items() if source(variable) in own}
    compares = comparable(variable, export.wave, later)
    if category:
        options = reading(variable, category, export.wave, later)
        if options is None:
            return None
        return Values({village: float(bool(options & chosen(one))) for village, one in given.items()}, compares)
    return Values({village: score(variable, one, later) for village, one in given.items()}, compares)


def chosen(answer: Answer) -> frozenset[str]:
    assert isinstance(answer, frozenset)
    return answer


def score(variable: str, answer: Answer, later: str) -> float:
    if isinstance(answer, float):
        return answer
    if variable == "bepakking":
        return float(len(answer))
    (option,) = answer
    if variable == "lucht":
        return SKY_SCORES[option]
    return WIND_SCORES["matig" if option == "zwak" and later >= "2003" else option]


SCORED = ("lucht", "wind", "graden", "bepakking")
FOLLOWED = (
    *("lucht", "neerslag", "wind", "jas", "paraplu", "sjaal", "mee", "graden", "handschoenen", "dieren"),
    *("gekleed", "beschut", "bepakking"),
)
FAMILY = (("lucht", ""), ("neerslag", "regen"), ("mee", "hoofd"), ("graden", ""))


def indicators(waves: Sequence[str]) -> list[tuple[str, str, str]]:
    """What is followed through some waves: variable, category ("" for the mean), and the wave in whose terms."""
    found = []
    for variable in FOLLOWED:
        own = [wave for wave in waves if asked(variable, wave)]
        if own:
            scored = [""] if variable in SCORED else []
            found += [(variable, category, own[-1]) for category in (*scored, *categories(variable, own[-1]))]
    return found


def levels(exports: Sequence[Weather]) -> dict[tuple[str, str, str, str], Figure]:
    """The rows of trends about waves: by variable, category, wave and statistic."""
    found: dict[tuple[str, str, str, str], Figure] = {}
    for variable, category, later in indicators([export.wave for export in exports]):
        for export in exports:
            key = variable, category, export.wave
            read = values(export, variable, category, later) if asked(variable, export.wave) else None
            if read is None:
                text = "not_comparable" if asked(variable, export.wave) else "not_asked"
                found[*key, "n"] = None, None, text
                continue
            text, base = "" if read.compares else "not_comparable", len(read.by_village)
            found[*key, "n"] = base, base, text
            if base:
                mean = sum(read.by_village.values()) / base
                found[*key, "pct" if category else "mean"] = 100 * mean if category else mean, base, text
    return found


def changes(exports: Sequence[Weather]) -> dict[tuple[str, str, str, str, str], Figure]:
    """The rows of trends about changes: by kind, variable, category, earlier wave and statistic."""
    found: dict[tuple[str, str, str, str, str], Figure] = {}
    *before, now = exports
    for variable, category, later in indicators([export.wave for export in exports]):
        read = {one.wave: values(one, variable, category, later) for one in exports if asked(variable, one.wave)}
        usable = [wave for wave, one in read.items() if one is not None and one.compares]
        if now.wave not in usable:
            continue
        earlier = [export.wave for export in before if export.wave in usable]
        for wave in earlier if (variable, category) in FAMILY else earlier[-1:]:
            then, present = (one.by_village for one in (read[wave], read[now.wave]) if one is not None)
            both = then.keys() & present.keys()
            panel = [{village: one[village] for village in both} for one in (then, present)]
            for kind, (first, last) in (("totals", (then, present)), ("panel", panel)):
                n = len(first.keys() | last.keys())
                change = sum(last.values()) / len(last) - sum(first.values()) / len(first) if first and last else None
                found[kind, variable, category, wave, "n"] = n, n, ""
                found[kind, variable, category, wave, "effect"] = change, n, ""
    return found


Key = tuple[str, str, str, str, str, str]
"""Place, item, category, group, group value, statistic."""


def frequencies(export: Weather) -> dict[Key, Figure]:
    """The rows of tables and charts: how many gave each answer, of everyone and by umbrella and coat."""
    found: dict[Key, Figure] = {}
    for place, variables in (
        ("kenmerken", ("lucht", "neerslag", "paraplu", "mee", "beschut")),
        ("beeld_paraplu", ("paraplu",)),
        ("beeld_mee", ("mee",)),
    ):
        for variable in variables:
            if not asked(variable, export.wave):
                found[place, variable, "", "", "", "n"] = None, None, "not_asked"
                continue
            given = [chosen(own[source(variable)]) for own in export.answers.values() if source(variable) in own]
            found |= _counted(export.wave, variable, given, place, "", "")
    for group in ("paraplu", "jas"):
        if not asked(group, export.wave):
            found["lucht_naar_paraplu", "lucht", "", group, "", "n"] = None, None, "not_asked"
            continue
        for value in ("ja", "nee"):
            own = [one for one in export.answers.values() if one.get(group) == frozenset({value}) and "lucht" in one]
            found |= _counted(
                export.wave, "lucht", [chosen(one["lucht"]) for one in own], "lucht_naar_paraplu", group, value
            )
    return found


def _counted(
    wave: str, variable: str, given: Sequence[frozenset[str]], place: str, group: str, value: str
) -> dict[Key, Figure]:
    mentions = place == "beeld_mee"
    base = sum(len(one) if mentions else 1 for one in given)
    found: dict[Key, Figure] = {(place, variable, "", group, value, "n"): (base, base, "")}
    for category, options in categories(variable, wave).items():
        n = sum(len(options & one) if mentions else bool(options & one) for one in given)
        found[place, variable, category, group, value, "n"] = n, base, ""
        found[place, variable, category, group, value, "pct"] = 100 * n / base if base else None, base, ""
    return found


def differences(computed: Mapping[tuple[str, ...], Figure], again: Mapping[tuple[str, ...], Figure]) -> list[str]:
    """Where two counts differ; values agree to ten digits."""
    found = [f"only in results: {key} {computed[key]}" for key in computed.keys() - again.keys()]
    found += [f"only recounted: {key} {again[key]}" for key in again.keys() - computed.keys()]
    for key in computed.keys() & again.keys():
        (one, *others), (other, *again_others) = computed[key], again[key]
        same = one is other if one is None or other is None else abs(one - other) <= 1e-10 * max(1.0, abs(other))
        if not same or others != again_others:
            found.append(f"{key}: {computed[key]} in results, {again[key]} recounted")
    return sorted(found)
