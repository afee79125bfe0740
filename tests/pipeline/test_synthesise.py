"""The sample waves: always the same bytes, exports as the survey system gives them, and all published figures of 2017
but three numbers follow from its export.

The recount here shares no code with what made the export: headings and codes are written out once more.
"""

import csv
import subprocess
import sys
import unicodedata
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import mean, stdev

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data" / "infopos"
WAVE = DATA / "2017"
WAVES = ("2017", "2019", "2021")
Row = dict[str, str]

EXEMPT = {
    ("tabel_4", "aantal_gewenste_voordelen", "", "knelpunten_intern", "ja", "sd"): "0.94",
    ("tabel_4", "aantal_gewenste_voordelen", "", "missen_extern", "ja", "mean"): "3.14",
    ("tekst_4_1", "missen_externe_partijen", "buurgemeenten", "", "", "pct"): "29",
}
"""The three printed numbers that cannot be right, and what the answers give instead."""
SINGLE = {
    "doelstelling": ("doel", "ja nee"),
    "tevredenheid": ("tevr", "zeer_tevreden tevreden neutraal ontevreden zeer_ontevreden"),
    "bronnen_intern_bekend": ("bronint", "ja nee"),
    "informatie_intern": ("infint", "nee knelpunten missen beiden"),
    "bronnen_extern_bekend": ("bronext", "ja nee"),
    "informatie_extern": ("infext", "nee knelpunten missen beiden"),
    "samenwerking_buurgemeenten": ("samenw", "ja nee"),
    "juridisch_kader_bekend": ("jurkader", "ja nee"),
    "tevredenheid_politie": ("tevrpol", "zeer_tevreden tevreden neutraal ontevreden zeer_ontevreden"),
    "dagrapporten_politie": ("dagrap", "ja nee_niet_gewenst nee_privacy nee_andere_wijze"),
    "capaciteit": ("capac", "voldoende onvoldoende"),
    "oren_en_ogen": ("orenogen", "onvoldoende kan_beter voldoende"),
    "prioritering_mogelijk": ("prior", "ja nee"),
    "doel_maatregel_niet_behaald": ("evalu", "vaak soms zelden_of_nooit"),
}
BOXES = {
    "gewenste_voordelen": ("voord", "driehoek positie trend hotspot effectief sturing"),
    "knelpunten_afdelingen": (
        "kninafd",
        "zorg_welzijn werk_inkomen vergunningen_handhaving burgerzaken anders",
    ),
    "missen_afdelingen": ("misinafd", "zorg_welzijn werk_inkomen vergunningen_handhaving burgerzaken anders"),
    "knelpunten_externe_partijen": ("knexpar", "politie buurgemeenten ondernemers anders"),
    "missen_externe_partijen": ("misexpar", "politie buurgemeenten ondernemers anders"),
    "beschikbare_middelen": (
        "middel",
        "data_analist ict_systeem afdeling_staf uitbesteed_onderzoek anders_of_geen",
    ),
    "behoefte_middelen": ("behoef", "data_analist ict_systeem afdeling_staf geen"),
}
FIRST_HEADING = {
    **{2: "doel", 3: "voord[SQ001]", 4: "bronint", 5: "bronext"},
    **{6: "samenw", 7: "capac", 8: "orenogen", 9: "interv"},
}
ROUTED = {
    "kninafd": ("infint", {"A2", "A4"}),
    "misinafd": ("infint", {"A3", "A4"}),
    "knexpar": ("infext", {"A2", "A4"}),
    "misexpar": ("infext", {"A3", "A4"}),
    "knexparo": ("knexpar[SQ004]", {"Y"}),
    "misexparo": ("misexpar[SQ004]", {"Y"}),
}


def read_export(folder: Path) -> list[Row]:
    with (folder / "export.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_frame(folder: Path) -> dict[str, Row]:
    with (folder / "frame.csv").open(encoding="utf-8", newline="") as file:
        return {row["token"]: row for row in csv.DictReader(file)}


def read_published() -> list[Row]:
    with (WAVE / "published.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def synthesise(*arguments: str | Path) -> str:
    script = ROOT / "data" / "infopos" / "synthesise.py"
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def answers(row: Row, region: str) -> dict[str, list[str]]:
    """The options that one respondent has of every published variable; absent without an answer."""
    found = {"regio": [region]}
    for item, (heading, options) in SINGLE.items():
        if row[heading]:
            found[item] = [options.split()[int(row[heading].removeprefix("A")) - 1]]
    for item, (heading, options) in BOXES.items():
        ticked = [o for n, o in enumerate(options.split(), 1) if row[f"{heading}[SQ{n:03}]"] == "Y"]
        if ticked:
            found[item] = ticked
    for side in ("intern", "extern"):
        for kind in ("knelpunten", "missen"):
            if f"informatie_{side}" in found:
                yes = found[f"informatie_{side}"][0] in (kind, "beiden")
                found[f"{kind}_{side}"] = ["ja" if yes else "nee"]
    if "gewenste_voordelen" in found:
        number = len(found["gewenste_voordelen"])
        found["aantal_gewenste_voordelen"] = [str(number) if number < 4 else "4_of_meer"]
    return found


def recount(folder: Path) -> dict[tuple[str, ...], tuple[str, str]]:
    """Published and found, as printed, for every base, percentage, mean and deviation."""
    frame = read_frame(folder)
    export = read_export(folder)
    respondents = [answers(row, frame[row["token"]]["regio"].lower()) for row in export]
    compared = {}
    for figure in read_published():
        if figure["statistic"] in ("n", "pct", "mean", "sd") and figure["place"] != "paragraaf_3_2":
            key = tuple(figure[c] for c in ("place", "item", "category", "group", "group_value", "statistic"))
            compared[key] = (figure["value"], recounted(figure, respondents))
    return compared


def recounted(figure: Row, respondents: list[dict[str, list[str]]]) -> str:
    item, category = figure["item"], figure["category"]
    group = [
        person[item]
        for person in respondents
        if item in person
        and (not figure["group"] or figure["group"] in person)
        and (not figure["group_value"] or person[figure["group"]] == [figure["group_value"]])
    ]
    if figure["statistic"] in ("mean", "sd"):
        scores = [int(options[0][0]) for options in group]
        return printed(mean(scores) if figure["statistic"] == "mean" else stdev(scores), figure["value"])
    counts = Counter(option for options in group for option in options)
    of_mentions = item.startswith(("knelpunten_", "missen_"))
    base = sum(counts.values()) if of_mentions else len(group)
    if category == "knelpunten_of_missen":
        count = base - counts["nee"]
    elif category == "ontvangt_niet":
        count = base - counts["ja"]
    else:
        count = counts[category] if category else base
    if figure["statistic"] == "n":
        return str(count)
    assert base == int(figure["base"])
    return printed(Decimal(100 * count) / base, figure["value"])


def printed(value: float | Decimal, like: str) -> str:
    """Rounded half up at the decimals of what was printed."""
    return str(Decimal(value).quantize(Decimal(like), ROUND_HALF_UP))


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("solved")
    return folder / "2017", synthesise("--solve", "--output", folder)


@pytest.fixture(scope="module", params=WAVES)
def wave(request: pytest.FixtureRequest) -> Path:
    """The folder of each sample wave."""
    return DATA / request.param


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("again")
    synthesise("--output", folder)
    return folder


@pytest.mark.parametrize("name", ["export.csv", "frame.csv"])
def test_the_committed_files_are_what_the_script_writes(wave: Path, again: Path, name: str) -> None:
    assert (again / wave.name / name).read_bytes() == (wave / name).read_bytes()


def test_the_script_writes_no_other_waves(again: Path) -> None:
    assert sorted(str(path.relative_to(again)) for path in again.rglob("*.*")) == [
        f"{wave}/{name}" for wave in WAVES for name in ("export.csv", "frame.csv")
    ]
    assert tuple(sorted(path.parent.name for path in DATA.glob("*/wave.yaml"))) == WAVES


def test_all_published_numbers_but_three_follow_from_the_export() -> None:
    compared = recount(WAVE)
    assert len(compared) == 223
    assert {key: value for key, (figure, value) in compared.items() if figure != value} == EXEMPT


def test_a_new_solution_gives_the_same_figures(solved: tuple[Path, str]) -> None:
    folder, said = solved
    compared = recount(folder)
    assert {key: value for key, (figure, value) in compared.items() if figure != value} == EXEMPT
    assert len(said.splitlines()) == 4  # the three, and the verdict that does not follow
    assert "verwachting_3 verdict gives niet_aangenomen" in said


def test_seventy_five_answered_and_thirteen_would_be_interviewed() -> None:
    export = read_export(WAVE)
    assert len(export) == 75
    assert sum(row["interv"] == "A1" for row in export) == 13


def test_the_export_is_written_as_limesurvey_does(wave: Path) -> None:
    raw = (wave / "export.csv").read_bytes()
    assert raw.startswith(b'\xef\xbb\xbf"id","submitdate","lastpage","startlanguage","seed","token",')
    assert raw.endswith(b'"\r\n')
    assert raw.count(b"\r\n") == raw.count(b"\r") == len(read_export(wave)) + 1
    assert b",," not in raw  # all fields quoted, empty ones too


def test_answers_stand_on_pages_seen_only(wave: Path) -> None:
    for row in read_export(wave):
        headings = list(row)
        if row["lastpage"] != "9":
            first_unseen = headings.index(FIRST_HEADING[int(row["lastpage"]) + 1])
            assert not any(row[heading] for heading in headings[first_unseen:])
        assert not row["submitdate"] or row["lastpage"] == "9"


@pytest.mark.parametrize("heading", ROUTED)
def test_routed_questions_are_answered_by_those_asked(wave: Path, heading: str) -> None:
    condition, values = ROUTED[heading]
    for row in read_export(wave):
        if any(text for name, text in row.items() if name == heading or name.startswith(f"{heading}[")):
            assert row[condition] in values


def test_none_of_these_excludes_the_other_needs(wave: Path) -> None:
    for row in read_export(wave):
        assert not row["behoef[SQ004]"] or not any(row[f"behoef[SQ00{n}]"] for n in (1, 2, 3))


def test_rows_are_in_the_order_of_their_last_action(wave: Path) -> None:
    times = [row["datestamp"] for row in read_export(wave)]
    assert times == sorted(times)


def test_the_frame_holds_every_respondent_once() -> None:
    frame, export = read_frame(WAVE), read_export(WAVE)
    assert len(frame) == len({plain(row["gemeente"]) for row in frame.values()}) == 81
    assert all(int(row["inwoners"]) < 26000 for row in frame.values())
    assert len({row["token"] for row in export}) == 75
    assert Counter(frame[row["token"]]["regio"] for row in export) == {"Noord": 26, "Midden": 24, "Zuid": 25}


def test_municipalities_are_typed_in_other_ways_but_mean_the_same() -> None:
    frame, export = read_frame(WAVE), read_export(WAVE)
    names = [(row["gemeente"], frame[row["token"]]["gemeente"]) for row in export]
    assert all(plain(typed) == plain(name) for typed, name in names)
    assert sum(typed != name for typed, name in names) > 10


def plain(name: str) -> str:
    """Case-folded, without accents, spaces and hyphens."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", name).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c not in " -")


def test_people_and_addresses_are_those_of_documentation(wave: Path) -> None:
    for row in read_export(wave):
        assert row["email"].endswith((".example", "@example.nl")) or not row["email"]
        assert row["ipaddr"].startswith(("192.0.2.", "198.51.100.", "203.0.113."))
