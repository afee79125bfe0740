"""How the command line speaks: in the language of who typed the command."""

from __future__ import annotations

import os
import re

import click

from infopos_pipeline.messages import LANGUAGE_VARIABLE, in_language, language_of, said

_MOVES_A_TERMINAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters but the tab and the line feed, and those that change the direction of writing."""


def spoken(text: str) -> str:
    """A text in the language of the environment, harmless for a terminal: names in it come from files of others."""
    return _MOVES_A_TERMINAL.sub("\ufffd", in_language(text, language_of(os.environ)))


def say(text: str, *, err: bool = False) -> None:
    """Print a line, or what else a text has."""
    click.echo(spoken(text), err=err)


def say_error(text: str) -> None:
    """Print why a command could not be done to standard error."""
    click.echo(f"infopos: {spoken(text)}", err=True)


def wrong_usage(text: str) -> click.UsageError:
    """What a command raises that was typed wrong."""
    return click.UsageError(spoken(text))


def check_language() -> None:
    """Refuse a language that nothing is said in."""
    asked = os.environ.get(LANGUAGE_VARIABLE) or "en"
    if asked not in ("en", "nl"):
        raise wrong_usage(said("{variable} is '{asked}'; it can be nl or en.", variable=LANGUAGE_VARIABLE, asked=asked))
