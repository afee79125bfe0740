"""The sample waves of 2019 and 2021: they hold what data/README.md says was planted, and the pipeline reads them.

What came out is recounted here from the files alone, with headings and codes written out once more.
"""

import csv
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import yaml

from infopos_pipeline.privacy.municipalities import municipalities
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.statistics.change import OverlappingWaves, overlapping_waves
from infopos_pipeline.statistics.multiplicity import holm
from infopos_pipeline.statistics.non_response import response_exact
from infopos_pipeline.statistics.panel import marginal_homogeneity_exact, overlapping_waves_exact
from infopos_pipeline.study import load_study
from infopos_pipeline.study.mergers import successors
from infopos_pipeline.study.names import normalise_municipality

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data" / "infopos"
WAVES = ("2017", "2019", "2021")
LATER = ("2019", "2021")
NEW_NAMES = {"Zwaluwdinge": "Zwaluwvoorde", "Klaverdinge": "Zwaluwvoorde", "Kerkhagen aan Zee": "Kerkhagen-Duin"}
GREW, LIMIT = "Knotterveen", 26000
COLUMNS = {
    "doelstelling": ("doel", "ja nee"),
    "tevredenheid": ("tevr", "zeer_tevreden tevreden neutraal ontevreden zeer_ontevreden"),
    "informatie_intern": ("infint", "nee knelpunten missen beiden"),
    "informatie_extern": ("infext", "nee knelpunten missen beiden"),
    "juridisch_kader_bekend": ("jurkader", "ja nee"),
    "samenwerking_buurgemeenten": ("samenw", "ja nee"),
    "prioritering_mogelijk": ("prior", "ja nee"),
    "functie": ("functie", "beleid_oov leidinggevend anders bestuurder"),
    "communicatie_bronnen": ("combron", "ja nee"),
    "dashboard": ("dashb", "ja in_ontwikkeling nee"),
}
"""By item its heading and its options in the order of their codes A1, A2, …"""
PROBLEMS = {"knelpunten", "missen", "beiden"}
FAMILY = {
    "doelstelling": {"ja"},
    "tevredenheid": None,
    "informatie_intern": PROBLEMS,
    "informatie_extern": PROBLEMS,
    "juridisch_kader_bekend": {"ja"},
    "samenwerking_buurgemeenten": {"ja"},
}
"""By indicator the options whose share it is; None for a mean score."""
CHANGED = {"doelstelling", "informatie_extern"}
UNCHANGED = sorted(FAMILY.keys() - CHANGED)
Row = dict[str, str]


@cache
def frame_of(wave: str) -> dict[str, Row]:
    """The rows of the frame by municipality."""
    with (DATA / wave / "frame.csv").open(encoding="utf-8", newline="") as file:
        return {row["gemeente"]: row for row in csv.DictReader(file)}


@cache
def export_of(wave: str) -> dict[str, Row]:
    """The rows of the export by the municipality that the frame has for the token."""
    names = {row["token"]: name for name, row in frame_of(wave).items()}
    with (DATA / wave / "export.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {names[row["token"]]: row for row in rows}
    assert len(found) == len(rows)
    return found


def answers_of(wave: str, item: str) -> dict[str, str]:
    """What each municipality within the limit answered to an item."""
    heading, options = COLUMNS[item]
    return {
        name: options.split()[int(row[heading].removeprefix("A")) - 1]
        for name, row in export_of(wave).items()
        if row.get(heading) and int(frame_of(wave)[name]["inwoners"]) < LIMIT
    }


def table_of_readme(first_heading: str) -> list[dict[str, str]]:
    """The rows of the table whose first column has this heading."""
    lines = iter((ROOT / "data" / "README.md").read_text(encoding="utf-8").splitlines())
    headings = next(cells for line in lines if (cells := cells_of(line))[0] == first_heading)
    next(lines)
    rows = []
    for line in lines:
        if not line:
            break
        rows.append(dict(zip(headings, cells_of(line), strict=True)))
    return rows


def cells_of(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip("|").split("|")]


def came_out(wave: str, item: str, share_of: str) -> str:
    """A cell of the README, recounted."""
    answers = answers_of(wave, item)
    if item == "tevredenheid":
        scores = [COLUMNS[item][1].split().index(answer) + 1 for answer in answers.values()]
        return f"{mean(scores):.2f} of {len(scores)}"
    counted = sum(answer in share_of.split(", ") for answer in answers.values())
    return f"{100 * counted / len(answers):.1f}% of {len(answers)}" if counted else "–"


def aimed_at(wave: str, item: str, share_of: str) -> str:
    """A cell of the README, from what is declared as planted."""
    targets = yaml.safe_load((DATA / "changes.yaml").read_text(encoding="utf-8"))[wave]["targets"]
    if item in targets:
        return f"{100 * sum(targets[item][option] for option in share_of.split(', ')):.0f}%"
    return "as 2017" if answers_of(wave, item) and came_out("2017", item, share_of) != "–" else "–"


@pytest.mark.parametrize("row", table_of_readme("item"), ids=lambda row: f"{row['item']} {row['share of']}")
def test_the_readme_says_what_was_planted_and_what_came_out(row: dict[str, str]) -> None:
    item, share_of = row["item"], row["share of"]
    for wave in WAVES:
        assert row[wave if wave == "2017" else f"{wave} came out"] == came_out(wave, item, share_of)
    for wave in LATER:
        assert row[f"{wave} aimed at"] == aimed_at(wave, item, share_of)


def test_everything_planted_stands_in_the_readme() -> None:
    declared = yaml.safe_load((DATA / "changes.yaml").read_text(encoding="utf-8"))
    planted = {item for wave in declared.values() for item in wave["targets"]}
    assert planted | FAMILY.keys() <= {row["item"] for row in table_of_readme("item")}


def test_the_readme_says_who_responded() -> None:
    told = {row["fieldwork"]: row for row in table_of_readme("fieldwork")}
    for wave in WAVES:
        frame, export = frame_of(wave), export_of(wave)
        counted = {
            "responded": (len(export), len(frame)),
            "past the limit, set aside": (sum(int(frame[name]["inwoners"]) >= LIMIT for name in export), len(export)),
            "saw the last page": (sum(row["lastpage"] == "9" for row in export.values()), len(export)),
        }
        for region in ("Noord", "Midden", "Zuid"):
            approached = [name for name, row in frame.items() if row["regio"] == region]
            counted[f"from {region}"] = (len(export.keys() & set(approached)), len(approached))
        if wave in LATER:
            both = panel_names("2017", export_of("2017")) & panel_names(wave, export)
            counted["also in 2017, under the same or a new name"] = (len(both), len(export))
            assert len(both) >= 50
        for what, (part, whole) in counted.items():
            assert told[what][wave] == f"{part} of {whole}", (what, wave)


def panel_names(wave: str, names: Iterable[str]) -> set[str]:
    """Municipalities by the name of today; the parts of a merger and what came of them are different municipalities."""
    merged = {"Zwaluwdinge", "Klaverdinge"}
    return {name if name in merged else NEW_NAMES.get(name, name) for name in names}


def test_more_drop_out_in_each_wave_but_hardly_before_page_7() -> None:
    seen = {
        wave: {page: mean(int(row["lastpage"]) >= page for row in export_of(wave).values()) for page in range(1, 10)}
        for wave in WAVES
    }
    assert seen["2017"][9] - 0.1 > seen["2019"][9] > seen["2021"][9] + 0.05
    assert seen["2017"][6] < seen["2019"][6] < seen["2021"][6]


@pytest.mark.parametrize("wave", LATER)
def test_some_questions_that_were_seen_are_left_empty(wave: str) -> None:
    """Of those that everybody sees who gets to page 6, whatever else they answered."""
    rows = [row for row in export_of(wave).values() if int(row["lastpage"]) >= 6]
    cells = [row[COLUMNS[item][0]] for row in rows for item in FAMILY]
    assert 0.02 < cells.count("") / len(cells) < 0.1


@pytest.mark.parametrize("wave", LATER)
def test_who_answered_before_mostly_answers_the_same(wave: str) -> None:
    """Much more often than if the answers of the two waves had nothing to do with each other."""
    same, by_chance = [], []
    for item in UNCHANGED:
        earlier, later = answers_of(str(int(wave) - 2), item), answers_of(wave, item)
        both = earlier.keys() & later.keys()
        before, after = (Counter(answers[name] for name in both) for answers in (earlier, later))
        same += [earlier[name] == later[name] for name in both]
        by_chance += [after[earlier[name]] / before.total() for name in both]
    assert len(same) > 100
    assert mean(by_chance) + 0.15 < mean(same) < 0.95


def test_the_frames_follow_from_each_other() -> None:
    for wave, before in (("2019", "2017"), ("2021", "2019")):
        old, new = frame_of(before), frame_of(wave)
        renamed = {name: NEW_NAMES[name] for name in old if name in NEW_NAMES and NEW_NAMES[name] in new}
        assert len(renamed) == {"2019": 2, "2021": 1}[wave]
        assert {renamed.get(name, name) for name in old} == set(new)
        assert list(new) == sorted(new)
        assert not {row["token"] for row in old.values()} & {row["token"] for row in new.values()}
        for name, row in old.items():
            if name not in ("Zwaluwdinge", "Klaverdinge"):
                later = new[renamed.get(name, name)]
                assert later["regio"] == row["regio"]
                assert 0.98 <= int(later["inwoners"]) / int(row["inwoners"]) <= 1.025
    assert [name for name, row in frame_of("2021").items() if int(row["inwoners"]) >= LIMIT] == [GREW]
    assert GREW in export_of("2021")
    assert all(int(row["inwoners"]) < LIMIT for wave in ("2017", "2019") for row in frame_of(wave).values())


def test_the_merged_municipality_has_the_inhabitants_of_both() -> None:
    parts = [int(frame_of("2017")[name]["inwoners"]) for name in ("Zwaluwdinge", "Klaverdinge")]
    assert 0.98 <= int(frame_of("2019")["Zwaluwvoorde"]["inwoners"]) / sum(parts) <= 1.025


def test_old_names_are_still_typed() -> None:
    plain = normalise_municipality
    assert plain(export_of("2019")["Zwaluwvoorde"]["gemeente"]) == plain("Klaverdinge")
    assert plain(export_of("2021")["Kerkhagen-Duin"]["gemeente"]) == plain("Kerkhagen aan Zee")
    for wave in LATER:
        others = {name: row for name, row in export_of(wave).items() if plain(row["gemeente"]) != plain(name)}
        assert set(others) <= {"Zwaluwvoorde", "Kerkhagen-Duin"}


def test_no_made_up_municipality_is_a_real_one() -> None:
    real = {normalise_municipality(name) for place in municipalities() for name in (place.name, *place.also)}
    assert not real & {normalise_municipality(name) for wave in WAVES for name in frame_of(wave)}


@pytest.mark.parametrize("wave", LATER)
def test_some_remarks_hold_what_identifies_who_wrote_them(wave: str) -> None:
    remarks = {
        name: " ".join(row[heading] for heading in ("toelint", "toelext", "toeljur", "opm"))
        for name, row in export_of(wave).items()
    }
    rows = export_of(wave)
    assert any(name in remarks[name] for name in rows)
    assert any(row["naam"] in remarks[name] for name, row in rows.items())
    assert any(row["email"] and row["email"] in remarks[name] for name, row in rows.items())


@pytest.mark.parametrize("wave", LATER)
def test_the_pipeline_reads_the_wave_and_has_nothing_to_remark(wave: str) -> None:
    study = load_study(ROOT / "schemas" / "infopos")
    contents = [(DATA / wave / name).read_bytes() for name in ("export.csv", "frame.csv")]
    read = read_answers(contents[0], contents[1], study.at(wave), ("export.csv", "frame.csv"))
    assert read.notices == ()
    sizes = [int(frame_of(wave)[name]["inwoners"]) for name in export_of(wave)]
    past = [row for row, size in enumerate(sizes, start=2) if size >= LIMIT]
    assert [(problem.code, problem.row) for problem in read.set_aside] == [("set_aside", row) for row in past]
    assert len(past) == {"2019": 0, "2021": 1}[wave]
    names = [normalise_municipality(name) for name, size in zip(export_of(wave), sizes, strict=True) if size < LIMIT]
    assert list(read.municipalities) == successors(study.mergers).entity_names(names)


@pytest.mark.parametrize("wave", WAVES)
def test_only_the_regions_of_2021_differ_in_response(wave: str) -> None:
    def size_class(row: Row) -> int:
        return sum(int(row["inwoners"]) >= limit for limit in (10000, 18000))

    def p_value(kind: Any) -> float:
        frame = {name: row for name, row in frame_of(wave).items() if int(row["inwoners"]) < LIMIT}
        approached = Counter(kind(row) for row in frame.values())
        found = response_exact(approached, Counter(kind(frame[name]) for name in export_of(wave) if name in frame))
        assert found.p_value is not None
        return found.p_value

    assert p_value(size_class) > 0.1
    assert p_value(lambda row: row["regio"]) < 0.05 if wave == "2021" else p_value(lambda row: row["regio"]) > 0.5


def overlap(earlier: Mapping[str, str], later: Mapping[str, str], item: str) -> OverlappingWaves:
    """Two waves as pairs and singles, in the categories of the indicator."""
    options, chosen = COLUMNS[item][1].split(), FAMILY[item]
    categories = len(options) if chosen is None else 2
    pairs = [[0] * categories for _ in range(categories)]
    singles = [[0] * categories for _ in range(2)]

    def category(answer: str) -> int:
        return options.index(answer) if chosen is None else int(answer in chosen)

    for name in sorted(earlier.keys() | later.keys()):
        if name in earlier and name in later:
            pairs[category(earlier[name])][category(later[name])] += 1
        else:
            singles[name in later][category(earlier.get(name) or later[name])] += 1
    return overlapping_waves(pairs, *singles)


def p_values(wave: str, before: str) -> dict[str, tuple[float, float]]:
    """By indicator the exact p-values of everybody and of the panel alone."""

    def renamed(answers: dict[str, str], of: str) -> dict[str, str]:
        return {next(iter(panel_names(of, [name]))): answer for name, answer in answers.items()}

    found = {}
    for item in FAMILY:
        waves = overlap(renamed(answers_of(before, item), before), renamed(answers_of(wave, item), wave), item)
        tested = overlapping_waves_exact(waves).p_value, marginal_homogeneity_exact(waves.pairs).p_value
        assert tested[0] is not None
        assert tested[1] is not None
        found[item] = (tested[0], tested[1])
    return found


def test_the_planted_rise_and_fall_are_found_and_nothing_else() -> None:
    found = p_values("2021", "2017")
    everybody = dict(zip(found, holm([p for p, _ in found.values()]), strict=True))
    panel = dict(zip(found, holm([p for _, p in found.values()]), strict=True))
    assert all(everybody[item] < 0.01 for item in CHANGED)
    assert all(panel[item] < 0.05 for item in CHANGED)
    assert all(min(p_values(wave, "2017")[item]) > 0.2 for item in UNCHANGED for wave in LATER)


@pytest.fixture(scope="module")
def drawing() -> Any:
    """The script's own modules, as the script sees them."""
    sys.path.insert(0, str(DATA))
    import invent
    import later_waves
    import plans
    import questionnaire
    import synthesise

    yield {m.__name__: m for m in (invent, later_waves, plans, questionnaire, synthesise)}
    sys.path.remove(str(DATA))


def test_without_a_planted_change_two_waves_could_have_come_the_other_way_round(drawing: Any) -> None:
    """Over many draws: every share stays, and as many go from one answer to another as come back."""
    draw, (plan, frame, items) = random.Random(1), first_of(drawing)
    steps: Counter[tuple[str, str]] = Counter()
    shares = Counter()
    for _ in range(400):
        earlier = drawing["later_waves"].draw_wave(None, plan, frame, items, draw)
        later = drawing["later_waves"].draw_wave(earlier, plan, frame, items, draw)
        for name, opinions in earlier.opinions.items():
            steps[opinions["tevredenheid"][0], later.opinions[name]["tevredenheid"][0]] += 1
            shares[later.opinions[name]["tevredenheid"]] += 1
    for answer, share in plan.targets["tevredenheid"].items():
        assert shares[answer] / shares.total() == pytest.approx(share, abs=0.01)
    for (one, other), times in steps.items():
        if one < other:
            back = steps[other, one]
            assert abs(times - back) < 4 * (times + back) ** 0.5
    same = sum(times for (one, other), times in steps.items() if one == other)
    alone = sum(share**2 for share in plan.targets["tevredenheid"].values())
    assert same / steps.total() == pytest.approx(0.75 + 0.25 * alone, abs=0.015)


def test_a_planted_change_comes_out_and_nobody_changes_more_than_it_takes(drawing: Any) -> None:
    draw, (plan, frame, items) = random.Random(2), first_of(drawing)
    aimed = {("ja",): 0.72, ("nee",): 0.28}
    planted = replace(plan, targets={**plan.targets, "doelstelling": aimed})
    steps: Counter[tuple[str, str]] = Counter()
    for _ in range(400):
        earlier = drawing["later_waves"].draw_wave(None, plan, frame, items, draw)
        later = drawing["later_waves"].draw_wave(earlier, planted, frame, items, draw)
        for name, opinions in earlier.opinions.items():
            steps[opinions["doelstelling"][0], later.opinions[name]["doelstelling"][0]] += 1
    assert (steps["ja", "ja"] + steps["nee", "ja"]) / steps.total() == pytest.approx(0.72, abs=0.01)
    before = plan.targets["doelstelling"][("ja",)]
    assert steps["ja", "nee"] / steps.total() == pytest.approx(0.25 * before * 0.28, abs=0.005)


def first_of(drawing: Any) -> tuple[Any, list[Any], list[Any]]:
    """The plan that the wave of 2017 would have been drawn to, its frame, and two of its questions."""
    synthesise, invent = drawing["synthesise"], drawing["invent"]
    items = drawing["questionnaire"].read_questionnaire(synthesise.SCHEMA, "2017")
    respondents = synthesise.read_solution(DATA / "2017" / "solution.csv")
    plan = drawing["plans"].plan_of(respondents, items)
    frame = [
        invent.Municipality(row["token"], name, row["regio"].lower(), int(row["inwoners"]))
        for name, row in frame_of("2017").items()
    ]
    some = [item for item in items if item.name in ("doelstelling", "tevredenheid")]
    return plan, frame, some
