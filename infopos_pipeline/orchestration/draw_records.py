"""Who was drawn, as it rests in a home: a record a wave, under the key of the pseudonyms, and under a new one.

While a key is replaced the record under the new key lies beside the old one: whichever key is there, one of them fits.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from infopos_pipeline.files import write_atomic
from infopos_pipeline.ingest.landing import landed_wave
from infopos_pipeline.interviews.draw import DrawRecord, record_from_json, rekeyed
from infopos_pipeline.interviews.material import RECORD
from infopos_pipeline.messages import said
from infopos_pipeline.orchestration.arrivals import landed_answers
from infopos_pipeline.privacy import Key
from infopos_pipeline.problems import InputError, UserError
from infopos_pipeline.project import INTERVIEWS, Home, Project
from infopos_pipeline.study import load_study

REKEYED = "draws.new-key.json"
"""The record under the new key, until that has taken the place of the old one."""


def read_record(folder: Path, key: Key) -> DrawRecord | None:
    """The record of a wave from its folder of interviews, None if nothing was drawn.

    Raises:
        UserError: it is damaged, or was made under another key.
    """
    _settle(folder, key)
    record = _record(folder / RECORD)
    if record is not None and record.key_id != key.key_id:
        raise UserError(
            said(
                "The draws in {path} were recorded under the key {made_under}, and the key of the pseudonyms is "
                "{key_id}. Nothing was changed. Restore your copy of that key.",
                path=folder / RECORD,
                made_under=record.key_id,
                key_id=key.key_id,
            )
        )
    return record


def write_record(folder: Path, record: DrawRecord) -> None:
    """Write the record of a wave."""
    write_atomic(folder / RECORD, record.to_json())


def _record(path: Path) -> DrawRecord | None:
    if not path.exists():
        return None
    try:
        return record_from_json(path.read_bytes())
    except ValueError:  # it quotes what it found; raised anew outside, so that nothing gets to its words
        pass
    raise UserError(
        said(
            "The record of the draws, {path}, is damaged. Nothing was changed. Put it back from a backup: without it "
            "nobody knows who was drawn.",
            path=path,
        )
    )


def write_rekeyed(home: Home, project: Project, old: Key | None, new: Key) -> None:
    """Write every record of a home under a new key, beside itself; ``old`` is the key that is there, if one is.

    Raises:
        UserError: a record is damaged, or whoever is in it cannot be looked up. No record was changed then.
    """
    made = {}
    for folder in _folders(home):
        if old is not None:
            _settle(folder, old)
        record = _record(folder / RECORD)
        if record is not None:
            fits = old is not None and old.key_id == record.key_id
            made[folder] = rekeyed(record, old, new, _municipalities(home, project, folder) if fits else ())
    for folder, record in made.items():
        write_atomic(folder / REKEYED, record.to_json())


def settle_records(home: Home, key: Key) -> None:
    """Let the records that were written under a key take the place of the others, now that it is the key."""
    for folder in _folders(home):
        _settle(folder, key)


def _settle(folder: Path, key: Key) -> None:
    if (pending := _record(folder / REKEYED)) is not None and pending.key_id == key.key_id:
        (folder / REKEYED).replace(folder / RECORD)


def _folders(home: Home) -> list[Path]:
    """The folders of waves that have a record, of all studies."""
    return sorted(path.parent for path in home.root.glob(f"{INTERVIEWS}/*/*/{RECORD}"))


def _municipalities(home: Home, project: Project, folder: Path) -> set[str]:
    """Whoever can be looked up in what landed of a wave: respondents, and those who were approached."""
    study, wave = folder.parent.name, folder.name
    landed = landed_wave(home.landing(study), wave)
    if landed is None:
        return set()
    if study in project.studies:
        with suppress(InputError):
            answers = landed_answers(landed, load_study(project.schema_folder(study)).at(wave))
            return {*answers.municipalities, *answers.approached["municipality"]}
    raise UserError(
        said(
            "The draws of wave {wave} of {study} cannot be carried over to a new key, since what landed of it cannot "
            "be read as the project declares it. Nothing was changed. Name the project that declares it with "
            "--project, or mend the declaration.",
            wave=wave,
            study=study,
        )
    )
