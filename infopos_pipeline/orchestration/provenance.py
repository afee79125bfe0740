"""What an output was made from: export, frame, published figures, declarations, code and key, as hashes and versions.

It travels with every output, and tells which waves have changed since their report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import dagster as dg

from infopos_pipeline import __version__
from infopos_pipeline.files import content_hash
from infopos_pipeline.ingest.landing import LandedWave, landed_waves
from infopos_pipeline.orchestration.keys import asset_key
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.study import Study

SOURCES = "sources"
"""The metadata of a report that holds the fingerprint of all it was made from."""

_DIGITS = 12


@cache
def code_version() -> str:
    """The version of the package, and a fingerprint of its files: an edited copy is another version."""
    package = Path(str(files("infopos_pipeline")))
    paths = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".css", ".csv"))
    content = b"\0".join(part for path in paths for part in (path.name.encode(), path.read_bytes()))
    return f"{__version__}+{content_hash(content)[:_DIGITS]}"


def sources(workplace: Workplace, study: Study, landed: LandedWave, key_id: str) -> Mapping[str, str]:
    """By name what a wave's outputs are made from; "" for what there is none of."""
    data = workplace.project.wave_data(study.name, landed.wave)
    printed = [path for name in ("published.csv", "errata.yaml") if (path := data / name).exists()]
    return {
        "export": landed.arrival.export_hash,
        "frame": landed.arrival.frame_hash or "",
        "published": content_hash(b"\0".join(path.read_bytes() for path in printed)) if printed else "",
        "declarations": study.fingerprint,
        "infopos": code_version(),
        "key": key_id,
    }


def fingerprint(made_from: Mapping[str, str]) -> str:
    """One hash of all sources."""
    return content_hash("\n".join(f"{name}={value}" for name, value in made_from.items()).encode())


def labelled(made_from: Mapping[str, str], landed: str = "") -> Mapping[str, str]:
    """Sources as a report lists them; the time is that of landing, never that of a run."""
    hashes = ("export", "frame", "published", "declarations")
    shown = {f"{name} (SHA-256)" if name in hashes else name: value or "-" for name, value in made_from.items()}
    return {**shown, "landed": landed} if landed else shown


def changed_waves(instance: dg.DagsterInstance, workplace: Workplace, study: Study) -> Iterator[tuple[LandedWave, str]]:
    """The landed waves whose report was made from something else than they would be now, with the new fingerprint."""
    key = workplace.check_key()
    for landed in landed_waves(workplace.home.landing(study.name)):
        now = fingerprint(sources(workplace, study, landed, key.key_id if key else ""))
        if now != _reported(instance, study, landed.wave):
            yield landed, now


def _reported(instance: dg.DagsterInstance, study: Study, wave: str) -> str | None:
    """The fingerprint of what the last report of a wave was made from."""
    wanted = dg.AssetRecordsFilter(asset_key=asset_key(study, "report"), asset_partitions=[wave])
    records = instance.fetch_materializations(wanted, limit=1).records
    if not records or records[0].asset_materialization is None:
        return None
    found = records[0].asset_materialization.metadata.get(SOURCES)
    return str(found.value) if found else None
