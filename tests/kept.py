"""What is kept of respondents, as pandas frames: what the tests look into with pandas' own means."""

from dataclasses import dataclass

import pandas as pd

from infopos_pipeline.privacy import Key, pseudonymise
from infopos_pipeline.quality import Answers
from infopos_pipeline.study import Study


@dataclass(frozen=True)
class Kept:
    """The slices of responses and of the frame."""

    responses: pd.DataFrame
    approached: pd.DataFrame


def kept(answers: Answers, study: Study, key: Key) -> Kept:
    """What ``pseudonymise`` keeps."""
    found = pseudonymise(answers, study, key)
    return Kept(found.responses.to_pandas(), found.approached.to_pandas())
