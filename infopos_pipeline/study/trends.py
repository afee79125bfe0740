"""The model of ``trends.yaml``: what is followed through the waves."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from infopos_pipeline.study.model import Declared, Name


class Indicator(Declared):
    """What is followed and tested through the waves: the share of a category, or without one the mean score."""

    item: Name
    category: Name | None = None


class Trends(Declared):
    """``trends.yaml``: with how many ``earlier`` waves a wave is compared, and the ``family`` of indicators whose
    changes are tested together (Holm); all else is described and not tested.
    """

    earlier: Annotated[int, Field(ge=1)] = 10
    family: tuple[Indicator, ...] = ()
