"""Items that come and go and are asked otherwise: what each wave's questionnaire is, and what is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from weather_poll import POLL, WAVES

from infopos_pipeline.study import Study, StudyError, load_study
from infopos_pipeline.study.columns import answer_columns, response_columns
from infopos_pipeline.study.expressions import items_named, operands
from infopos_pipeline.study.version_checks import turning_points
from infopos_pipeline.warehouse import Warehouse
from infopos_pipeline.warehouse.tables import study_tables

Q, D, S, T, B = "questionnaire.yaml", "derivations.yaml", "study.yaml", "trends.yaml", "bindings/limesurvey.yaml"


@pytest.fixture(scope="module")
def poll() -> Study:
    return load_study(POLL)


@pytest.fixture
def changed_poll(changed_study):
    """Copy the poll and change it: ``changed_poll("study.yaml", "old text", "new text")``."""
    return lambda file, old, new: changed_study(file, old, new, POLL)


# What a wave's questionnaire is.

ASKED = {
    # by variable the waves that ask it, of 2001 to 2004
    "lucht": "yyyy",
    "paraplu": "-yy-",
    "sjaal": "y-yy",
    "dieren": "--yy",
    "opmerking": "--yy",
    "streek": "yyyy",
    "gekleed": "yyyy",
    "beschut": "-yy-",
    "bepakking": "yyyy",
}


def test_a_variable_is_asked_from_its_first_wave_to_its_last_but_not_in_those_between_that_left_it_out(poll):
    for name, asked in ASKED.items():
        assert [poll.at(wave).asked(name) for wave in WAVES] == [mark == "y" for mark in asked], name
    assert [poll.at(wave).asked("dieren") for wave in ("1999", "2010")] == [False, True]
    assert [poll.at(wave).asked("sjaal") for wave in ("1999", "2010")] == [True, True]
    assert all(poll.asked(name) for name in ASKED), "the study of all waves asks everything"


def test_items_that_are_not_asked_stay_but_are_not_among_those_asked(poll):
    first = poll.at("2001")
    assert list(first.items) == list(poll.items)
    assert poll.items.keys() - first.asked_items.keys() == {"paraplu", "dieren", "opmerking"}
    assert first.wave == "2001"
    assert poll.wave is None


def test_labels_are_those_of_the_wave(poll):
    labels = [poll.at(wave).items["jas"].label.nl for wave in WAVES]
    assert labels == ["Een jas mee", "Een jas om", "Een jas om", "Een jas aan"]
    assert [poll.at(wave).items["neerslag"].label.en for wave in WAVES[:2]] == ["Is it dry", "What is falling"]


def test_options_are_those_of_the_wave_with_their_labels_and_scores(poll):
    options = [list(poll.at(wave).items["neerslag"].options) for wave in WAVES]
    assert options[0] == ["droog", "nat", "wit"]
    assert options[1] == ["geen", "mist", "plensbui", "wit"]
    assert options[2] == options[3] == ["geen", "motregen", "bui", "wit"]
    whites = [poll.at(wave).items["neerslag"].options["wit"].nl for wave in WAVES]
    assert whites == ["Wit", "Wit", "Sneeuw of hagel", "Sneeuw of hagel"]
    assert poll.at("2002").items["wind"].scores == {"stil": 0, "zwak": 2, "matig": 4, "hard": 9}
    assert poll.at("2003").items["wind"].scores == {"stil": 0, "matig": 4, "hard": 9}


def test_groups_are_those_of_the_version_or_those_of_now_as_far_as_they_are_whole(poll):
    groups = [list(poll.at(wave).items["neerslag"].groups) for wave in WAVES]
    assert groups == [[], ["vocht"], ["regen"], ["regen"]]
    assert [list(poll.at(wave).items["mee"].groups) for wave in WAVES[1:3]] == [[], ["hoofd", "hand"]]
    assert all(list(poll.at(wave).items["lucht"].groups) == ["niet_helder"] for wave in WAVES)


def test_a_group_that_lacks_an_option_in_a_version_is_dropped_and_never_shrinks(changed_poll):
    version = (
        "    versions:\n      - until: '2001'\n        comparability: comparable\n        options:\n"
        "          helder: {nl: Helder, en: Clear}\n          bewolkt: {nl: Bewolkt, en: Cloudy}\n"
    )
    changed_poll(Q, "        label: {nl: Niet helder, en: Not clear}\n", f"        label: {{nl: x, en: x}}\n{version}")
    folder = changed_poll(
        B,
        "lucht: {column: lucht, codes: {A1: helder, A2: bewolkt, A3: dicht}}",
        "lucht: {column: lucht, codes: {A1: helder, A2: bewolkt, A3: dicht}, "
        "versions: [{until: '2001', codes: {A1: helder, A2: bewolkt}}]}",
    )
    study = load_study(folder)
    assert [list(study.at(wave).items["lucht"].groups) for wave in WAVES[:2]] == [[], ["niet_helder"]]


def test_an_exclusive_option_is_none_where_the_version_does_not_have_it(poll):
    assert [poll.at(wave).items["mee"].exclusive for wave in WAVES] == [None, None, "niets", "niets"]


def test_a_version_can_have_an_exclusive_option_of_its_own(changed_poll):
    folder = changed_poll(
        Q, "        recode: {muts: hoofd}\n", "        recode: {muts: hoofd}\n        exclusive: muts\n"
    )
    study = load_study(folder)
    assert [study.at(wave).items["mee"].exclusive for wave in WAVES[1:3]] == ["muts", "niets"]


def test_routing_is_that_of_the_version(poll):
    options = [poll.at(wave).routing["handschoenen"].options for wave in WAVES]
    assert options == [("matig", "hard"), ("matig", "hard"), ("hard",), ("hard",)]
    words = [poll.at(wave).items["handschoenen"].asked_if for wave in WAVES[1:3]]
    assert words == ["wind in (matig, hard)", "wind in (hard,)"]
    assert items_named(poll.at("2001").routing["handschoenen"]) == ("wind",)


def test_pages_are_those_of_the_version_and_what_it_does_not_say_is_as_it_is_now(changed_poll):
    folder = changed_poll(Q, "        label: {nl: Een jas mee, en: Carrying a coat}\n", "        page: 3\n")
    pages = [(item.page, item.label.en) for item in (load_study(folder).at(wave).items["jas"] for wave in WAVES)]
    assert pages == [(3, "Wearing a coat"), (1, "With a coat on"), (1, "With a coat on"), (1, "Wearing a coat")]


def test_a_version_keeps_name_kind_privacy_and_the_waves_of_its_item(poll):
    for wave in WAVES:
        for name, item in poll.at(wave).items.items():
            now = poll.items[name]
            assert item.versions == ()
            for field in ("name", "kind", "privacy", "since", "until", "not_in"):
                assert getattr(item, field) == getattr(now, field)


def test_bindings_are_those_of_the_wave_and_hold_only_what_was_asked(poll):
    bound = {wave: poll.at(wave).bindings["limesurvey"].items for wave in WAVES}
    for wave in WAVES:
        assert bound[wave].keys() == poll.at(wave).asked_items.keys()
        assert all(binding.versions == () for binding in bound[wave].values())
    assert [bound[wave]["jas"].column for wave in WAVES] == ["jasmee", "jas", "jas", "jas"]
    assert [bound[wave]["jas"].codes["Y" if wave == "2001" else "A1"] for wave in WAVES] == ["ja"] * 4
    assert [bound[wave]["neerslag"].codes["A2"] for wave in WAVES] == ["nat", "mist", "motregen", "motregen"]
    assert [bound[wave]["neerslag"].column for wave in WAVES] == ["neers"] * 4
    assert list(bound["2002"]["mee"].columns.items()) == [("muts", "mee[SQ001]"), ("stok", "mee[SQ002]")]
    assert bound["2003"]["mee"].columns["stok"] == "mee[SQ003]"


def test_a_column_can_be_of_one_item_in_one_wave_and_of_another_in_the_next(changed_poll):
    changed_poll(
        Q,
        '  opmerking:\n    kind: text\n    page: 3\n    since: "2003"',
        "  opmerking:\n    kind: text\n    page: 3\n    since: '2004'",
    )
    study = load_study(changed_poll(B, "opmerking: {column: opm}", "opmerking: {column: parap}"))
    bound = {wave: study.at(wave).bindings["limesurvey"].items for wave in WAVES}
    assert "paraplu" not in bound["2004"]
    assert "opmerking" not in bound["2003"]
    assert bound["2003"]["paraplu"].column == bound["2004"]["opmerking"].column == "parap"


def test_the_questionnaire_changes_at_the_turning_points_and_nowhere_between(poll):
    def asked(wave):
        study = poll.at(wave)
        return {**study.asked_items}, study.routing, study.bindings

    points = turning_points(poll)
    for point, following in pairwise([*points, "9"]):
        for between in (point, f"{point}-x", f"{point}5"):
            if point <= between < following:
                assert asked(between) == asked(point), between
    differing = [asked(one) != asked(other) for one, other in pairwise(["2000", *WAVES])]
    assert differing == [False, True, True, True]


def test_the_warehouse_has_the_columns_of_every_version(poll, tmp_path):
    columns = {column.name: column for column in response_columns(poll)}
    for wave in WAVES:
        for column in response_columns(poll.at(wave)):
            assert column.name in columns
            assert set(column.allowed) <= set(columns[column.name].allowed)
    assert columns["neerslag"].categories == ("geen", "motregen", "bui", "wit", "droog", "nat", "mist", "plensbui")
    boxes = [name.split("__")[1] for name in columns if name.startswith("mee__")]
    assert boxes == ["hoed", "pet", "stok", "lantaarn", "niets", "muts"]
    assert {column.name for column in answer_columns(poll.at("2001")) if column.name.startswith("mee__")} == {
        "mee__muts",
        "mee__stok",
    }
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.prepare(poll)
        rows = warehouse.connection.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'responses'")
        assert {name for (name,) in rows.fetchall()} == {"wave", "pseudonym", "key_id", *columns}
    assert set(study_tables(poll)["responses"].columns) == {"wave", "pseudonym", "key_id", *columns}


def test_conditions_may_name_options_of_any_version(changed_poll):
    folder = changed_poll(D, '"jas in (ja,)"', '"neerslag in (droog, geen)"')
    study = load_study(folder)
    assert operands(study.conditions["gekleed"]["ja"]) == ("neerslag",)
    assert load_study(changed_poll(Q, "asked_if: wind in (hard,)", "asked_if: wind in (zwak, hard)")).items


# What is refused.

JAS_1 = '      - until: "2001"\n        comparability: not_comparable\n'
MISTAKES = {
    # file, what stands there, what is wrong in its place, the field, the message, the line that is pointed at
    "comparability is not said": (
        Q,
        JAS_1,
        '      - until: "2001"\n',
        "items.jas.versions.0",
        ["'comparability: comparable', 'not_comparable' or 'recoded' (with 'recode')"],
        '      - until: "2001"',
    ),
    "comparability is another word": (
        Q,
        "comparability: not_comparable",
        "comparability: incomparable",
        "items.jas.versions.0.comparability",
        ["'comparable', 'not_comparable' or 'recoded'"],
        "        comparability: incomparable",
    ),
    "a version without a last wave": (
        Q,
        JAS_1,
        "      - comparability: not_comparable\n",
        "items.jas.versions.0.until",
        ["this field is missing"],
        "      - comparability: not_comparable",
    ),
    "a misspelt field of a version": (
        Q,
        "        label: {nl: Een jas mee, en: Carrying a coat}",
        "        labels: {nl: Een jas mee, en: Carrying a coat}",
        "items.jas.versions.0.labels",
        ["unknown field"],
        "        labels: {nl: Een jas mee, en: Carrying a coat}",
    ),
    "an option without a place": (
        Q,
        "recode: {zwak: matig}",
        "recode: {hard: matig}",
        "items.wind.versions.0",
        ["option 'zwak' has no place in what was asked next", "recode it, or declare not_comparable"],
        '      - until: "2002"',
    ),
    "an option without a place in what is said to be comparable": (
        Q,
        "        comparability: recoded\n        recode: {zwak: matig}\n",
        "        comparability: comparable\n",
        "items.wind.versions.0",
        ["option 'zwak' has no place in what was asked next"],
        '      - until: "2002"',
    ),
    "recoded to an unknown option": (
        Q,
        "recode: {zwak: matig}",
        "recode: {zwak: matigg}",
        "items.wind.versions.0.recode.zwak",
        ["what was asked next has no option or group 'matigg'. Did you mean 'matig'?"],
        "        recode: {zwak: matigg}",
    ),
    "recoded to an unknown group": (
        Q,
        "recode: {muts: hoofd}",
        "recode: {muts: hooft}",
        "items.mee.versions.0.recode.muts",
        ["Did you mean 'hoofd'?"],
        "        recode: {muts: hooft}",
    ),
    "recoded to a group of now which the next version has not": (
        Q,
        "recode: {droog: geen, nat: vocht}",
        "recode: {droog: geen, nat: regen}",
        "items.neerslag.versions.0.recode.nat",
        ["what was asked next has no option or group 'regen'"],
        "        recode: {droog: geen, nat: regen}",
    ),
    "recoded from an unknown option": (
        Q,
        "recode: {zwak: matig}",
        "recode: {zwakk: matig}",
        "items.wind.versions.0.recode.zwakk",
        ["no option is called 'zwakk'. Did you mean 'zwak'?"],
        "        recode: {zwakk: matig}",
    ),
    "recoded without a recode": (
        Q,
        "        recode: {zwak: matig}\n",
        "",
        "items.wind.versions.0",
        ["'recode' and 'comparability: recoded' go together"],
        '      - until: "2002"',
    ),
    "a recode of what is not comparable": (
        Q,
        JAS_1,
        JAS_1 + "        recode: {ja: nee}\n",
        "items.jas.versions.0",
        ["'recode' and 'comparability: recoded' go together"],
        '      - until: "2001"',
    ),
    "versions from new to old": (
        Q,
        '      - until: "2003"\n        comparability: comparable',
        '      - until: "2000"\n        comparability: comparable',
        "items.jas.versions.1.until",
        ["versions go from old to new, and wave 2000 does not come after wave 2001"],
        '      - until: "2000"',
    ),
    "two versions up to one wave": (
        Q,
        '      - until: "2003"\n        comparability: comparable',
        '      - until: "2001"\n        comparability: comparable',
        "items.jas.versions.1.until",
        ["versions go from old to new, and wave 2001 does not come after wave 2001"],
        '      - until: "2001"',
    ),
    "a last wave before the first": (
        Q,
        'until: "2003"\n    label: {nl: Een paraplu',
        'until: "2001"\n    label: {nl: Een paraplu',
        "items.paraplu.until",
        ["wave 2001 comes before wave 2002, its first"],
        '    until: "2001"',
    ),
    "a version that ends before the item was asked": (
        Q,
        "    label: {nl: Een paraplu bij zich, en: Carrying an umbrella}\n",
        "    label: {nl: Een paraplu bij zich, en: Carrying an umbrella}\n"
        '    versions: [{until: "2001", comparability: comparable}]\n',
        "items.paraplu.versions.0.until",
        ["ends in a wave in which the item was asked, before the last one"],
        '    versions: [{until: "2001", comparability: comparable}]',
    ),
    "a version that ends when the item did": (
        Q,
        "    label: {nl: Een paraplu bij zich, en: Carrying an umbrella}\n",
        "    label: {nl: Een paraplu bij zich, en: Carrying an umbrella}\n"
        '    versions: [{until: "2003", comparability: comparable}]\n',
        "items.paraplu.versions.0.until",
        ["before the last one"],
        '    versions: [{until: "2003", comparability: comparable}]',
    ),
    "a first wave that is no name": (
        Q,
        'since: "2002"',
        'since: "voorjaar 2002"',
        "items.paraplu.since",
        ["a wave's name has only small letters, digits, - and _"],
        '    since: "voorjaar 2002"',
    ),
    "a wave left out that is no name": (
        Q,
        'not_in: ["2002"]',
        'not_in: ["2002", "2004 "]',
        "items.sjaal.not_in.1",
        ["a wave's name has only"],
        '    not_in: ["2002", "2004 "]',
    ),
    "a version up to what is no name": (
        Q,
        JAS_1,
        JAS_1.replace("2001", "2001 "),
        "items.jas.versions.0.until",
        ["a wave's name has only"],
        '      - until: "2001 "',
    ),
    "a binding up to what is no name": (
        B,
        '{until: "2002", codes: {A1: stil',
        '{until: "2002.", codes: {A1: stil',
        "items.wind.versions.0.until",
        ["a wave's name has only"],
        '      - {until: "2002.", codes: {A1: stil, A2: zwak, A3: matig, A4: hard}}',
    ),
    "the municipality since a wave": (
        Q,
        "    privacy: direct identifier\n",
        '    privacy: direct identifier\n    since: "2002"\n',
        "items.gemeente",
        ["the municipality is asked in every wave"],
        "  gemeente:",
    ),
    "the municipality up to a wave": (
        Q,
        "    privacy: direct identifier\n",
        '    privacy: direct identifier\n    until: "2002"\n',
        "items.gemeente",
        ["the municipality is asked in every wave"],
        "  gemeente:",
    ),
    "the municipality not in a wave": (
        Q,
        "    privacy: direct identifier\n",
        '    privacy: direct identifier\n    not_in: ["2002"]\n',
        "items.gemeente",
        ["the municipality is asked in every wave"],
        "  gemeente:",
    ),
    "a group of a version with an unknown option": (
        Q,
        "options: [mist, plensbui]",
        "options: [mist, plensbuj]",
        "items.neerslag.versions.1.groups.vocht",
        ["no option is called 'plensbuj'. Did you mean 'plensbui'?"],
        "          vocht:",
    ),
    "a group of a version called as an option": (
        Q,
        "        recode: {zwak: matig}\n",
        "        recode: {zwak: matig}\n        groups: {stil: {options: [zwak, matig], label: {nl: x, en: x}}}\n",
        "items.wind.versions.0.groups.stil",
        ["an option has this name already"],
        "        groups: {stil: {options: [zwak, matig], label: {nl: x, en: x}}}",
    ),
    "an exclusive option that the version has not": (
        Q,
        "        recode: {muts: hoofd}\n",
        "        recode: {muts: hoofd}\n        exclusive: mutts\n",
        "items.mee.versions.0.exclusive",
        ["no option is called 'mutts'. Did you mean 'muts'?"],
        "        exclusive: mutts",
    ),
    "an exclusive option of a version with one answer": (
        Q,
        JAS_1,
        JAS_1 + "        exclusive: nee\n",
        "items.jas.versions.0.exclusive",
        ["only a multiple-response item has an exclusive option"],
        "        exclusive: nee",
    ),
    "a version without options": (
        Q,
        JAS_1,
        JAS_1 + "        options: {}\n",
        "items.jas.versions.0",
        ["a single item has options"],
        '      - until: "2001"',
    ),
    "a version of a number with options": (
        Q,
        "    label: {nl: Hoeveel graden het is, en: How many degrees it is}\n",
        "    label: {nl: Hoeveel graden het is, en: How many degrees it is}\n"
        '    versions: [{until: "2001", comparability: comparable, options: *ja_nee}]\n',
        "items.graden.versions.0",
        ["a number item has no options"],
        '    versions: [{until: "2001", comparability: comparable, options: *ja_nee}]',
    ),
    "routing of a version by an unknown option": (
        Q,
        "asked_if: wind in (matig, hard)",
        "asked_if: wind in (matig, hart)",
        "items.handschoenen.versions.0.asked_if",
        ["Did you mean 'hard'?"],
        "        asked_if: wind in (matig, hart)",
    ),
    "routing of a version that looks forward": (
        Q,
        "        label: {nl: Een jas mee, en: Carrying a coat}\n",
        "        asked_if: sjaal in (ja,)\n",
        "items.jas.asked_if",
        ["'sjaal' is not asked before 'jas'; routing can only look back"],
        "  jas:",
    ),
    "routing by what was not asked yet": (
        Q,
        "asked_if: wind in (hard,)",
        "asked_if: paraplu in (ja,)",
        "items.handschoenen.asked_if",
        ["'paraplu' is not asked after wave 2003"],
        "    asked_if: paraplu in (ja,)",
    ),
    "routing of a version by what was not asked yet": (
        Q,
        "asked_if: wind in (matig, hard)",
        "asked_if: paraplu in (ja,)",
        "items.handschoenen.asked_if",
        ["'paraplu' is not asked in the first waves"],
        "    asked_if: wind in (hard,)",
    ),
    "routing by what one wave left out": (
        Q,
        "asked_if: wind in (matig, hard)",
        "asked_if: sjaal in (ja,)",
        "items.handschoenen.asked_if",
        ["'sjaal' is not asked in wave 2002"],
        "    asked_if: wind in (hard,)",
    ),
    "how far what was not asked was reached": (
        D,
        '"paraplu in (ja,)"',
        '"paraplu in (ja,) and reached(dieren)"',
        "derived.beschut.options.ja.when",
        ["'dieren' is not asked in wave 2002"],
        '      ja: {nl: Ja, en: "Yes", when: "paraplu in (ja,) and reached(dieren)"}',
    ),
    "how far what is not asked any more was reached": (
        D,
        '"jas in (nee,)"',
        '"jas in (nee,) or not reached(paraplu)"',
        "derived.gekleed.options.nee.when",
        ["'paraplu' is not asked in the first waves"],
        '      nee: {nl: Nee, en: "No", when: "jas in (nee,) or not reached(paraplu)"}',
    ),
    "a version's option that is bound to nothing": (
        B,
        "A2: mist, ",
        "",
        "items.neerslag",
        ["option 'mist' is bound to nothing"],
        "  neerslag:",
    ),
    "a version that the binding does not know": (
        B,
        '    versions:\n      - {until: "2002", codes: {A1: stil, A2: zwak, A3: matig, A4: hard}}\n',
        "",
        "items.wind",
        ["option 'zwak' is bound to nothing"],
        "  wind:",
    ),
    "an option bound after the version that had it": (
        B,
        "codes: {A1: stil, A3: matig, A4: hard}",
        "codes: {A1: stil, A2: zwak, A3: matig, A4: hard}",
        "items.wind",
        ["no option is called 'zwak'"],
        "  wind:",
    ),
    "a box of a version that is bound to nothing": (
        B,
        'columns: {muts: "mee[SQ001]", stok: "mee[SQ002]"}',
        'columns: {muts: "mee[SQ001]"}',
        "items.mee",
        ["option 'stok' is bound to nothing"],
        "  mee:",
    ),
    "an item of some waves that is bound to nothing": (
        B,
        "  paraplu: {column: parap, codes: {A1: ja, A2: nee}}\n",
        "",
        "items",
        ["item 'paraplu' is bound to no column"],
        "items:",
    ),
    "two items in one column in one wave": (
        B,
        "opmerking: {column: opm}",
        "opmerking: {column: parap}",
        "items.opmerking",
        ["column 'parap' is bound to 'paraplu' already"],
        "  opmerking: {column: parap}",
    ),
    "bindings from new to old": (
        B,
        '      - {until: "2002", codes: {A1: geen',
        '      - {until: "2000", codes: {A1: geen',
        "items.neerslag.versions.1.until",
        ["versions go from old to new, and wave 2000 does not come after wave 2001"],
        '      - {until: "2000", codes: {A1: geen, A2: mist, A3: plensbui, A4: wit}}',
    ),
    "a trend of an unknown item": (
        T,
        "{item: lucht}",
        "{item: luchtt}",
        "family.0.item",
        ["no variable is called 'luchtt'. Did you mean 'lucht'?"],
        "  - {item: luchtt}",
    ),
    "a trend of an unknown answer": (
        T,
        "category: regen",
        "category: regn",
        "family.1.category",
        ["no option is called 'regn'. Did you mean 'regen'?"],
        "  - {item: neerslag, category: regn}",
    ),
    "a trend of an answer that was there only before": (
        T,
        "category: regen",
        "category: nat",
        "family.1.category",
        ["no option is called 'nat'"],
        "  - {item: neerslag, category: nat}",
    ),
    "a trend of several boxes at once": (
        T,
        "{item: mee, category: hoofd}",
        "{item: mee}",
        "family.2.item",
        ["'mee' cannot stand here, since it is a multiple variable"],
        "  - {item: mee}",
    ),
    "a mean without order": (
        T,
        "{item: neerslag, category: regen}",
        "{item: neerslag}",
        "family.1.item",
        ["'neerslag' cannot stand here, since it is a single variable"],
        "  - {item: neerslag}",
    ),
    "a share of numbers": (
        T,
        "{item: graden}",
        '{item: graden, category: "20"}',
        "family.3.item",
        ["'graden' cannot stand here, since it is a number variable"],
        '  - {item: graden, category: "20"}',
    ),
    "a trend of free text": (
        T,
        "{item: lucht}",
        "{item: opmerking}",
        "family.0.item",
        ["'opmerking' is free text"],
        "  - {item: opmerking}",
    ),
    "a trend of what the frame says": (
        T,
        "{item: lucht}",
        "{item: streek, category: kust}",
        "family.0.item",
        ["'streek' is a fact of the frame"],
        "  - {item: streek, category: kust}",
    ),
    "no earlier wave at all": (
        T,
        "family:",
        "earlier: 0\nfamily:",
        "earlier",
        ["greater than or equal to 1"],
        "earlier: 0",
    ),
    "weights by what is no fact": (
        S,
        "  facts:\n",
        "  weights: [streek, groote]\n  facts:\n",
        "frame.weights.1",
        ["no fact is called 'groote'. Did you mean 'grootte'?"],
        "  weights: [streek, groote]",
    ),
    "weights by an item": (
        S,
        "  facts:\n",
        "  weights: [lucht]\n  facts:\n",
        "frame.weights.0",
        ["no fact is called 'lucht'"],
        "  weights: [lucht]",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_with_file_line_field_and_what_is_wrong(changed_poll, mistake):
    file, old, new, field, messages, line = MISTAKES[mistake]
    folder = changed_poll(file, old, new)
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    error = caught.value
    assert (error.file, error.field) == (folder / file, field)
    for message in messages:
        assert message in error.message
    assert error.line is not None
    assert error.file.read_text(encoding="utf-8").splitlines()[error.line - 1] == line
    assert str(error) == f"{error.file}, line {error.line}: {field}: {error.message}"


def test_a_group_of_now_that_a_version_has_an_option_called_like_is_refused(changed_poll):
    """Its share would be of the option and of the group at once."""
    version = (
        "    versions:\n      - until: '2001'\n        comparability: not_comparable\n        options:\n"
        "          niet_helder: {nl: x, en: x}\n          bewolkt: {nl: x, en: x}\n          dicht: {nl: x, en: x}\n"
    )
    folder = changed_poll(
        Q, "        label: {nl: Niet helder, en: Not clear}\n", "        label: {nl: x, en: x}\n" + version
    )
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    assert (caught.value.field, caught.value.line) == ("items.lucht.versions.0.groups.niet_helder", 21)
    assert "an option has this name already" in caught.value.message
