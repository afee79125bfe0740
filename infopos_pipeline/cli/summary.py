"""What a command that ran waves says when it is done: for a person, or as one JSON object (docs/results.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from infopos_pipeline.cli.shared import Place, say_problems
from infopos_pipeline.cli.speaking import say
from infopos_pipeline.ingest.landing import landed_wave
from infopos_pipeline.messages import joined, said
from infopos_pipeline.problems import Problem

if TYPE_CHECKING:
    from infopos_pipeline.orchestration.run_outcomes import RunOutcome

Status = Literal["done", "unchanged", "failed"]

WARNINGS: Mapping[str, str] = {
    "nobody_set_aside": said("some respondents lie outside what the study is about; they count nowhere"),
    "consistent_answers": said(
        "some answers, labels or columns are not quite as declared; infopos check on the export lists them"
    ),
    "published_figures_hold": said("figures were published that do not hold; infopos audit shows them"),
    "texts_are_current": said("texts in the report cite a figure or verdict that has changed; the report marks them"),
    "quotes_are_reviewed": said(
        "quotes of the interviews wait for a reader; the report shows only those that were accepted"
    ),
    "nobody_is_recognisable": said(
        "some municipalities are recognisable from what outsiders can know; the report says how many"
    ),
}
"""What an asset check that warns has found, by its name."""


@dataclass(frozen=True)
class WaveSummary:
    """One wave: how it stands, where its outputs are, and what is to be known of the run."""

    wave: str
    status: Status
    synthetic: bool
    output: Path
    run: RunOutcome | None = None

    def as_dict(self) -> dict[str, Any]:
        """Its JSON object."""
        there = self.status != "failed"
        return {
            "wave": self.wave,
            "status": self.status,
            "synthetic": self.synthetic,
            "report": str(self.output / "report.html") if there else None,
            "results": str(self.output / "results.csv") if there else None,
            "changed_verdicts": [asdict(change) for change in self.run.changes] if self.run else [],
            "warnings": list(self.run.warnings) if self.run else [],
            "failures": list(map(str, self.run.failures)) if self.run else [],
        }


@dataclass
class Summary:
    """What a command came to; filled while it works."""

    place: Place
    waves: list[WaveSummary] = field(default_factory=list)
    problems: Sequence[Problem] = ()
    key_made: Path | None = None
    samples_removed: Sequence[str] = ()
    quarantine: Path | None = None

    @property
    def ended_well(self) -> bool:
        """Whether no wave failed and no export was refused."""
        return self.quarantine is None and all(wave.status != "failed" for wave in self.waves)

    @property
    def _in_order(self) -> list[WaveSummary]:
        return sorted(self.waves, key=lambda wave: wave.wave)

    def add(self, wave: str, status: Status, run: RunOutcome | None = None) -> None:
        """Tell of one wave."""
        home, study = self.place.home, self.place.study.name
        landed = landed_wave(home.landing(study), wave)
        synthetic = landed is not None and landed.arrival.synthetic
        self.waves.append(WaveSummary(wave, status, synthetic, home.output(study, wave), run))

    def as_dict(self) -> dict[str, Any]:
        """The JSON object of a command that ran waves."""
        return {
            "study": self.place.study.name,
            "ok": self.ended_well,
            "waves": [wave.as_dict() for wave in self._in_order],
            "problems": [problem.as_dict() for problem in self.problems],
            "key_made": None if self.key_made is None else str(self.key_made),
            "samples_removed": list(self.samples_removed),
            "quarantine": None if self.quarantine is None else str(self.quarantine),
        }

    def say(self, *, errors_only: bool) -> None:
        """Say it to a person, the waves in order; what failed goes to standard error."""
        if self.quarantine is not None:
            say_problems(self.problems)
            say(said("Nothing was stored. The file and this report are in {folder}.", folder=self.quarantine), err=True)
            return
        if not errors_only:
            self._say_arrival()
        for wave in self._in_order:
            if wave.status == "failed":
                self._say_failed(wave)
            elif not errors_only:
                self._say_wave(wave)
        made = [wave for wave in self.waves if wave.status != "failed"]
        if made and not errors_only:
            say(said("To read the last report: infopos open{study}", study=self._option()))

    def _say_arrival(self) -> None:
        """What is to be known before the waves: of the export that was added, the samples, the key."""
        if self.samples_removed:
            waves = ", ".join(self.samples_removed)
            say(said("The synthetic sample waves ({waves}) were removed from this home.", waves=waves))
        for problem in self.problems:
            say(problem.line)
        if self.key_made is not None:
            say(
                said(
                    "A new key for the pseudonyms was made at {path}. Keep a copy of it, away from the home.",
                    path=self.key_made,
                )
            )

    def _option(self) -> str:
        """What names the study in a command, where it has to be named."""
        study = self.place.study.name
        return "" if study == "infopos" or len(self.place.project.studies) == 1 else f" --study {study}"

    def _say_wave(self, wave: WaveSummary) -> None:
        name, study = wave.wave, self.place.study.name
        if wave.status == "unchanged":
            say(said("Wave {wave} of {study} is unchanged since its last run.", wave=name, study=study))
        elif wave.synthetic:
            say(said("Wave {wave} of {study} is done (synthetic sample data).", wave=name, study=study))
        else:
            say(said("Wave {wave} of {study} is done.", wave=name, study=study))
        say(said("  report   {path}", path=wave.output / "report.html"))
        say(said("  results  {path}", path=wave.output / "results.csv"))
        for change in wave.run.changes if wave.run else ():
            before, after = _VERDICTS.get(change.before, change.before), _VERDICTS.get(change.after, change.after)
            profile = _PROFILES.get(change.profile, change.profile)
            text = said("  changed  the verdict on {name} ({profile}): ", name=change.hypothesis, profile=profile)
            say(text + said("{before} became {after}", before=before, after=after))
        for warning in wave.run.warnings if wave.run else ():
            say(said("  mind     {what}", what=WARNINGS.get(warning, warning)))

    def _say_failed(self, wave: WaveSummary) -> None:
        name, study = wave.wave, self.place.study.name
        say(
            said(
                "Wave {wave} of {study} failed; the outputs it did not come to are as they were.",
                wave=name,
                study=study,
            ),
            err=True,
        )
        for failure in wave.run.failures if wave.run else ():
            say(joined("", ("  ", failure)), err=True)
        say(
            said("  When that is mended: infopos run --wave {wave}{study}", wave=wave.wave, study=self._option()),
            err=True,
        )


_PROFILES = {"as_published": said("as published"), "recommended": said("recommended")}
_VERDICTS = {
    "supported": said("supported"),
    "partly supported": said("partly supported"),
    "not supported": said("not supported"),
    "inconclusive": said("inconclusive"),
    "exploratory": said("exploratory"),
}
