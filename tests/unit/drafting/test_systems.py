"""Exports as each survey system writes them, drafted from the data alone: questions, boxes, batteries and what is left
out.
"""

from __future__ import annotations

import json

import pytest
from drafted_studies import drafted, table

from infopos_pipeline.ingest.reading import read_source

AGREE = ["zeer oneens", "oneens", "eens", "zeer eens"]


def test_limesurvey_with_questions_as_headings() -> None:
    made = drafted(
        table(
            [
                "Antwoord-ID",
                "Datum ingediend",
                "Laatste pagina",
                "Wat is uw vervoer? [Fiets]",
                "Wat is uw vervoer? [Auto]",
                "Wat is uw vervoer? [Anders]",
                "Stellingen [Ik fiets graag]",
                "Stellingen [Ik rij graag]",
                "interviewtime",
            ],
            ["1", "2026-01-01 10:00:00", "2", "Ja", "Nee", "", "eens", "oneens", "61.2"],
            ["2", "", "1", "Nee", "Ja", "", "zeer eens", "eens", "70"],
            ["3", "", "1", "N.v.t.", "N.v.t.", "", "", "", "3"],
            ["4", "2026-01-02 10:00:00", "2", "Ja", "Ja", "step", "zeer oneens", "eens", "71.0"],
        )
    )
    assert made.draft.format == "limesurvey"
    assert made.kinds() == {
        "wat_is_uw_vervoer": "multiple",
        "wat_is_uw_vervoer_anders": "text",
        "stellingen_ik_fiets_graag": "ordinal",
        "stellingen_ik_rij_graag": "ordinal",
    }
    assert made.count("wat_is_uw_vervoer") == {"Fiets": 2, "Auto": 2}
    assert made.study.items["wat_is_uw_vervoer"].label.nl == "Wat is uw vervoer?"
    assert made.study.items["stellingen_ik_fiets_graag"].label.nl == "Stellingen: Ik fiets graag"
    assert made.labels("stellingen_ik_rij_graag") == AGREE
    pages = [item.page for item in made.study.items.values()]
    assert pages == [1, 2, 3, 3]
    assert made.binding["finished"] == "Datum ingediend"


def test_a_question_with_a_column_for_other_is_a_list_however_often_an_answer_was_given() -> None:
    rows = [["A", ""], ["B", ""], ["C", ""], ["Anders", "met de step"], ["Anders", "lopend"]]
    made = drafted(table(["q1. Hoe komt u hier?", "q1[other]. Hoe komt u hier? [Anders]"], *rows))
    assert made.kinds() == {"q1": "single", "q1_other": "text"}
    assert "step" not in made.written


def qualtrics(quote: str, columns: dict[str, str], *rows: list[str]) -> bytes:
    names = [json.dumps({"ImportId": f"QID{n}"}).replace('"', quote) for n in range(len(columns))]
    return table(list(columns), *rows, above=[list(columns.values()), names])


@pytest.mark.parametrize("quote", ['"', "'"])
def test_qualtrics_with_boxes_a_matrix_and_other(quote: str) -> None:
    columns = {
        "StartDate": "Start Date",
        "IPAddress": "IP Address",
        "Finished": "Finished",
        "ResponseId": "Response ID",
        "LocationLatitude": "Location Latitude",
        "Q1_1": "What do you ride? - Selected Choice - A bike",
        "Q1_2": "What do you ride? - Selected Choice - Other:",
        "Q1_2_TEXT": "What do you ride? - Other: - Text",
        "Q2_1": "How much do you like - Cycling",
        "Q2_2": "How much do you like - Driving",
        "Q3_First Click": "Timing - First Click",
        "Q4": "How likely are you to recommend this? - Group",
    }
    rows = [
        ["2026-01-01 10:00:00", "1.2.3.4", "1", f"R_{n}x", "52.1", "1" * (n % 2), "1" * (n % 3 == 0), "", *answers]
        for n, answers in enumerate([["1", "2", "0.5", "9"], ["2", "2", "1", "10"], ["3", "1", "1", "7"]])
    ]
    made = drafted(qualtrics(quote, columns, *rows))
    assert made.draft.format == "qualtrics"
    assert made.kinds() == {
        "q1": "multiple",
        "q1_2_text": "text",
        "q2_1": "ordinal",
        "q2_2": "ordinal",
        "q4": "ordinal",
    }
    assert made.count("q1") == {"A bike": 1, "Other:": 1}
    assert made.study.items["q1"].label.en == "What do you ride?"
    assert made.todos("q1") == []
    assert set(made.binding["administration"]) == {
        "StartDate",
        "IPAddress",
        "ResponseId",
        "LocationLatitude",
        "Q3_First Click",
    }
    assert made.binding["finished"] == "Finished"


def test_a_qualtrics_matrix_of_yes_and_no_is_no_row_of_boxes() -> None:
    columns = {"Q1_1": "Do you own - A bike", "Q1_2": "Do you own - A car"}
    made = drafted(qualtrics('"', columns, ["1", "2"], ["2", "2"], ["1", "1"]))
    assert made.kinds() == {"q1_1": "single", "q1_2": "single"}


def test_google_forms_with_a_grid_doubles_and_trailing_spaces() -> None:
    made = drafted(
        table(
            ["Tijdstempel", "Hoe vaak [Fietst u] ", "Hoe vaak [Rijdt u]", "Vervoer", "Vervoer", "Naam"],
            ["1-1-2026 10:00:00", "nooit", "vaak", "fiets, auto", "Ja", "Klaas Zomer"],
            ["1-1-2026 10:01:00", "vaak", "soms", "auto", "Nee", "Roos Winter"],
            ["1-1-2026 10:02:00", "altijd", "vaak", "fiets", "Ja", "Anna Lente"],
        )
    )
    assert made.draft.format == "forms"
    assert made.kinds() == {
        "hoe_vaak_fietst_u": "ordinal",
        "hoe_vaak_rijdt_u": "ordinal",
        "vervoer": "multiple",
        "vervoer_2": "single",
    }
    assert made.count("vervoer") == {"auto": 2, "fiets": 2}
    assert made.labels("hoe_vaak_rijdt_u") == ["nooit", "soms", "vaak", "altijd"]
    assert made.binding["complete"] is True
    assert "Zomer" not in made.written


def test_microsoft_forms_with_answers_that_all_end_with_a_semicolon() -> None:
    made = drafted(
        table(
            ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Vervoer", "Punten - Vervoer", "Cijfer"],
            ["1", "7/2/26 11:00:22", "7/2/26 11:01:22", "anonymous", "", "fiets;", "1", "7"],
            ["2", "7/2/26 11:00:22", "7/2/26 11:01:22", "anonymous", "", "auto;fiets;", "0", "8"],
            ["3", "7/2/26 11:00:22", "7/2/26 11:01:22", "anonymous", "", "auto;", "1", "7"],
        )
    )
    assert made.kinds() == {"vervoer": "multiple", "cijfer": "ordinal"}
    assert made.todos("vervoer") == []
    assert made.count("vervoer") == {"auto": 2, "fiets": 2}


def surveymonkey() -> bytes:
    return table(
        ["Respondent ID", "IP Address", "Do you ride?", "What do you ride?", "", "", "Do you agree?", ""],
        ["101", "1.2.3.4", "Yes", "A bike", "", "", "Agree", "Disagree"],
        ["102", "1.2.3.5", "No", "", "A car", "", "Disagree", "Agree"],
        ["103", "1.2.3.6", "Yes", "A bike", "A car", "a scooter of my own", "Strongly agree", "Agree"],
        above=[["", "", "Response", "A bike", "A car", "Other (please specify)", "Bikes are fun", "Cars are fun"]],
    )


def test_two_rows_of_headings_as_surveymonkey_has_them() -> None:
    made = drafted(surveymonkey())
    assert made.kinds() == {
        "do_you_ride": "single",
        "what_do_you_ride": "multiple",
        "what_do_you_ride_other_please_specify": "text",
        "do_you_agree_bikes_are_fun": "ordinal",
        "do_you_agree_cars_are_fun": "ordinal",
    }
    assert made.count("what_do_you_ride") == {"A bike": 2, "A car": 2}
    assert made.labels("do_you_agree_cars_are_fun") == ["Disagree", "Agree", "Strongly agree"]
    assert len(made.answers) == 3
    assert read_source(surveymonkey(), "export.csv").first_row == 3


def test_a_respondent_is_never_taken_for_a_second_row_of_headings() -> None:
    content = table(
        ["", "a", "", "", "b"], ["1", "x", "y", "z", "w"], ["2", "x", "y", "z", "w"], ["3", "x", "y", "z", "v"]
    )
    assert read_source(content, "export.csv").columns.num_rows == 3
    numbers = table(["a", "", "", "b", ""], ["1", "2", "3", "4", "5"], ["1", "2", "3", "4", "5"])
    assert read_source(numbers, "export.csv").columns.num_rows == 2


def test_a_question_is_kept_whose_code_others_go_on_from() -> None:
    made = drafted(table(["q12", "q12_1", "q12_2"], *(["Ja", "eens", "oneens"], ["Nee", "oneens", "eens"]) * 2))
    assert list(made.study.items) == ["q12", "q12_1", "q12_2"]


def test_kobotoolbox_with_groups_and_options() -> None:
    made = drafted(
        table(
            [
                "start",
                "end",
                "thuis/vervoer",
                "thuis/vervoer/fiets",
                "thuis/vervoer/auto",
                "thuis/tevreden",
                "_id",
                "_uuid",
            ],
            [
                "2026-01-01T10:00:00.000+01:00",
                "2026-01-01T10:05:00.000+01:00",
                "fiets auto",
                "1",
                "1",
                "ja",
                "11",
                "aa",
            ],
            ["2026-01-02T10:00:00.000+01:00", "2026-01-02T10:05:00.000+01:00", "auto", "0", "1", "nee", "12", "ab"],
            ["2026-01-03T10:00:00.000+01:00", "2026-01-03T10:05:00.000+01:00", "", "", "", "ja", "13", "ac"],
        )
    )
    assert made.kinds() == {"thuis_vervoer": "multiple", "thuis_tevreden": "single"}
    assert made.count("thuis_vervoer") == {"fiets": 1, "auto": 2}
    assert made.study.items["thuis_vervoer"].label.nl == "vervoer"
    assert made.study.items["thuis_tevreden"].label.nl == "tevreden"


@pytest.mark.parametrize(
    ("headings", "yes", "no"),
    [
        (["vervoer___1", "vervoer___2"], "1", "0"),
        (["Vervoer (choice=Fiets)", "Vervoer (choice=Auto)"], "Checked", "Unchecked"),
    ],
)
def test_redcap_with_boxes_as_numbers_or_words(headings: list[str], yes: str, no: str) -> None:
    rows = [["1", "baseline", yes, no, "2"], ["2", "baseline", no, yes, "2"], ["3", "baseline", yes, yes, "0"]]
    made = drafted(table(["record_id", "redcap_event_name", *headings, "formulier_complete"], *rows))
    (item,) = made.study.items
    assert list(made.count(item).values()) == [2, 2]
    assert made.study.items[item].kind == "multiple"


def test_boxes_in_another_language_keep_their_words_in_the_binding() -> None:
    rows = [["Ja", "Nein"], ["Nein", "Nein"], ["Ja", "Ja"]]
    made = drafted(table(["Wie fahren Sie? [Rad]", "Wie fahren Sie? [Auto]"], *rows))
    assert made.count("wie_fahren_sie") == {"Rad": 2, "Auto": 1}
    assert made.study.declared.language == "en"


def test_a_battery_has_the_answers_of_all_its_rows() -> None:
    rows = [["heel leuk", "saai", ""], ["saai", "saai", "eigen woorden van iemand"], ["heel leuk", "gaat wel", ""]] * 2
    made = drafted(table(["q1_1", "q1_2", "q1_3"], *rows))
    assert made.labels("q1_1") == made.labels("q1_2") == ["gaat wel", "heel leuk", "saai"]
    assert made.count("q1_1") == {"gaat wel": 0, "heel leuk": 4, "saai": 2}


def test_numbers_of_respondents_moments_places_and_weights_are_left_out() -> None:
    headings = ["respnr", "ip", "begonnen", "plek", "code", "weging", "uuid", "vraag", "leeftijd"]
    rows = [
        [
            str(5000 + n),
            f"10.0.0.{n}",
            f"2026-01-{n + 1:02}",
            f"52.12{n:02}, 5.1{n:03}",
            f"R-{n:04}x",
            f"{0.8 + n / 50}",
            f"{n:08x}-aaaa",
            ["Ja", "Nee"][n % 2],
            str(20 + n * 7 % 12),
        ]
        for n in range(12)
    ]
    made = drafted(table(headings, *rows))
    assert made.kinds() == {"vraag": "single", "leeftijd": "number"}
    assert made.study.items["leeftijd"].privacy.value == "quasi-identifier"
    assert set(made.binding["administration"]) == set(headings[:-2])
    assert "# TODO: weging looks like a weight" in made.draft.files["bindings/table.yaml"]
    assert made.notices == ()


def test_the_weight_of_a_body_is_a_question() -> None:
    made = drafted(table(["vraag", "gewicht"], *([str(n % 2), str(60 + n * 3)] for n in range(12))))
    assert made.kinds()["gewicht"] == "number"


def test_rising_ages_are_no_numbers_of_respondents() -> None:
    made = drafted(table(["leeftijd"], *([str(age)] for age in range(18, 60))))
    assert made.kinds() == {"leeftijd": "number"}


@pytest.mark.parametrize(
    ("question", "answers", "language"),
    [
        ("Wat vindt u van de buurt?", ["Het is mooi", "Het is saai"], "nl"),
        ("What do you think of the area?", ["It is fine", "It is dull"], "en"),
        ("Was denken Sie über die Gegend?", ["Sie ist schön", "Sie ist öde"], "en"),
    ],
)
def test_the_report_is_in_dutch_where_the_questions_are(question: str, answers: list[str], language: str) -> None:
    made = drafted(table([question], *([answer] for answer in answers * 3)))
    assert made.study.declared.language == language
