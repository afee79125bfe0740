"""A study is loaded whole, or refused with file, line and field."""

from __future__ import annotations

import dataclasses

import pytest
from pydantic import ValidationError

from infopos_pipeline.study import StudyError, load_study, study_names
from infopos_pipeline.study.loading import _fingerprint

Q, D, H, T, C, S, B = (
    "questionnaire.yaml",
    "derivations.yaml",
    "hypotheses.yaml",
    "tables.yaml",
    "charts.yaml",
    "study.yaml",
    "bindings/limesurvey.yaml",
)


def refusal(folder) -> StudyError:
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    return caught.value


def test_the_declared_study_is_loaded_whole(study):
    assert study.name == "infopos"
    assert len(study.items) == 34
    assert {"knelpunten_intern", "missen_extern", "aantal_gewenste_voordelen"} <= study.derived.keys()
    assert {"tabel_1", "tabel_2", "tabel_3", "tabel_4", "bijlage_1"} <= study.tables.keys()
    assert len(study.charts) == 14
    assert [f"verwachting_{number}" for number in range(1, 7)] == list(study.hypotheses)[:6]
    assert list(study.frame.facts)[:2] == ["regio", "grootteklasse"]
    assert study.declared.waves["2017"].fieldwork == {"interviews_afgenomen": 6}
    assert next(iter(study.variables)) == "regio"
    assert list(study.places()) == [*study.tables, *study.charts]


def test_a_study_without_frame_derivations_or_hypotheses_is_whole_too(small_study, tmp_path):
    assert small_study.frame is None
    assert small_study.hypotheses == small_study.charts == {}


def test_studies_are_found_by_name(schemas, tmp_path):
    assert study_names(schemas) == ("infopos",)
    assert study_names(tmp_path) == ()


@pytest.mark.parametrize("name", ["Infopos", "in fo", "infopos.2017", "é"])
def test_a_folder_whose_name_is_no_name_is_refused(tmp_path, name):
    (tmp_path / name).mkdir()
    assert "small letters" in refusal(tmp_path / name).message


MISTAKES = {
    # unknown and missing fields, wrong kinds of value
    "unknown field": (Q, "    page: 2\n", "    pagee: 2\n", "items.doelstelling.pagee", "Did you mean 'page'?"),
    "unknown field at the top": (Q, "items:\n", "itmes:\n", "itmes", "expected 'items'"),
    "unknown field of the study": (S, "language: nl", "langauge: nl", "langauge", "Did you mean 'language'?"),
    "unknown field in a binding": (B, "progress:", "progres:", "progres", "Did you mean 'progress'?"),
    "missing field": (Q, "    page: 2\n", "", "items.doelstelling.page", "missing"),
    "missing label": (Q, "    label: {nl: Gemeente, en: Municipality}\n", "", "items.gemeente.label", "missing"),
    "half a label": (Q, "{nl: Gemeente, en: Municipality}", "{nl: Gemeente}", "items.gemeente.label.en", "missing"),
    "page of the wrong kind": (Q, "page: 2", "page: two", "items.doelstelling.page", "integer"),
    "page zero": (Q, "page: 2", "page: 0", "items.doelstelling.page", "greater"),
    "unknown kind": (Q, "kind: ordinal", "kind: ordnal", "items.tevredenheid.kind", "'ordinal'"),
    "unknown privacy class": (
        Q,
        "privacy: direct identifier",
        "privacy: secret",
        "items.gemeente.privacy",
        "'direct identifier'",
    ),
    "an item that is a word": (Q, "  gemeente:\n", "  los: word\n  gemeente:\n", "items.los", "dictionary"),
    "items that are a list": (Q, "items:\n", "items: []\nrest:\n", "rest", "expected 'items'"),
    "no items": (Q, "items:\n", "items:\nrest:\n", "rest", "expected 'items'"),
    "options that are a list": (
        Q,
        'options:\n      ja: {nl: Ja, en: "Yes"}\n      nee: {nl: Nee, en: "No"}\n  tev',
        "options: [ja]\n  tev",
        "items.doelstelling.options",
        "dictionary",
    ),
    "a name with a capital": (Q, "      ja: {nl: Ja", "      Ja: {nl: Ja", "items.doelstelling.options.Ja", "pattern"),
    "a name with two underscores": (Q, "  naam:\n", "  na__am:\n", "items.na__am.name", "pattern"),
    "a second name": (Q, "  naam:\n", "  naam:\n    name: x\n", "items.naam.name", "the key above is the name"),
    "a second name of a fact": (S, "    regio:\n", "    regio:\n      name: x\n", "frame.facts.regio.name", "the key"),
    "an infinite limit": (S, "below: 26000", "below: .inf", "frame.eligible.below", "finite"),
    "a date for a label": (Q, "{nl: Gemeente,", "{nl: [2017-99-99],", "items.gemeente.label.nl", "string"),
    # YAML
    "no YAML": (Q, "label: {nl: Gemeente, en", "label: {nl: Gemeente: en", "", "not valid YAML"),
    "a tab": (Q, "    page: 1", "\tpage: 1", "", "not valid YAML"),
    "unknown anchor": (H, "&tabel_3", "*tabel_9", "", "not valid YAML"),
    "a tag for code": (Q, "page: 2", "page: !!python/object/apply:os.getcwd []", "items.doelstelling.page", "integer"),
    "a word tagged a number": (Q, "page: 2", "page: !!int two", "items.doelstelling.page", "tag"),
    "a double key": (Q, "    page: 2\n", "    page: 2\n    page: 3\n", "items.doelstelling.page", "twice"),
    "a double item": (Q, "  naam:\n", "  gemeente:\n", "items.gemeente", "twice"),
    "a double option": (Q, "      nee: {nl: Nee", "      ja: {nl: Nee", "items.doelstelling.options.ja", "twice"),
    "a list at the top": (C, "charts:\n", "- x\n- y\n", "", ""),
    # items among each other
    "a single item without options": (Q, "kind: text", "kind: single", "items.gemeente", "has options"),
    "a text item with options": (Q, "kind: single", "kind: text", "items.functie", "has no options"),
    "a group of an unknown option": (
        Q,
        "[knelpunten, missen, beiden]",
        "[knelpunten, mist]",
        "items.informatie_intern.groups.knelpunten_of_missen",
        "Did you mean 'missen'?",
    ),
    "a group of one": (
        Q,
        "[knelpunten, missen, beiden]",
        "[missen]",
        "items.informatie_intern.groups.knelpunten_of_missen.options",
        "at least 2",
    ),
    "a group called as an option": (
        Q,
        "      knelpunten_of_missen:",
        "      missen:",
        "items.informatie_intern.groups.missen",
        "an option has this name",
    ),
    "an unknown exclusive option": (
        Q,
        "exclusive: geen",
        "exclusive: gene",
        "items.behoefte_middelen.exclusive",
        "Did you mean 'geen'?",
    ),
    "an exclusive option of a single item": (
        Q,
        "    kind: single\n    page: 2",
        "    exclusive: ja\n    kind: single\n    page: 2",
        "items.doelstelling.exclusive",
        "multiple-response",
    ),
    "a bad routing": (
        Q,
        "asked_if: informatie_intern in (knelpunten, beiden)",
        "asked_if: informatie_intern is nee",
        "items.knelpunten_afdelingen.asked_if",
        "not a condition",
    ),
    "routing by an unknown item": (
        Q,
        "asked_if: informatie_intern in",
        "asked_if: informatie_inten in",
        "items.knelpunten_afdelingen.asked_if",
        "Did you mean 'informatie_intern'?",
    ),
    "routing by an unknown option": (
        Q,
        "informatie_intern in (knelpunten,",
        "informatie_intern in (knelpunt,",
        "items.knelpunten_afdelingen.asked_if",
        "Did you mean 'knelpunten'?",
    ),
    "routing that looks forward": (
        Q,
        "asked_if: informatie_intern in (knelpunten, beiden)",
        "asked_if: interview_bereid in (ja,)",
        "items.knelpunten_afdelingen.asked_if",
        "only look back",
    ),
    "routing by the item itself": (
        Q,
        "asked_if: informatie_intern in (knelpunten, beiden)",
        "asked_if: count(knelpunten_afdelingen) > 0",
        "items.knelpunten_afdelingen.asked_if",
        "only look back",
    ),
    "routing by a fact of the frame": (
        Q,
        "asked_if: informatie_intern in (knelpunten, beiden)",
        "asked_if: regio in (noord,)",
        "items.knelpunten_afdelingen.asked_if",
        "no item is called 'regio'",
    ),
    "routing that is a constant": (
        Q,
        "asked_if: informatie_intern in (knelpunten, beiden)",
        "asked_if: 1 < 2",
        "items.knelpunten_afdelingen.asked_if",
        "look at an item",
    ),
    "an item called as a column of the warehouse": (Q, "  naam:\n", "  pseudonym:\n", "items.pseudonym", "warehouse"),
    # the frame
    "an unknown municipality item": (
        S,
        "municipality_item: gemeente",
        "municipality_item: gemeent",
        "frame.municipality_item",
        "Did you mean 'gemeente'?",
    ),
    "a municipality that is no text": (
        S,
        "municipality_item: gemeente",
        "municipality_item: functie",
        "frame.municipality_item",
        "text item",
    ),
    "a fact called as an item": (S, "    regio:\n", "    functie:\n", "items.functie", "a fact of the frame"),
    "a fact of an impossible kind": (
        S,
        "      column: regio\n",
        "      column: regio\n      kind: number\n",
        "frame.facts.regio.kind",
        "'single'",
    ),
    # derivations
    "a derived variable called as an item": (
        D,
        "  knelpunten_intern:",
        "  tevredenheid:",
        "derived.tevredenheid",
        "an item",
    ),
    "a derived variable called as a fact": (D, "  knelpunten_intern:", "  regio:", "derived.regio", "a fact"),
    "a bad condition": (
        D,
        "when: count(gewenste_voordelen) == 1",
        "when: count(gewenste_voordelen",
        "derived.aantal_gewenste_voordelen.options.1.when",
        "cannot be read",
    ),
    "a condition of a text item": (
        D,
        "when: count(gewenste_voordelen) == 1",
        'when: "naam in (ja,)"',
        "derived.aantal_gewenste_voordelen.options.1.when",
        "no item is called 'naam'",
    ),
    "a condition of a variable that is derived later": (
        D,
        "when: count(gewenste_voordelen) == 1",
        "when: aantal_gewenste_voordelen_volledig == 1",
        "derived.aantal_gewenste_voordelen.options.1.when",
        "not derived yet",
    ),
    "a condition of the variable itself": (
        D,
        "value: count(gewenste_voordelen)",
        "value: aantal_gewenste_voordelen_volledig",
        "derived.aantal_gewenste_voordelen_volledig.value",
        "not derived yet",
    ),
    "a bad value": (
        D,
        "value: count(gewenste_voordelen)",
        "value: count(tevredenheid)",
        "derived.aantal_gewenste_voordelen_volledig.value",
        "multiple-response",
    ),
    "a number without value": (
        D,
        "    value: count(gewenste_voordelen)\n",
        "",
        "derived.aantal_gewenste_voordelen_volledig",
        "value",
    ),
    "a derived variable with tick boxes": (
        D,
        "    kind: ordinal\n",
        "    kind: multiple\n",
        "derived.aantal_gewenste_voordelen.kind",
        "'ordinal'",
    ),
    # bindings
    "an item bound to nothing": (
        B,
        "  doelstelling:\n    column: doel\n    codes: {A1: ja, A2: nee}\n",
        "",
        "items",
        "'doelstelling'",
    ),
    "an unknown item bound": (B, "  naam:\n", "  namen:\n", "items.namen", "Did you mean 'naam'?"),
    "an option bound to nothing": (
        B,
        "{A1: beleid_oov, A2: leidinggevend, A3: anders}",
        "{A1: beleid_oov, A2: leidinggevend}",
        "items.functie",
        "'anders' is bound to nothing",
    ),
    "an unknown option bound": (
        B,
        "{A1: beleid_oov,",
        "{A0: beleid, A1: beleid_oov,",
        "items.functie",
        "no option is called 'beleid'",
    ),
    "a code twice": (B, "{A1: beleid_oov,", "{A1: anders, A1: beleid_oov,", "items.functie.codes.A1", "twice"),
    "a column for several boxes": (
        B,
        "    columns:\n      driehoek: voord[SQ001]",
        "    column: voord\n    rest:\n      driehoek: voord[SQ001]",
        "items.gewenste_voordelen.rest",
        "unknown field",
    ),
    "columns for a single item": (
        B,
        "    column: doel\n",
        "    columns: {ja: doel}\n",
        "items.doelstelling",
        "needs 'column'",
    ),
    "two items in one column": (
        B,
        "column: tevrpol",
        "column: tevr",
        "items.tevredenheid_politie",
        "bound to 'tevredenheid' already",
    ),
    "two options in one column": (
        B,
        "positie: voord[SQ002]",
        "positie: voord[SQ001]",
        "items.gewenste_voordelen",
        "two options",
    ),
    "an unknown format": (B, "format: limesurvey", "format: lime", "format", "'limesurvey'"),
    # tables and charts
    "a table of an unknown item": (
        T,
        "items: [regio]",
        "items: [region]",
        "tables.tabel_1.items.0",
        "Did you mean 'regio'?",
    ),
    "a table by an unknown predictor": (
        T,
        "by: [missen_intern, missen_extern]",
        "by: [missen_inter, missen_extern]",
        "tables.tekst_4_2.by.0",
        "Did you mean 'missen_intern'?",
    ),
    "a table of free text": (T, "items: [regio]", "items: [opmerkingen]", "tables.tabel_1.items.0", "free text"),
    "a table by several boxes": (
        T,
        "by: [missen_intern, missen_extern]",
        "by: [behoefte_middelen]",
        "tables.tekst_4_2.by.0",
        "cannot stand here",
    ),
    "means of several boxes": (
        T,
        "items: [aantal_gewenste_voordelen]",
        "items: [gewenste_voordelen]",
        "tables.tabel_4.items.0",
        "cannot stand here",
    ),
    "mentions of another item": (
        T,
        "mentions: [missen_afdelingen,",
        "mentions: [knelpunten_afdelingen,",
        "tables.tekst_4_1.mentions.0",
        "not a multiple-response item of this table",
    ),
    "mentions of a single item": (
        T,
        "mentions: [missen_afdelingen,",
        "mentions: [regio,",
        "tables.tekst_4_1.mentions.0",
        "not a multiple",
    ),
    "a fact of an unknown item": (
        T,
        "item: interview_bereid",
        "item: interview",
        "tables.paragraaf_3_2.facts.interviews_bereid.item",
        "no variable",
    ),
    "a fact of an unknown option": (
        T,
        "category: ja",
        "category: jaa",
        "tables.paragraaf_3_2.facts.interviews_bereid.category",
        "Did you mean 'ja'?",
    ),
    "a fact of nothing": (T, ", counted: approached", "", "tables.paragraaf_3_2.facts.benaderd", "one of"),
    "a fact of two sources": (
        T,
        "counted: approached",
        "counted: approached, declared: fieldwork",
        "tables.paragraaf_3_2.facts.benaderd",
        "one of",
    ),
    "an unknown layout": (T, "layout: frequencies", "layout: frequency", "tables.tabel_1.layout", "'frequencies'"),
    "a chart of an unknown item": (
        C,
        "item: doelstelling",
        "item: doelsteling",
        "charts.vergelijking_1.item",
        "Did you mean 'doelstelling'?",
    ),
    "a chart of mentions of a single item": (
        C,
        "item: doelstelling",
        "item: doelstelling\n    base: mentions",
        "charts.vergelijking_1.item",
        "cannot stand here",
    ),
    "a chart called as a table": (C, "  vergelijking_1:", "  tabel_1:", "charts.tabel_1", "a table has this name"),
    # hypotheses
    "an unknown predictor": (
        H,
        "[knelpunten_intern, knelpunten_extern]",
        "[knelpunten_inter]",
        "hypotheses.verwachting_1.predictors.0",
        "Did you mean 'knelpunten_intern'?",
    ),
    "a predictor of numbers": (
        H,
        "[knelpunten_intern, knelpunten_extern]",
        "[aantal_gewenste_voordelen_volledig]",
        "hypotheses.verwachting_1.profiles.recommended.test",
        "these can: spearman, kendall, linear_by_linear,",
    ),
    "no predictor": (
        H,
        "[knelpunten_intern, knelpunten_extern]",
        "[]",
        "hypotheses.verwachting_1.predictors",
        "at least 1",
    ),
    "an unknown outcome": (
        H,
        "outcome: tevredenheid",
        "outcome: tevreden",
        "hypotheses.verwachting_1.profiles.as_published.outcome",
        "Did you mean 'tevredenheid'?",
    ),
    "an outcome of free text": (
        H,
        "outcome: tevredenheid",
        "outcome: opmerkingen",
        "hypotheses.verwachting_1.profiles.as_published.outcome",
        "free text",
    ),
    "an outcome of several boxes tested whole": (
        H,
        "outcome: tevredenheid",
        "outcome: behoefte_middelen",
        "hypotheses.verwachting_1.profiles.as_published.outcome",
        "each: option",
    ),
    "each option of a number": (
        H,
        "outcome: behoefte_middelen",
        "outcome: aantal_gewenste_voordelen_volledig",
        "hypotheses.verwachting_3.profiles.as_published.outcome",
        "no options",
    ),
    "an unknown test": (
        H,
        "test: spearman",
        "test: spearmann",
        "hypotheses.verwachting_1.profiles.as_published.test",
        "'spearman'",
    ),
    "an unknown profile": (
        H,
        "as_published: &tabel_2",
        "as_printed: &tabel_2",
        "hypotheses.verwachting_1.profiles.as_printed",
        "'as_published'",
    ),
    "an unknown table": (
        H,
        "table: tabel_2",
        "table: tabel_22",
        "hypotheses.verwachting_1.table",
        "Did you mean 'tabel_2'?",
    ),
    "a star without limit": (
        H,
        '{mark: "*", below: 0.05}',
        '{mark: "*"}',
        "hypotheses.verwachting_1.profiles.as_published.stars.0.below",
        "missing",
    ),
    "a star below zero": (
        H,
        "below: 0.05}",
        "below: -0.05}",
        "hypotheses.verwachting_1.profiles.as_published.stars.0.below",
        "greater than 0",
    ),
    "an unknown rule": (
        H,
        "        outcome: tevredenheid\n",
        "        outcome: tevredenheid\n        rule: all_stars\n",
        "hypotheses.verwachting_1.profiles.as_published.rule",
        "'any_star'",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_with_file_line_and_field(changed_study, mistake):
    file, old, new, field, message = MISTAKES[mistake]
    folder = changed_study(file, old, new)
    error = refusal(folder)
    assert error.file == folder / (Q if mistake == "a fact called as an item" else file)
    assert error.field == field
    assert message in error.message
    assert error.line is not None
    assert f"{error.file}, line {error.line}: " in str(error)
    lines = error.file.read_text().splitlines()
    key = field.rsplit(".", 1)[-1] + ":"
    if key in new:
        assert key in lines[error.line - 1]


def test_an_identifying_item_cannot_stand_in_a_table(changed_study):
    changed_study(
        Q, "  samenwerking_buurgemeenten:\n", "  samenwerking_buurgemeenten:\n    privacy: direct identifier\n"
    )
    folder = changed_study(T, "items: [regio]", "items: [samenwerking_buurgemeenten]")
    error = refusal(folder)
    assert (error.file, error.field) == (folder / T, "tables.tabel_1.items.0")
    assert "identifying" in error.message


def test_the_line_is_that_of_the_field(changed_study):
    folder = changed_study(Q, "kind: ordinal\n    page: 6", "kind: ordinal\n    page: six")
    text = (folder / Q).read_text()
    assert refusal(folder).line == text[: text.index("page: six")].count("\n") + 1


@pytest.mark.parametrize("file", [S, Q])
def test_a_file_that_is_missing_is_named(changed_study, file):
    folder = changed_study(S, "", "")
    (folder / file).unlink()
    error = refusal(folder)
    assert (error.file, error.line) == (folder / file, None)
    assert str(error) == f"{folder / file}: this file is missing"


def test_a_study_without_bindings_is_refused(changed_study):
    folder = changed_study(S, "", "")
    (folder / B).unlink()
    assert "at least one binding" in refusal(folder).message


@pytest.mark.parametrize("file", [D, H, T, C])
def test_files_that_say_nothing_may_be_absent_or_empty(changed_study, small_study, file):
    folder = changed_study(T, "", "", small_study.folder)
    (folder / T).unlink()
    (folder / file).write_text("# nothing yet\n")
    assert load_study(folder).items.keys() == small_study.items.keys()


@pytest.mark.parametrize("content", ["", "items:\n", "items: {}\n"])
def test_a_questionnaire_without_items_is_refused(changed_study, content):
    folder = changed_study(S, "", "")
    (folder / Q).write_text(content)
    error = refusal(folder)
    assert error.file == folder / Q
    assert "at least one item" in error.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"items:\n  a: \x07\n", "not valid YAML"),
        (b"items: &a\n  b: *a\n", "not valid YAML: something in it contains itself"),
        ("items:\n  é: x\n".encode("cp1252"), "UTF-8"),
        (b"- a\n- b\n", "mapping"),
        (b"--- {}\n--- {}\n", "not valid YAML"),
        (b"word", "mapping"),
    ],
)
def test_what_is_no_yaml_mapping_is_refused(changed_study, content, message):
    folder = changed_study(S, "", "")
    (folder / Q).write_bytes(content)
    error = refusal(folder)
    assert error.file == folder / Q
    assert message in error.message


def test_a_folder_in_place_of_a_file_is_refused(changed_study):
    folder = changed_study(S, "", "")
    (folder / Q).unlink()
    (folder / Q).mkdir()
    assert "cannot be read" in refusal(folder).message


def test_words_that_yaml_takes_for_true_and_false_stay_names(small_study):
    assert list(small_study.items["oordeel"].options) == ["no", "on", "y"]
    assert small_study.items["oordeel"].groups["niet_goed"].options == ("no", "on")


def test_a_number_for_a_label_is_its_text_and_a_date_stays_as_written(changed_study, small_study):
    folder = changed_study(
        Q, "{nl: Slecht, en: Bad, score: -1}", "{nl: 2017-09-18, en: 10, score: -1}", small_study.folder
    )
    option = load_study(folder).items["oordeel"].options["no"]
    assert (option.nl, option.en) == ("2017-09-18", "10")


def test_anchors_are_what_they_stand_for(study):
    assert study.hypotheses["verwachting_2"].profiles == study.hypotheses["verwachting_1"].profiles
    assert study.tables["tabel_4"].by == study.tables["tabel_2"].by


def test_models_are_frozen(study):
    with pytest.raises(ValidationError):
        study.items["doelstelling"].page = 3
    with pytest.raises(ValidationError):
        study.frame.token = "x"
    with pytest.raises(dataclasses.FrozenInstanceError):
        study.name = "x"


def test_the_fingerprint_follows_every_declaration_and_nothing_else(changed_study, study):
    folder = changed_study(S, "", "")
    assert _fingerprint(folder) == study.fingerprint
    (folder / "README.md").write_text("a note")
    assert _fingerprint(folder) == study.fingerprint
    (folder / B).write_text((folder / B).read_text() + "# a comment\n")
    assert _fingerprint(folder) != study.fingerprint


def test_scores_and_labels_follow_the_declaration(study, small_study):
    assert small_study.items["oordeel"].scores == {"no": -1.0, "on": 0.0, "y": 2.5}
    assert study.items["tevredenheid"].scores == dict(
        zip(study.items["tevredenheid"].options, range(1, 6), strict=True)
    )
    intern = study.items["informatie_intern"]
    assert intern.category_label("beiden", "en") == "Both"
    assert intern.category_label("knelpunten_of_missen", "nl") == "Knelpunten en/of missen informatie"
    assert study.derived["aantal_gewenste_voordelen_volledig"].category_label("6", "nl") == "6"


def test_what_counts_as_identifying(study):
    assert {name for name, item in study.items.items() if item.identifying} == {
        "gemeente", "naam", "email", "toelichting_intern", "toelichting_extern", "andere_partij_knelpunten",
        "andere_partij_missen", "toelichting_juridisch_kader", "opmerkingen",
    }  # fmt: skip


def test_a_table_says_what_its_percentages_are_of(study):
    places = study.places()
    assert places["tekst_4_1"].base("missen_afdelingen") == "mentions"
    assert places["tekst_4_1"].base("doelstelling") == "respondents"
    assert places["vergelijking_5"].base("knelpunten_afdelingen") == "mentions"
    assert places["vergelijking_12"].base("behoefte_middelen") == "respondents"
