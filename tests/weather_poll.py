"""The poll of the weather: a small study of the waves 2001 to 2004 in which items come, go and change; for tests.

In 2001 and 2002 other options of what is falling, of the wind and of what is taken along; another question on the coat
in 2001; umbrellas in 2002 and 2003 only, scarves not in 2002, animals and remarks since 2003.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from infopos_pipeline.privacy.responses import derive
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import variable_columns
from infopos_pipeline.study.missing import NOT_TICKED, TICKED, Missing
from infopos_pipeline.study.model import Variable

POLL = Path(__file__).parent / "fixtures" / "schemas" / "weerpeiling"
WAVES = ("2001", "2002", "2003", "2004")
Answer = str | tuple[str, ...] | float
"""An option, the boxes ticked, a number, or a missing state."""


def responses(asked: Study, rows: Mapping[str, Mapping[str, Answer]]) -> pd.DataFrame:
    """The responses of a wave, as the pipeline makes them: by pseudonym the answers and facts; what is left out, and
    was asked, was skipped.

    Args:
        asked: the study as it is asked in the wave.
        rows: by pseudonym what was answered, by item, and the facts.
    """
    cells = {}
    facts = asked.frame.facts if asked.frame else {}
    for variable in (*facts.values(), *asked.items.values()):
        default = Missing.SKIPPED if variable.name in facts or asked.asked(variable.name) else Missing.NOT_ASKED
        answers = [row.get(variable.name, default) for row in rows.values()]
        for place, column in enumerate(variable_columns(variable)):
            cells[column.name] = [_cell(variable, place, answer) for answer in answers]
    frame = pd.DataFrame({"pseudonym": list(rows), "key_id": "k", **cells})
    return pd.concat([frame, derive(frame, asked)], axis=1)


def _cell(variable: Variable, place: int, answer: Answer) -> str | float:
    """What stands in one of the columns of a variable."""
    if variable.kind == "number":
        given = not isinstance(answer, str)
        return (answer if given else float("nan")) if place == 0 else ("answered" if given else answer)
    if isinstance(answer, tuple):
        return TICKED if list(variable.options)[place] in answer else NOT_TICKED
    return answer
