"""The sample interviews hang together: transcripts, codes, what is planted in them, and what the study declares."""

from __future__ import annotations

import csv
import io
import ipaddress
import re
from pathlib import Path

import pandas as pd
import phonenumbers
import pytest
import yaml
from stdnum.nl import bsn

from infopos_pipeline.interviews.coded_csv import read_codes
from infopos_pipeline.interviews.coding import CodeBook, unknown_codes
from infopos_pipeline.interviews.counting import interview_results
from infopos_pipeline.interviews.draw import score
from infopos_pipeline.interviews.guide import Interviewee, topic_guide
from infopos_pipeline.interviews.material import Material
from infopos_pipeline.interviews.redacting import redacted_transcripts, transcript_redactor
from infopos_pipeline.interviews.transcripts import turns
from infopos_pipeline.privacy.dutch_places import letters, words_of
from infopos_pipeline.privacy.municipalities import municipalities, ordinary_words
from infopos_pipeline.privacy.redaction_spans import LEFT_OUT, MARKS
from infopos_pipeline.study.names import normalise_municipality
from infopos_pipeline.study.themes import code_path

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "infopos" / "2017" / "interviews"
TRANSCRIPTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(SAMPLE.glob("interview_*.md"))}
PLANTED = yaml.safe_load((SAMPLE / "planted.yaml").read_text(encoding="utf-8"))
PERSON_ONLY = "only a person sees it"
CODES = {
    coder: list(csv.DictReader((SAMPLE / f"codes_{coder}.csv").read_text(encoding="utf-8").splitlines(keepends=True)))
    for coder in "AB"
}
MARK = "Synthetisch interview: plaats, personen en uitspraken bestaan niet."

# The accounts that the IBAN registry (SWIFT) and its users print as examples of Dutch ones.
EXAMPLE_ACCOUNTS = {"NL91 ABNA 0417 1643 00", "NL20 INGB 0001 2345 67"}
# Ranges kept for documentation: RFC 5737.
DOCUMENTATION = [ipaddress.ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


def planted(kind: str) -> list[str]:
    return [one["text"] for one in PLANTED if one["kind"] == kind]


@pytest.fixture(scope="module")
def selections():
    return {
        coder: read_codes((SAMPLE / f"codes_{coder}.csv").read_bytes(), f"codes_{coder}.csv", TRANSCRIPTS, None)
        for coder in CODES
    }


@pytest.fixture(scope="module")
def material(selections) -> Material:
    return Material(TRANSCRIPTS, tuple(sorted(selections["A"] + selections["B"])))


@pytest.fixture(scope="module")
def redacted(study, sample_frame, sample_rows, material):
    """The transcripts as a run redacts them: with the names of the frame, of respondents and of who speaks."""
    frame = csv.DictReader(io.StringIO(sample_frame.decode("utf-8-sig"), newline=""))
    persons = {row["naam"] for row in sample_rows} - {""}
    finds = transcript_redactor(study, material, [row["gemeente"] for row in frame], sorted(persons), ())
    return redacted_transcripts(material, finds)


@pytest.fixture(scope="module")
def rows(material, study):
    return interview_results(material, study.interviews, "2017")


# Transcripts ---------------------------------------------------------------------------------------------------------


def test_there_are_six_and_each_says_that_it_is_synthetic():
    assert list(TRANSCRIPTS) == [f"interview_0{number}" for number in range(1, 7)]
    assert all(text.splitlines()[2] == f"> {MARK}" for text in TRANSCRIPTS.values())


@pytest.mark.parametrize("interview", TRANSCRIPTS)
def test_a_transcript_is_a_conversation_of_some_length(interview):
    spoken = turns(TRANSCRIPTS[interview])
    assert 45 <= len(spoken) <= 80
    assert {"Interviewer", "Respondent"} <= {turn.speaker for turn in spoken}
    assert 1100 <= len(TRANSCRIPTS[interview].split()) <= 2000


def test_each_interview_is_with_whom_the_seed_2017_draws(sample_answers):
    willing = sample_answers.answers["interview_bereid"] == "ja"
    names = [name for name, yes in zip(sample_answers.municipalities, willing, strict=True) if yes]
    drawn = sorted(names, key=lambda name: score(2017, name))[: len(TRANSCRIPTS)]
    for name, text in zip(drawn, TRANSCRIPTS.values(), strict=True):
        first = next(one for one in turns(text) if name in normalise_municipality(text[one.start : one.end]))
        assert turns(text).index(first) < 6


def test_real_transcripts_oddities_are_in_them():
    everything = "".join(TRANSCRIPTS.values())
    for oddity in ("[lacht]", "[onverstaanbaar]", "eh…", "[00:", "“", "’", "👍", "é", "ë"):
        assert oddity in everything
    assert re.search(r"[^\n.!?:\]]\n\w", everything), "a line break within a sentence"


def test_no_real_municipality_is_named():
    """Words that are names of real ones stand there as the ordinary words that they are: redaction leaves them."""
    real = {words for one in municipalities() for name in (one.name, *one.also) if (words := words_of(name))}
    longest = max(map(len, real))
    for text in TRANSCRIPTS.values():
        written = re.findall(r"[^\W\d_]+", text)
        spelt = [letters(word) for word in written]
        for first in range(len(spelt)):
            for last in range(first + 1, min(len(spelt), first + longest) + 1):
                if tuple(spelt[first:last]) in real:
                    assert spelt[first] in ordinary_words(), written[first:last]


# What is planted -----------------------------------------------------------------------------------------------------


def test_identifiers_of_every_kind_are_planted():
    assert {one["kind"] for one in PLANTED} == {mark.strip("[]") for mark in MARKS if mark != LEFT_OUT} | {PERSON_ONLY}


@pytest.mark.parametrize("one", PLANTED, ids=lambda one: f"{one['interview']} {one['text']}")
def test_what_is_planted_stands_in_its_transcript_and_is_gone_after_redaction(redacted, one):
    assert one["text"] in TRANSCRIPTS[one["interview"]]
    assert (one["text"] in redacted[one["interview"]].text) == (one["kind"] == PERSON_ONLY)


@pytest.mark.parametrize("interview", TRANSCRIPTS)
def test_redaction_takes_what_is_planted_and_nothing_else(redacted, interview):
    found = {
        (text, span.kind.strip("[]"))
        for span in redacted[interview].spans
        if (text := TRANSCRIPTS[interview][span.start : span.end])
    }
    assert found == {
        (one["text"], one["kind"]) for one in PLANTED if one["interview"] == interview and one["kind"] != PERSON_ONLY
    }


def test_nobody_has_the_numbers_and_addresses():
    assert all(bsn.is_valid(number) and bsn.compact(number).startswith("99999") for number in planted("bsn"))
    assert set(planted("iban")) <= EXAMPLE_ACCOUNTS
    assert all(any(ipaddress.ip_address(one) in net for net in DOCUMENTATION) for one in planted("ip-adres"))
    assert all(address.endswith(".example") for address in planted("e-mail"))
    assert all(re.search(r"\.example(/|$)", address) for address in planted("url"))
    # libphonenumber knows the Dutch numbering plan: these begin as no number in it does.
    assert not any(phonenumbers.is_valid_number(phonenumbers.parse(one, "NL")) for one in planted("telefoon"))


# Codes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coder", CODES)
def test_every_fragment_stands_once_in_one_turn_of_its_transcript(coder):
    for row in CODES[coder]:
        text = TRANSCRIPTS[row["interview"]]
        assert text.count(row["fragment"]) == 1, row
        start = text.index(row["fragment"])
        assert any(turn.start <= start and start + len(row["fragment"]) <= turn.end for turn in turns(text)), row


@pytest.mark.parametrize("coder", CODES)
def test_every_row_is_read_as_a_selection_of_its_own(selections, coder):
    assert [one.coder for one in selections[coder]] == [coder] * len(CODES[coder])
    assert sorted((row["interview"], code_path(row["code"])) for row in CODES[coder]) == sorted(
        (one.interview, one.code) for one in selections[coder]
    )


def test_the_first_coded_all_and_the_second_four():
    assert {row["interview"] for row in CODES["A"]} == set(TRANSCRIPTS)
    assert {row["interview"] for row in CODES["B"]} == {f"interview_0{number}" for number in range(1, 5)}


def test_every_used_code_is_declared_and_every_declared_code_used(material, study):
    assert unknown_codes(material.selections, study.interviews) == []
    used = {one.code for one in material.selections}
    for code in CodeBook(study.interviews).codes:
        path = code_path(code)
        assert any(used_path[: len(path)] == path for used_path in used), code


def test_every_stance_is_taken_in_a_theme(rows, study):
    taken = {(row.item, row.category) for row in rows if row.group == "theme" and row.value}
    assert taken == {(name, stance) for name, stances in study.interviews.stances.items() for stance in stances}


def test_two_themes_have_no_figure_and_were_talked_about(rows, study):
    bare = [name for name, theme in study.interviews.themes.items() if not theme.items]
    assert len(bare) == 2
    for name in bare:
        assert max(row.value for row in rows if (row.item, row.method, row.category) == (name, "interviews", "")) > 2


def test_coders_agree_on_each_theme_more_than_by_chance_and_never_wholly(rows, study):
    kappas = {row.item: row.value for row in rows if (row.statistic, row.method) == ("effect", "cohen's kappa")}
    assert set(kappas) == {"", *study.interviews.themes}
    assert all(0.5 < kappa < 0.95 for kappa in kappas.values()), kappas


def test_each_interview_adds_fewer_codes_until_nothing_is_new(rows):
    added = [row.value for row in rows if row.method == "new codes"]
    assert added == [11, 7, 4, 2, 1, 0]


# The study -----------------------------------------------------------------------------------------------------------

HOLDING = {
    "kwartelmeer": {"privacy_terwijl_kader_bekend_is"},
    "hommelrade": {"tevreden_ondanks_knelpunten", "capaciteit_voldoende_oren_en_ogen_niet"},
    "graauwhuizen": {
        "knelpunt_met_politie_en_tevreden",
        "capaciteit_voldoende_oren_en_ogen_niet",
        "prioriteiten_zonder_doel",
    },
    "hogenvlietaa": {"tevreden_ondanks_knelpunten", "prioriteiten_zonder_doel"},
    "akkervoorde": {"privacy_terwijl_kader_onbekend_is", "capaciteit_voldoende_oren_en_ogen_niet"},
    "bakelhorn": {"privacy_terwijl_kader_bekend_is"},
}
"""Which contradictions hold, read by hand from ``solution.csv``."""


@pytest.mark.parametrize("municipality", HOLDING)
def test_a_guide_asks_first_what_does_not_go_together(study, sample_answers, municipality):
    row = [sample_answers.municipalities.index(municipality)]
    answers = pd.concat([sample_answers.facts.iloc[row], sample_answers.answers.iloc[row]], axis=1)
    guide = topic_guide(Interviewee("interview_01", "", answers), study, study.interviews, "nl")
    asked = {name for name, one in study.interviews.contradictions.items() if f"⚠ **{one.question.nl}**" in guide}
    assert asked == HOLDING[municipality]
