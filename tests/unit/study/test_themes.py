"""``themes.yaml`` is loaded whole or refused with file, line and field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.study import StudyError, load_study
from infopos_pipeline.study.themes import THEMES, Interviews, code_path


def test_the_declared_interviews_are_loaded_whole(declared_study):
    declared = declared_study.interviews
    assert (declared.willing.item, declared.willing.options) == ("interview_bereid", ("ja",))
    assert declared.facts == ("regio", "grootteklasse")
    assert list(declared.themes) == [
        "informatiepositie",
        "interne_uitwisseling",
        "externe_uitwisseling",
        "privacywet",
        "capaciteit",
        "andere_redenen",
        "contacten",
        "aanwezigheid_politie",
    ]
    assert declared.themes["privacywet"].items == ("juridisch_kader_bekend", "dagrapporten_politie")
    assert [name for name, theme in declared.themes.items() if not theme.items] == ["contacten", "aanwezigheid_politie"]
    assert all(theme.name == name and theme.questions for name, theme in declared.themes.items())
    tested = [name for name, one in declared_study.hypotheses.items() if not one.exploratory]
    assert list(declared.stances) == tested
    assert {(*stances,) for stances in declared.stances.values()} == {("supports", "nuances", "contradicts")}
    assert declared.other_codes == ("Mooi citaat", "Navragen")
    assert len(declared.contradictions) == 7


def test_declared_codes_are_told_with_their_places(declared_study):
    found = dict(declared_study.interviews.declared_codes())
    assert found["themes", "privacywet", "codes", 0] == "Privacywet"
    assert found["stances", "verwachting_2", "nuances", 0] == "Verwachting 2/nuanceert"
    assert found["other_codes", 1] == "Navragen"
    assert len(found) == 8 + 18 + 2


def test_a_study_without_the_file_has_no_interviews(small_study):
    assert small_study.interviews is None


def test_stances_facts_and_contradictions_are_not_required():
    least = {
        "willing": {"item": "weer", "options": ["ja"]},
        "themes": {"wet": {"name": "wet", "label": {"nl": "Wet", "en": "Law"}, "codes": ["Wet"]}},
    }
    declared = Interviews.model_validate(least)
    assert (declared.facts, declared.stances, declared.other_codes, declared.contradictions) == ((), {}, (), {})


LAW = "    codes: [Privacywet]\n"
MISTAKES = {
    "an unknown item": ("item: interview_bereid", "item: interview_bereit", "willing.item", "mean 'interview_bereid'"),
    "an item with several answers": (
        "item: interview_bereid, options: [ja]",
        "item: gewenste_voordelen, options: [ja]",
        "willing.item",
        "expected one with a single answer",
    ),
    "an unknown option": ("options: [ja]", "options: [ja, jaa]", "willing.options.1", "no option is called 'jaa'"),
    "no option": ("options: [ja]", "options: []", "willing.options", "at least 1"),
    "an unknown fact": ("facts: [regio,", "facts: [regioo,", "facts.0", "Did you mean 'regio'?"),
    "an unknown variable of a theme": (
        "    items: [prioritering_mogelijk, d",
        "    items: [prioritering_mogelik, d",
        "themes.andere_redenen.items.0",
        "mean 'prioritering_mogelijk'",
    ),
    "an item that identifies": (
        "    items: [prioritering_mogelijk, d",
        "    items: [gemeente, d",
        "themes.andere_redenen.items.0",
        "that a guide may show",
    ),
    "a theme without codes": (LAW, "", "themes.privacywet.codes", "missing"),
    "a theme with no codes": (LAW, "    codes: []\n", "themes.privacywet.codes", "at least 1"),
    "a code of nothing": (LAW, "    codes: ['']\n", "themes.privacywet.codes.0", "the name of a code"),
    "a path with a hole": (LAW, "    codes: [Wet / / zorg]\n", "themes.privacywet.codes.0", "with / between them"),
    "a path that ends open": (LAW, "    codes: [Wet/]\n", "themes.privacywet.codes.0", "with / between them"),
    "a code twice in a theme": (
        LAW,
        "    codes: [Privacywet, ' privacywet']\n",
        "themes.privacywet.codes.1",
        "under themes.privacywet.codes.0 already",
    ),
    "a code for two themes": (
        "    codes: [Capaciteit]\n",
        "    codes: [Capaciteit, PRIVACYWET]\n",
        "themes.capaciteit.codes.1",
        "under themes.privacywet.codes.0 already",
    ),
    "a path for a theme and a stance": (
        LAW,
        "    codes: [Privacywet, verwachting 6 /  weerspreekt]\n",
        "stances.verwachting_6.contradicts.0",
        "under themes.privacywet.codes.1 already",
    ),
    "a code for a theme and for nothing": (
        "other_codes: [Mooi citaat,",
        "other_codes: [Contacten,",
        "other_codes.0",
        "under themes.contacten.codes.0 already",
    ),
    "an unknown hypothesis": (
        "  verwachting_6:\n",
        "  verwachting_66:\n",
        "stances.verwachting_66",
        "'verwachting_6'?",
    ),
    "an exploratory hypothesis": (
        "  verwachting_6:\n",
        "  verkenning_uitval:\n",
        "stances.verkenning_uitval",
        "nothing was expected",
    ),
    "an unknown stance": (
        "    nuances: [Verwachting 3",
        "    doubts: [Verwachting 3",
        "stances.verwachting_3.doubts",
        "",
    ),
    "a stance without codes": (
        "    nuances: [Verwachting 3/nuanceert]",
        "    nuances: []",
        "stances.verwachting_3.nuances",
        "at least 1",
    ),
    "a contradiction in an unknown theme": (
        "    theme: capaciteit\n",
        "    theme: capacitiet\n",
        "contradictions.capaciteit_voldoende_oren_en_ogen_niet.theme",
        "Did you mean 'capaciteit'?",
    ),
    "a contradiction that asks for what nobody was asked": (
        "when: doelstelling == nee and",
        "when: doelstelingen == nee and",
        "contradictions.prioriteiten_zonder_doel.when",
        "doelstelingen",
    ),
    "a contradiction of an unknown option": (
        "when: doelstelling == nee and",
        "when: doelstelling == neen and",
        "contradictions.prioriteiten_zonder_doel.when",
        "neen",
    ),
    "a label in one language": (
        "{nl: Privacywetgeving, en: Privacy law}",
        "{nl: Privacywetgeving}",
        "themes.privacywet.label.en",
        "missing",
    ),
    "an unknown field": (LAW, f"{LAW}    colour: blue\n", "themes.privacywet.colour", "unknown field"),
    "another name than its key": (LAW, f"{LAW}    name: wet\n", "themes.privacywet.name", "the key above"),
    "nobody who may be asked": ("willing: {item: interview_bereid, options: [ja]}\n", "", "willing", "missing"),
}


@pytest.mark.parametrize(("old", "new", "field", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused_with_file_line_and_field(changed_study, old, new, field, said):
    folder = changed_study(THEMES, old, new)
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    assert caught.value.file == folder / THEMES
    assert caught.value.line is not None
    assert caught.value.field == field
    assert said in str(caught.value.message)


def test_a_code_below_another_of_another_theme_is_no_mistake(changed_study):
    folder = changed_study(THEMES, "    codes: [Capaciteit]\n", "    codes: [Capaciteit, Privacywet / capaciteit]\n")
    assert load_study(folder).interviews.themes["capaciteit"].codes == ("Capaciteit", "Privacywet / capaciteit")


# Paths ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Privacywet", ("Privacywet",)),
        (" Privacywet /\tzorg  en  jeugd", ("Privacywet", "zorg en jeugd")),
        ("", ("",)),
        ("/", ("", "")),
    ],
)
def test_a_path_is_its_names_without_the_spaces_around_them(text, path):
    assert code_path(text) == path


@given(names=st.lists(st.text(st.characters(exclude_characters="/")), min_size=1, max_size=5))
def test_a_path_is_read_as_it_was_written(names):
    path = code_path("/".join(names))
    assert path == tuple(" ".join(name.split()) for name in names)
    assert code_path(" / ".join(path)) == path
