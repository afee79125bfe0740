"""Where outputs lie, as the UI says it: with links where ``infopos dev`` serves them, and in words everywhere.

A link is a part of the description of an asset, not of what a run noted of it: it is there as long as the server is,
and it opens the newest wave, whichever that is by then.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from infopos_pipeline.reporting.documents import FILES, PAGE
from infopos_pipeline.study import Study

OUTPUT_URL = "INFOPOS_OUTPUT_URL"
"""The variable that says where the outputs are served: the address of the folder with one folder a study."""

GRAPH = "asset-groups?expanded=global%40global%3Areport"
"""Where the UI shows the graph with the group of the report unfolded (dagster 1.13); the others stand folded."""

NEWEST = "~newest"
"""What an address says in place of a wave, for the newest wave that has the file. No wave can be called so."""

DOCUMENTS = (PAGE, *FILES.values(), "results.csv")
"""The files of a wave that people open, as far as there are."""


def where_written(study: Study, names: Sequence[str]) -> Iterator[str]:
    """Where the files of these names lie, and the links that open them, as paragraphs of Markdown."""
    if not names:
        return
    base = os.environ.get(OUTPUT_URL, "")
    if base:
        # A line each, and nothing else on it: the UI sets links apart from the text around them by colour alone.
        opened = [(f"Open {name} of the newest wave", f"{NEWEST}/{name}") for name in names]
        links = [*opened, ("Reports and results of every wave", "")]
        yield "\n".join(f"- [{text}]({base}{study.name}/{address})" for text, address in links)
    written = ", ".join(f"`{name}`" for name in names)
    yield f"Lies in the home, in `output/{study.name}/<wave>/`: {written}"
