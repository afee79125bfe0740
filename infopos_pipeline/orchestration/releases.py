"""Releasing a wave: its public set, checked against everything released before, and its entry in the ledger."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial

from infopos_pipeline.disclosure.control import Before
from infopos_pipeline.disclosure.earlier import Released, as_json, before, from_json
from infopos_pipeline.disclosure.figures import Figure, counted
from infopos_pipeline.disclosure.ledger import INSIDE, Entry, Exemption, Ledger, last_hash
from infopos_pipeline.disclosure.release import PublicSet, publish
from infopos_pipeline.files import content_hash
from infopos_pipeline.ingest.landing import LandedWave
from infopos_pipeline.interviews import counting
from infopos_pipeline.messages import said
from infopos_pipeline.orchestration.provenance import named, sources
from infopos_pipeline.orchestration.resources import Workplace, open_warehouse
from infopos_pipeline.orchestration.slices import WaveSlices
from infopos_pipeline.privacy import Key
from infopos_pipeline.privacy.fingerprints import Fingerprints, differing, fingerprint_columns, fingerprints, same
from infopos_pipeline.problems import UserError
from infopos_pipeline.project import Home
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.response_results import NON_RESPONSE, WEIGHTED
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.statistics.trend_results import TRENDS
from infopos_pipeline.study import Study

INSIDE_ONLY = frozenset({TRENDS, NON_RESPONSE, WEIGHTED, counting.PLACE})
"""Places whose figures rest on more than the counts of one wave, or on interviews, which disclosure control does not
bound: they are never released.
"""
PRINTED_BEFORE = "what was published about this wave before lies outside the ledger"


@dataclass(frozen=True)
class Outcome:
    """A release that was made: its entry, and what it shows."""

    entry: Entry
    public: PublicSet


@dataclass(frozen=True)
class Slices:
    """What a release needs of a wave, read at once while the warehouse is locked."""

    wave: str
    counts: Counts
    results: list[Result]
    fingerprints: Fingerprints
    key: Key


def release_wave(study: Study, workplace: Workplace, landed: LandedWave, exemption: Exemption | None) -> Outcome:
    """Release a wave that has run: write its public set and its entry, or nothing.

    Raises:
        UserError: the set is not proven safe, the ledger is not whole, or an earlier release cannot be compared.
    """
    from infopos_pipeline.reporting.public_set import public_files
    from infopos_pipeline.reporting.report import Release, Report

    ledger = Ledger(workplace.home.releases(study.name))
    with workplace.at_work():
        slices = read_slices(study, workplace, landed.wave)
        entries = ledger.entries()
        what = exemption.what if exemption else ()
        earlier = earlier_releases(study, ledger, entries, slices, what)
        exempt = [name for name in what if name not in {f"release {entry.number}" for entry in entries}]
        public = publish(study.at(landed.wave), slices.counts, slices.results, landed.wave, earlier, exempt)
        printed = (workplace.project.wave_data(study.name, landed.wave) / "published.csv").exists()
        number, disclosure = len(entries) + 1, study.disclosure
        made_from = sources(workplace, study, landed, slices.key.key_id)
        report = Report(
            study=public.study,
            wave=landed.wave,
            results=public.rows,
            synthetic=landed.arrival.synthetic,
            provenance=named(made_from),
            language=study.declared.language,
            release=Release(number, disclosure.rounding_base if disclosure.mode == "rounding" else None, printed),
        )
        files = dict(public_files(report))
        inside = _json({"fingerprints": slices.fingerprints, "known": as_json(public.known)})
        entry = Entry(
            number=number,
            wave=landed.wave,
            released=datetime.now(UTC).isoformat(timespec="seconds"),
            synthetic=landed.arrival.synthetic,
            settings=disclosure.model_dump(mode="json", exclude={"recodings"}),
            sources=made_from,
            key_id=slices.key.key_id,
            published=len(public.rows) - public.withheld,
            withheld=public.withheld,
            files={},
            remark=PRINTED_BEFORE if printed else "",
            exemption=exemption,
            previous=last_hash(entries),
        )
        files["release.json"] = _json(_described(entry, public))
        hashes = {name: content_hash(content) for name, content in sorted(files.items())}
        entry = Entry(**vars(entry) | {"files": {**hashes, INSIDE: content_hash(inside)}})
        ledger.append(entry, files, inside)
    return Outcome(entry, public)


def all_releases(study: Study, home: Home) -> list[Entry]:
    """The entries of the ledger, checked while nobody can add to it.

    Raises:
        LedgerError: it is not as it was written.
    """
    ledger = Ledger(home.releases(study.name))
    if not ledger.folder.exists():
        return []
    with open_warehouse(home):
        return ledger.entries()


def read_slices(study: Study, workplace: Workplace, wave: str) -> Slices:
    """The slices of a wave, and the fingerprints of who answered what."""
    stored = WaveSlices(workplace, study, wave)
    key = workplace.key()
    columns = list(dict.fromkeys(["pseudonym", *(c for own in fingerprint_columns(study).values() for c in own)]))
    rows = stored.warehouse.rows(study, "responses", columns, "pseudonym", wave=wave)
    return Slices(
        wave,
        stored.counts(),
        [row for row in stored.results() if row.place not in INSIDE_ONLY],
        fingerprints((dict(zip(columns, row, strict=True)) for row in rows), study, key),
        key,
    )


def earlier_releases(
    study: Study, ledger: Ledger, entries: list[Entry], slices: Slices, exempt: tuple[str, ...] = ()
) -> Before:
    """What was released before leaves to decide for a wave; a release named in ``exempt`` is left out of account.

    Raises:
        UserError: a release was made under another key, so that nobody can tell how many differ.
    """
    facts = frozenset(study.frame.facts if study.frame else ())
    now = slices.fingerprints
    released = []
    for entry in entries:
        if f"release {entry.number}" in exempt:
            continue
        if entry.key_id != slices.key.key_id:
            raise UserError(
                said(
                    "Release {number} was made under the key {key_id}, and this home has {now} now: "
                    "it cannot be told how many municipalities differ, so nothing is published. To "
                    "release all the same, make an exception: --except 'release {number}' --reason … "
                    "--approver …",
                    number=entry.number,
                    key_id=entry.key_id,
                    now=slices.key.key_id,
                )
            )
        inside = json.loads(ledger.inside(entry.number).read_text(encoding="utf-8"))
        then: Fingerprints = inside["fingerprints"]
        released.append(
            Released(
                entry.number,
                entry.wave,
                from_json(inside["known"]),
                differing=partial(_differing, then, now, facts),
                same=partial(same, then, now),
                otherwise=partial(differing, then, now, of_frame=True),
            )
        )
    size = partial(_size, counts=slices.counts)
    return before(study, slices.wave, list(fingerprint_columns(study)), released, size)


def _differing(then: Fingerprints, now: Fingerprints, facts: Collection[str], variable: str) -> int:
    return differing(then, now, variable, of_frame=variable in facts)


def _size(figure: Figure, counts: Counts) -> int:
    return counted(figure, counts).n


def _described(entry: Entry, public: PublicSet) -> Mapping[str, object]:
    """What the set says of itself, for programs: its entry, what was recoded and what is closed. Who approved an
    exception, and of what, stays in the ledger.
    """
    content = {name: value for name, value in asdict(entry).items() if name not in ("files", "exemption")}
    recoded = [
        {"place": place, "item": item, "merges": list(merges)} for (place, item), merges in public.recoded.items()
    ]
    return content | {"exceptions": len(public.exempted), "recoded": recoded, "closed": list(public.closed)}


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
