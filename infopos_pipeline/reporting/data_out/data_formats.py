"""The formats that data are exported in; apart, so that a command that lists them imports nothing else."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["sav", "csv", "parquet", "spss", "codebook", "ddi"]
FORMATS: tuple[Format, ...] = get_args(Format)
