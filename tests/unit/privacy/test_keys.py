"""The key of the pseudonyms: made once, for its owner alone, outside project and home."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from infopos_pipeline.privacy import Key, held_key, load_key, replacing_key
from infopos_pipeline.privacy.keys import key_path
from infopos_pipeline.problems import UserError

SECRET = "ab" * 32


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "pseudonym.key"


def test_a_key_is_made_on_first_use_and_kept(path):
    key, created = load_key(path, ())
    again, created_again = load_key(path, ())
    assert (created, created_again) == (True, False)
    assert key == again
    assert len(key.secret) == 32
    assert len(set(key.secret)) > 8


def test_only_its_owner_can_read_a_new_key(path):
    previous = os.umask(0)
    try:
        load_key(path, ())
    finally:
        os.umask(previous)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["pseudonym.key"]


def test_processes_that_start_at_once_agree_on_one_key(path):
    program = (
        "import sys, pathlib; from infopos_pipeline.privacy.keys import load_key; sys.stdin.read();"
        "key, created = load_key(pathlib.Path(sys.argv[1]), ()); print(key.secret.hex(), created)"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in processes:
        process.stdin.close()
    said = [process.stdout.read().split() for process in processes]
    for process in processes:
        process.stdout.close()
        assert process.wait() == 0
    assert len({secret for secret, _ in said}) == 1
    assert [created for _, created in said].count("True") == 1
    assert [entry.name for entry in path.parent.iterdir()] == ["pseudonym.key"]


def test_a_part_left_by_a_process_that_was_killed_does_not_stand_in_the_way(path):
    path.parent.mkdir()
    (path.parent / f".{path.name}.{os.getpid()}").write_text("half")
    assert load_key(path, ())[1] is True


def given_key(path, text=SECRET + "\n", mode=0o600):
    path.parent.mkdir(exist_ok=True)
    path.touch(0o600)
    path.write_text(text)
    path.chmod(mode)


@pytest.mark.parametrize("text", [SECRET, SECRET + "\n", f"  {SECRET.upper()}\r\n"])
def test_a_key_that_was_restored_is_used(path, text):
    given_key(path, text)
    key, created = load_key(path, ())
    assert (key.secret.hex(), created) == (SECRET, False)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o777, 0o620, 0o601])
def test_a_key_that_others_can_read_or_change_is_refused(path, mode):
    given_key(path, mode=mode)
    with pytest.raises(UserError, match="chmod 600") as caught:
        load_key(path, ())
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("text", ["", "\n", "geheim", SECRET[:-2], SECRET + "00", "zz" * 32, "é", "\x00" * 64])
def test_what_is_no_key_is_refused_without_being_shown_or_replaced(path, text):
    given_key(path, text)
    with pytest.raises(UserError, match="Restore it") as caught:
        load_key(path, ())
    assert "geheim" not in str(caught.value)
    assert path.read_text() == text


def test_a_folder_in_place_of_the_key_is_refused(path):
    path.mkdir(parents=True)
    with pytest.raises(UserError, match="cannot be read"):
        load_key(path, ())


def test_a_place_where_nothing_can_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="No key can be made"):
        load_key(tmp_path / "file" / "pseudonym.key", ())


@pytest.mark.parametrize("way", ["inside", "deep inside", "through a link to the folder", "a link to a file inside",
                                 "with dots", "the folder is a link", "a chain of links"])  # fmt: skip
def test_a_key_inside_project_or_home_is_refused_and_not_made(tmp_path, way):
    project, home, elsewhere = (tmp_path / name for name in ("project", "home", "elsewhere"))
    for folder in (project, home, elsewhere):
        folder.mkdir()
    (elsewhere / "link").symlink_to(home)
    (elsewhere / "key").symlink_to(home / "key")
    (elsewhere / "first").symlink_to("second")
    (elsewhere / "second").symlink_to("link/key")
    path = {
        "inside": home / "key",
        "deep inside": home / "a" / "b" / "key",
        "through a link to the folder": elsewhere / "link" / "key",
        "a link to a file inside": elsewhere / "key",
        "with dots": project / ".." / "home" / "key",
        "the folder is a link": home / "key",
        "a chain of links": elsewhere / "first",
    }[way]
    outside = (project, elsewhere / "link") if way == "the folder is a link" else (project, home)
    with pytest.raises(UserError, match="INFOPOS_KEY_FILE"):
        load_key(path, outside)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("reached", ["by a link to the file", "by a link to its folder", "by way of a link inside"])
def test_a_link_inside_project_or_home_is_refused_though_the_key_lies_elsewhere(tmp_path, reached):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    given_key(elsewhere / "key")
    (home / "key").symlink_to(elsewhere / "key")
    (home / "folder").symlink_to(elsewhere)
    (tmp_path / "outer").symlink_to(home / "key")
    path = {
        "by a link to the file": home / "key",
        "by a link to its folder": home / "folder" / "key",
        "by way of a link inside": tmp_path / "outer",
    }[reached]
    with pytest.raises(UserError, match="lies inside"):
        load_key(path, (home,))
    with pytest.raises(UserError, match="lies inside"), replacing_key(path, (home,)):
        pass
    assert (elsewhere / "key").read_text() == SECRET + "\n"


def test_a_link_elsewhere_to_a_key_elsewhere_is_used(tmp_path):
    given_key(tmp_path / "vault" / "key")
    (tmp_path / "link").symlink_to(tmp_path / "vault" / "key")
    assert load_key(tmp_path / "link", (tmp_path / "home",))[0].secret.hex() == SECRET


@pytest.mark.parametrize("target", ["itself", "nothing"])
def test_a_link_that_leads_nowhere_is_refused(tmp_path, target):
    (tmp_path / "itself").symlink_to(tmp_path / target)
    for expected in ((), ("0" * 16,)):
        with pytest.raises(UserError, match="cannot be read"):
            load_key(tmp_path / "itself", (tmp_path / "home",), expected)
    assert [entry.name for entry in tmp_path.iterdir()] == ["itself"]


@pytest.mark.parametrize(("mode", "refused"), [(0o777, True), (0o703, True), (0o1777, False), (0o755, False)])
@pytest.mark.parametrize("there", [True, False])
def test_a_key_in_a_folder_where_everyone_can_replace_it_is_refused_and_not_made(path, mode, refused, there):
    if there:
        given_key(path)
    path.parent.mkdir(exist_ok=True)
    path.parent.chmod(mode)
    if refused:
        with pytest.raises(UserError, match="chmod o-w"):
            load_key(path, ())
        assert path.exists() is there
    else:
        assert load_key(path, ())[1] is not there


def test_a_pipe_in_place_of_the_key_is_refused_at_once(path):
    path.parent.mkdir()
    os.mkfifo(path, 0o600)
    with pytest.raises(UserError, match="cannot be read"):
        load_key(path, ())


OTHERS = ("1111222233334444", "5555666677778888")


def test_a_missing_key_is_not_made_where_one_is_expected(path):
    with pytest.raises(UserError) as caught:
        load_key(path, (), OTHERS[:1])
    for said in (OTHERS[0], str(path), "missing", "Restore", "infopos rotate-key", "INFOPOS_KEY_FILE"):
        assert said in str(caught.value)
    assert not path.parent.exists()


def test_another_key_than_the_one_expected_is_refused_and_both_are_named(path):
    given_key(path)
    with pytest.raises(UserError) as caught:
        load_key(path, (), OTHERS[:1])
    own = Key(bytes.fromhex(SECRET)).key_id
    for said in (OTHERS[0], own, str(path), "Restore", "infopos rotate-key"):
        assert said in str(caught.value)
    assert SECRET not in str(caught.value)
    assert path.read_text() == SECRET + "\n"


def test_the_key_expected_is_used(path):
    given_key(path)
    own = Key(bytes.fromhex(SECRET)).key_id
    assert load_key(path, (), {own}) == (held_key(path, (), {own}), False)
    assert held_key(path, ()).key_id == own


@pytest.mark.parametrize("own", [True, False])
def test_no_key_fits_a_home_made_under_several(path, own):
    given_key(path)
    expected = {OTHERS[0], Key(bytes.fromhex(SECRET)).key_id if own else OTHERS[1]}
    with pytest.raises(UserError, match="No single key fits") as caught:
        load_key(path, (), expected)
    assert all(key_id in str(caught.value) for key_id in expected)


def test_looking_for_a_key_makes_none(path):
    assert held_key(path, ()) is None
    assert not path.parent.exists()


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_key_is_replaced_in_one_step_when_the_block_is_done(path, mode):
    given_key(path, mode=mode)
    previous = os.umask(0)
    try:
        with replacing_key(path, ()) as new:
            assert path.read_text() == SECRET + "\n"
    finally:
        os.umask(previous)
    assert load_key(path, ()) == (new, False)
    assert new.secret.hex() != SECRET
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["pseudonym.key"]


def test_the_old_key_is_overwritten_where_it_lay(path):
    given_key(path)
    os.link(path, path.with_name("same-file"))
    with replacing_key(path, ()) as new:
        pass
    assert path.with_name("same-file").read_bytes() == bytes(len(SECRET) + 1)
    assert path.read_text() == new.secret.hex() + "\n"


def test_the_file_that_a_link_points_at_is_replaced_and_the_link_stays(tmp_path):
    given_key(tmp_path / "vault" / "key")
    (tmp_path / "link").symlink_to(tmp_path / "vault" / "key")
    with replacing_key(tmp_path / "link", ()) as new:
        pass
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "vault" / "key").read_text() == new.secret.hex() + "\n"


def test_a_rotation_that_is_interrupted_leaves_the_old_key(path):
    given_key(path)
    with pytest.raises(KeyboardInterrupt), replacing_key(path, ()):
        raise KeyboardInterrupt
    assert path.read_text() == SECRET + "\n"
    assert [entry.name for entry in path.parent.iterdir()] == ["pseudonym.key"]


def test_a_key_that_was_lost_is_replaced_too(path):
    with replacing_key(path, ()) as new:
        assert not path.exists()
    assert load_key(path, ()) == (new, False)


@pytest.mark.parametrize("text", ["", "geheim", SECRET[:-2]])
def test_what_is_no_key_is_not_replaced(path, text):
    given_key(path, text)
    with pytest.raises(UserError), replacing_key(path, ()):
        raise AssertionError("nothing may be deleted for it")
    assert path.read_text() == text


def test_a_key_that_cannot_be_replaced_is_said_so(path, monkeypatch):
    given_key(path)

    def refused(part, target):
        raise PermissionError(13, "Permission denied", str(part), None, str(target))

    monkeypatch.setattr("pathlib.Path.replace", refused)
    with pytest.raises(UserError, match="still the old one"), replacing_key(path, ()):
        pass
    assert path.read_text() == SECRET + "\n"


def test_an_error_of_the_block_is_not_taken_for_one_of_the_key(path):
    given_key(path)
    with pytest.raises(FileNotFoundError), replacing_key(path, ()):
        (path.parent / "elsewhere").read_text()


def test_a_key_beside_project_and_home_is_used(tmp_path):
    (tmp_path / "home").mkdir()
    assert load_key(tmp_path / "home-key", (tmp_path / "home",))[1]


def test_the_secret_is_never_shown():
    key = Key(bytes.fromhex(SECRET))
    for shown in (repr(key), str(key), f"{key}", repr([key]), key.key_id):
        assert SECRET[:8] not in shown
        assert repr(key.secret)[2:10] not in shown


def test_the_key_id_names_a_key_without_giving_it_away():
    one, other = Key(bytes(32)), Key(bytes(31) + b"\x01")
    assert one.key_id == Key(bytes(32)).key_id
    assert one.key_id != other.key_id
    assert len(one.key_id) == 16
    assert one.key_id not in one.secret.hex()


def test_the_key_lies_where_the_environment_says_else_with_the_configuration():
    assert str(key_path({"INFOPOS_KEY_FILE": "/x/key"})) == "/x/key"
    assert key_path({}).name == key_path({"INFOPOS_KEY_FILE": ""}).name == "pseudonym.key"
    assert key_path({}).parent.name == "infopos"
