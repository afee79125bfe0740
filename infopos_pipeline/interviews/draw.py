"""Drawing whom to interview: a simple random sample without replacement of the municipalities that are willing.

Every municipality has a permanent random number that follows from the seed and its name alone, and the smallest are
drawn (sequential simple random sampling; Ohlsson 1995, "Coordination of samples using permanent random numbers", in
Business Survey Methods, ch. 9). So a draw can be repeated from seed and list, whoever is drawn stays so when the list
grows, and a refusal moves nobody but the one who takes its place.

Belongs here: who may be drawn, who is, and the record of it. Not here: names (``names_list``), and files.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, model_validator

from infopos_pipeline.ingest.landing import Arrival
from infopos_pipeline.messages import Said, said
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.responses import pseudonym
from infopos_pipeline.problems import UserError, did_you_mean
from infopos_pipeline.quality import Answers
from infopos_pipeline.study.missing import is_missing
from infopos_pipeline.study.themes import Willing

SEEDS = 10**9
"""So many seeds there are, from 0, unless somebody chooses a larger one."""

UNKNOWN = ""
"""Stands for the pseudonym of a municipality that nobody can tell any more, once the key was replaced."""


class Draw(BaseModel):
    """One draw of a wave.

    ``n`` is how many interviews were wanted in all, ``stratify`` the fact of the frame that they were divided over,
    ``willing`` who was willing then, ``refused`` the interviews that were refused since the draw before, ``drawn`` the
    pseudonyms by interview. The hashes and the time are those of the arrival that the willing are from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    n: int
    stratify: str | None
    export_sha256: str
    frame_sha256: str | None
    landed: str
    willing: tuple[str, ...] = field(repr=False)
    refused: tuple[str, ...]
    drawn: Mapping[str, str] = field(repr=False)


class DrawRecord(BaseModel):
    """Every draw of a wave, in order; who is in it stands under the pseudonyms of one key."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    seed: int
    key_id: str
    draws: tuple[Draw, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> DrawRecord:
        names = [name for draw in self.draws for name in draw.drawn]
        refused = [name for draw in self.draws for name in draw.refused]
        if names != [interview_name(number) for number in range(1, len(names) + 1)]:
            raise ValueError("interviews are numbered in the order in which they were drawn")
        if len(set(refused)) < len(refused) or not set(refused) <= set(names):
            raise ValueError("who refused was drawn, and refused once")
        return self

    @property
    def drawn(self) -> dict[str, str]:
        """The pseudonyms of all that were ever drawn, by interview."""
        return {name: who for draw in self.draws for name, who in draw.drawn.items()}

    @property
    def refused(self) -> frozenset[str]:
        """The interviews that were refused."""
        return frozenset(name for draw in self.draws for name in draw.refused)

    @property
    def standing(self) -> dict[str, str]:
        """The pseudonyms of those drawn who did not refuse, by interview."""
        return {name: who for name, who in self.drawn.items() if name not in self.refused}

    def to_json(self) -> bytes:
        """The record as a file."""
        return (self.model_dump_json(indent=1) + "\n").encode()


def record_from_json(content: bytes) -> DrawRecord:
    """The inverse of :meth:`DrawRecord.to_json`.

    Raises:
        ValueError: it is no record; the error may quote pseudonyms.
    """
    return DrawRecord.model_validate_json(content)


def interview_name(number: int) -> str:
    """What an interview is called, by its number in the order of the draw: ``interview_01``."""
    return f"interview_{number:02}"


def score(seed: int, municipality: str) -> str:
    """The permanent random number of a municipality, by the name under which it is known in every wave: SHA-256 (FIPS
    180-4) of seed and name, in hexadecimal. It needs no key, so that a draw can be repeated after that was replaced.
    """
    return hashlib.sha256(f"infopos draw\x1f{seed}\x1f{municipality}".encode()).hexdigest()


@dataclass(frozen=True)
class Respondent:
    """A municipality that answered; ``stratum`` is its category of the fact that a draw is stratified by."""

    municipality: str = field(repr=False)
    willing: bool
    stratum: str = ""


def respondents(answers: Answers, willing: Willing, key: Key, fact: str | None = None) -> dict[str, Respondent]:
    """Who answered, by pseudonym. One that gave several answers, and not all of them a yes, is not willing."""
    given: dict[str, set[str]] = {}
    for municipality, answer in zip(answers.municipalities, answers.answers[willing.item].astype(str), strict=True):
        given.setdefault(municipality, set()).add(answer)
    strata = dict(zip(answers.municipalities, answers.facts[fact].astype(str), strict=True)) if fact else {}
    return {
        pseudonym(key, municipality): Respondent(
            municipality, _says_yes(own, willing.options), strata.get(municipality, "")
        )
        for municipality, own in given.items()
    }


def rows_by_pseudonym(answers: Answers, key: Key) -> dict[str, int]:
    """The row of every respondent, by pseudonym; the last one of whoever answered more than once."""
    return {pseudonym(key, municipality): row for row, municipality in enumerate(answers.municipalities)}


def _says_yes(answers: Iterable[str], options: Sequence[str]) -> bool:
    given = {answer for answer in answers if not is_missing(answer)}
    return bool(given) and given <= set(options)


def draw(
    record: DrawRecord,
    known: Mapping[str, Respondent],
    arrival: Arrival,
    n: int,
    stratify: str | None = None,
    refused: Sequence[str] = (),
) -> DrawRecord:
    """The record with another draw in it; as it is, where nobody is to be drawn and nobody refused.

    Args:
        record: all draws before; an empty one has the seed and the key of the first.
        known: who answered by now, by pseudonym (:func:`respondents`).
        arrival: what landed last, that they are from.
        n: how many interviews are wanted in all; refused ones do not count.
        stratify: the fact of the frame that ``known`` has as strata.
        refused: the interviews that were refused since the last draw.

    Raises:
        UserError: fewer are willing than are to be drawn, an interview is not there or was refused before, or who was
            drawn before cannot be told any more. Nothing is drawn then.
    """
    _check_known(record)
    _check_refused(record, refused)
    staying = [who for name, who in record.standing.items() if name not in refused]
    places = max(0, n - len(staying))
    if not places and not refused:
        return record
    drawn = record.drawn
    free = {who: one for who, one in known.items() if one.willing and who not in drawn.values()}
    if len(free) < places:
        raise _too_few(len(free), places, len(staying))
    held = [known[who].stratum for who in staying if who in known]
    replaced = [known[drawn[name]].stratum for name in sorted(refused) if drawn[name] in known]
    willing = {who: one for who, one in known.items() if one.willing}
    strata = _Strata(n, Counter(one.stratum for one in willing.values()), Counter(held))
    new = _chosen(free, record.seed, places, strata, replaced)
    made = Draw(
        n=n,
        stratify=stratify,
        export_sha256=arrival.export_hash,
        frame_sha256=arrival.frame_hash,
        landed=arrival.landed,
        willing=tuple(sorted(willing)),
        refused=tuple(sorted(refused)),
        drawn={interview_name(number): who for number, who in enumerate(new, start=len(drawn) + 1)},
    )
    return DrawRecord(seed=record.seed, key_id=record.key_id, draws=(*record.draws, made))


@dataclass(frozen=True)
class _Strata:
    """How ``n`` interviews are divided in proportion to the ``willing`` of each stratum; ``held`` are those it has."""

    n: int
    willing: Counter[str]
    held: Counter[str]

    def surplus(self, stratum: str) -> int:
        """How far a stratum is above its share, in units that are the same for all; the one with the least is next.

        From nothing on this is the method of the largest remainder (Hamilton, Hare-Niemeyer; Balinski and Young 1982,
        "Fair Representation"): whoever is furthest below its share has the largest remainder once all have theirs
        rounded down.
        """
        return self.held[stratum] * self.willing.total() - self.n * self.willing[stratum]


def _chosen(
    free: Mapping[str, Respondent], seed: int, places: int, strata: _Strata, replaced: Sequence[str]
) -> list[str]:
    """Who is drawn, by score: from the strata of those replaced first, then from the one that lacks most; of two alike
    from the one whose next has the smaller score.
    """
    scores = {who: score(seed, one.municipality) for who, one in free.items()}
    waiting: dict[str, list[str]] = {}
    for who in sorted(free, key=scores.__getitem__):
        waiting.setdefault(free[who].stratum, []).append(who)
    chosen: list[str] = []

    def take(stratum: str) -> None:
        chosen.append(waiting[stratum].pop(0))
        strata.held[stratum] += 1

    for stratum in replaced[:places]:
        if waiting.get(stratum):
            take(stratum)
    while len(chosen) < places:
        take(min(filter(waiting.get, waiting), key=lambda name: (strata.surplus(name), scores[waiting[name][0]])))
    return sorted(chosen, key=scores.__getitem__)


def no_longer_willing(record: DrawRecord, known: Mapping[str, Respondent]) -> list[str]:
    """The interviews that stand although who was drawn for them is not, or not any more, among the willing."""
    return [name for name, who in record.standing.items() if who not in known or not known[who].willing]


def rekeyed(record: DrawRecord, old: Key | None, new: Key, municipalities: Iterable[str]) -> DrawRecord:
    """The record under another key, as far as its pseudonyms are those of these municipalities under the old one. Of
    the others nobody can tell any more who they were.
    """
    in_new = {}
    if old is not None and old.key_id == record.key_id:
        in_new = {pseudonym(old, municipality): pseudonym(new, municipality) for municipality in municipalities}
    draws = tuple(
        one.model_copy(
            update={
                "willing": tuple(sorted(in_new[who] for who in one.willing if who in in_new)),
                "drawn": {name: in_new.get(who, UNKNOWN) for name, who in one.drawn.items()},
            }
        )
        for one in record.draws
    )
    return DrawRecord(seed=record.seed, key_id=new.key_id, draws=draws)


def _check_known(record: DrawRecord) -> None:
    if UNKNOWN in record.drawn.values():
        raise UserError(
            said(
                "Nothing was drawn: who was drawn before cannot be told any more, since the key of the pseudonyms was "
                "replaced while they could not be looked up."
            )
        )


def _check_refused(record: DrawRecord, refused: Sequence[str]) -> None:
    for name in refused:
        if name not in record.drawn:
            raise UserError(not_drawn(name, record))
        if name in record.refused or refused.count(name) > 1:
            raise UserError(said("{interview} was refused already; say so once.", interview=name))


def not_drawn(name: str, record: DrawRecord) -> Said:
    """That an interview is none that was drawn, and which those are."""
    return said(
        "No interview {interview} was drawn (there are: {known}).{meant}",
        interview=name,
        known=", ".join(record.drawn) or said("none"),
        meant=did_you_mean(name, record.drawn),
    )


def _too_few(free: int, places: int, staying: int) -> UserError:
    if not free and not staying:
        return UserError(said("Nothing was drawn: nobody who may be drawn said yes to an interview so far."))
    return UserError(
        said(
            "Nothing was drawn: {places} were to be drawn, and {free} are willing that were not drawn before. Draw "
            "again when more have answered, or ask for fewer: --n {most}",
            places=places,
            free=free,
            most=staying + free,
        )
    )
