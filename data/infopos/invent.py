"""What the sample waves make up beyond the answers: municipalities, people, times and remarks."""

import random
import string
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from questionnaire import Answers, Item

FRAME_REGIONS = {"noord": 28, "midden": 26, "zuid": 27}
SMALL = 5
"""How many municipalities have fewer than 5,000 inhabitants."""
LIMIT = 26000
"""The study is about municipalities with fewer inhabitants; they were chosen so in 2017."""
DRIFT = (0.985, 1.02)
"""Between what factors the inhabitants change from wave to wave."""
DAYS = 40
REMINDERS = (0, 14, 28)
"""Days of the fieldwork on which mail went out: most people start within a few days of one."""
WEEKEND = (5, 6)
ODD_NAMES_A_WAY = 2
WITH_ADDRESS = 0.9
DOCUMENTATION_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")


@dataclass(frozen=True)
class Municipality:
    """A row of the frame; ``formerly`` are the names before a merger or a renaming since the last wave."""

    token: str
    name: str
    region: str
    inhabitants: int
    formerly: tuple[str, ...] = ()


def read_inventions(path: Path) -> dict[str, Any]:
    """Names and remarks."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def make_frame(names: list[str], draw: random.Random) -> list[Municipality]:
    """The municipalities approached, in alphabetical order."""
    regions = [region for region, count in FRAME_REGIONS.items() for _ in range(count)]
    draw.shuffle(regions)
    inhabitants = draw.sample(range(1200, 5000), SMALL) + draw.sample(range(5000, LIMIT), len(names) - SMALL)
    draw.shuffle(inhabitants)
    rows = zip(names, regions, inhabitants, strict=True)
    return [Municipality(make_token(draw), name, region, count) for name, region, count in rows]


def next_frame(
    frame: list[Municipality],
    merged: Mapping[str, Sequence[str]],
    inhabitants: Mapping[str, int],
    draw: random.Random,
) -> list[Municipality]:
    """The same municipalities a wave later, in alphabetical order, with new tokens.

    A municipality in ``merged`` takes the place of those it was put together from, in the region of the largest of
    them. Inhabitants drift, but nobody drifts past the limit; those in ``inhabitants`` are given.
    """
    gone = {old for names in merged.values() for old in names}
    places = [replace(place, formerly=()) for place in frame if place.name not in gone]
    places += [merge(name, [place for place in frame if place.name in merged[name]]) for name in merged]
    return [
        replace(place, token=make_token(draw), inhabitants=inhabitants.get(place.name, drifted(place, draw)))
        for place in sorted(places, key=lambda place: place.name)
    ]


def merge(name: str, parts: list[Municipality]) -> Municipality:
    """One municipality of several, or of one that gets another name."""
    largest = max(parts, key=lambda part: part.inhabitants)
    total = sum(part.inhabitants for part in parts)
    return Municipality("", name, largest.region, total, tuple(part.name for part in parts))


def drifted(place: Municipality, draw: random.Random) -> int:
    """The inhabitants some years later."""
    later = round(place.inhabitants * draw.uniform(*DRIFT))
    return later if later < LIMIT else place.inhabitants


def make_token(draw: random.Random) -> str:
    """A token as LimeSurvey makes them: 15 letters and digits."""
    return "".join(draw.choice(string.ascii_letters + string.digits) for _ in range(15))


def choose_municipalities(frame: list[Municipality], regions: list[str], draw: random.Random) -> list[Municipality]:
    """For every respondent another municipality of the right region."""
    pools = {region: [place for place in frame if place.region == region] for region in FRAME_REGIONS}
    for pool in pools.values():
        draw.shuffle(pool)
    return [pools[region].pop() for region in regions]


def spell(names: list[str], draw: random.Random) -> list[str]:
    """Names as people type them: some in another case, with other spaces, hyphens or accents."""
    ways: list[Callable[[str], str]] = [
        lambda name: name.upper(),
        lambda name: name.lower(),
        lambda name: f"{name} ",
        lambda name: name.replace(" ", "-"),
        lambda name: name.replace("-", " "),
        lambda name: name.replace("-", "").replace(" ", ""),
        without_accents,
        lambda name: unicodedata.normalize("NFD", name),
    ]
    typed = list(names)
    for way in ways * ODD_NAMES_A_WAY:
        untouched = [i for i, name in enumerate(names) if typed[i] == name != way(name)]
        if untouched:
            chosen = draw.choice(untouched)
            typed[chosen] = way(names[chosen])
    return typed


def without_accents(text: str) -> str:
    """The same letters, bare."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def make_person(inventions: dict[str, Any], place: Municipality, draw: random.Random) -> dict[str, str]:
    """A name, and mostly an e-mail address that leads nowhere."""
    first, last = draw.choice(inventions["first_names"]), draw.choice(inventions["surnames"])
    domain = "".join(letter for letter in without_accents(place.name).lower() if letter.isalpha())
    host = draw.choice([f"{domain}.example", f"{domain}.example", "example.nl"])
    address = f"{first[0]}.{last.replace(' ', '')}@{host}".lower()
    return {"naam": f"{first} {last}", "email": address if draw.random() < WITH_ADDRESS else ""}


def make_remarks(
    texts: list[str],
    item: Item,
    respondents: list[Answers],
    people: list[dict[str, str]],
    draw: random.Random,
) -> None:
    """Spread the remarks of an open question over respondents who saw it."""
    asked = [
        person
        for answers, person in zip(respondents, people, strict=True)
        if int(answers["lastpage"][0]) >= item.page and item.was_asked(answers) and person["email"]
    ]
    for text, person in zip(texts, draw.sample(asked, min(len(texts), len(asked))), strict=False):
        person[item.name] = text.format_map(person)


def later_inventions(inventions: dict[str, Any], wave: str, draw: random.Random) -> dict[str, Any]:
    """Names and remarks of a later wave: its own remarks, then half of those of the first wave, and more names."""
    later = inventions["later"]
    first, own = inventions["remarks"], later["remarks"][wave]
    remarks = {item: own.get(item, []) + draw.sample(texts, (len(texts) + 1) // 2) for item, texts in first.items()}
    names = {kind: inventions[kind] + later[kind] for kind in ("first_names", "surnames")}
    return names | {"remarks": remarks}


def make_administration(
    place: Municipality, answers: Answers, first_day: datetime, draw: random.Random
) -> dict[str, str]:
    """What the survey system adds to a row, but its id."""
    last_page = answers["lastpage"][0]
    start = make_start(first_day, draw)
    end = start + timedelta(seconds=sum(draw.randint(50, 230) for _ in range(int(last_page))))
    finished = "interview_bereid" in answers  # the last question
    return {
        "submitdate": str(end) if finished else "",
        "lastpage": last_page,
        "startlanguage": "nl",
        "seed": str(draw.randint(10**8, 2**31 - 1)),
        "token": place.token,
        "startdate": str(start),
        "datestamp": str(end),
        "ipaddr": f"{draw.choice(DOCUMENTATION_NETWORKS)}.{draw.randint(1, 254)}",
        "refurl": "",
    }


def make_start(first_day: datetime, draw: random.Random) -> datetime:
    """A moment on a working day, soon after one of the mails."""
    while True:
        day = draw.choice(REMINDERS) + min(int(draw.expovariate(1 / 3)), DAYS)
        moment = first_day + timedelta(days=day, seconds=draw.randint(8 * 3600 + 1200, 17 * 3600))
        if moment.weekday() not in WEEKEND and day < DAYS:
            return moment
