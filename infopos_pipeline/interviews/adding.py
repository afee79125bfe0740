"""New material beside what is there: transcripts, tables of codes and projects, all of them or nothing.

Here: what a file is, which interview it is of, and whether everything fits together. Not here: reading a project or a
table (refi_qda_reading, coded_csv), and where material rests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath

from infopos_pipeline.ingest.encodings import decoded
from infopos_pipeline.interviews.coded_csv import read_codes
from infopos_pipeline.interviews.coding import CodeBook, unknown_codes
from infopos_pipeline.interviews.material import INTERVIEW, Material, Selection
from infopos_pipeline.interviews.refi_qda_reading import Project, read_project
from infopos_pipeline.messages import joined, said
from infopos_pipeline.problems import InputError, Problem, bounded, did_you_mean
from infopos_pipeline.study.themes import CodePath, Interviews

_LISTED, _LONGEST_NAME = 20, 60
TRANSCRIPTS, TABLES, PROJECTS = (".md", ".txt"), (".csv",), (".qdpx",)


@dataclass(frozen=True)
class GivenFile:
    """A file somebody gave: its name as messages call it, and its bytes."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Rules:
    """What new material is held against.

    Attributes:
        interviews: the codes that are declared.
        drawn: the interviews that were drawn; None if the wave has no draw.
        called: the interview that a file or the source of a project is of, by its name.
        coder: who coded where a file does not say so.
    """

    interviews: Interviews
    drawn: Collection[str] | None = None
    called: Mapping[str, str] = field(default_factory=dict)
    coder: str | None = None


def with_added(before: Material, files: Sequence[GivenFile], rules: Rules) -> Material:
    """The material with that of some files.

    A transcript takes the place of one of the same interview, and the selections of a coder in an interview those that
    the coder made in it before.

    Raises:
        InputError: everything that is wrong in any file; then nothing of any of them counts.
    """
    adding = _Adding(rules)
    tables = []
    for file in files:
        kind = PurePath(file.name).suffix.casefold()
        if kind in TABLES:
            tables.append(file)
        else:
            adding.read(file, kind)
    transcripts = {**before.transcripts, **adding.transcripts}
    for file in tables:
        with adding.collecting():
            adding.select(file.name, read_codes(file.content, file.name, transcripts, rules.coder))
    kept = [one for one in before.selections if (one.interview, one.coder) not in adding.coded]
    adding.problems += _stale(before, kept, adding)
    if adding.problems:
        raise InputError(adding.problems)
    return Material(transcripts, tuple(sorted({*kept, *adding.selections})))


class _Adding:
    """What was read so far, and what is wrong with it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.transcripts: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.selections: list[Selection] = []
        self.problems: list[Problem] = []

    @property
    def coded(self) -> set[tuple[str, str]]:
        """Which coder coded which interview anew."""
        return {(one.interview, one.coder) for one in self.selections}

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Put the problems of a file that cannot be read beside those of the others."""
        try:
            yield
        except InputError as error:
            self.problems += error.problems

    def read(self, file: GivenFile, kind: str) -> None:
        """A transcript or a project."""
        with self.collecting():
            if kind in PROJECTS:
                self._project(file.name, read_project(file.content, file.name, self.rules.coder))
            elif kind in TRANSCRIPTS:
                text, _ = decoded(file.content, file.name)
                plain = text.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
                self._transcript(file.name, PurePath(file.name).name, plain, None)
            else:
                self.problems.append(_unknown_kind(file.name))

    def _project(self, file: str, project: Project) -> None:
        names = {}
        for number, (source, text) in enumerate(project.sources.items(), start=1):
            interview = self._transcript(file, source, text, said("source {number}", number=number))
            if interview is not None:
                names[source] = interview
        self.select(
            file,
            [
                Selection(names[one.interview], one.start, one.end, one.code, one.coder)
                for one in project.selections
                if one.interview in names
            ],
        )

    def _transcript(self, file: str, name: str, text: str, question: str | None) -> str | None:
        """Keep a transcript under the name of its interview; None, and a problem, if there is none for it."""
        interview = self.rules.called.get(name, PurePath(name).stem.casefold())
        problem = self._misnamed(file, interview, question)
        if problem is None and not text.strip():
            problem = Problem(
                code="empty_transcript",
                file=file,
                question=question,
                expected=said("the text of an interview"),
                hint=said("Export the transcript again."),
            )
        if problem is None and self.transcripts.get(interview, text) != text:
            problem = Problem(
                code="two_transcripts",
                file=file,
                question=question,
                found=interview,
                expected=said("one transcript an interview"),
                hint=said("{file} has another text of it; add one of the two.", file=self.files[interview]),
            )
        if problem is not None:
            self.problems.append(problem)
            return None
        self.transcripts[interview], self.files[interview] = text, file
        return interview

    def _misnamed(self, file: str, interview: str, question: str | None) -> Problem | None:
        drawn = self.rules.drawn
        if INTERVIEW.fullmatch(interview) and (drawn is None or interview in drawn):
            return None
        known = joined(", ", sorted(drawn)) if drawn else said("interview_01, interview_02 and so on")
        return Problem(
            code="unknown_interview",
            file=file,
            question=question,
            expected=said("the number of an interview as its name ({known})", known=known),
            hint=said(
                "Rename it, or say which interview it is: --as 'NAME=interview_01'. Another name could name somebody."
            ),
        )

    def select(self, file: str, selections: Sequence[Selection]) -> None:
        """Keep selections, if all of their codes are declared."""
        codes, times = CodeBook(self.rules.interviews).codes, Counter(one.code for one in selections)
        unknown = (
            Problem(
                code="unknown_code",
                file=file,
                found=said("the code '{name}' ({number} times)", name=_named(code), number=times[code]),
                expected=said("codes that themes.yaml declares"),
                hint=said(
                    "Put it under the codes of a theme, of a stance, or under other_codes.{meant}",
                    meant=did_you_mean(code[-1], codes),
                ),
            )
            for code in unknown_codes(selections, self.rules.interviews)
        )
        self.problems += bounded(unknown, _LISTED)
        self.selections += selections


def _named(code: CodePath) -> str:
    """A code as messages call it. One that is long is no name: where columns have shifted, it is what somebody said."""
    name = " / ".join(code)
    return name if len(name) <= _LONGEST_NAME else said("a text of {length} characters", length=len(name))


def _unknown_kind(file: str) -> Problem:
    return Problem(
        code="unknown_kind",
        file=file,
        expected=said("a transcript (.md, .txt), a table of codes (.csv) or a REFI-QDA project (.qdpx)"),
        hint=said("Save a Word document as plain text; of a recording only the transcript can be added."),
    )


def _stale(before: Material, kept: Sequence[Selection], adding: _Adding) -> Iterator[Problem]:
    """Transcripts that are replaced by another text, while somebody's selections in the old one would stay."""
    for interview, text in adding.transcripts.items():
        changed = before.transcripts.get(interview, text) != text
        coders = {one.coder for one in kept if one.interview == interview}
        if changed and coders:
            yield Problem(
                code="changed_transcript",
                file=adding.files[interview],
                question=interview,
                expected=said("the text that was coded before"),
                hint=said(
                    "The selections of {number} coders lie in the old text: add their codes together with this file.",
                    number=len(coders),
                ),
            )
