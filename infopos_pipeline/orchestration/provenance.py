"""What an output was made from: export, frame, published figures, declarations, compared waves, code and key, as hashes
and versions.

It travels with every slice and every output, is checked when they are read, and tells which waves have changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path

from infopos_pipeline import __version__
from infopos_pipeline.files import content_hash, write_atomic
from infopos_pipeline.ingest.landing import LandedWave, landed_waves, waves_before
from infopos_pipeline.interviews.material import MATERIAL, RECORD, REVIEW
from infopos_pipeline.messages import said
from infopos_pipeline.orchestration.workroom import Workroom
from infopos_pipeline.problems import UserError
from infopos_pipeline.project import Home
from infopos_pipeline.study import Study
from infopos_pipeline.study.asked import answers_declared

PROVENANCE = "provenance.json"
"""The last file of a wave's outputs: what they were made from, and the hash of every one of them."""

_DIGITS = 12


@cache
def code_version() -> str:
    """The version of the package, and a fingerprint of its files: an edited copy is another version."""
    package = Path(str(files("infopos_pipeline")))
    paths = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".css", ".csv"))
    content = b"\0".join(part for path in paths for part in (path.name.encode(), path.read_bytes()))
    return f"{__version__}+{content_hash(content)[:_DIGITS]}"


def compared_waves(workplace: Workroom, study: Study, wave: str) -> tuple[LandedWave, ...]:
    """The earlier waves that a wave is compared with, by name."""
    return waves_before(workplace.home.landing(study.name), wave, study.trends.earlier)


def sources(workplace: Workroom, study: Study, landed: LandedWave, key_id: str) -> Mapping[str, str]:
    """By name what a wave's own figures are made from; "" for what there is none of."""
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


def waves_after(workplace: Workroom, study: Study, wave: str) -> list[str]:
    """The later waves that are compared with a wave, by name: when it changes, so do they."""
    later = [one.wave for one in landed_waves(workplace.home.landing(study.name)) if one.wave > wave]
    return later[: study.trends.earlier]


def all_sources(
    workplace: Workroom, study: Study, landed: LandedWave, earlier: Sequence[LandedWave]
) -> Mapping[str, str]:
    """By name what a wave's outputs are made from, the ``earlier`` waves it is compared with among them."""
    files = [f"{one.wave}={_files(one)}" for one in earlier]
    compared = content_hash("\n".join(files).encode()) if files else ""
    spoken = {"interviews": _interviews(workplace, study, landed.wave)} if study.interviews else {}
    return {**sources(workplace, study, landed, _key_id(workplace)), **spoken, "earlier waves": compared}


def _interviews(workplace: Workroom, study: Study, wave: str) -> str:
    """What was said in the interviews of a wave, who was drawn for them, and which words are taken out, as one hash; ""
    as long as nothing was added. That somebody accepted a transcript, or drew before there is one, changes no output.
    """
    folder = workplace.home.interviews(study.name, wave)
    if not (folder / MATERIAL).exists():
        return ""
    there = [path.read_bytes() for name in (MATERIAL, RECORD) if (path := folder / name).exists()]
    with suppress(OSError, ValueError, KeyError):  # none was read yet, or it is damaged: whoever needs it says so
        there += [str(words).encode() for words in json.loads((folder / REVIEW).read_bytes())["words"]]
    return content_hash(b"\n".join(content_hash(content).encode() for content in there))


def slices_fingerprint(made_from: Mapping[str, str]) -> str:
    """What the counts and results of a wave were made from, but for the code, as one hash."""
    return fingerprint({name: value for name, value in made_from.items() if name != "infopos"})


def answers_fingerprint(workplace: Workroom, study: Study, landed: LandedWave) -> str:
    """What the responses of a wave were made from: of the declarations only those that answers depend on.

    Those that another engine made lie elsewhere: they are as good as none.
    """
    declared = content_hash(answers_declared(study.at(landed.wave)).encode())
    made_from = {"files": _files(landed), "key": _key_id(workplace), "declared": declared}
    return fingerprint(made_from | ({"engine": "spark"} if workplace.on_spark else {}))


def _files(landed: LandedWave) -> str:
    return f"{landed.arrival.export_hash} {landed.arrival.frame_hash or ''}"


def _key_id(workplace: Workroom) -> str:
    key = workplace.check_key()
    return key.key_id if key else ""


def fingerprint(made_from: Mapping[str, str]) -> str:
    """One hash of all sources."""
    return content_hash("\n".join(f"{name}={value}" for name, value in made_from.items()).encode())


def named(made_from: Mapping[str, str], landed: str = "") -> Mapping[str, str]:
    """Sources as a report lists them; the time is that of landing, never that of a run."""
    return {**made_from, "landed": landed} if landed else made_from


def write_provenance(output: Path, made_from: Mapping[str, str]) -> None:
    """Say of the outputs in a folder what they were made from; the last thing that is written of a wave."""
    content = {"sources": dict(made_from), "files": _hashes(output)}
    write_atomic(output / PROVENANCE, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def forget_provenance(home: Home, study: Study, wave: str) -> None:
    """Let a wave count as changed: something that no source tells of was decided."""
    (home.output(study.name, wave) / PROVENANCE).unlink(missing_ok=True)


def _hashes(output: Path) -> dict[str, str]:
    paths = sorted(path for path in output.rglob("*") if path.is_file() and not path.name.startswith("."))
    names = {path.relative_to(output).as_posix(): path for path in paths}
    return {name: content_hash(path.read_bytes()) for name, path in names.items() if name != PROVENANCE}


def _written(output: Path) -> Mapping[str, Mapping[str, str]]:
    try:
        found: Mapping[str, Mapping[str, str]] = json.loads((output / PROVENANCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def read_output(output: Path, name: str, wave: str) -> bytes:
    """An output of a wave, byte for byte as the run wrote it.

    Raises:
        UserError: it is not there, or not what a run wrote.
    """
    path = output / name
    content = path.read_bytes() if path.exists() else None
    if content is None or _written(output).get("files", {}).get(name) != content_hash(content):
        state = said("does not exist") if content is None else said("is not as a whole run wrote it")
        raise UserError(
            said(
                "{name} of wave {wave} {state}. Make it anew: infopos run --wave {wave}",
                name=name,
                wave=wave,
                state=state,
            )
        )
    return content


def changed(workplace: Workroom, study: Study, landed: LandedWave) -> bool:
    """Whether the outputs of a wave are not there, not as they were written, or made from something else than now."""
    output = workplace.home.output(study.name, landed.wave)
    written = _written(output)
    return written.get("sources") != _now(workplace, study, landed) or written.get("files") != _hashes(output)


def _now(workplace: Workroom, study: Study, landed: LandedWave) -> Mapping[str, str]:
    return all_sources(workplace, study, landed, compared_waves(workplace, study, landed.wave))


def changed_waves(workplace: Workroom, study: Study) -> Iterator[tuple[LandedWave, str]]:
    """The landed waves that have changed since their last run, with the fingerprint of what they would be made from."""
    for landed in landed_waves(workplace.home.landing(study.name)):
        if changed(workplace, study, landed):
            yield landed, fingerprint(_now(workplace, study, landed))


def responses_current(workplace: Workroom, study: Study, landed: LandedWave) -> bool:
    """Whether the responses of a wave were made from what there is now."""
    expected = answers_fingerprint(workplace, study, landed)
    return workplace.responses_at_rest(study).made_from(study, "responses", wave=landed.wave) == expected


def changed_names(workplace: Workroom, study: Study) -> list[str]:
    """The waves that a run would change, by name: by their outputs, or by what is in the warehouse."""
    landed = landed_waves(workplace.home.landing(study.name))
    with workplace.at_work():
        workplace.warehouse(study)  # once, or every look at the key would open it anew
        return [
            one.wave for one in landed if changed(workplace, study, one) or not responses_current(workplace, study, one)
        ]
