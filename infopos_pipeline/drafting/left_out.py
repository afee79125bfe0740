"""Which columns of an export ask nothing: the survey system's own, moments, numbers of respondents, weights, and where
and on which device somebody answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from infopos_pipeline.drafting.observed import Column
from infopos_pipeline.drafting.vocabulary import identifies
from infopos_pipeline.ingest.headings import FORMS_SYSTEM, LIMESURVEY_SYSTEM, QUALTRICS_SYSTEM
from infopos_pipeline.quality.meanings import NUMBER_PATTERN

_OWN: Mapping[str, frozenset[str]] = {
    "limesurvey": frozenset(name for code, names in LIMESURVEY_SYSTEM.items() for name in (code, *names)),
    "qualtrics": frozenset(
        (*QUALTRICS_SYSTEM, "ResponseID", "ResponseSet", "ExternalDataReference", "LocationAccuracy")
    ),
    "forms": frozenset(name for code, names in FORMS_SYSTEM.items() for name in (code, *names)),
    "spss": frozenset((*LIMESURVEY_SYSTEM, *QUALTRICS_SYSTEM)),
}
_OF_ANY = re.compile(
    r"^(respondent|response|record|case|submission|collector|network|participant|antwort)?[ _-]?"
    r"(id|ids|uuid|guid|index|nr|nummer|number|key|token|serial)$|"
    r"^#$|^_\w+$|^__version__$|^(meta|formhub)/\w+$|"
    r"^(start|end|begin|eind|submit|submitted|completion|created|modified|recorded|interview|survey|intvw)?[ _]?"
    r"(date|time|datum|datetime|timestamp|tijd|tijdstip|tijdstempel|zeitstempel|horodateur)( ?\(utc\))?$|"
    r"^(begintijd|starttijd|eindtijd|start|end|today|submitted at|interviewtime|duration|duur|dauer|lastpage)$|"
    r"^(deviceid|subscriberid|simserial|phonenumber|username|user ?agent|browser|device|ip|ip ?addres?s|ip-adres|"
    r"ip-adresse|adresse ip|custom data \d+|referrer|user ?language|gps|geopoint)$|"
    r"(^|[ _])(latitude|longitude|breedtegraad|lengtegraad|altitude)$|"
    r"^redcap_\w+$|_timestamp$|"
    r"^(email address|first name|last name)$|^(points|feedback|punten) - |^(total points|quiz feedback|score)$|"
    r"_(First|Last|Page) ?(Click|Submit)$|_Click Count$|_(Browser|Version|Operating System|Resolution)$|_DO(_\w+)?$|"
    r"^Q_\w+$|^SC\d+$|- Topics$|- Parent Topics$|_NPS_GROUP$",
    re.IGNORECASE,
)
"""Headings of columns that ask nothing, whatever system wrote them: LimeSurvey, Qualtrics, SurveyMonkey, Google and
Microsoft Forms, Typeform, KoboToolbox, REDCap.
"""
_MOMENT = re.compile(
    r"^\d{4}[-/]\d\d[-/]\d\d([ T]\d\d?:\d\d(:\d\d(\.\d+)?)?)?( ?[AP]M)?( ?(Z|[A-Z]{2,4}[+-]?\d*|[+-]\d\d:?\d\d))?$|"
    r"^\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d\d)(,? \d\d?:\d\d(:\d\d)?)?( ?[AP]M)?$|"
    r"^(\d+ days?,? )?\d{1,2}:\d\d(:\d\d(\.\d+)?)?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^(\d{1,3}\.){3}[\d*]{1,3}$|^[0-9a-f]{1,4}(:[0-9a-f]{0,4}){4,7}$", re.IGNORECASE)
_COORDINATES = re.compile(r"^-?\d{1,3}\.\d{3,}[, ]\s*-?\d{1,3}\.\d{3,}( \S+)*$")
_FEWEST = 10
"""Respondents below which it may be chance that each has another number."""
_LONG_NUMBER = 1000
"""From here on numbers that rise are those of respondents; smaller ones may be ages."""
_NUMBERED = re.compile(
    r"\b(respid|respnr|respondent(nummer|nr)?|volgnummer|volgnr|unique id|uniek nummer|identifier|case ?number|"
    r"laufende nummer|lfdn)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b(date|datum)\b", re.IGNORECASE)
_WEIGHT = re.compile(
    r"^(w|wt|wgt)\d*$|^(weights?|gewicht(en)?|weging|weeg_?factor|poids|hochrechnung)([_ ]?\w{0,12})?$|"
    r"_(weights?|gewicht|weging|wgt|wt)$",
    re.IGNORECASE,
)


def left_out(columns: Iterable[Column]) -> dict[int, str]:
    """By place the columns that ask nothing, and what a person should know of it ("" where nothing)."""
    codes = {column.code for column in columns}
    found: dict[int, str] = {}
    for column in columns:
        if _is_weight(column):
            found[column.place] = "looks like a weight; respondents are counted unweighted"
        elif _of_the_system(column, codes):
            found[column.place] = ""
        elif _moments(column):
            found[column.place] = "is a moment: make it kind: text if it is a question" if column.text else ""
    return found


def _of_the_system(column: Column, codes: set[str]) -> bool:
    names = _OWN.get(column.system, frozenset())
    if not column.code or column.code in names or (column.text and column.text in names) or _OF_ANY.search(column.code):
        return True
    timed = column.code.endswith("Time") and (column.system == "limesurvey") and column.code[:-4] in codes
    status = column.code.endswith("_complete") and column.given.keys() <= {"0", "1", "2"} and "record_id" in codes
    return timed or status or _told_apart(column) or _all(column, _ADDRESS) or _all(column, _COORDINATES)


def _told_apart(column: Column) -> bool:
    """Whether it numbers the respondents: each has another number, and these rise; or each has a code."""
    texts = column.given
    if len(texts) < column.rows or column.rows < _FEWEST or column.labels:
        return False
    if all(re.fullmatch(r"\d{1,18}", text) for text in texts):
        numbers = list(map(int, texts))  # in the order of the file, as each stands there once
        rising = numbers in (sorted(numbers), sorted(numbers, reverse=True))
        return (rising and not 1 < min(numbers) < _LONG_NUMBER) or bool(_NUMBERED.search(column.heading))
    lengths = {len(text) for text in texts}
    codes = all(re.fullmatch(r"[A-Za-z]*[-_]?[A-Za-z0-9-]*\d[A-Za-z0-9-]*", text) for text in texts)
    return codes and len(lengths) <= 2 and min(lengths) > 5 and not identifies(column.heading)


def _moments(column: Column) -> bool:
    if _all(column, _MOMENT):
        return True
    numbers = all(re.fullmatch(r"\d{4,}", text) for text in column.given)
    return bool(column.given) and not column.labels and numbers and bool(_DATED.search(column.heading))


def _is_weight(column: Column) -> bool:
    """Whether it says for how many a respondent counts: numbers of which the mean is about one."""
    if not _WEIGHT.match(column.code) or not column.given or column.labels:
        return False
    if not all(re.fullmatch(NUMBER_PATTERN, text) for text in column.given):
        return False
    total = sum(float(text.replace(",", ".")) * number for text, number in column.given.items())
    return 0.2 < total / column.given.total() < 5 or bool(re.search(r"we(ging|eg)|wgt", column.code, re.IGNORECASE))


def _all(column: Column, pattern: re.Pattern[str]) -> bool:
    return bool(column.given) and all(pattern.match(text) for text in column.given)
