"""The desk at which a person reads redacted texts and decides on each. Texts are shown here and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from infopos_pipeline.cli.runs import run_and_report
from infopos_pipeline.cli.shared import Place
from infopos_pipeline.cli.speaking import say, spoken
from infopos_pipeline.messages import said

if TYPE_CHECKING:
    from infopos_pipeline.privacy import Key
    from infopos_pipeline.privacy.redaction import Redactor
    from infopos_pipeline.privacy.sealed_texts import SealedText, Status

ACTIONS = {"a": "accept", "e": "edit", "d": "drop", "u": "undo", "s": "skip", "q": "quit"}


_STATUS = {
    "unreviewed": said("unreviewed"),
    "accepted": said("accepted"),
    "edited": said("edited"),
    "dropped": said("dropped"),
}


@dataclass(frozen=True)
class Desk:
    """Where a person reads one text after the other, each under a label. The warehouse is open only while a decision is
    stored.
    """

    place: Place
    key: Key
    redactor_of: Callable[[str], Redactor]
    """What redacts a text that is typed for a wave; asked for only then."""
    label: Callable[[Any], str]
    withdrawn: set[str] = field(default_factory=set)
    """The waves of which a report that was made shows a text that it may not show any more."""

    def review(self, queue: Sequence[tuple[str, SealedText]]) -> None:
        """Show texts, each with its wave, and store what is decided on them, until somebody quits."""
        for number, (wave, row) in enumerate(queue, start=1):
            say(
                said(
                    "\n{number} of {total}, wave {wave}: {label} ({status})",
                    number=number,
                    total=len(queue),
                    wave=wave,
                    label=self.label(row),
                    status=_STATUS[row.status],
                )
            )
            if not self.decide(wave, row):
                return

    def renew_withdrawn(self) -> None:
        """Make the reports anew that show a text which was changed or taken out."""
        if self.withdrawn:
            say(said("A text in the report was changed or taken out: it is made anew."))
            run_and_report(self.place, sorted(self.withdrawn))

    def decide(self, wave: str, row: SealedText) -> bool:
        """Ask until there is a decision on a text, and store it; False to stop reading."""
        from infopos_pipeline.privacy.sealed_texts import decided, opened

        shown = text = opened(row, wave, self.key) if row.sealed else row.text
        while True:
            match self._action(row, text):
                case "a":
                    status: Status = "accepted" if text == shown and row.status != "edited" else "edited"
                    return self._store(wave, row, decided(row, status, text))
                case "e":
                    text, as_typed = self._edited(text, wave)
                    if as_typed:
                        return self._store(wave, row, decided(row, "edited", text))
                case "d":
                    return self._store(wave, row, decided(row, "dropped"))
                case "u":
                    return self._store(wave, row, decided(row, "unreviewed"))
                case "s":
                    return True
                case _:
                    return False

    def _action(self, row: SealedText, text: str) -> str:
        """Show a text and ask what to do with it, until that is one of the letters; the end of input quits."""
        from infopos_pipeline.privacy.sealed_texts import inert

        dropped = said("(dropped; to get the text back: undo, then infopos run)")
        show_lines(inert(text).split("\n") if text else [dropped])
        possible = ("aed" if text else "") + ("u" if row.status != "unreviewed" else "") + "sq"
        return choose({letter: ACTIONS[letter] for letter in possible})

    def _edited(self, text: str, wave: str) -> tuple[str, bool]:
        """The text that is typed, redacted as every text, and whether that is how it was typed; else the old one."""
        from infopos_pipeline.privacy.sealed_texts import inert

        typed = inert(read_line(spoken(said("New text, on one line: "))) or "")
        kept = self.redactor_of(wave).redact(typed)
        if not kept:
            say(said("Nothing was typed: the text stays as it was."))
            return text, False
        if kept != typed:
            say(said("Redaction took something out. This would be kept:"))
        return kept, kept == typed

    def _store(self, wave: str, before: SealedText, after: SealedText) -> bool:
        """Store a decision; True, since reading goes on."""
        from infopos_pipeline.orchestration.resources import open_warehouse
        from infopos_pipeline.orchestration.reviews import store_decision

        with open_warehouse(self.place.home, self.place.study) as warehouse:
            if not store_decision(warehouse, self.place.home, self.place.study, wave, before, after):
                say(said("It has changed since it was shown: nothing was stored for it."))
            elif before.text and before.text != after.text:
                self.withdrawn.add(wave)
        return True


def read_line(question: str) -> str | None:
    """A line of standard input after a question, None at its end."""
    click.echo(question, nl=False)
    line = sys.stdin.buffer.readline()
    if not sys.stdin.isatty():
        click.echo()
    return line.decode("utf-8", "replace") if line else None


def choose(actions: Mapping[str, str]) -> str:
    """Which of some actions is typed, by its letter or its word, as the letter; the end of input quits."""
    question = ", ".join(f"[{letter}]{action[1:]}" for letter, action in actions.items())
    while True:
        given = read_line(f"{question}: ")
        if given is None:
            return "q"
        for letter, action in actions.items():
            if given.strip().casefold() in (letter, action):
                return letter


def show_lines(lines: Iterable[str]) -> None:
    """Show the lines of a text, apart from what else is said."""
    for line in lines:
        click.echo(f"  | {spoken(line)}")
