"""One municipality has one pseudonym however it is spelt, and of a file nothing but answers gets into responses."""

from __future__ import annotations

import random
import unicodedata

import pyarrow as pa
import pytest
from builders import Export, delimited
from hypothesis import given, settings
from hypothesis import strategies as st

from infopos_pipeline.privacy import pseudonymise
from infopos_pipeline.privacy.responses import pseudonym
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.study.names import normalise_municipality

NAMES = ["Sint Jansteën", "'s-Gravenzande", "IJsselmuiden", "Súdwest-Fryslân", "Bergen (NH)", "Straßdorf", "De Œver"]
APOSTROPHES = "'’‘‛`´ʼˈ′"
WITHOUT_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
SPACES = " \u00a0\u2009\u202f\t-‐‑–"


@st.composite
def spellings(draw):
    """A name, and another way of writing it."""
    name = draw(st.sampled_from(NAMES))
    written = []
    for character in draw(st.sampled_from([name, name.upper(), name.lower(), name.casefold(), name.swapcase()])):
        if character == "'":
            character = draw(st.sampled_from(APOSTROPHES))
        elif character in " -":
            character = draw(st.sampled_from([*SPACES, "", "  "]))
        written.append(character + draw(st.sampled_from(["", "", "", *WITHOUT_WIDTH])))
    text = "".join(written)
    if draw(st.booleans()):
        text = text.replace("IJ", "Ĳ").replace("ij", "ĳ").replace("Œ", "OE").replace("œ", "oe")
    return name, unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])), text)


@settings(max_examples=300)
@given(spellings())
def test_two_spellings_of_one_municipality_have_one_pseudonym(key, spelt):
    name, other = spelt
    assert pseudonym(key, normalise_municipality(name)) == pseudonym(key, normalise_municipality(other))


@given(st.text(), st.text())
def test_spellings_that_normalise_alike_have_one_pseudonym_and_others_have_two(key, one, other):
    names = normalise_municipality(one), normalise_municipality(other)
    assert (pseudonym(key, names[0]) == pseudonym(key, names[1])) is (names[0] == names[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ĳsselmuiden", "ijsselmuiden"),
        ("Straßdorf", "STRASSDORF"),
        ("ﬁjnaart", "Fijnaart"),
        ("ʼs-Hertogenbosch", "'s-Hertogenbosch"),
        ("’s-Hertogenbosch", "s Hertogenbosch"),
        ("Nuenen\u00a0c.a.", "Nuenen, c.a."),
        ("Nu\u200benen", "Nuenen"),
        ("Ærøskøbing", "Aeroskobing"),
    ],
)
def test_odd_characters_make_no_difference(one, other):
    assert normalise_municipality(one) == normalise_municipality(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("IJsselmuiden", "Ysselmuiden"), ("Den Bosch", "'s-Hertogenbosch"), ("Beek 1", "Beek 2")]
)
def test_another_name_is_another_municipality(one, other):
    assert normalise_municipality(one) != normalise_municipality(other)


@pytest.fixture(scope="module")
def sample_table(sample_rows):
    return list(sample_rows[0]), sample_rows


def stored(export: bytes, frame: bytes, study, key) -> tuple[bytes, bytes]:
    """The bytes of the two slices, as they are handed to the warehouse."""
    made = pseudonymise(read_answers(export, frame, study, ("export", "frame")), study, key)
    return _bytes(made.responses), _bytes(made.approached)


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


@settings(max_examples=5)
@given(seed=st.integers(0, 2**32))
def test_order_tokens_addresses_times_and_ids_leave_no_trace(
    seed, sample_table, sample_frame, sample_export, study, key
):
    headings, rows = sample_table
    chance = random.Random(seed)
    frame = sample_frame.decode("utf-8").splitlines()
    tokens = {line.split(",")[0]: f"x{chance.getrandbits(60):x}" for line in frame[1:] if line.split(",")[0]}
    changed = [
        row
        | {
            "token": tokens.get(row["token"], row["token"]),
            "id": str(chance.randrange(10**6)),
            "ipaddr": f"198.51.100.{chance.randrange(256)}",
            **{
                name: f"2031-01-{chance.randrange(1, 29):02} 10:00:00"
                for name in ("submitdate", "startdate", "datestamp")
            },
            "seed": str(chance.randrange(10**9)),
        }
        for row in rows
    ]
    chance.shuffle(changed)
    lines = [",".join([tokens.get(line.split(",")[0], ""), *line.split(",")[1:]]) for line in frame[1:]]
    chance.shuffle(lines)
    other = delimited([headings, *([row[heading] for heading in headings] for row in changed)])
    other_frame = "\n".join([frame[0], *lines, ""]).encode()
    assert stored(other, other_frame, study, key) == stored(sample_export, sample_frame, study, key)


def test_an_answer_that_differs_does_leave_one(export, make_frame, study, key):
    frame = make_frame(("t1", "Bakelhorn", "Zuid", "9000"))
    one, other = (Export(export.headings).add(token="t1", tevr=code).content() for code in ("A1", "A2"))
    assert stored(one, frame, study, key)[0] != stored(other, frame, study, key)[0]


def test_no_column_holds_a_number_of_inhabitants(sample_responses, sample_frame):
    inhabitants = {line.split(",")[-1] for line in sample_frame.decode("utf-8").splitlines()[1:]}
    assert len(inhabitants) > 70
    for frame in (sample_responses.responses, sample_responses.approached):
        for column in frame:
            assert inhabitants.isdisjoint({str(cell).removesuffix(".0") for cell in frame[column]}), column
        assert set(frame["grootteklasse"]) <= {"tot_10000", "tot_18000", "tot_26000"}
