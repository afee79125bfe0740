"""Words that questionnaires share, in Dutch, English, German and French: why there is no answer, and headings under
which people say who they are, where they live, or what they think.

Only what helps a draft; a person decides. Nothing here is used when an export is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from infopos_pipeline.drafting.questions import Question
from infopos_pipeline.drafting.scales import plain_text
from infopos_pipeline.study.bindings import MissingName

_YES_OR_NO = "yes no ja nee nein oui non y n true false waar onwaar wahr falsch vrai faux checked unchecked"
YES_OR_NO = frozenset(_YES_OR_NO.split())
"""Answers to what can be answered by yes or no."""
TICKED = frozenset(("oui", "ausgewählt", "genannt", "gewählt", "genoemd", "coché", "sí", "x", "on"))
NOT_TICKED = frozenset(
    ("nein", "non", "nicht ausgewählt", "nicht genannt", "nicht gewählt", "niet genoemd", "non coché", "off")
)
"""What boxes have besides the words that every export is read with."""

_FIRST = ("ja", "yes", "oui", "y", "waar", "true", "wahr", "vrai")
_LAST = re.compile(
    r"^(other|anders|overig|overige|andere|sonstige|autre|geen van|none of|keine der|weet|don'?t know|n/?a$|n\.?v\.?t)"
)

_STATES: tuple[tuple[str, MissingName], ...] = (
    (
        r"weet (ik )?(het )?niet|geen idee|geen mening|don'?t know|do not know|can'?t say|cannot say|no opinion|unsure|"
        r"not sure|unknown|onbekend|weiss( ich)? nicht|keine ahnung|ne sais pas|\bdk\b|\bwn\b",
        "dont_know",
    ),
    (
        r"niet van toepassing|n\.?v\.?t\.?\b|not applicable|\bn/a\b|\bna$|inapplicable|does not apply|doesn'?t apply|"
        r"overgeslagen door routing|nicht zutreffend|trifft nicht zu \(entfällt\)|entfällt|non applicable|sans objet|"
        r"unfamiliar",
        "not_applicable",
    ),
    (r"niet gesteld|niet gevraagd|not asked|not in (this )?(wave|survey)|nicht gefragt|non demandé", "not_asked"),
    (r"niet bereikt|not reached|break ?off|afgebroken|abgebrochen", "not_reached"),
)
_REFUSED = re.compile(
    r"refused|refuse(s|d)? to|weiger|no answer|geen antwoord|wil (ik )?(dat )?(niet|liever niet) zeggen|zeg ik liever|"
    r"prefer not|rather not|declined?|keine angabe|\bk\.a\.|sans réponse|ne souhaite pas|préfère ne pas|missing|"
    r"ontbreekt|niet ingevuld|overgeslagen|skipped|system missing"
)

_DIRECT = re.compile(
    r"\b(e-?mail\w*|courriel|naam|namen|name|names|voornaam|achternaam|voorletters|achternamen|first ?name|last ?name|"
    r"surname|full ?name|vorname|nachname|familienname|prénom|nom( de famille)?|telefoon\w*|phone\w*|telephone\w*|"
    r"mobiel\w*|mobile|handy\w*|telefon\w*|téléphone|adres\w*|address\w*|adresse\w*|anschrift|straat\w*|street|"
    r"straße|strasse|rue|huisnummer|hausnummer|ip-?adres\w*|ip ?address|ip-?adresse|bsn|burgerservicenummer|iban|"
    r"geboortedatum|date of birth|birth ?date|birthday|dob|geburtsdatum|geburtstag|date de naissance|linkedin|"
    r"contactgegevens|contact details|kontaktdaten|coordonnées)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(gemeente\w*|woonplaats|woongemeente|plaatsnaam|plaats van|municipality|city|town|village|hometown|gemeinde|"
    r"wohnort|stadt|ville|commune|postcode\w*|postal ?code|zip ?code|zip|plz|postleitzahl|code postal|wijk|buurt\w*|"
    r"neighbou?rhood|stadtteil|quartier|fips|msa|area code)\b",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"\b(leeftijd|age|alter|âge|geboortejaar|year of birth|birth ?year|geburtsjahr|année de naissance|geslacht|gender|"
    r"sex|geschlecht|sexe|genre)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^\W*(\w{1,6}[.:]?\s+)?(in |uit |from |aus |dans )?(welke?|wat|waar|hoe|what|which|where|how|"
    r"welche[rmsn]?|was|wo|wie|quel(le)?s?|où|your|uw|je|ihre?|votre)\b",
    re.IGNORECASE,
)
_FEW_WORDS, _MOST_WORDS_ASKING = 4, 10
_OPEN = re.compile(
    r"\b(toelichting|licht(en)? .*toe|opmerking\w*|namelijk|waarom|kunt u (uitleggen|beschrijven|toelichten)|"
    r"suggesties|beschrijf|omschrijf|comments?|remarks?|explain|why|describe|feedback|suggestions?|specify|"
    r"anything else|in your own words|nämlich|warum|weshalb|erläuter\w*|beschreib\w*|bemerkung\w*|kommentar\w*|"
    r"anmerkung\w*|pourquoi|précise[rz]|commentaires?|remarques?|expliquez|décrivez)\b",
    re.IGNORECASE,
)

_LANGUAGES = {
    "nl": "de het een en van u uw op wat welke hoe heeft bent met niet voor ja nee zijn aan",
    "en": "the a an and of you your on what which how have are is do for yes no to",
    "de": "der die das und ein eine sie ihr ihre auf was welche wie haben sind mit nicht für ja nein zu",
    "fr": "le la les et un une de vous votre vos sur que quel quelle comment avez êtes avec pas pour oui non",
}
"""Small words that tell languages apart."""


def shown_order(labels: Sequence[str]) -> tuple[int, ...]:
    """The places of labels without an order: yes before no, the alphabet, and "other" and the like last."""

    def key(place: int) -> tuple[int, str]:
        plain = plain_text(labels[place])
        return (0 if plain in _FIRST else 2 if _LAST.match(plain) or no_answer(plain) else 1, plain)

    return tuple(sorted(range(len(labels)), key=key))


def missing_name(label: str) -> MissingName:
    """Why there is no answer, by the label that a file has for it; what says nothing is a question skipped."""
    return _state(label) or "skipped"


def no_answer(label: str) -> MissingName | None:
    """Why a label is no answer, if it says so: "don't know", "not applicable", "no answer"."""
    short = len(label.split()) <= 6
    return (_state(label) or ("skipped" if _REFUSED.search(plain_text(label)) else None)) if short else None


def _state(label: str) -> MissingName | None:
    plain = plain_text(label)
    return next((name for words, name in _STATES if re.search(words, plain)), None)


def identifies(heading: str) -> bool:
    """Whether a heading asks who somebody is."""
    return bool(_DIRECT.search(_spaced(heading)))


def locates(heading: str) -> bool:
    """Whether a heading asks where somebody lives."""
    return _asks_for(_PLACE, heading)


def known_to_others(heading: str) -> bool:
    """Whether a heading asks what outsiders know of somebody, as age and gender."""
    return locates(heading) or _asks_for(_KNOWN, heading)


def _asks_for(what: re.Pattern[str], heading: str) -> bool:
    """Whether a heading asks for something, and does not merely mention it."""
    words = _spaced(heading).split()
    asks = _ASKING.match(heading) and len(words) <= _MOST_WORDS_ASKING
    return bool(what.search(_spaced(heading))) and bool(asks or len(words) <= _FEW_WORDS)


def invites_words(heading: str) -> bool:
    """Whether a heading asks for an answer in one's own words."""
    return bool(_OPEN.search(_spaced(heading)))


def _spaced(heading: str) -> str:
    """A heading with spaces between the words of a code such as ``last_name`` or ``lastName``."""
    return re.sub(r"_|(?<=[a-z])(?=[A-Z])", " ", heading)


def language_of(questions: Iterable[Question]) -> str:
    """The language of questions and answers, by the small words in them; Dutch where they do not tell."""
    texts = [
        text
        for question in questions
        for written in (question.text, *(answer.text for answer in question.answers))
        for text in written.values()
    ]
    words = [word for text in texts for word in re.findall(r"[^\W\d_]+", plain_text(text))]
    found = {name: sum(word in known.split() for word in words) for name, known in _LANGUAGES.items()}
    return max(found, key=found.__getitem__)
