"""Sentences, the order of sections and the narrative are loaded with a study, or refused with file, line and field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from infopos_pipeline.study import StudyError, load_study
from infopos_pipeline.study.citing import Quantity, placeholders, wrong_placeholder
from infopos_pipeline.study.outline import SECTIONS

ROOT = Path(__file__).parents[3]
HEAD = "---\ncites:\n  goal: {place: vergelijking_1, item: doelstelling, category: ja, was: 34.2}\n---\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The declared study with no texts but the ones a test writes."""
    copy = tmp_path / "infopos"
    shutil.copytree(ROOT / "schemas" / "infopos", copy)
    shutil.rmtree(copy / "narrative")
    (copy / "report.yaml").write_text("sections: [summary, words, comparisons]\n")
    (copy / "sentences.yaml").unlink()
    return copy


def written(folder: Path, text: str, file: str = "words.nl.md") -> Path:
    path = folder / "narrative" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path) -> StudyError:
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    return caught.value


def test_a_text_of_a_wave_stands_in_place_of_that_of_every_wave(folder: Path) -> None:
    written(folder, "# Of all\n\nAll.")
    written(folder, f"{HEAD}# Of one\n\n{{goal}}", "2017/words.nl.md")
    study = load_study(folder)
    of_one, of_all = (study.written.narrative("words", wave, "nl") for wave in ("2017", "2019"))
    assert of_one is not None
    assert of_all is not None
    assert (of_one.title, of_one.wave, of_one.head.cites["goal"].was) == ("Of one", "2017", 34.2)
    assert (of_all.title, of_all.markdown.strip()) == ("Of all", "All.")
    assert study.written.narrative("words", "2017", "en") is None
    assert study.written.outline.sections == ("summary", "words", "comparisons")


def test_a_changed_text_is_a_changed_study(folder: Path) -> None:
    path = written(folder, "# A\n\nBefore.")
    before = load_study(folder).fingerprint
    path.write_text("# A\n\nAfter.")
    assert load_study(folder).fingerprint != before


def test_a_study_without_an_order_has_every_section_that_is_made(folder: Path) -> None:
    (folder / "report.yaml").unlink()
    assert load_study(folder).written.outline.sections == SECTIONS


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("Text without a title.", 1, "expected a title"),
        ("---\ncites: {}\n# A\n", 1, "do not end"),
        ("---\npublick: true\n---\n# A\n", 2, "unknown field"),
        ("# A\n\nIn 75 gemeenten.", 3, "the number 75 is typed"),
        ("---\nliterals: ['2010']\n---\n# A\n\nSinds 2010.\n\nEn 2011.", 8, "the number 2011 is typed"),
        ("# A\n\n{goal} heeft.", 2, "cited nowhere"),
        (f"{HEAD}# A\n\n{{goal:word}}", 6, "is no form"),
        (f"{HEAD}# A\n\n{{goal", 6, "belongs to no placeholder"),
        (HEAD.replace("category: ja", "category: jaa") + "# A\n", 3, "has no answer 'jaa'. Did you mean 'ja'?"),
        (HEAD.replace("item: doelstelling", "item: tevredenheid") + "# A\n", 3, "does not show 'tevredenheid'"),
        (HEAD.replace("vergelijking_1", "vergelijking_01") + "# A\n", 3, "no chart or table is called"),
        (HEAD.replace("34.2", "supported") + "# A\n", 3, "'was' of a verdict is a text"),
    ],
)
def test_a_text_that_is_not_as_it_must_be_is_refused_at_its_line(
    folder: Path, text: str, line: int, message: str
) -> None:
    path = written(folder, text)
    error = refusal(folder)
    assert message in error.message
    assert (error.file, error.line) == (path, line)


@pytest.mark.parametrize("file", ["words.md", "words.fr.md", "2017/2018/words.nl.md", "My words.nl.md"])
def test_a_text_in_no_place_is_refused(folder: Path, file: str) -> None:
    written(folder, "# A\n", file)
    assert "place of no section" in refusal(folder).message


def test_a_text_cannot_take_the_name_of_a_section_that_is_made(folder: Path) -> None:
    written(folder, "# A\n", "summary.nl.md")
    assert "choose another name" in refusal(folder).message


def test_sections_and_texts_know_each_other(folder: Path) -> None:
    assert "no section is called 'words'" in refusal(folder).message
    written(folder, "# A\n")
    written(folder, "# A\n", "others.nl.md")
    error = refusal(folder)
    assert "narrative/others.nl.md stands in no section" in error.message
    assert (error.file.name, error.line) == ("report.yaml", 1)


@pytest.mark.parametrize(
    ("change", "at", "message"),
    [
        (("about: vergelijking_1", "about: vergelijking_99"), "sentences.goal.about", "no chart or table is called"),
        (("category: ja", "category: yes_"), "sentences.goal.cites.a.category", "has no answer"),
        (("{a:Words}", "{b}"), "sentences.goal.text.nl", "{b} is cited nowhere"),
        (("share: [0, 100]", "number: [3, 1]"), "quantities.0", "the first limit is above the second"),
        (("share: [0, 100]", "verb: {}"), "quantities.0", "expected either 'share' or 'number'"),
    ],
)
def test_a_wrong_sentence_is_refused_at_its_field(folder: Path, change: tuple[str, str], at: str, message: str) -> None:
    written(folder, "# A\n")
    text = (
        "quantities:\n  - {share: [0, 100], text: {nl: x, en: x}}\n"
        "sentences:\n  goal:\n    about: vergelijking_1\n"
        "    cites: {a: {place: vergelijking_1, item: doelstelling, category: ja}}\n"
        '    text: {nl: "{a:Words}.", en: "{a}."}\n'
    )
    (folder / "sentences.yaml").write_text(text)
    load_study(folder)
    (folder / "sentences.yaml").write_text(text.replace(*change))
    error = refusal(folder)
    assert message in error.message
    assert error.field == at


def test_a_verdict_is_cited_where_it_stands(folder: Path) -> None:
    cite = "v: {place: tekst_4_2, item: verwachting_1, statistic: verdict, profile: recommended, was: supported}"
    path = written(folder, f"---\ncites:\n  {cite}\n---\n# A\n\n{{v}}")
    load_study(folder)
    for change, message in (
        (("tekst_4_2", "tabel_2"), "the verdict stands in 'tekst_4_2'"),
        (("verwachting_1", "verwachting_11"), "no hypothesis is called"),
        (("profile: recommended, ", ""), "expected one of as_published, recommended"),
        (("was: supported", "was: 3"), "'was' of a verdict is a text"),
    ):
        path.write_text(f"---\ncites:\n  {cite.replace(*change)}\n---\n# A\n\n{{v}}")
        assert message in refusal(folder).message


def test_words_hold_from_the_first_limit_up_to_the_second() -> None:
    text = {"nl": "x", "en": "x"}
    share = Quantity.model_validate({"share": [49.5, 50.5], "text": text})
    assert [share.holds(value, None) for value in (49.49, 49.5, 50.49, 50.5, None)] == [False, True, True, False, False]
    number = Quantity.model_validate({"number": [2, 3], "text": text})
    assert [number.holds(50.0, value) for value in (1, 2, 3, 4, None)] == [False, True, True, False, False]


def test_placeholders_are_found_with_their_forms() -> None:
    assert list(placeholders("{a} en {b:words} {b:heeft|hebben} in {wave}")) == [
        ("a", None),
        ("b", "words"),
        ("b", "heeft|hebben"),
        ("wave", None),
    ]
    assert wrong_placeholder("{wave} {a}", {}) == "{a} is cited nowhere; expected one of none, as nothing is cited"
    assert "is no form" in wrong_placeholder("{wave:words}", {})
