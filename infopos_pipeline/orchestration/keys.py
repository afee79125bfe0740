"""How assets, partitions, jobs and runs are called: an asset by the study, the family (where there is one), and what it
is.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from infopos_pipeline.orchestration.links import where_written
from infopos_pipeline.study import Study

ARRIVAL_TAG = "infopos/arrival"
"""The tag of a run that says which arrival it is of: so nobody runs it a second time by itself."""


def asset_key(study: Study, *parts: str) -> dg.AssetKey:
    """The key of a study's asset."""
    return dg.AssetKey([study.name, *parts])


def name_in_dagster(study: Study, what: str) -> str:
    """What an operation, a job or a sensor of a study is called: Dagster knows no hyphens, and studies do."""
    return f"{study.name.replace('-', '__')}_{what}"


def spec(
    study: Study,
    parts: Sequence[str],
    description: str,
    group: str,
    kinds: set[str],
    deps: Sequence[dg.AssetKey] = (),
    metadata: dict[str, object] | None = None,
    writes: Sequence[str] = (),
) -> dg.AssetSpec:
    """An asset with everything the graph shows of it; ``writes`` names its files among the outputs of a wave.

    The description is Markdown: what comes from a study is escaped by whoever gives it.
    """
    return dg.AssetSpec(
        asset_key(study, *parts),
        description="\n\n".join([description, *where_written(study, writes)]),
        group_name=group,
        kinds=kinds,
        owners=list(study.declared.owners),
        deps=list(deps),
        metadata=metadata or {},
    )


def waves_of(study: Study) -> dg.DynamicPartitionsDefinition:
    """The waves of a study as dynamic partitions."""
    return dg.DynamicPartitionsDefinition(name=f"{study.name}_waves")


def wave_job_name(study: Study) -> str:
    """The job that makes everything of one wave."""
    return name_in_dagster(study, "wave")
