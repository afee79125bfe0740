"""The material of the interviews of a wave as it rests in a home, and what a person who read it decided.

Transcripts and selections are as they were given, in a file for its owner alone. Beside it stands what was decided on
them: the words that redaction missed, and which transcripts, as they are redacted now, somebody read and accepted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from infopos_pipeline.files import content_hash, read_file, write_atomic
from infopos_pipeline.interviews.adding import GivenFile, Rules, with_added
from infopos_pipeline.interviews.coding import unknown_codes
from infopos_pipeline.interviews.material import MATERIAL, REVIEW, Material, from_json
from infopos_pipeline.interviews.redacting import (
    RedactedTranscript,
    redacted,
    redacted_transcripts,
    transcript_redactor,
)
from infopos_pipeline.interviews.refi_qda_writing import project_file
from infopos_pipeline.messages import Said, said
from infopos_pipeline.orchestration.arrivals import landed_answers
from infopos_pipeline.orchestration.draw_records import read_record
from infopos_pipeline.orchestration.interviews import declared_interviews, guide_path
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import require_landed
from infopos_pipeline.privacy.redaction import Redactor
from infopos_pipeline.problems import UserError, did_you_mean, discreet
from infopos_pipeline.study import Study

Read = TypeVar("Read")


@dataclass(frozen=True)
class TranscriptReview:
    """What a person decided on the transcripts of a wave.

    ``words`` are to be taken out besides what redaction finds; ``accepted`` holds by interview the SHA-256 of the
    redacted text that was accepted: one that has changed since counts as unread.
    """

    words: tuple[str, ...] = field(default=(), repr=False)
    accepted: Mapping[str, str] = field(default_factory=dict)

    def accepts(self, interview: str, transcript: RedactedTranscript) -> bool:
        """Whether somebody accepted a transcript as it is redacted now."""
        return self.accepted.get(interview) == content_hash(transcript.text.encode())

    def with_accepted(self, interview: str, transcript: RedactedTranscript) -> TranscriptReview:
        """The review with one more transcript accepted."""
        return replace(self, accepted={**self.accepted, interview: content_hash(transcript.text.encode())})

    def with_words(self, words: str) -> TranscriptReview:
        """The review with some words more to be taken out."""
        return replace(self, words=tuple(sorted({*self.words, words})))


def material_of(workplace: Workplace, study: Study, wave: str, *, named: bool = False) -> Material:
    """The material of a wave; an empty one if nothing was added.

    Raises:
        UserError: the file is damaged, or holds codes that the study does not declare any more. The error names them
            only if ``named``: a coder may have called a code after somebody, and Dagster keeps errors.
    """
    path = _folder(workplace, study, wave) / MATERIAL
    material = _undamaged(path, from_json) or Material()
    unknown = unknown_codes(material.selections, declared_interviews(study))
    if unknown:
        raise UserError(
            said(
                "The interviews of wave {wave} have {number} codes that themes.yaml does not declare ({names}). "
                "Declare them under a theme, a stance or other_codes.",
                wave=wave,
                number=len(unknown),
                names=", ".join(" / ".join(code) for code in unknown)
                if named
                else said("infopos interviews review names them"),
            )
        )
    return material


def review_of(workplace: Workplace, study: Study, wave: str) -> TranscriptReview:
    """What was decided on the transcripts of a wave.

    Raises:
        UserError: the file is damaged.
    """
    return _undamaged(_folder(workplace, study, wave) / REVIEW, _review_from_json) or TranscriptReview()


def _review_from_json(content: bytes) -> TranscriptReview:
    read = json.loads(content)
    return TranscriptReview(tuple(read["words"]), read["accepted"])


def write_review(workplace: Workplace, study: Study, wave: str, review: TranscriptReview) -> None:
    """Keep what was decided on the transcripts of a wave."""
    content = json.dumps(asdict(review), ensure_ascii=False, indent=1) + "\n"
    write_atomic(_folder(workplace, study, wave) / REVIEW, content.encode())


def add_material(workplace: Workplace, study: Study, wave: str, files: list[GivenFile], rules: Rules) -> Material:
    """Put new material of a wave beside that which is there, all of it or nothing; the material there is then.

    Raises:
        InputError: everything that is wrong in the files.
        UserError: the wave has not landed, or what is there is damaged.
    """
    require_landed(workplace, study, wave)
    with workplace.at_work():
        workplace.warehouse(study)
        folder = _folder(workplace, study, wave)
        record = read_record(folder, workplace.key())
        drawn = frozenset(record.standing) if record else None
        material = discreet(with_added)(material_of(workplace, study, wave), files, replace(rules, drawn=drawn))
        write_atomic(folder / MATERIAL, material.to_json())
    return material


def remove_interview(workplace: Workplace, study: Study, wave: str, interview: str) -> None:
    """Take an interview out of a wave: its transcript, the selections in it, and its guide.

    Raises:
        UserError: no such interview was added.
    """
    with workplace.at_work():
        workplace.warehouse(study)
        folder, material = _folder(workplace, study, wave), material_of(workplace, study, wave)
        if interview not in material.transcripts:
            raise UserError(
                said(
                    "Wave {wave} has no transcript of {interview} (there are: {known}).{meant}",
                    wave=wave,
                    interview=interview,
                    known=", ".join(sorted(material.transcripts)) or said("none"),
                    meant=did_you_mean(interview, material.transcripts),
                )
            )
        left = {name: text for name, text in material.transcripts.items() if name != interview}
        selections = tuple(one for one in material.selections if one.interview != interview)
        write_atomic(folder / MATERIAL, Material(left, selections).to_json())
        guide_path(folder, interview).unlink(missing_ok=True)


def given_files(paths: list[Path]) -> list[GivenFile]:
    """Files that a user named, as they are.

    Raises:
        InputError: one of them cannot be read.
    """
    return [GivenFile(path.name, read_file(path, path.name)) for path in paths]


def redacted_material(
    workplace: Workplace, study: Study, wave: str, material: Material, review: TranscriptReview
) -> Mapping[str, RedactedTranscript]:
    """The transcripts of a wave, redacted, by interview: the names of the frame, of respondents and of whoever speaks
    go too, and what a person named.
    """
    return discreet(redacted_transcripts)(material, redactor_of(workplace, study, wave, material, review))


@discreet
def redactor_of(
    workplace: Workplace, study: Study, wave: str, material: Material, review: TranscriptReview
) -> Redactor:
    """What redacts the transcripts of a wave, and whatever else is said of them."""
    asked = study.at(wave)
    given = landed_answers(require_landed(workplace, study, wave), asked).open_answers
    return transcript_redactor(asked, material, given.municipalities, given.persons, review.words)


def exported(workplace: Workplace, study: Study, wave: str) -> tuple[bytes, list[str]]:
    """The accepted transcripts of a wave with their codes as a REFI-QDA project: redacted, places moved along, coders
    as A, B and so on. And the interviews that are left out, since nobody accepted their transcripts as they are now.

    Raises:
        UserError: nothing was added, or nothing is accepted.
    """
    with workplace.at_work():
        workplace.warehouse(study)
        material, review = material_of(workplace, study, wave), review_of(workplace, study, wave)
        if not material.transcripts:
            raise UserError(no_material(wave))
        redacts = redactor_of(workplace, study, wave, material, review)
        transcripts = discreet(redacted_transcripts)(material, redacts)
    accepted = {name: one for name, one in transcripts.items() if review.accepts(name, one)}
    if not accepted:
        raise UserError(
            said(
                "Nobody has accepted a transcript of wave {wave} yet: infopos interviews review --wave {wave}",
                wave=wave,
            )
        )
    project = discreet(project_file)(discreet(redacted)(material, accepted, redacts), f"{study.name} {wave}")
    return project, [name for name in transcripts if name not in accepted]


def no_material(wave: str) -> Said:
    """That nothing was added to a wave yet."""
    return said("Wave {wave} has no interviews yet. Add them: infopos interviews add FILES --wave {wave}", wave=wave)


def _folder(workplace: Workplace, study: Study, wave: str) -> Path:
    return workplace.home.interviews(study.name, wave)


def _undamaged(path: Path, read: Callable[[bytes], Read]) -> Read | None:
    """What a file of ours holds, None if there is no such file."""
    if not path.exists():
        return None
    with suppress(ValueError, KeyError, TypeError):  # their words quote what they found
        return read(path.read_bytes())
    raise UserError(
        said("{path} is damaged. Nothing was changed. Put it back from a backup, or take it away.", path=path)
    )
