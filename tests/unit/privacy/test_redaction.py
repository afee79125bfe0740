"""What redaction never does: keep a name or a number in any guise, change what is redacted, or fail."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.privacy import redaction_persons
from infopos_pipeline.privacy.dutch_places import letters
from infopos_pipeline.privacy.redaction import MARKS, Redactor, Span, redactor
from infopos_pipeline.problems import UserError
from infopos_pipeline.study.protection import Merger, Redaction

MARK = re.compile("|".join(map(re.escape, MARKS)))
DASHES, APOSTROPHES, SPACES = "-‐‑–—", "'’‘`´", (" ", "\u00a0", "  ", "\n")
CARRIERS = ("wij zitten in {} sinds kort", "{}", "Ja. {} werkt mee", "hier ({}) en daar", "het team van {}, zegt men")


@pytest.fixture(scope="module")
def plain(study) -> Redactor:
    """A redactor that knows no wave."""
    return redactor(study, deduce=False)


@pytest.fixture(scope="module")
def of_frame(study):
    """Redactors of frames of one made-up name, with partnerships and persons."""

    def of(*municipalities, partnerships=(), persons=()):
        declared = replace(study, redaction=Redaction(partnerships=partnerships))
        return redactor(declared, municipalities, persons, deduce=False)

    return of


def left(text: str) -> str:
    """What is left beside marks, compared as names are."""
    return letters(MARK.sub(" ", text))


# Made-up names: syllables that no carrier has, with what Dutch names have before and between them.
SYLLABLES = ("zwok", "vlurg", "drieps", "knoov", "pluis", "gruun", "blaak", "tjoel", "frisk", "smalt", "wurms", "klijf")
syllables = st.sampled_from(SYLLABLES)
words = st.tuples(syllables, syllables, st.sampled_from(["", "dam", "veld", "hoven", "e", "ö", "ê", "ijk", "um"])).map(
    lambda parts: "".join(parts).capitalize()
)
made_up = st.one_of(
    words,
    st.tuples(words, st.sampled_from("- "), words).map("".join),
    st.tuples(st.sampled_from(["De ", "Het ", "Sint ", "Oud-", "'s-", "Den "]), words).map("".join),
    st.tuples(words, st.sampled_from([" aan den ", " en ", " op ", " bij "]), words).map("".join),
)


def _apart(name: str, between: str) -> str:
    return between.join(sign for sign in name if sign.isalnum())


GUISES = {
    "as it is": lambda name: name,
    "small": str.lower,
    "capitals": str.upper,
    "swapped": str.swapcase,
    "taken apart": lambda name: unicodedata.normalize("NFD", name),
    "without diacritics": lambda name: "".join(filter(str.isascii, unicodedata.normalize("NFKD", name))),
    "ligature": lambda name: name.replace("ij", "ĳ"),
    "spaced letters": lambda name: _apart(name, " "),
    "dotted letters": lambda name: _apart(name.upper(), "."),
    "hyphened letters": lambda name: _apart(name, "-"),
    "adjective": lambda name: name + "se",
    "small adjective": lambda name: name.lower() + "s",
    "inhabitant": lambda name: name + "er",
    "genitive": lambda name: name + "’s",
    "a part of it": lambda name: name + "-Noord",
    "the old part": lambda name: "oud-" + name,
    "compound": lambda name: name + "groep",
    "hashtag": lambda name: "#" + letters(name),
    "hashtag with more": lambda name: "#mooi_" + letters(name) + "2017",
    "handle": lambda name: "@gemeente" + letters(name),
    "glued": lambda name: "Gemeente" + name.title(),
    "abbreviated": lambda name: "gem." + name,
    "site": lambda name: f"www.{letters(name)}.nl",
    "mail": lambda name: f"balie@{letters(name)}.nl",
    "hidden hyphens": lambda name: "\u00ad".join(name),
    "no width": lambda name: name[:3] + "\u200b" + name[3:],
    "end of line": lambda name: name[:4] + "-\n" + name[4:],
}


@st.composite
def disguises(draw, name):
    """One guise of a name, with any dash, apostrophe and space in it."""
    text = draw(st.sampled_from(sorted(GUISES)).map(GUISES.get))(name)
    text = re.sub("-(?!\n)", draw(st.sampled_from(DASHES)), text)
    return text.replace("'", draw(st.sampled_from(APOSTROPHES)))


@given(st.data())
def test_no_name_of_the_frame_survives_in_any_guise(of_frame, data):
    name = data.draw(made_up)
    text = data.draw(st.sampled_from(CARRIERS)).format(data.draw(disguises(name)))
    redacted = of_frame(name).redact(text)
    assert MARK.search(redacted)
    long = max((letters(word) for word in re.split(r"[ -]", name)), key=len)
    assert long not in left(redacted)


@given(st.data())
def test_no_partnership_survives_in_any_guise(of_frame, data):
    name = "Veiligheidsregio " + data.draw(words)
    text = data.draw(st.sampled_from(CARRIERS)).format(data.draw(disguises(name)))
    redacted = of_frame(partnerships=(name,)).redact(text)
    assert letters(name.split()[1]) not in left(redacted)


@given(st.data(), st.sampled_from(SPACES))
def test_a_name_of_two_words_goes_across_any_space(of_frame, data, space):
    name = data.draw(words) + " " + data.draw(words)
    assert of_frame(name).redact(f"ook in {name.replace(' ', space)} wel") == "ook in [gemeente] wel"


def test_merged_municipalities_of_the_study_are_known_too(study):
    merger = Merger.model_validate({"into": "Zwokvlurgdam", "from": ["Knoovdrieps", "Pluisgruun"]})
    redacting = redactor(replace(study, mergers=(merger,)), deduce=False)
    assert redacting.redact("van knoovdriepse en pluisgruun naar zwokvlurgdam") == (
        "van [gemeente] en [gemeente] naar [gemeente]"
    )


@pytest.mark.parametrize("name", ["Ee", "Urk", "Ede"])
def test_a_short_name_of_the_frame_goes_and_other_words_stay(of_frame, name):
    assert of_frame(name).redact(f"In {name} is de jurk van de dame twee euro.") == (
        "In [gemeente] is de jurk van de dame twee euro."
    )


@pytest.mark.parametrize("typed", ["Gemeente Zwokvlurg", "gem. zwokvlurg", "ZWOKVLURG"])
def test_what_a_respondent_typed_is_known_without_the_word_municipality(of_frame, typed):
    assert of_frame(typed, "geen").redact("Geen zwokvlurgse gemeente, geen Zwokvlurg.") == (
        "Geen [gemeente] gemeente, geen [gemeente]."
    )


@pytest.mark.parametrize("name", ["", " ", "(NH)", "-", "'"])
def test_a_name_without_letters_redacts_nothing(of_frame, name):
    assert of_frame(name, partnerships=(name,), persons=(name,)).redact("De bus - 's morgens - is laat.") == (
        "De bus - 's morgens - is laat."
    )


@pytest.mark.parametrize(
    ("person", "text"),
    [
        ("Jan de Vries", "jan de vries"),
        ("Jan de Vries", "JAN DE VRIES"),
        ("Jan de Vries", "J a n d e V r i e s"),
        ("Jan de Vries", "de Vries"),
        ("dhr. J. Kuipers (gemeente Urk)", "Kuipers"),
        ("Mevr. Yıldız, beleidsadviseur", "Yildiz"),
        ("Groothuis-Bakker", "Bakker"),
        ("s.groothuis@voorbeeld.nl", "Groothuis"),
        ("sanne.groothuis2@voorbeeld.nl", "SANNE groothuis"),
        ("Bo", "Bo Bo"),
    ],
)
def test_persons_go_whole_and_in_parts(of_frame, person, text):
    assert left(of_frame(persons=(person,)).redact(f"{text}")) in {"", "bobo"}


@pytest.mark.parametrize(
    "person", ["geen", "n.v.t.", "info@beleid.nl", "Beleidsmedewerker Openbare Orde en Veiligheid", "x", "-", "De heer"]
)
def test_an_answer_that_is_no_name_redacts_nothing(of_frame, person):
    text = "Geen idee. De Beleidsmedewerker Openbare Orde weet het, n.v.t. dus."
    assert of_frame(persons=(person,)).redact(text) == text


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Vraag mevrouw Uitdenkema. Uitdenkema weet het.", "Vraag mevrouw [naam]. [naam] weet het."),
        ("Dat zei Uitdenkema ook, wijkagent Uitdenkema.", "Dat zei [naam] ook, wijkagent [naam]."),
        ("De heer A. de Verzinner komt met De Verzinners auto.", "De heer [naam] komt met [naam] auto."),
        ("Mail van B. van der Proef; dus Van der Proef weet het.", "Mail van [naam]; dus [naam] weet het."),
        (
            "Burgemeester Molenaar zag de molenaar in Molenaarshuis.",
            "Burgemeester [naam] zag de molenaar in Molenaarshuis.",
        ),
    ],
)
def test_who_is_named_in_full_once_is_found_by_surname_elsewhere(plain, text, redacted):
    assert plain.redact(text) == redacted


# Numbers -------------------------------------------------------------------------------------------------------------


def citizen_service_number(first_digits: str) -> str | None:
    """Nine digits that pass the eleven-test: 9 a + 8 b + … + 2 h - i is a multiple of eleven (Logisch Ontwerp BSN)."""
    check = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), first_digits, strict=True)) % 11
    return None if check == 10 else first_digits + str(check)


def account(country: str, own: str) -> str:
    """An account with its check digits: the whole, letters as 10 to 35 and the first four signs last, is 1 modulo 97
    (ISO 13616).
    """
    number = int("".join(str(int(sign, 36)) for sign in own + country + "00"))
    return f"{country}{98 - number % 97:02d}{own}"


def digits(size: int):
    return st.text("0123456789", min_size=size, max_size=size)


bsns = digits(8).map(citizen_service_number).filter(lambda number: number is not None and int(number) > 0)
ibans = st.one_of(
    digits(10).map(lambda own: account("NL", "INGB" + own)),
    digits(18).map(lambda own: account("DE", own)),
    digits(12).map(lambda own: account("BE", own)),
    digits(14).map(lambda own: account("GB", "NWBK" + own)),
)


@st.composite
def grouped(draw, number: str, sizes: int = 4):
    """A number in groups, with one sign between them."""
    between, groups = draw(st.sampled_from(["", " ", ".", "-", "\u00a0", "‑"])), []
    while number:
        size = draw(st.integers(2, sizes))
        groups.append(number[:size])
        number = number[size:]
    return between.join(groups)


@given(st.data(), st.sampled_from(["bsn {}", "nummer {}, zegt hij", "{}", "in 2017 was het {} of 12,5"]))
def test_no_valid_bsn_survives(plain, data, carrier):
    number = data.draw(bsns)
    redacted = plain.redact(carrier.format(data.draw(grouped(number))))
    assert number not in re.sub(r"\D", "", MARK.sub("x", redacted))
    assert len(re.sub(r"\D", "", MARK.sub("", redacted))) <= 7


@given(st.data(), st.sampled_from(["rekening {} sinds 2017", "{}", "op {}."]))
def test_no_valid_iban_survives(plain, data, carrier):
    number = data.draw(ibans)
    number = data.draw(st.sampled_from([number, number.lower()]))
    redacted = MARK.sub("", plain.redact(carrier.format(data.draw(grouped(number)))))
    assert re.sub(r"\D", "", redacted) in {"", "2017"}


REGIONS = ("NL", "BE", "DE", "GB", "FR", "TR", "MA", "US")


@pytest.mark.parametrize("region", REGIONS)
def test_no_telephone_number_survives_as_libphonenumber_writes_it(plain, region):
    """Reference: the example numbers of Google's libphonenumber, of every kind, in all its formats."""
    formats = phonenumbers.PhoneNumberFormat
    numbers = [phonenumbers.example_number_for_type(region, kind) for kind in phonenumbers.PhoneNumberType.values()]
    ways = [formats.INTERNATIONAL, formats.E164, *([formats.NATIONAL] if region == "NL" else [])]
    written = [phonenumbers.format_number(number, way) for number in numbers if number for way in ways]
    assert len(written) > 5
    assert [one for one in written if re.search(r"\d", plain.redact(f"bel ons op {one}, zei hij"))] == []


@given(
    st.one_of(st.ip_addresses(), st.ip_addresses(network="2001:db8::/32"), st.ip_addresses(network="fe80::/112")),
    st.sampled_from(["compressed", "exploded"]),
    st.sampled_from(["adres {} klopt", "{}", "ip:{}:", "({})", "[{}]:80", "ip.{}."]),
)
def test_no_ip_address_survives_as_the_standard_library_writes_it(plain, address, form, carrier):
    text = carrier.format(getattr(address, form))
    assert re.fullmatch(r"\W*(ip|adres)?\W*(klopt|80)?\W*", MARK.sub("", plain.redact(text)))


@given(st.data())
def test_no_dutch_telephone_number_survives_in_any_grouping(plain, data):
    number = data.draw(st.sampled_from(["06", "020", "0115", "088", "+316", "00316", "+31(0)6", "06 - "]))
    rest = 10 - len(re.sub(r"\D", "", number.replace("+31(0)", "0").replace("+31", "0").replace("0031", "0")))
    written = (
        number + data.draw(st.sampled_from(["", " ", "-", "/", "."])) + data.draw(grouped(data.draw(digits(rest))))
    )
    assert not re.search(r"\d", plain.redact(f"Bel {written} voor vijf uur"))


# Laws ----------------------------------------------------------------------------------------------------------------

SCRAPS = """
Best Bergen buren en in de gemeente gem. van dhr. mevrouw Jansen J. de Vries Ede heel Echt Rozendaalse 's - ( ) . : @ #
06 12345678 999990019 NL91ABNA0417164300 1234 AB 2017 10.0.0.1 ::1 www. nl .nl punt at [gemeente] [naam] \uffff
\u200b tel burgemeester van Buren, Oirschot / Den Bosch Sint St. +31 14 020 12-10-2017 artikel postcode
"""
scraps = st.lists(st.one_of(st.text(max_size=8), st.sampled_from(SCRAPS.split())), max_size=14).flatmap(
    lambda parts: st.sampled_from(["", " ", "\n"]).map(lambda between: between.join(parts))
)


@given(scraps)
def test_redacting_what_is_redacted_changes_nothing(plain, text):
    redacted = plain.redact(text)
    assert plain.redact(redacted) == redacted


@given(scraps)
def test_spans_are_in_order_apart_and_say_what_is_replaced(plain, text):
    spans = plain.spans(text)
    places = [place for span in spans for place in (span.start, span.end)]
    assert places == sorted(places)
    assert all(0 <= span.start < span.end <= len(text) and span.kind in MARKS for span in spans)
    redacted = plain.redact(text)
    for span in reversed(spans):
        text = text[: span.start] + span.kind + text[span.end :]
    assert text == redacted


@given(st.lists(st.sampled_from(MARKS), max_size=6), st.sampled_from(["", " ", ", ", " en ", " best ", "\n"]))
def test_marks_are_left_alone(plain, marks, between):
    redacted = plain.redact(between.join(marks))
    assert redacted == between.join(marks)


ORDINARY = """
we hebben dit jaar heel veel overleg met de politie over de buurt en dat is echt best lastig, want de buren bergen hun
spullen niet op; het leek beter maar het werd losser.
"""


@given(st.lists(st.sampled_from(ORDINARY.split()), max_size=30))
def test_ordinary_words_in_small_letters_stay_as_they_are(plain, some):
    text = " ".join(some)
    assert plain.redact(text) == text


LONG = 100_000
REPEATED = (
    *("1", "a", ".", " ", "\n", "@", "#", ":", "'", "(", "A", "\u0301"),
    *("a.", "a@", "a-", "a:", "1.", "1 ", "06-", "+1 ", "A. ", "Aa", "at ", "x punt ", "van ", "dhr. van de ", "www."),
    *("gemeente Best ", "R o z e n d a a ", "NL91 ABNA ", "DE89 ", "[gemeente]", "Jan de ", "a\u00ad", "0:", "http://"),
)


@pytest.mark.parametrize("part", REPEATED)
def test_a_long_text_comes_to_an_end(plain, part):
    """Time out of proportion would show as a run that does not end."""
    text = part * (LONG // len(part) // (1 if len(part) == 1 else 10))
    assert plain.redact(plain.redact(text)) == plain.redact(text)


# The library ---------------------------------------------------------------------------------------------------------


def test_the_library_looks_for_persons_where_it_is_installed(study):
    assert redaction_persons.has_deduce()
    undecided = redactor(replace(study, redaction=Redaction()))
    assert undecided.redact("Het plan is van Pieter Vermeulen.") == "Het plan is van [naam]."


def test_without_the_library_the_rest_is_redacted(study, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    redacting = redactor(study)
    assert redacting.redact("Pieter Vermeulen uit Ede") == "Pieter Vermeulen uit [gemeente]"


IN_A_NEW_PROCESS = """
import logging, pathlib, importlib.util
from infopos_pipeline.privacy.redaction_persons import persons_by_deduce
folder = pathlib.Path(importlib.util.find_spec("deduce").origin).parent
before = set(folder.rglob("*.pickle"))
found = list(persons_by_deduce("Jan belde."))
root = logging.getLogger()
after = set(folder.rglob("*.pickle"))
print(len(found), root.handlers, root.level == logging.WARNING, root.manager.disable, after - before)
"""


def test_the_library_leaves_logging_and_its_own_folder_as_they_were():
    run = subprocess.run([sys.executable, "-c", IN_A_NEW_PROCESS], capture_output=True, text=True, check=True)
    assert (run.stdout, run.stderr) == ("1 [] True 0 set()\n", "")


def test_what_is_found_shows_that_what_stands_beside_it_must_go(plain):
    assert plain.redact("zie voorbeeld.nlOirschot") == "zie [url][gemeente]"


def test_a_span_says_where_and_what(plain):
    assert plain.spans("bel 06-12345678") == [Span(4, 15, "[telefoon]")]


@pytest.mark.parametrize(
    ("declared", "installed", "looks"), [(None, True, True), (None, False, False), (False, True, False)]
)
def test_a_study_decides_whether_deduce_looks_too(study, monkeypatch, declared, installed, looks):
    monkeypatch.setattr("infopos_pipeline.privacy.redaction.has_deduce", lambda: installed)
    asked = replace(study, redaction=Redaction(deduce=declared))
    assert redactor(asked).deduce is looks


def test_a_study_that_wants_deduce_is_told_that_it_is_missing(study, monkeypatch):
    monkeypatch.setattr("infopos_pipeline.privacy.redaction.has_deduce", lambda: False)
    with pytest.raises(UserError, match=r"infopos\[names\]"):
        redactor(replace(study, redaction=Redaction(deduce=True)))
