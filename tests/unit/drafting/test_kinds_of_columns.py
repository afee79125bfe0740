"""What a column is taken for by its texts alone: people's own words are never declared."""

from __future__ import annotations

import pytest
from drafted_studies import column, drafted, table

OWN = "Vraag het aan Klaas Zomer van de Zonneweg"


def kind_of(*cells: str, heading: str = "vraag") -> str:
    return column(*cells, heading=heading).kinds()["vraag" if heading == "vraag" else "item"]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["Ja", "Nee", "Ja", ""], "single"),
        (["rood", "groen", "rood", "groen", "blauw"], "single"),
        (["nooit", "vaak", "altijd"], "ordinal"),
        (["1", "2", "3", "5"], "ordinal"),
        (["1", "0", "1"], "single"),
        ([str(age) for age in range(18, 60)], "number"),
        (["1,5", "2,5", "10"], "number"),
        (["-3", "2", "4"], "number"),
        (["0612345678", "0687654321"], "text"),
        (["appel, peer", "peer", "appel", "kers, peer", "kers"], "multiple"),
        (["1;2", "2;3", "1;3", "2"], "multiple"),
    ],
)
def test_a_column_is_what_its_texts_look_like(cells: list[str], kind: str) -> None:
    assert kind_of(*cells) == kind


@pytest.mark.parametrize(
    "cells",
    [
        ["Hallo allemaal"],
        ["Goed", "Slechte koffie", "Kan beter"],
        ["geen", "geen", "nee", "nee", OWN],
        ["geen"] * 30 + [f"opmerking {n} hierover" for n in range(20)],
        ["a@voorbeeld.nl", "a@voorbeeld.nl"],
        ["https://voorbeeld.nl/x", "https://voorbeeld.nl/x"],
        ["1234 AB", "1234 AB", "5678 CD"],
        ["+31 6 1234 5678", "+31 6 1234 5678"],
        ["Ja", "Ja", "Nee", f"Ja, {OWN}"],
        ["goed, leuk", "leuk, mooi", f"mooi, {OWN}"],
    ],
)
def test_own_words_are_free_text_and_stand_nowhere_in_the_declarations(cells: list[str]) -> None:
    made = column(*cells)
    assert made.kinds()["vraag"] == "text"
    assert not [cell for cell in cells if len(cell) > 6 and cell in made.written]


def test_where_people_are_asked_for_words_a_phrase_makes_it_text_however_often_it_comes_back() -> None:
    made = column(*["prima", "nee", OWN] * 10, heading="Any comments?")
    assert set(made.kinds().values()) == {"text"}
    assert "Klaas" not in made.written


@pytest.mark.parametrize("heading", ["Toelichting", "Waarom vindt u dat?", "Any other comments", "Bemerkungen"])
def test_where_people_are_asked_for_words_one_of_a_kind_makes_it_text(heading: str) -> None:
    made = column("druk", "druk", "duur", "duur", "ver", heading=heading)
    assert set(made.kinds().values()) == {"text"}
    closed = column("druk", "druk", "duur", "duur", "ver", heading="Wat is het grootste bezwaar")
    assert set(closed.kinds().values()) == {"single"}


@pytest.mark.parametrize(
    "heading",
    ["Naam", "E-mailadres", "Your name", "Nachname", "Numéro de téléphone", "Adres", "lastName", "geboortedatum"],
)
def test_who_somebody_is_stands_nowhere_even_if_it_comes_back(heading: str) -> None:
    made = column("Klaas Zomer", "Klaas Zomer", "Roos Winter", "Roos Winter", heading=heading)
    assert {(item.kind, item.privacy.value) for item in made.study.items.values()} == {("text", "direct identifier")}
    assert "Klaas" not in made.written


def test_a_yes_or_no_question_about_e_mail_is_no_identifier() -> None:
    made = column("Ja", "Nee", "Ja", heading="Wilt u de uitslag per e-mail ontvangen?")
    assert [item.kind for item in made.study.items.values()] == ["single"]


def test_places_that_tell_somebody_apart_are_kept_out_and_a_few_are_marked() -> None:
    few = column(*["Noord", "Zuid"] * 4, heading="In welke wijk woont u?")
    assert [(i.kind, i.privacy.value) for i in few.study.items.values()] == [("single", "quasi-identifier")]
    alone = column(*["Zonnedorp", "Maandorp"] * 4, "Sterdorp", heading="Woonplaats")
    assert [(i.kind, i.privacy.value) for i in alone.study.items.values()] == [("text", "direct identifier")]
    digits = column(*["1234", "5678"] * 4, heading="Postcode")
    assert [(i.kind, i.privacy.value) for i in digits.study.items.values()] == [("text", "direct identifier")]


def test_steps_of_a_scale_that_nobody_chose_are_answers_too() -> None:
    assert column("1", "2", "4", "5").labels("vraag") == ["1", "2", "3", "4", "5"]
    assert column("1", "2", "9").labels("vraag") == ["1", "2", "9"]


def test_a_person_is_asked_where_only_a_person_knows() -> None:
    assert "codes of answers, or a number" in column("1", "2", "4").todos("vraag")[0]
    assert "mean no answer" in column(*map(str, range(18, 50)), "99").todos("vraag")[0]
    assert "labels" in column("A1", "A2", "A1", "A2").todos("vraag")[0]
    assert column("Ja", "Nee").todos("vraag") == []
    assert column("nooit", "vaak", "altijd").todos("vraag") == []


def test_codes_keep_their_meaning_when_a_person_gives_them_labels() -> None:
    made = column("A1", "A2", "A1", "-oth-")
    assert made.binding["items"]["vraag"]["codes"] == {"A1": "a1", "A2": "a2", "-oth-": "anders"}


def test_what_is_no_step_of_a_scale_is_missing_and_said_once() -> None:
    rows = ["nooit vaak ja", "vaak weet_niet ja", "altijd n.v.t. nee", "weet_niet altijd ja", "soms nooit ja"]
    made = drafted(table(["v1", "v2", "v3"], *([cell.replace("_", " ") for cell in row.split()] for row in rows)))
    assert made.labels("v1") == ["nooit", "soms", "vaak", "altijd"]
    assert made.states("v1") == {"~dont_know": 1}
    assert made.states("v2") == {"~dont_know": 1, "~not_applicable": 1}
    assert made.questionnaire.count("no step of a scale") == 1


def test_what_programs_write_for_nothing_is_no_answer_in_any_column() -> None:
    rows = [[str(n), "NA" if n % 3 else str(1000 + 7 * n), "NA" if n % 2 else "Ja", "Nee"] for n in range(1, 13)]
    made = drafted(table(["nr", "loon", "werk", "lid"], *rows))
    assert made.kinds() == {"loon": "number", "werk": "single", "lid": "single"}
    assert made.binding["missing"] == {"NA": "skipped"}
    assert made.count("werk") == {"Ja": 6}
    assert made.states("loon") == {"~skipped": 8}


def test_an_answer_that_holds_the_delimiter_stays_whole() -> None:
    made = column(*["Ja", "Nee, niet gewenst", "Nee, maar het komt nog"] * 2)
    assert made.kinds()["vraag"] == "single"
    assert sorted(made.labels("vraag")) == ["Ja", "Nee, maar het komt nog", "Nee, niet gewenst"]
    mixed = column("Fiets, Auto (huur, leen)", "Auto (huur, leen)", "Fiets", "Fiets, Bus", "Bus")
    assert mixed.count("vraag") == {"Auto (huur, leen)": 2, "Bus": 2, "Fiets": 3}


def test_an_answer_in_two_spellings_is_one_and_a_person_is_told() -> None:
    made = column("Groen", "groen", "Groen", "Rood", "Rood")
    assert made.count("vraag") == {"Groen": 3, "Rood": 2}
    assert "spelt in two ways" in made.todos("vraag")[0]


def test_a_column_that_nobody_answered_is_free_text_with_a_question() -> None:
    made = drafted(table(["nr", "leeg", "vol"], *([str(n), "", "Ja"] for n in range(1, 4))))
    assert made.kinds()["leeg"] == "text"
    assert "Nobody answered" in made.todos("leeg")[0]
