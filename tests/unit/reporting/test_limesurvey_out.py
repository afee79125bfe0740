"""The study as a LimeSurvey structure file: read back by our own reader it is the same questionnaire."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infopos_pipeline.drafting.conditions import renamed
from infopos_pipeline.drafting.limesurvey import read_limesurvey
from infopos_pipeline.problems import UserError
from infopos_pipeline.reporting.questionnaires.limesurvey import limesurvey_structure
from infopos_pipeline.study import load_study
from infopos_pipeline.study.study import LATEST

FIXTURES = Path(__file__).parents[2] / "fixtures" / "schemas"


def written(study):
    content, remarks = limesurvey_structure(study)
    return read_limesurvey(content, "survey.lss"), remarks


def by_item(study, questionnaire):
    """What was read of every item, under its name, by the headings of the study's own binding."""
    (binding,) = study.bindings.values()
    read = {question.code: question for question in questionnaire.questions}
    found = {}
    for name, item in study.asked_items.items():
        bound = binding.items[name]
        if item.kind == "multiple":
            code = next(iter(bound.columns.values())).partition("[")[0]
            assert [answer.column for answer in read[code].answers] == [bound.columns[o] for o in item.options], name
        else:
            code = bound.column
        found[name] = read[code]
    return found


def assert_same(study, questionnaire):
    """Codes, texts, answers, pages, routing and exclusive options of every item are those of the study."""
    (binding,) = study.bindings.values()
    found = by_item(study, questionnaire)
    assert [question.code for question in questionnaire.questions] == [question.code for question in found.values()]
    items = {question.code: name for name, question in found.items()}
    options = {}
    for name, question in found.items():
        item, bound = study.items[name], binding.items[name]
        assert dict(question.text) == {"nl": item.label.nl, "en": item.label.en}, name
        assert question.page == item.page, name
        assert question.kind == item.kind, name
        assert [dict(answer.text) for answer in question.answers] == [
            {"nl": option.nl, "en": option.en} for option in item.options.values()
        ], name
        if item.kind in ("single", "ordinal"):
            assert [bound.codes[answer.code] for answer in question.answers] == list(item.options), name
        alone = [answer.exclusive for answer in question.answers]
        assert alone == [option == item.exclusive for option in item.options], name
        options |= {
            (question.code, answer.code): option for answer, option in zip(question.answers, item.options, strict=True)
        }
        asked_if = renamed(question.asked_if, items, options) if question.asked_if else None
        assert asked_if == item.asked_if, name
    assert dict(questionnaire.title) == {"nl": study.declared.title.nl, "en": study.declared.title.en}


@pytest.mark.parametrize("wave", [LATEST, "2017", "2019"])
def test_the_study_reads_back_as_it_is_declared(declared_study, wave):
    study = declared_study.at(wave)
    questionnaire, remarks = written(study)
    assert remarks == []
    assert questionnaire.language == "nl"
    assert_same(study, questionnaire)


@pytest.mark.parametrize("name", ["weerpeiling", "dorpspeiling"])
def test_other_studies_read_back_as_they_are_declared(name):
    study = load_study(FIXTURES / name).at(LATEST)
    assert_same(study, written(study)[0])


def test_the_file_is_the_same_whenever_it_is_written(study):
    assert limesurvey_structure(study) == limesurvey_structure(study)


NEEDED = {
    "groups": {"gid", "sid", "group_order", "grelevance"},
    "group_l10ns": {"gid", "group_name", "language"},
    "questions": {
        "qid",
        "parent_qid",
        "sid",
        "gid",
        "type",
        "title",
        "other",
        "mandatory",
        "question_order",
        "relevance",
    },
    "subquestions": {"qid", "parent_qid", "sid", "gid", "type", "title", "question_order", "scale_id"},
    "question_l10ns": {"qid", "question", "language"},
    "answers": {"aid", "qid", "code", "sortorder", "scale_id"},
    "answer_l10ns": {"aid", "answer", "language"},
    "question_attributes": {"qid", "attribute", "value", "language"},
    "surveys": {"sid", "language", "additional_languages", "format", "anonymized"},
    "surveys_languagesettings": {"surveyls_survey_id", "surveyls_language", "surveyls_title"},
}
"""What LimeSurvey's own import takes from every row (``XMLImportSurvey`` in its source)."""


def test_every_row_has_what_limesurvey_takes_from_it_and_points_at_what_is_there(study):
    root = ElementTree.fromstring(limesurvey_structure(study)[0])
    assert [child.tag for child in root][:3] == ["LimeSurveyDocType", "DBVersion", "languages"]
    assert [child.text for child in root.iterfind("languages/language")] == ["nl", "en"]
    rows = {table: [{c.tag: c.text for c in row} for row in root.iterfind(f"{table}/rows/row")] for table in NEEDED}
    for table, columns in NEEDED.items():
        assert rows[table], table
        fields = {field.text for field in root.iterfind(f"{table}/fields/fieldname")}
        assert all(columns <= set(row) == fields for row in rows[table]), table
    questions = {row["qid"] for row in rows["questions"]}
    every = questions | {row["qid"] for row in rows["subquestions"]}
    assert len(every) == len(rows["questions"]) + len(rows["subquestions"])
    assert {row["gid"] for row in rows["questions"]} == {row["gid"] for row in rows["groups"]}
    assert {row["parent_qid"] for row in rows["subquestions"]} <= questions
    assert {row["qid"] for row in rows["answers"]} <= questions
    for table, key, known in (
        ("question_l10ns", "qid", every),
        ("answer_l10ns", "aid", {r["aid"] for r in rows["answers"]}),
    ):
        assert sorted((row[key], row["language"]) for row in rows[table]) == sorted(
            (one, language) for one in known for language in ("nl", "en")
        )
    codes = [row["title"] for row in rows["questions"]]
    assert len(set(codes)) == len(codes)
    assert all(code.isalnum() and code[0].isalpha() and len(code) <= 20 for code in codes)


def test_a_study_with_a_frame_keeps_the_municipality_of_its_participants(study, small_study):
    def attributes(one):
        return ElementTree.fromstring(limesurvey_structure(one)[0]).findtext("surveys/rows/row/attributedescriptions")

    assert json.loads(attributes(study))["attribute_1"]["description"] == study.items["gemeente"].label.nl
    assert not attributes(small_study.at(LATEST))


def declare(folder: Path, items: dict, bound: dict, name: str = "klein"):
    """A study of these items and bindings, loaded from its files."""
    files = {
        "study": {"title": {"nl": "Klein", "en": "Small"}},
        "questionnaire": {"items": items},
        "bindings/limesurvey": {"format": "limesurvey", "progress": "lastpage", "items": bound},
    }
    for file, content in files.items():
        path = folder / name / f"{file}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return load_study(folder / name).at(LATEST)


def label(text: str) -> dict[str, str]:
    return {"nl": text, "en": f"{text} (en)"}


def options(*names: str) -> dict:
    return {name: label(f"optie {name}") for name in names}


def single(*names: str, page: int = 1, kind: str = "single", text: str = "vraag", **more) -> dict:
    return {"kind": kind, "page": page, "label": label(text), "options": options(*names), **more}


def other(kind: str, page: int = 1, text: str = "vraag", **more) -> dict:
    return {"kind": kind, "page": page, "label": label(text), **more}


TEXTS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]) | st.sampled_from(list("<>&{}\"'–;")),
    min_size=1,
    max_size=25,
).map(lambda text: " ".join(text.split()) or "x")


@st.composite
def small_studies(draw):
    """The items of a small study and their binding: every kind, pages without gaps, routing that looks back."""
    items, bound, conditions = {}, {}, []
    page = 1
    for number in range(1, draw(st.integers(1, 7)) + 1):
        name, code = f"vraag_{number}", f"q{number}"
        page += number > 1 and draw(st.booleans())
        kind = draw(st.sampled_from(["single", "ordinal", "multiple", "number", "text"]))
        chosen = [f"o{place}" for place in range(draw(st.integers(2, 4)))] if kind not in ("number", "text") else []
        text = {language: draw(TEXTS) for language in ("nl", "en")}
        item = {"kind": kind, "page": page, "label": text}
        if chosen:
            item["options"] = {one: {"nl": draw(TEXTS), "en": draw(TEXTS)} for one in chosen}
        if conditions and draw(st.booleans()):
            picked = draw(st.lists(st.sampled_from(conditions), min_size=1, max_size=2, unique=True))
            item["asked_if"] = draw(st.sampled_from([" and ", " or "])).join(picked)
        if kind == "multiple":
            bound[name] = {"columns": {one: f"{code}[SQ{place:03}]" for place, one in enumerate(chosen, start=1)}}
            item["exclusive"] = draw(st.sampled_from([None, chosen[-1]]))
            conditions += [f"{chosen[0]} in {name}", f"count({name}) >= 2"]
        else:
            codes = draw(st.permutations([f"A{place}" for place in range(len(chosen))]))
            bound[name] = {"column": code, "codes": dict(zip(codes, chosen, strict=True))}
            conditions += [f"{name} in ({chosen[0]}, {chosen[1]})", f"not {name} in ({chosen[1]},)"] if chosen else []
            conditions += [f"{name} < 18"] if kind == "number" else []
        items[name] = {key: value for key, value in item.items() if value is not None}
    return items, bound


@settings(max_examples=60)
@given(declared=small_studies())
def test_any_small_study_reads_back_as_it_is_declared(declared, tmp_path_factory):
    study = declare(tmp_path_factory.mktemp("study"), *declared)
    questionnaire, remarks = written(study)
    assert remarks == []
    assert_same(study, questionnaire)


def test_rows_of_a_battery_are_one_question_and_keep_their_headings(tmp_path):
    items = {
        "voor": other("number"),
        "werk": single("a", "b", kind="ordinal", text="Hoe tevreden – met het werk"),
        "thuis": single("a", "b", kind="ordinal", text="Hoe tevreden – met thuis", asked_if=None),
        "uren": other("number", text="uren"),
        "dagen": other("number", text="dagen"),
    }
    bound = {
        "voor": {"column": "v"},
        "werk": {"column": "tev[SQ001]", "codes": {"1": "a", "2": "b"}},
        "thuis": {"column": "tev[SQ002]", "codes": {"1": "a", "2": "b"}},
        "uren": {"column": "tijd[u]"},
        "dagen": {"column": "tijd[d]"},
    }
    study = declare(tmp_path, {n: {k: v for k, v in i.items() if v is not None} for n, i in items.items()}, bound)
    root = ElementTree.fromstring(limesurvey_structure(study)[0])
    asked = [(row.findtext("type"), row.findtext("title")) for row in root.iterfind("questions/rows/row")]
    assert asked == [("N", "v"), ("F", "tev"), ("K", "tijd")]
    texts = [row.findtext("question") for row in root.iterfind("question_l10ns/rows/row")]
    assert {"Hoe tevreden", "met het werk", "met thuis"} <= set(texts)
    questionnaire, remarks = written(study)
    assert remarks == []
    assert_same(study, questionnaire)


def test_other_namely_and_a_comment_stand_beside_the_answers_they_belong_to(tmp_path):
    items = {
        "kleur": single("rood", "anders"),
        "kleur_anders": other("text", privacy="open answer"),
        "kleur_waarom": other("text", privacy="open answer"),
        "dieren": single("hond", "kat", kind="multiple"),
        "dieren_anders": other("text", privacy="open answer"),
    }
    bound = {
        "kleur": {"column": "kl", "codes": {"A1": "rood", "-oth-": "anders"}},
        "kleur_anders": {"column": "kl[other]"},
        "kleur_waarom": {"column": "kl[comment]"},
        "dieren": {"columns": {"hond": "di[SQ001]", "kat": "di[SQ002]"}},
        "dieren_anders": {"column": "di[other]"},
    }
    questionnaire, remarks = written(declare(tmp_path, items, bound))
    kleur, comment, dieren = questionnaire.questions
    assert remarks == []
    assert (kleur.code, kleur.other, [a.code for a in kleur.answers]) == ("kl", "kl[other]", ["A1", "-oth-"])
    assert dict(kleur.answers[-1].text) == label("optie anders")
    assert (comment.code, dieren.other) == ("kl[comment]", "di[other]")


def test_what_cannot_be_a_limesurvey_question_gets_a_code_and_is_told(tmp_path):
    items = {
        "lange_naam_van_een_vraag": other("number"),
        "lange_naam_van_een_vraag_twee": other("number"),
        "kleur": single("rood", "groen"),
        "eens": single("ja", "nee"),
        "oneens": single("ja", "weet_niet"),
    }
    bound = {
        "lange_naam_van_een_vraag": {"column": "Hoe oud bent u?"},
        "lange_naam_van_een_vraag_twee": {"column": "Hoe lang?"},
        "kleur": {"column": "kl", "codes": {"heel erg rood": "rood", "groen": "groen"}},
        "eens": {"column": "st[SQ001]", "codes": {"1": "ja", "2": "nee"}},
        "oneens": {"column": "st[SQ002]", "codes": {"1": "ja", "9": "weet_niet"}},
    }
    questionnaire, remarks = written(declare(tmp_path, items, bound))
    codes = [question.code for question in questionnaire.questions]
    assert codes == ["langenaamvaneenv", "langenaamvaneenv2", "kl", "eens", "oneens"]
    assert [answer.code for answer in questionnaire.questions[2].answers] == ["A1", "A2"]
    assert [remark.partition(":")[0] for remark in remarks] == list(items)


def test_a_study_without_a_limesurvey_binding_gets_codes_of_its_own(tmp_path):
    items = {
        "kleur": single("rood", "groen"),
        "dieren": single("hond", "kat", kind="multiple"),
        "2e_vraag": other("text"),
    }
    study = declare(tmp_path, items, {
        "kleur": {"column": "kl", "codes": {"1": "rood", "2": "groen"}},
        "dieren": {"columns": {"hond": "h", "kat": "k"}},
        "2e_vraag": {"column": "t"},
    })  # fmt: skip
    (binding,) = study.bindings.values()
    foreign = binding.model_copy(update={"format": "qualtrics"})
    questionnaire, remarks = written(replace(study, bindings={"q": foreign}))
    assert remarks == []
    assert [question.code for question in questionnaire.questions] == ["kleur", "dieren", "q2evraag"]
    assert [answer.code for answer in questionnaire.questions[1].answers] == ["SQ001", "SQ002"]


def test_pages_with_a_gap_are_refused_since_limesurvey_would_number_them_otherwise(tmp_path):
    study = declare(tmp_path, {"een": other("number"), "twee": other("number", page=3)}, {
        "een": {"column": "een"}, "twee": {"column": "twee"}})  # fmt: skip
    with pytest.raises(UserError, match="Page 2"):
        limesurvey_structure(study)


def test_routing_that_limesurvey_cannot_compute_is_refused_with_the_item(tmp_path):
    items = {"cijfer": single("laag", "hoog", kind="ordinal"), "waarom": other("text", asked_if="score(cijfer) > 1")}
    bound = {"cijfer": {"column": "c", "codes": {"1": "laag", "2": "hoog"}}, "waarom": {"column": "w"}}
    with pytest.raises(UserError, match="waarom"):
        limesurvey_structure(declare(tmp_path, items, bound))
