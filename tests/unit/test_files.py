"""Files appear whole or not at all, and for their owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from infopos_pipeline.files import write_atomic


def test_a_file_is_written_whole_for_its_owner_alone_and_folders_are_made(tmp_path):
    path = tmp_path / "a" / "b" / "file.csv"
    previous = os.umask(0)
    try:
        write_atomic(path, b"one")
        write_atomic(path, b"two")
    finally:
        os.umask(previous)
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["file.csv"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_content_and_no_part(tmp_path, monkeypatch, step):
    path = tmp_path / "file.csv"
    write_atomic(path, b"old")

    def fail(*_):
        raise OSError(28, "no space left")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OSError, match="no space left"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.csv"]
