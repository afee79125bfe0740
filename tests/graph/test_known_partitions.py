"""What `orchestration.runs` relies on in Dagster: where a run asks whether a wave is a partition."""

from __future__ import annotations

from unittest.mock import patch

import dagster as dg
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage

from infopos_pipeline.orchestration.runs import _partitions_known

WAVES = dg.DynamicPartitionsDefinition(name="waves")


def test_a_run_asks_its_history_once_whether_its_wave_is_a_partition_and_later_runs_ask_anew() -> None:
    asked: list[str] = []
    ask = SqlEventLogStorage.has_dynamic_partition

    def asking(storage: SqlEventLogStorage, partitions_def_name: str, partition_key: str) -> bool:
        asked.append(partition_key)
        return ask(storage, partitions_def_name, partition_key)

    chain = [_asset("link_0", [])] + [_asset(f"link_{place}", [f"link_{place - 1}"]) for place in range(1, 6)]
    job = dg.Definitions(chain, jobs=[dg.define_asset_job("all")]).resolve_job_def("all")
    with dg.DagsterInstance.ephemeral() as instance, patch.object(SqlEventLogStorage, "has_dynamic_partition", asking):
        for wave in ("2017", "2018"):
            instance.add_dynamic_partitions("waves", [wave])
            with _partitions_known(instance):
                assert job.execute_in_process(instance=instance, partition_key=wave).success
        assert asked == ["2017", "2018"]
        job.execute_in_process(instance=instance, partition_key="2018")
    assert len(asked) > 10  # what Dagster asks by itself


def _asset(name: str, deps: list[str]) -> dg.AssetsDefinition:
    @dg.asset(name=name, deps=deps, partitions_def=WAVES)
    def made() -> None: ...

    return made
