"""The Dutch texts, by the English template they stand for: a module a place where things are said."""

from __future__ import annotations

from collections.abc import Mapping

from infopos_pipeline.messages.dutch.click_words import TEXTS as CLICK_WORDS
from infopos_pipeline.messages.dutch.commands import TEXTS as COMMANDS
from infopos_pipeline.messages.dutch.errors import TEXTS as ERRORS
from infopos_pipeline.messages.dutch.help_texts import TEXTS as HELP_TEXTS
from infopos_pipeline.messages.dutch.interviews import TEXTS as INTERVIEWS
from infopos_pipeline.messages.dutch.problems import TEXTS as PROBLEMS
from infopos_pipeline.messages.dutch.releases import TEXTS as RELEASES
from infopos_pipeline.messages.dutch.transcripts import TEXTS as TRANSCRIPTS

TEXTS: Mapping[str, str] = {
    **CLICK_WORDS,
    **COMMANDS,
    **ERRORS,
    **HELP_TEXTS,
    **INTERVIEWS,
    **PROBLEMS,
    **RELEASES,
    **TRANSCRIPTS,
}
