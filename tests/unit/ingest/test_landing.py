"""The landing folder: files as they came, one pointer, and nothing left of what was replaced or removed."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pytest

from infopos_pipeline.files import content_hash
from infopos_pipeline.ingest.landing import land, landed_wave, landed_waves, remove_landed

EXPORT, FRAME = b'\xef\xbb\xbf"a"\r\n"1"\r\n', b"token\n1\n"


def test_files_rest_byte_for_byte_with_their_hashes(tmp_path):
    land(tmp_path, "2017", EXPORT, FRAME, synthetic=True)
    landed = landed_wave(tmp_path, "2017")
    assert (landed.export(), landed.frame()) == (EXPORT, FRAME)
    assert landed.arrival.export_hash == content_hash(EXPORT)
    assert landed.arrival.frame_hash == content_hash(FRAME)
    assert landed.arrival.synthetic is True
    assert re.fullmatch(r"\d{8}T\d{6}-[0-9a-f]{8}", landed.arrival.arrival)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", landed.arrival.landed)


def test_a_wave_without_frame_has_none(tmp_path):
    landed = land(tmp_path, "2017", EXPORT, None, synthetic=False)
    assert landed.frame() is None
    assert landed_wave(tmp_path, "2017").arrival.frame_hash is None


def test_nothing_landed_is_none(tmp_path):
    assert landed_wave(tmp_path, "2017") is None
    assert landed_waves(tmp_path / "absent") == ()


def test_only_the_owner_can_read_what_landed(tmp_path):
    previous = os.umask(0)
    try:
        landed = land(tmp_path, "2017", EXPORT, FRAME, synthetic=False)
    finally:
        os.umask(previous)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"export", "frame", "current.json"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(landed.folder.stat().st_mode) == 0o700


def test_a_second_arrival_replaces_the_first_and_leaves_nothing_of_it(tmp_path):
    first = land(tmp_path, "2017", b"first", None, synthetic=True)
    second = land(tmp_path, "2017", b"second", FRAME, synthetic=False)
    assert first.arrival.arrival != second.arrival.arrival
    assert not first.folder.exists()
    assert landed_wave(tmp_path, "2017") == second
    assert second.export() == b"second"


def test_the_pointer_is_replaced_only_once_the_files_rest(tmp_path, monkeypatch):
    """A landing that breaks off leaves the earlier arrival as it was."""
    first = land(tmp_path, "2017", b"first", FRAME, synthetic=False)
    replace = Path.replace

    def full_disk(self, target):
        if target.name == "current.json":
            raise OSError(28, "no space left")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="no space"):
        land(tmp_path, "2017", b"second", None, synthetic=False)
    monkeypatch.undo()
    assert landed_wave(tmp_path, "2017") == first
    assert first.export() == b"first"
    land(tmp_path, "2017", b"third", None, synthetic=False)
    assert {path.read_bytes() for path in tmp_path.rglob("export")} == {b"third"}


def test_waves_are_listed_by_name(tmp_path):
    for wave in ("2021", "2017", "2019-pilot"):
        land(tmp_path, wave, EXPORT, None, synthetic=wave == "2017")
    waves = landed_waves(tmp_path)
    assert [wave.wave for wave in waves] == ["2017", "2019-pilot", "2021"]
    assert [wave.arrival.synthetic for wave in waves] == [True, False, False]


def test_a_removed_wave_leaves_no_file_and_other_waves_alone(tmp_path):
    land(tmp_path, "2017", EXPORT, FRAME, synthetic=True)
    kept = land(tmp_path, "2019", EXPORT, FRAME, synthetic=False)
    remove_landed(tmp_path, "2017")
    remove_landed(tmp_path, "2017")
    assert landed_waves(tmp_path) == (kept,)
    assert not (tmp_path / "2017").exists()


def test_the_name_of_the_file_that_came_in_is_not_kept(tmp_path):
    land(tmp_path, "2017", EXPORT, FRAME, synthetic=False)
    assert set(json.loads((tmp_path / "2017" / "current.json").read_text())) == {
        "arrival", "landed", "export_hash", "frame_hash", "synthetic", "given_format",
    }  # fmt: skip
