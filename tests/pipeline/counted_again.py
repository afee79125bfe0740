"""Every figure of ``results.csv`` counted a second time, from the raw cells of an export, with ``csv``,
``collections``, ``statistics`` and SciPy: nothing of the package is used here, so that an error of its own shows.

Of the tests those of the profile as published are done again.
"""

from __future__ import annotations

import csv
import io
import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from random_exports import BINDING, ITEMS, TOO_LARGE, asked, declared
from scipy import stats

STUDY, TABLES, CHARTS = declared("study.yaml"), declared("tables.yaml")["tables"], declared("charts.yaml")["charts"]
DERIVED = declared("derivations.yaml")["derived"]
HYPOTHESES = {n: h for n, h in declared("hypotheses.yaml")["hypotheses"].items() if "as_published" in h["profiles"]}
SHOWN = {name for table in TABLES.values() for name in [*table.get("items", []), *table.get("by", [])]}
"""The variables that tables show; a derived variable that none shows is not counted again."""
TICKS = {"Y"}


class Key(NamedTuple):
    profile: str
    place: str
    item: str
    category: str
    group: str
    group_value: str
    statistic: str


class Figure(NamedTuple):
    value: float | None
    text: str
    base: int | None


def table_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a delimited file, headings in their one spelling."""
    text = content.decode("utf-8-sig")
    delimiter = max(",;\t", key=text.split("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    headings = [re.sub(r"_(SQ\d+)$", r"[\1]", heading) for heading in next(rows)]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def plain(name: str) -> str:
    return re.sub(r"[\s-]", "", name).casefold().replace("ö", "o").replace("ë", "e").replace("ï", "i")


def respondents(export: bytes, frame: bytes) -> tuple[list[dict[str, Any]], int]:
    """What each respondent that the study is about answered, by variable; and how many municipalities were approached.

    An answer is an option, a list of ticked options, or None. Whoever ticks no box gave no answer.
    """
    municipalities = table_of(frame)
    by_token = {row["token"]: row for row in municipalities if row["token"]}
    by_name = {plain(row["gemeente"]): row for row in municipalities}
    found = []
    for row in table_of(export):
        municipality = by_token.get(row["token"]) or by_name[plain(row["gemeente"])]
        if int(municipality["inwoners"]) < TOO_LARGE:
            found.append(answers_of(row, municipality))
    return found, sum(int(row["inwoners"]) < TOO_LARGE for row in municipalities)


def answers_of(row: Mapping[str, str], municipality: Mapping[str, str]) -> dict[str, Any]:
    answers: dict[str, Any] = {"regio": municipality["regio"].lower()}
    for name, item in ITEMS.items():
        bound = BINDING["items"][name]
        answer: Any
        if "columns" in bound:
            answer = [option for option, heading in bound["columns"].items() if row[heading] in TICKS] or None
        else:
            answer = bound.get("codes", {}).get(row[bound["column"]])
        answers[name] = answer if asked(item, answers) else None
    for name in SHOWN & DERIVED.keys():
        answers[name] = derive(DERIVED[name], answers)
    return answers


def derive(derived: Mapping[str, Any], answers: Mapping[str, Any]) -> Any:
    for option, declared_option in derived.get("options", {}).items():
        when = declared_option["when"]
        if found := re.fullmatch(r"(\w+) in \(([\w, ]+)\)", when):
            if answers[found[1]] is None:
                return None
            if answers[found[1]] in found[2].split(", "):
                return option
        else:
            item, sign, number = re.fullmatch(r"count\((\w+)\) (==|>=) (\d+)", when).groups()  # type: ignore[union-attr]
            if answers[item] is None:
                return None
            ticked = len(answers[item])
            if ticked == int(number) or (sign == ">=" and ticked > int(number)):
                return option
    return None


def variable(name: str) -> Mapping[str, Any]:
    return STUDY["frame"]["facts"].get(name) or ITEMS.get(name) or DERIVED[name]


def recounted(export: bytes, frame: bytes, wave: str) -> dict[Key, Figure]:
    """Bases, percentages, means, deviations, p-values, stars and verdicts of a wave, by their key."""
    people, approached = respondents(export, frame)
    figures: dict[Key, Figure] = {}
    for place, table in TABLES.items():
        figures |= facts(place, table, people, approached, wave)
        for item in table.get("items", []):
            if table["layout"] == "means":
                figures |= means(place, item, table["by"], people)
            elif "by" in table:
                for group in table["by"]:
                    for value in variable(group)["options"]:
                        members = [person for person in people if person[group] == value]
                        figures |= frequencies(place, item, members, False, group, value)
            else:
                figures |= frequencies(place, item, people, item in table.get("mentions", []))
    for place, chart in CHARTS.items():
        figures |= frequencies(place, chart["item"], people, chart.get("base") == "mentions")
    for name, hypothesis in HYPOTHESES.items():
        figures |= tests(name, hypothesis, people)
    return figures


def facts(place: str, table: Mapping[str, Any], people: Sequence[Any], approached: int, wave: str) -> dict[Key, Figure]:
    fieldwork = STUDY["waves"].get(wave, {}).get("fieldwork", {})
    figures = {}
    for name, fact in table.get("facts", {}).items():
        if "counted" in fact:
            value = {"approached": approached, "respondents": len(people)}[fact["counted"]]
        elif "declared" in fact:
            value = TOO_LARGE if fact["declared"] == "eligibility" else fieldwork.get(name)
        else:
            value = sum(person[fact["item"]] == fact["category"] for person in people)
        figures[Key("", place, name, "", "", "", "n")] = Figure(value, "", None)
    return figures


def frequencies(
    place: str, item: str, people: Sequence[Any], mentions: bool, group: str = "", value: str = ""
) -> dict[Key, Figure]:
    given = [person[item] if isinstance(person[item], list) else [person[item]] for person in people if person[item]]
    base = sum(map(len, given)) if mentions else len(given)
    counts = Counter(option for options in given for option in options)
    for name, merged in variable(item).get("groups", {}).items():
        counts[name] = sum(bool(set(options) & set(merged["options"])) for options in given)
    figures = {Key("", place, item, "", group, value, "n"): Figure(base, "", base)}
    for category in [*variable(item)["options"], *variable(item).get("groups", {})]:
        share = 100 * counts[category] / base if base else None
        figures[Key("", place, item, category, group, value, "n")] = Figure(counts[category], "", base)
        figures[Key("", place, item, category, group, value, "pct")] = Figure(share, "", base)
    return figures


def scores(item: str, people: Sequence[Any]) -> list[int]:
    places = list(variable(item)["options"])
    return [places.index(person[item]) + 1 for person in people if person[item]]


def means(place: str, item: str, groups: Sequence[str], people: Sequence[Any]) -> dict[Key, Figure]:
    figures = {}
    for group in groups:
        total = 0
        for value in variable(group)["options"]:
            given = scores(item, [person for person in people if person[group] == value])
            total += len(given)
            mean = statistics.fmean(given) if given else None
            deviation = statistics.stdev(given) if len(given) > 1 else None
            for statistic, number in (("n", len(given)), ("mean", mean), ("sd", deviation)):
                figures[Key("", place, item, "", group, value, statistic)] = Figure(number, "", len(given))
        figures[Key("", place, item, "", group, "", "n")] = Figure(total, "", total)
    return figures


def tests(name: str, hypothesis: Mapping[str, Any], people: Sequence[Any]) -> dict[Key, Figure]:
    test = hypothesis["profiles"]["as_published"]
    outcome, place = test["outcome"], hypothesis["table"]
    figures = {}
    starred = False
    for predictor in hypothesis["predictors"]:
        both = [person for person in people if person[predictor] and person[outcome]]
        for category in variable(outcome)["options"] if hypothesis.get("each") == "option" else [""]:
            p = p_value(test["test"], predictor, outcome, category, both)
            below = [star for star in test["stars"] if p is not None and p < star["below"]]
            mark = min(below, key=lambda star: star["below"])["mark"] if below else ""
            starred = starred or bool(mark)
            figures[Key("as_published", place, outcome, category, predictor, "", "p_value")] = Figure(p, "", len(both))
            figures[Key("as_published", place, outcome, category, predictor, "", "stars")] = Figure(
                None, mark, len(both)
            )
    verdict = "supported" if starred else "not supported"
    figures[Key("as_published", hypothesis["place"], name, "", "", "", "verdict")] = Figure(None, verdict, None)
    return figures


def p_value(test: str, predictor: str, outcome: str, category: str, people: Sequence[Any]) -> float | None:
    """SciPy's two-sided p-value; None where there is nothing to test."""
    options = list(variable(predictor)["options"])
    groups = [[person for person in people if person[predictor] == option] for option in options]
    if test == "fisher":
        counts = [
            [sum(category in p[outcome] for p in group), sum(category not in p[outcome] for p in group)]
            for group in groups
        ]
        return float(stats.fisher_exact(counts).pvalue) if people else None
    values = [scores(outcome, group) for group in groups]
    if test == "spearman":
        places, answers = [0] * len(values[0]) + [1] * len(values[1]), values[0] + values[1]
        if len(answers) < 3 or len(set(places)) < 2 or len(set(answers)) < 2:
            return None
        return float(stats.spearmanr(places, answers).pvalue)
    assert test == "student"
    if not all(values) or len(people) < 3 or all(len(set(given)) == 1 for given in values):
        return None
    return float(stats.ttest_ind(*values, equal_var=True).pvalue)


def results_of(path: Path) -> dict[Key, Figure]:
    """What ``results.csv`` holds of the statistics that are counted again here."""
    figures: dict[Key, Figure] = {}
    for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
        if row["place"] in ("trends", "non_response", "weighted"):
            continue
        if row["profile"] == "recommended" or row["statistic"] not in (
            "n", "pct", "mean", "sd", "p_value", "stars", "verdict"
        ):  # fmt: skip
            continue
        key = Key(*(row[column] for column in Key._fields))
        assert key not in figures, f"{key} stands twice"
        text = row["text"] if row["statistic"] in ("stars", "verdict") else ""
        figures[key] = Figure(
            float(row["value"]) if row["value"] else None, text, int(row["base"]) if row["base"] else None
        )
    return figures


def differences(computed: Mapping[Key, Figure], again: Mapping[Key, Figure]) -> list[str]:
    """Where two counts differ; figures agree to ten digits."""
    found = [f"only in results: {key}" for key in computed.keys() - again.keys()]
    found += [f"only recounted: {key}" for key in again.keys() - computed.keys()]
    for key in computed.keys() & again.keys():
        one, other = computed[key], again[key]
        if one.value is None or other.value is None:
            agree = one.value is other.value
        else:
            agree = abs(one.value - other.value) <= 1e-10 * max(1e-6, abs(one.value), abs(other.value))
        if not agree or one.text != other.text or one.base != other.base:
            found.append(f"{key}: {one} in results, {other} recounted")
    return sorted(found)
