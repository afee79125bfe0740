"""``infopos interviews add``, ``review``, ``export`` and ``remove``: transcripts in, read by a person, and out again.

Redacted texts are shown by ``review`` and nowhere else; one as it was given never is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infopos_pipeline.cli.interviews import interviews
from infopos_pipeline.cli.reviewing import Desk, choose, read_line, show_lines
from infopos_pipeline.cli.runs import run_and_report, workplace
from infopos_pipeline.cli.shared import Place, common, wave_option
from infopos_pipeline.cli.speaking import say, spoken, wrong_usage
from infopos_pipeline.files import write_atomic
from infopos_pipeline.messages import joined, said
from infopos_pipeline.problems import UserError

if TYPE_CHECKING:
    from infopos_pipeline.interviews.material import Material
    from infopos_pipeline.interviews.quotes import Quote
    from infopos_pipeline.interviews.redacting import RedactedTranscript
    from infopos_pipeline.orchestration.interview_material import TranscriptReview
    from infopos_pipeline.orchestration.resources import Workplace

_ACTIONS = {"a": "accept", "t": "take out", "s": "skip", "q": "quit"}


@interviews.command("add")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@wave_option("The wave, such as 2017.", required=True)
@click.option("--coder", metavar="NAME", help="Who coded, where a file does not say so.")
@click.option(
    "--as",
    "called",
    multiple=True,
    metavar="NAME=INTERVIEW",
    help="Which interview a file, or a source of a project, is of. Can be repeated.",
)
@common
def add_command(place: Place, files: Sequence[Path], wave: str, coder: str | None, called: Sequence[str]) -> None:
    """Add transcripts (.md, .txt) and codes (.csv, or a REFI-QDA project .qdpx), and make the wave anew.

    All of it is added, or nothing. A transcript is called by the number of its interview, such as interview_01.md. A
    table of codes has the columns interview, coder, code and fragment.

    \b
    Examples:
      infopos interviews add interview_*.md codes.csv --wave 2017
      infopos interviews add project.qdpx --wave 2017 --as 'Gesprek een=interview_01'
    """
    from infopos_pipeline.interviews.adding import Rules
    from infopos_pipeline.interviews.material import coders_of
    from infopos_pipeline.orchestration.interview_material import add_material, given_files
    from infopos_pipeline.orchestration.interviews import declared_interviews

    names = dict(_pair(text) for text in called)
    rules = Rules(declared_interviews(place.study), called=names, coder=coder)
    material = add_material(workplace(place), place.study, wave, given_files(list(files)), rules)
    say(
        said(
            "Wave {wave} has now: transcripts {transcripts}, selections {selections}, coders {coders}.",
            wave=wave,
            transcripts=len(material.transcripts),
            selections=len(material.selections),
            coders=len(coders_of(material)),
        )
    )
    run_and_report(place, [wave])
    say(said("Read them before anything is quoted: infopos interviews review --wave {wave}", wave=wave))


def _pair(text: str) -> tuple[str, str]:
    name, separator, interview = text.rpartition("=")
    if not (name and separator):
        raise wrong_usage(said("--as names a file or source and its interview, such as 'Gesprek een=interview_01'."))
    return name, interview


@interviews.command("review")
@wave_option("The wave, such as 2017.", required=True)
@click.option("--again", is_flag=True, help="Show what was decided on too, so that a decision can be changed.")
@common
def review_command(place: Place, wave: str, again: bool) -> None:
    """Read the redacted transcripts, then the quotes that coders selected in them.

    First each transcript as a whole: name the words that redaction missed, and accept it; only accepted transcripts can
    be exported. Then each quote: accept, edit or drop it; only accepted ones get into the report, at the next run.
    Decisions are read from the terminal or from standard input, a line each, and stored one by one.

    \b
    Example: infopos interviews review --wave 2017
    """
    from infopos_pipeline.orchestration.interview_material import material_of, no_material, review_of
    from infopos_pipeline.orchestration.resources import open_warehouse
    from infopos_pipeline.orchestration.reviews import stored_texts

    resource = workplace(place)
    material = material_of(resource, place.study, wave, named=True)
    decided = review_of(resource, place.study, wave)
    if not material.transcripts:
        raise UserError(no_material(wave))
    reading = _Reading(place, resource, wave, material, decided)
    going_on = reading.read(again=again)
    if reading.words_taken_out:
        say(said("Words were taken out: the quotes are made anew."))
        run_and_report(place, [wave])
    if going_on:
        _review_quotes(reading, again=again)
    from infopos_pipeline.interviews.quotes import Quote

    with open_warehouse(place.home, place.study) as warehouse:
        _say_counts(stored_texts(warehouse, place.study, wave, Quote), wave)


@dataclass
class _Reading:
    """Where a person reads the transcripts of a wave, one after the other."""

    place: Place
    workplace: Workplace
    wave: str
    material: Material
    decided: TranscriptReview
    words_taken_out: bool = False
    skipped: set[str] = field(default_factory=set)

    def read(self, *, again: bool) -> bool:
        """Show transcripts until all are decided on; False if somebody quits."""
        transcripts = self._redacted(self.decided)
        shown = 0
        while waiting := [name for name, one in transcripts.items() if self._waits(name, one, again=again)]:
            shown += 1
            say(
                said(
                    "\nTranscript {interview} of wave {wave}, redacted ({waiting} to read):",
                    interview=waiting[0],
                    wave=self.wave,
                    waiting=len(waiting),
                )
            )
            show_lines(_lines(transcripts[waiting[0]]))
            match choose(_ACTIONS):
                case "a":
                    self._keep(self.decided.with_accepted(waiting[0], transcripts[waiting[0]]))
                    self.skipped.add(waiting[0])
                case "t":
                    transcripts = self._take_out(transcripts)
                case "s":
                    self.skipped.add(waiting[0])
                case _:
                    return False
        if not shown:
            say(said("Every transcript is accepted as it is redacted now."))
        return True

    def _waits(self, name: str, transcript: RedactedTranscript, *, again: bool) -> bool:
        return name not in self.skipped and (again or not self.decided.accepts(name, transcript))

    def _take_out(self, transcripts: dict[str, RedactedTranscript]) -> dict[str, RedactedTranscript]:
        """Ask for words that are to go from all transcripts; the transcripts without them, if they stand there."""
        words = " ".join((read_line(spoken(said("Words to take out, as they stand there: "))) or "").split())
        decided = self.decided.with_words(words) if words else self.decided
        without = self._redacted(decided) if words else transcripts
        changed = [name for name, one in transcripts.items() if one.text != without[name].text]
        if not changed:
            say(said("These words stand in no transcript as whole words: nothing was changed."))
            return transcripts
        self._keep(decided)
        self.words_taken_out = True
        say(said("Taken out of {interviews}.", interviews=", ".join(changed)))
        return without

    def _keep(self, decided: TranscriptReview) -> None:
        from infopos_pipeline.orchestration.interview_material import write_review

        self.decided = decided
        write_review(self.workplace, self.place.study, self.wave, decided)

    def _redacted(self, decided: TranscriptReview) -> dict[str, RedactedTranscript]:
        from infopos_pipeline.orchestration.interview_material import redacted_material

        study = self.place.study
        return dict(redacted_material(self.workplace, study, self.wave, self.material, decided))


def _lines(transcript: RedactedTranscript) -> list[str]:
    from infopos_pipeline.privacy.sealed_texts import inert

    return inert(transcript.text).split("\n")


def _review_quotes(reading: _Reading, *, again: bool) -> None:
    """Show the quotes of a wave, and store what is decided on them; what is typed is redacted as transcripts are."""
    from infopos_pipeline.interviews.quotes import Quote
    from infopos_pipeline.orchestration.interview_material import redactor_of
    from infopos_pipeline.orchestration.resources import open_warehouse
    from infopos_pipeline.orchestration.reviews import stored_texts

    place, resource, wave = reading.place, reading.workplace, reading.wave
    key = resource.check_key()
    with open_warehouse(place.home, place.study) as warehouse:
        quotes = stored_texts(warehouse, place.study, wave, Quote)
    queue = [(wave, row) for row in quotes if row.sealed or (again and row.status != "unreviewed")]
    if key is None or not queue:
        say(said("No quote waits for a reader."))
        return
    redacts = partial(redactor_of, resource, place.study, material=reading.material, review=reading.decided)
    desk = Desk(place, key, redacts, lambda row: _label(row, place))
    desk.review(queue)
    desk.renew_withdrawn()


def _label(quote: Quote, place: Place) -> str:
    """What a quote is about, and what it does to which hypothesis."""
    declared, language = place.study.interviews, place.study.declared.language
    assert declared is not None
    themes = [declared.themes[name].label.text(language) for name in quote.themes if name in declared.themes]
    taken = [
        said("{stance} ‘{hypothesis}’", stance=_STANCES[stance], hypothesis=statement)
        for name, stance in quote.taken
        if name in place.study.hypotheses and (statement := place.study.hypotheses[name].statement.text(language))
    ]
    return joined("; ", [*themes, *taken])


_STANCES = {
    "supports": said("supports"),
    "nuances": said("nuances"),
    "contradicts": said("contradicts"),
}


def _say_counts(quotes: Sequence[Quote], wave: str) -> None:
    """How far the reading of quotes has got, and what brings them into the report."""
    statuses = [quote.status for quote in quotes]
    say(
        said(
            "Quotes of wave {wave}: {accepted} accepted, {edited} edited, {dropped} dropped, {unreviewed} unreviewed. "
            "What was accepted or edited gets into the report with: infopos run --wave {wave}",
            wave=wave,
            accepted=statuses.count("accepted"),
            edited=statuses.count("edited"),
            dropped=statuses.count("dropped"),
            unreviewed=statuses.count("unreviewed"),
        )
    )


@interviews.command("export")
@click.argument("file", metavar="FILE.qdpx", type=click.Path(path_type=Path, dir_okay=False))
@wave_option("The wave, such as 2017.", required=True)
@common
def export_command(place: Place, file: Path, wave: str) -> None:
    """Write the accepted transcripts and their codes as a REFI-QDA project, redacted.

    ATLAS.ti, MAXQDA, NVivo and QualCoder read it. Coders are called A, B and so on. It is pseudonymised, not
    anonymous: what somebody tells can give them away.

    \b
    Example: infopos interviews export interviews.qdpx --wave 2017
    """
    from infopos_pipeline.orchestration.interview_material import exported

    if file.suffix.casefold() != ".qdpx":
        raise wrong_usage(said("A REFI-QDA project ends in .qdpx, such as interviews.qdpx."))
    content, left_out = exported(workplace(place), place.study, wave)
    write_atomic(file, content)
    for name in left_out:
        say(said("{interview} is left out: nobody has accepted its transcript as it is now.", interview=name), err=True)
    say(said("The redacted project is in {path}.", path=file))


@interviews.command("remove")
@click.argument("interview", metavar="INTERVIEW")
@wave_option("The wave, such as 2017.", required=True)
@common
def remove_command(place: Place, interview: str, wave: str) -> None:
    """Take an interview out of a wave, with its codes, quotes and guide, and make the wave anew.

    For whoever takes back what they told. That they were drawn stays in the record of the draw.

    \b
    Example: infopos interviews remove interview_03 --wave 2017
    """
    from infopos_pipeline.orchestration.interview_material import remove_interview

    remove_interview(workplace(place), place.study, wave, interview)
    say(said("{interview} is taken out: the wave is made anew without it.", interview=interview))
    run_and_report(place, [wave])
