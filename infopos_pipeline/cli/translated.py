"""The help of commands, and click's own messages, in the language of who typed the command.

Click says everything through ``gettext``, whose catalogues are compiled files for one locale of the system each; ours
is a dictionary that needs none.
"""

from __future__ import annotations

import copy
import inspect
import os
import re

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

from infopos_pipeline.messages import language_of, template_in_language

_PARTS = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.termui,
    click.types,
)


class TranslatedGroup(click.Group):
    """A group whose help, and that of its commands, is in the language of the environment."""

    def main(self, *args: object, **extra: object) -> object:  # type: ignore[override]
        """Run the program, click's own messages in that language, too."""
        for part in _PARTS:
            vars(part).update({name: _SPOKEN[name] for name in _SPOKEN if name in vars(part)})
        return super().main(*args, **extra)  # type: ignore[call-overload]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command with its help, and that of its options, in that language."""
        command = super().get_command(ctx, cmd_name)
        if command is None:
            return None
        command = copy.copy(command)
        command.help = _help(command.help)
        command.params = [copy.copy(parameter) for parameter in command.params]
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                parameter.help = _help(parameter.help)
        return command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help of the program itself."""
        english, self.help = self.help, _help(self.help)
        super().format_help_text(ctx, formatter)
        self.help = english


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text as the catalogue has them: a line each, but for those with lines of their own."""
    parts = inspect.cleandoc(text).split("\n\n")
    return [part if part.startswith("\b") else " ".join(part.split()) for part in parts]


def _help(text: str | None) -> str | None:
    """A help text in that language, by its paragraphs."""
    return None if text is None else "\n\n".join(_EXAMPLE.sub(_example, _one(part)) for part in paragraphs(text))


_EXAMPLE = re.compile(r"(?<=^\x08\n)Examples?:")
"""How the paragraph with examples begins, after the mark that keeps its lines."""


def _example(found: re.Match[str]) -> str:
    return _one(found[0])


def _one(message: str) -> str:
    """What click has ``gettext`` do, before it fills in the values."""
    return template_in_language(message, language_of(os.environ))


def _several(singular: str, plural: str, number: int) -> str:
    """What click has ``ngettext`` do."""
    return _one(singular if number == 1 else plural)


_SPOKEN = {"_": _one, "ngettext": _several}
