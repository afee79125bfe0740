"""A topic guide says what one respondent answered, and asks first what does not go together in it."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from weather_poll import POLL, responses

from infopos_pipeline.interviews.guide import Interviewee, topic_guide
from infopos_pipeline.study import load_study
from infopos_pipeline.study.missing import Missing

THEMES = """\
willing: {item: jas, options: [ja]}
themes:
  kleding:
    label: {nl: Kleding, en: Clothes}
    codes: [Kleding]
    items: [streek, jas, mee, graden, gekleed, bepakking, handschoenen, paraplu]
    questions:
      - {nl: Wat trok u aan?, en: What did you put on?}
      - {nl: En waarom?, en: And why?}
  lucht:
    label: {nl: De lucht, en: The sky}
    codes: [Lucht]
    questions: [{nl: Keek u omhoog?, en: Did you look up?}]
  leeg:
    label: {nl: Iets anders, en: Something else}
    codes: [Anders]
contradictions:
  kaal_in_de_kou:
    theme: kleding
    when: jas == nee and graden < 0
    question: {nl: Het vroor en u had geen jas. Hoe dat zo?, en: It froze and you had no coat. How so?}
  regen_en_helder:
    theme: lucht
    when: lucht == helder and neerslag in (motregen, bui)
    question: {nl: Regen uit een heldere lucht?, en: Rain from a clear sky?}
  niets_dan_kleren:
    theme: kleding
    when: gekleed == ja and not (jas == ja)
    question: {nl: Dit kan niet?, en: This cannot be?}
"""


@pytest.fixture(scope="module")
def poll(tmp_path_factory):
    folder = tmp_path_factory.mktemp("poll") / "weerpeiling"
    shutil.copytree(POLL, folder)
    (folder / "themes.yaml").write_text(THEMES, encoding="utf-8")
    return load_study(folder)


def guide(poll, language="nl", wave="2003", municipality="Wolkendorp", **answers) -> str:
    asked = poll.at(wave)
    whole = responses(asked, {"p": {"streek": "kust", **answers}})
    row = whole[[name for name in whole if not name.startswith(("pseudonym", "key_id", *asked.derived))]]
    return topic_guide(Interviewee("interview_03", municipality, row), asked, poll.interviews, language)


def section(text: str, theme: str) -> str:
    return text.partition(f"\n## {theme}\n")[2].partition("\n## ")[0].strip()


def test_a_guide_says_whose_it_is_and_what_was_answered_by_theme(poll):
    text = guide(poll, jas="ja", mee=("hoed", "stok"), graden=2.5, handschoenen=Missing.NOT_APPLICABLE, lucht="dicht")
    assert text.startswith("# interview_03: Wolkendorp\n\n> Leidraad, alleen voor de interviewer.")
    assert section(text, "Kleding") == (
        "### Wat er geantwoord is\n"
        "\n"
        "- Streek: Kust\n"
        "- Een jas om: Ja\n"
        "- Wat er mee gaat:\n"
        "  - Hoed\n"
        "  - Stok\n"
        "- Hoeveel graden het is: 2,5\n"
        "- Met een jas: Ja\n"
        "- Aantal dingen mee: 2\n"
        "- Handschoenen aan: *niet van toepassing*\n"
        "- Een paraplu bij zich: *overgeslagen*\n"
        "\n"
        "### Vragen\n"
        "\n"
        "- Wat trok u aan?\n"
        "- En waarom?"
    )
    assert section(text, "De lucht") == "### Vragen\n\n- Keek u omhoog?"
    assert section(text, "Iets anders") == ""


def test_a_guide_is_in_either_language_in_the_words_of_its_wave(poll):
    text = guide(poll, "en", "2001", jas="nee", mee=(), graden=Missing.NOT_REACHED)
    own = section(text, "Clothes")
    for line in (
        "- Carrying a coat: No",
        "- What is taken along: *none of these*",
        "- How many degrees it is: *not reached (stopped before)*",
        "- Carrying an umbrella: *not asked in this wave*",
    ):
        assert f"{line}\n" in own
    assert "do not share it" in text
    assert "- How many degrees it is: 2.5\n" in guide(poll, "en", graden=2.5)


def test_answers_that_do_not_go_together_come_first_with_what_they_are(poll):
    text = guide(poll, jas="nee", graden=-1, lucht="helder", neerslag="bui")
    assert section(text, "Kleding").startswith(
        "### Antwoorden die niet bij elkaar passen\n"
        "\n"
        "- ⚠ **Het vroor en u had geen jas. Hoe dat zo?**\n"
        "  - Een jas om: Nee\n"
        "  - Hoeveel graden het is: -1\n"
        "\n"
        "### Wat er geantwoord is\n"
    )
    assert "⚠ **Regen uit een heldere lucht?**" in section(text, "De lucht")
    assert "Dit kan niet" not in text


@pytest.mark.parametrize(
    "answers",
    [
        {"jas": "nee", "graden": 1},
        {"jas": "ja", "graden": -1},
        {"jas": "nee", "graden": Missing.SKIPPED},
        {"jas": Missing.NOT_REACHED, "graden": -1},
        {"lucht": "helder", "neerslag": Missing.DONT_KNOW},
    ],
)
def test_what_does_not_hold_or_is_not_known_to_is_not_asked(poll, answers):
    assert "⚠" not in guide(poll, **answers)


def test_without_a_municipality_a_guide_has_the_interview_alone(poll):
    assert guide(poll, municipality="").startswith("# interview_03\n")


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"])))
@example("**a** _b_ `c` [d](e) <f> #g ~~h~~ | &amp; \\")
def test_whatever_a_municipality_is_called_it_is_no_markup(poll, municipality):
    title, *rest = MarkdownIt().parse(guide(poll, municipality=municipality))[1:]
    name = " ".join(municipality.split())
    assert [(child.type, child.content) for child in title.children] == [
        ("text", f"interview_03: {name}" if name else title.content)
    ]
    assert [token.tag for token in rest][:2] == ["h1", "blockquote"]


def test_what_could_move_a_terminal_is_left_out(poll):
    assert guide(poll, municipality="Wolken\x1b[2Jdorp\u202e\n# Kop").startswith(
        "# interview_03: Wolken\\[2Jdorp \\# Kop\n"
    )


def test_every_answer_of_the_sample_can_be_written_down(declared_study, sample_answers):
    """The study itself, whatever its themes are: a guide of each respondent in both languages."""
    asked = declared_study.at("2017")
    assert asked.interviews is not None
    for row in range(0, 75, 15):
        answers = sample_answers.answers.iloc[[row]].reset_index(drop=True)
        facts = sample_answers.facts.iloc[[row]].reset_index(drop=True)
        whole = facts.join(answers)
        for language in ("nl", "en"):
            text = topic_guide(Interviewee("interview_01", "X", whole), asked, asked.interviews, language)
            assert text.count("\n## ") == len(asked.interviews.themes)
            assert "~" not in text
            assert "nan" not in text.split()
