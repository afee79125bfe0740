"""``infopos``: what users type. Thin: it finds the project and the home, calls a room, and says what happened.

Exit 0 for done, 1 for input that cannot be used (said clearly), 2 for wrong usage. Dagster is imported only by
commands that run something. One module a group of commands; ``shared`` holds what every command needs.
"""

import gc

# A command lives for seconds and makes few cycles, but importing its libraries makes hundreds of thousands of objects:
# Python's default would go through all of them again and again, for an eighth of the time of a run.
gc.set_threshold(1_000_000, 20, 100)

from infopos_pipeline.cli import (  # noqa: E402
    audits,
    data_out,
    drafts,
    exports,
    interview_texts,
    interviews,
    keys,
    opening,
    questionnaires,
    releases,
    reviews,
    runs,
    schemas,
    statistics,
    waves,
)
from infopos_pipeline.cli.shared import main  # noqa: E402

__all__ = [
    "audits",
    "data_out",
    "drafts",
    "exports",
    "interview_texts",
    "interviews",
    "keys",
    "main",
    "opening",
    "questionnaires",
    "releases",
    "reviews",
    "runs",
    "schemas",
    "statistics",
    "waves",
]
