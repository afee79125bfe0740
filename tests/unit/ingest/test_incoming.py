"""The drop: what is taken, what waits, and that nothing is lost."""

from __future__ import annotations

import pytest

from infopos_pipeline.ingest.incoming import done, drops, take, taken, unknown_folders


@pytest.fixture
def incoming(tmp_path):
    folder = tmp_path / "incoming"
    (folder / "2019").mkdir(parents=True)
    return folder


def test_a_folder_without_an_export_is_no_drop(incoming):
    (incoming / "2019" / "frame.csv").write_text("a")
    (incoming / "2019" / "notes.txt").write_text("a")
    assert drops(incoming) == []
    assert drops(incoming / "nowhere") == []


def test_export_and_frame_are_found_whatever_their_endings(incoming):
    for name in ("export.sav", "frame.xlsx", "readme.txt"):
        (incoming / "2019" / name).write_text("a")
    (drop,) = drops(incoming)
    assert (drop.wave, [path.name for path in drop.files]) == ("2019", ["export.sav", "frame.xlsx"])


@pytest.mark.parametrize("name", [".export.csv", "~export.csv", "export.part", "export.CRDOWNLOAD", "export.tmp"])
def test_what_a_program_has_not_finished_is_passed_over(incoming, name):
    (incoming / "2019" / name).write_text("a")
    assert drops(incoming) == []


def test_a_folder_that_no_wave_can_be_called_is_named_and_not_looked_into(incoming):
    (incoming / "Wave 3").mkdir()
    (incoming / "Wave 3" / "export.csv").write_text("a")
    assert drops(incoming) == []
    assert unknown_folders(incoming) == ["Wave 3"]


def test_a_file_that_grows_or_is_written_again_is_seen_to(incoming):
    path = incoming / "2019" / "export.csv"
    path.write_text("a")
    (first,) = drops(incoming)
    assert drops(incoming) == [first]
    path.write_text("ab")
    (second,) = drops(incoming)
    assert second.seen != first.seen


def test_what_is_taken_is_moved_aside_and_a_new_file_of_the_name_is_another_drop(incoming):
    path = incoming / "2019" / "export.csv"
    path.write_text("first")
    take(drops(incoming)[0])
    path.write_text("second")
    (aside,) = taken(incoming)
    assert aside.exports[0].read_text() == "first"
    assert [drop.exports[0].read_text() for drop in drops(incoming)] == ["second"]
    done(aside)
    assert taken(incoming) == []
    assert path.read_text() == "second"


def test_a_frame_that_was_moved_aside_before_a_process_died_stays_with_its_export(incoming):
    aside = incoming / "2019" / ".taken"
    aside.mkdir()
    (aside / "frame.csv").write_text("frame")
    (incoming / "2019" / "export.csv").write_text("export")
    assert taken(incoming) == []
    take(drops(incoming)[0])
    (drop,) = taken(incoming)
    assert [path.read_text() for path in drop.files] == ["export", "frame"]
    assert drops(incoming) == []


def test_a_drop_that_was_taken_and_not_finished_is_found_again(incoming):
    (incoming / "2019" / "export.csv").write_text("a")
    take(drops(incoming)[0])
    assert drops(incoming) == []
    assert [drop.wave for drop in taken(incoming)] == ["2019"]


def test_the_folder_of_the_wave_goes_only_when_nothing_else_lies_in_it(incoming):
    (incoming / "2019" / "export.csv").write_text("a")
    (incoming / "2019" / "notes.txt").write_text("mine")
    take(drops(incoming)[0])
    done(taken(incoming)[0])
    assert [path.name for path in (incoming / "2019").iterdir()] == ["notes.txt"]
    (incoming / "2021").mkdir()
    (incoming / "2021" / "export.csv").write_text("a")
    take(drops(incoming)[0])
    done(taken(incoming)[0])
    assert not (incoming / "2021").exists()
