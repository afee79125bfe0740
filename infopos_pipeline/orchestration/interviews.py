"""The interviews of a wave in a home: whoever is drawn for them, and their guides.

Whatever names somebody is written for its owner alone, into the folder of the interviews of its wave or where the user
says, and nowhere else. Not here: how is drawn and what a guide says (interviews), the record itself (draw_records).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from infopos_pipeline.files import sweep, write_atomic
from infopos_pipeline.ingest.landing import LandedWave
from infopos_pipeline.interviews.draw import (
    SEEDS,
    DrawRecord,
    draw,
    no_longer_willing,
    not_drawn,
    respondents,
    rows_by_pseudonym,
)
from infopos_pipeline.interviews.guide import Interviewee, topic_guide
from infopos_pipeline.interviews.names_list import is_names_list, names_list
from infopos_pipeline.messages import said
from infopos_pipeline.orchestration.arrivals import landed_answers
from infopos_pipeline.orchestration.draw_records import read_record, write_record
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import require_landed
from infopos_pipeline.privacy import Key
from infopos_pipeline.problems import UserError, did_you_mean, discreet
from infopos_pipeline.project import INTERVIEWS, STATIONS, Home
from infopos_pipeline.quality import Answers
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.themes import THEMES, Interviews

NAMES_LIST = "drawn.csv"


def declared_interviews(study: Study) -> Interviews:
    """What a study declares of its interviews.

    Raises:
        UserError: nothing.
    """
    if study.interviews is None:
        raise UserError(
            said(
                "The study {study} declares no interviews: say in schemas/{study}/{file} who may be asked and what is "
                "talked about.",
                study=study.name,
                file=THEMES,
            )
        )
    return study.interviews


# A wave with whoever answered in it


@dataclass(frozen=True)
class _Respondents:
    """A wave as it landed, and who was drawn in it before; ``study`` is as it was asked in it."""

    study: Study
    interviews: Interviews
    landed: LandedWave
    folder: Path
    key: Key
    answers: Answers = field(repr=False)
    record: DrawRecord | None


@contextmanager
def _respondents(workplace: Workplace, study: Study, wave: str) -> Iterator[_Respondents]:
    """Whoever answered; meanwhile no other process works in this home."""
    interviews = declared_interviews(study)
    require_landed(workplace, study, wave)
    folder = workplace.home.interviews(study.name, wave)
    with workplace.at_work():
        workplace.warehouse(study)
        landed, key, asked = require_landed(workplace, study, wave), workplace.key(), study.at(wave)
        sweep(folder)
        record = read_record(folder, key)
        yield _Respondents(asked, interviews, landed, folder, key, landed_answers(landed, asked), record)


# Drawing


@dataclass(frozen=True)
class Wanted:
    """What is asked of a draw: interviews in all, seed and fact (None: as before), which of those drawn refused, and
    where the list with names goes (None: beside the record).
    """

    n: int | None = None
    seed: int | None = None
    stratify: str | None = None
    refused: Sequence[str] = ()
    output: Path | None = None


@dataclass(frozen=True)
class Drawn:
    """What came of a draw: the record, the interviews that are new in it and those that stand though nobody would draw
    them now, how many are willing, and where the list with names is.
    """

    record: DrawRecord
    new: Sequence[str]
    no_longer_willing: Sequence[str]
    willing: int
    names_list: Path


def draw_interviews(workplace: Workplace, study: Study, wave: str, wanted: Wanted) -> Drawn:
    """Draw whom to interview from those who are willing by now, and write the list with names.

    The record is written first: whoever is interrupted after that gets the list by drawing again.

    Raises:
        UserError: the study, the wave or the record before does not allow it. Nothing was changed then.
    """
    with _respondents(workplace, study, wave) as found:
        path = wanted.output or found.folder / NAMES_LIST
        _require_place(workplace.home, path)
        before = found.record or DrawRecord(seed=_seed(wanted), key_id=found.key.key_id)
        if wanted.seed not in (None, before.seed):
            raise UserError(
                said(
                    "The draws of wave {wave} have the seed {seed}, and keep it: leave out --seed.",
                    wave=wave,
                    seed=before.seed,
                )
            )
        n, fact = _as_before(found, wanted)
        known = discreet(respondents)(found.answers, found.interviews.willing, found.key, fact)
        after = discreet(draw)(before, known, found.landed.arrival, n, fact, tuple(wanted.refused))
        listed = discreet(names_list)(after, found.answers, found.key)
        if after is not before:
            write_record(found.folder, after)
        write_atomic(path, listed)
        for name in after.refused:
            guide_path(found.folder, name).unlink(missing_ok=True)
        return Drawn(
            after,
            [name for name in after.drawn if name not in before.drawn],
            no_longer_willing(after, known),
            sum(one.willing for one in known.values()),
            path,
        )


def _seed(wanted: Wanted) -> int:
    return secrets.randbelow(SEEDS) if wanted.seed is None else wanted.seed


def _as_before(found: _Respondents, wanted: Wanted) -> tuple[int, str | None]:
    """How many interviews are wanted and the fact they are divided over: as asked now, else as the time before."""
    last = found.record.draws[-1] if found.record and found.record.draws else None
    n = wanted.n or (last.n if last else None)
    fact = wanted.stratify or (last.stratify if last else None)
    if n is None:
        raise UserError(said("Nobody was drawn yet: say how many interviews are wanted, such as --n 6."))
    facts = found.study.frame.facts if found.study.frame else {}
    if fact is not None and fact not in facts:
        raise UserError(
            said(
                "The frame has no fact {fact} to stratify by (there are: {known}).{meant}",
                fact=fact,
                known=", ".join(facts) or said("none"),
                meant=did_you_mean(fact, facts),
            )
        )
    return n, fact


def _require_place(home: Home, path: Path) -> None:
    """Refuse a place where names may not rest, and one where something else lies."""
    place = path.resolve()
    within = [name for name in STATIONS if place.is_relative_to((home.root / name).resolve())]
    if within and within != [INTERVIEWS]:
        raise UserError(
            said(
                "The list with names may not lie in {folder}/ of the home: give another --output, or none.",
                folder=within[0],
            )
        )
    if place.exists() and not (place.is_file() and is_names_list(place.read_bytes())):
        raise UserError(
            said("{path} is there already, and no list of who was drawn; give another --output.", path=path)
        )


# Guides


@dataclass(frozen=True)
class Guides:
    """The guides that were written, and the interviews of which the export has no answers any more."""

    paths: Sequence[Path]
    without_answers: Sequence[str]


def write_guides(
    workplace: Workplace, study: Study, wave: str, only: Sequence[str] = (), language: Language | None = None
) -> Guides:
    """Write the topic guides of those drawn, or of some of them, in the language of the study or another.

    Raises:
        UserError: nobody was drawn, or an interview is not there or was refused.
    """
    with _respondents(workplace, study, wave) as found:
        record = found.record
        if record is None:
            raise UserError(
                said(
                    "Nobody was drawn for interviews in wave {wave} yet: infopos interviews draw --wave {wave} --n 6",
                    wave=wave,
                )
            )
        for name in only:
            if name not in record.drawn:
                raise UserError(not_drawn(name, record))
            if name in record.refused:
                raise UserError(said("{interview} was refused: there is no guide for it.", interview=name))
        chosen = [name for name in record.standing if name in only or not only]
        rows = rows_by_pseudonym(found.answers, found.key)
        there = {name: rows[record.drawn[name]] for name in chosen if record.drawn[name] in rows}
        spoken = language or study.declared.language
        texts = {name: discreet(_guide)(found, name, row, spoken) for name, row in there.items()}
        for name, text in texts.items():
            write_atomic(guide_path(found.folder, name), text.encode())
        return Guides(
            [guide_path(found.folder, name) for name in texts], [name for name in chosen if name not in there]
        )


def _guide(found: _Respondents, name: str, row: int, language: Language) -> str:
    answers = pd.concat([part.iloc[[row]] for part in (found.answers.facts, found.answers.answers)], axis=1)
    municipality = found.answers.contacts.municipalities[row]
    interviewee = Interviewee(name, municipality, answers.reset_index(drop=True))
    return topic_guide(interviewee, found.study, found.interviews, language)


def guide_path(folder: Path, interview: str) -> Path:
    """Where the guide of an interview lies, in the folder of the interviews of its wave."""
    return folder / "guides" / f"{interview}.md"
