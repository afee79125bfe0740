"""Folders of slices: put in place in one step, and gone when they have to be."""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest

from infopos_pipeline.warehouse import Warehouse
from infopos_pipeline.warehouse.parquet_folders import ParquetFolders


def put(folders: ParquetFolders, study: str, wave: str, made_from: str, key: str = "k1") -> Path:
    with folders.writing(study, "responses", wave, made_from) as folder:
        (folder / f"key_id={key}").mkdir(parents=True)
        (folder / f"key_id={key}" / "part.parquet").write_text(made_from, encoding="utf-8")
    return folders.folder(study, "responses", wave, made_from)


def there(folders: ParquetFolders) -> set[str]:
    return {path.relative_to(folders.root).as_posix() for path in folders.root.glob("*/*/*/*")}


@pytest.fixture
def folders(tmp_path: Path) -> ParquetFolders:
    return ParquetFolders(tmp_path / "parquet")


def test_a_slice_is_its_owners_alone(folders: ParquetFolders) -> None:
    put(folders, "poll", "2017", "a")
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (folders.root, *folders.root.rglob("*"))}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_what_is_written_halfway_is_never_in_place(folders: ParquetFolders) -> None:
    put(folders, "poll", "2017", "a")
    with suppress(ZeroDivisionError), folders.writing("poll", "responses", "2017", "b") as folder:
        folder.mkdir()
        raise ZeroDivisionError
    assert there(folders) == {"poll/responses/2017/a"}


def test_the_same_making_takes_the_place_of_itself(folders: ParquetFolders) -> None:
    put(folders, "poll", "2017", "a", key="k1")
    put(folders, "poll", "2017", "a", key="k2")
    assert folders.key_ids() == {"k2"}


def test_of_a_slice_one_making_is_kept_and_nothing_that_was_interrupted(folders: ParquetFolders) -> None:
    for made_from in ("a", "b", ".c.12345678"):
        put(folders, "poll", "2017", made_from)
    put(folders, "poll", "2019", "a")
    folders.keep("poll", "responses", "2017", "b")
    assert there(folders) == {"poll/responses/2017/b", "poll/responses/2019/a"}


def test_a_wave_goes_and_others_stay(folders: ParquetFolders) -> None:
    for study, wave in (("poll", "2017"), ("poll", "2019"), ("other", "2017")):
        put(folders, study, wave, "a")
    folders.remove("poll", "2017")
    assert there(folders) == {"poll/responses/2019/a", "other/responses/2017/a"}
    folders.remove_all()
    assert there(folders) == set()


def test_keys_are_those_of_slices_in_place(folders: ParquetFolders) -> None:
    assert folders.key_ids() == frozenset()
    put(folders, "poll", "2017", "a", key="k1")
    put(folders, "other", "2017", "b", key="k2")
    put(folders, "poll", "2019", ".c.12345678", key="k3")
    assert folders.key_ids() == {"k1", "k2"}


def test_rows_in_the_file_take_the_place_of_a_folder(tmp_path: Path, study) -> None:
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.prepare(study)
        put(warehouse.parquet, study.name, "2017", "spark", key="k1")
        put(warehouse.parquet, study.name, "2019", "spark", key="k1")
        row = pa.table({"pseudonym": ["p"], "key_id": ["k2"]})
        warehouse.replace(study, "responses", row, "duckdb", wave="2017")
        assert there(warehouse.parquet) == {f"{study.name}/responses/2019/spark"}
        assert warehouse.key_ids() == {"k1", "k2"}
        warehouse.remove(study, "2019")
        assert warehouse.key_ids() == {"k2"}
        warehouse.forget_pseudonyms()
        assert warehouse.key_ids() == frozenset()
