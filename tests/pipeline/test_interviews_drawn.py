"""Drawing for interviews as users do it: a list with names for its owner alone, a record without, and guides."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from running import PROJECT, Cli, Ran, hashes, open_to_others
from weather_exports import SCHEMAS, STUDY

from infopos_pipeline.ingest.landing import land
from infopos_pipeline.orchestration import draw_records
from infopos_pipeline.orchestration.draw_records import write_rekeyed
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.privacy import Key
from infopos_pipeline.problems import UserError
from infopos_pipeline.project import Home, Project

DRAW = ("interviews", "draw", "--wave", "2017")
GUIDE = ("interviews", "guide", "--wave", "2017")
SIX = ["Kwartelmeer", "Hommelrade", "Graauwhuizen", "Hogenvliet-Aa", "Akkervoorde", "Bakelhorn"]
EXPORT = (PROJECT / "data/infopos/2017/export.csv").read_bytes()
FRAME = (PROJECT / "data/infopos/2017/frame.csv").read_bytes()


@pytest.fixture(scope="module")
def six(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A home in which six were drawn of the sample wave and have a guide, for tests that read only."""
    folder = tmp_path_factory.mktemp("six")
    shutil.copytree(sample.cli.home, folder / "home", symlinks=True)
    shutil.copytree(sample.cli.user, folder / "user")
    cli = Cli(folder / "user", folder / "home")
    cli.done_here(*DRAW, "--n", "6", "--seed", "2017")
    cli.done_here(*GUIDE)
    return cli


@pytest.fixture
def own_six(six: Cli, tmp_path: Path) -> Cli:
    """A copy of it, for tests that change it."""
    shutil.copytree(six.home, tmp_path / "home", symlinks=True)
    shutil.copytree(six.user, tmp_path / "user")
    return Cli(tmp_path / "user", tmp_path / "home")


def folder_of(cli: Cli, wave: str = "2017") -> Path:
    return cli.home / "interviews" / "infopos" / wave


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def listed(cli: Cli) -> list[dict[str, str]]:
    return rows(folder_of(cli) / "drawn.csv")


def names(cli: Cli) -> set[str]:
    """Whatever of the list names anybody."""
    return {text for row in listed(cli) for column, text in row.items() if column not in ("interview", "status")} - {""}


def workplace_of(cli: Cli) -> Workplace:
    return Workplace(project_folder=str(PROJECT), home_folder=str(cli.home), key_file=str(cli.user / "pseudonym.key"))


def pseudonyms(cli: Cli) -> set[str]:
    record = json.loads((folder_of(cli) / "draws.json").read_text())
    return {who for one in record["draws"] for who in (*one["willing"], *one["drawn"].values())}


# What is written


def test_the_six_are_drawn_in_order_and_the_list_says_who_they_are(six: Cli) -> None:
    assert [(row["interview"], row["status"], row["municipality"]) for row in listed(six)] == [
        (f"interview_{number:02}", "drawn", name) for number, name in enumerate(SIX, start=1)
    ]
    frame = {row["gemeente"]: row["token"] for row in csv.DictReader(io.StringIO(FRAME.decode(), newline=""))}
    assert [row["token"] for row in listed(six)] == [frame[name] for name in SIX]
    assert all(row["naam"] for row in listed(six))


def test_the_record_says_what_it_was_drawn_from(six: Cli) -> None:
    record = json.loads((folder_of(six) / "draws.json").read_text())
    current = json.loads((six.home / "landing/infopos/2017/current.json").read_text())
    (one,) = record["draws"]
    assert (record["seed"], one["n"], one["stratify"], one["refused"]) == (2017, 6, None, [])
    assert one["export_sha256"] == current["export_hash"]
    assert one["frame_sha256"] == current["frame_hash"]
    assert one["landed"] == current["landed"]
    assert len(one["willing"]) == 13
    assert set(one["drawn"].values()) < set(one["willing"])


@pytest.mark.usefixtures("careless")
def test_drawing_and_guides_write_into_their_own_folder_alone_and_for_their_owner_alone(own_sample: Cli) -> None:
    before = hashes(own_sample.home)
    said = own_sample("interviews", "draw", "--wave", "2017", "--n", "6", "--seed", "2017")
    guides = own_sample.here(*GUIDE)
    assert (said.returncode, said.stderr, guides.exit_code, guides.stderr) == (0, "", 0, "")
    assert hashes(own_sample.home, without=("interviews",)) == before
    assert open_to_others(own_sample.home / "interviews") == []
    told = said.stdout + guides.stdout
    assert not [name for name in names(own_sample) if name in told]
    assert not [who for who in pseudonyms(own_sample) if who in told]
    assert "interview_06" in told
    assert "Seed 2017" in told
    assert str(folder_of(own_sample) / "drawn.csv") in told


def test_no_file_has_both_names_and_pseudonyms_and_the_record_has_no_names(six: Cli) -> None:
    for path in folder_of(six).rglob("*.*"):
        text = path.read_text("utf-8")
        assert not (
            [name for name in names(six) if name in text] and [who for who in pseudonyms(six) if who in text]
        ), path
    record = (folder_of(six) / "draws.json").read_text("utf-8")
    assert not [name for name in names(six) if name in record]


def test_the_list_goes_where_it_is_told_and_again_from_the_same_record(own_six: Cli, tmp_path: Path) -> None:
    record = (folder_of(own_six) / "draws.json").read_bytes()
    beside = (folder_of(own_six) / "drawn.csv").read_bytes()
    for _ in range(2):
        assert "Nobody new was drawn" in own_six.done_here(*DRAW, "--output", tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_bytes() == beside
    assert open_to_others(tmp_path / "list.csv") == []
    assert (folder_of(own_six) / "draws.json").read_bytes() == record


def test_without_a_seed_one_is_made_and_kept(own_sample: Cli) -> None:
    own_sample.done_here(*DRAW, "--n", "2")
    seed = json.loads((folder_of(own_sample) / "draws.json").read_text())["seed"]
    assert f"Seed {seed}." in own_sample.done_here(*DRAW, "--n", "4", "--seed", str(seed))
    assert [row["interview"] for row in listed(own_sample)] == [f"interview_{number:02}" for number in range(1, 5)]


# Guides


def test_each_of_those_drawn_has_a_guide_about_them_alone(six: Cli) -> None:
    guides = sorted((folder_of(six) / "guides").iterdir())
    assert [path.name for path in guides] == [f"interview_{number:02}.md" for number in range(1, 7)]
    remarks = {row["opm"] for row in csv.DictReader(io.StringIO(EXPORT.decode("utf-8-sig"), newline=""))} - {""}
    for path, own in zip(guides, listed(six), strict=True):
        text = path.read_text("utf-8")
        assert text.startswith(f"# {own['interview']}: {own['municipality']}\n")
        assert not [name for name in SIX if name != own["municipality"] and name in text]
        assert not [name for name in (own["naam"], own["email"], own["token"]) if name and name in text]
        assert not [remark for remark in remarks if remark in text]


def test_a_guide_in_the_other_language_takes_the_place_of_the_first(own_six: Cli) -> None:
    before = hashes(folder_of(own_six))
    said = own_six.done_here(*GUIDE, "--interview", "interview_02", "--language", "en")
    changed = {name for name, content in hashes(folder_of(own_six)).items() if content != before[name]}
    assert changed == {"guides/interview_02.md"}
    assert "do not share" in (folder_of(own_six) / "guides/interview_02.md").read_text("utf-8")
    assert "interview_01" not in said


def test_who_refuses_is_replaced_and_their_guide_is_gone(own_six: Cli) -> None:
    said = own_six.done_here(*DRAW, "--refused", "interview_03")
    assert "willing in wave 2017: interview_07." in said
    assert "To be held: 6 (interview_01, interview_02, interview_04" in said
    before, after = SIX, [row["municipality"] for row in listed(own_six)]
    assert after[:6] == before
    assert [row["status"] for row in listed(own_six)] == ["drawn"] * 2 + ["refused"] + ["drawn"] * 4
    own_six.done_here(*GUIDE)
    guides = sorted(path.stem for path in (folder_of(own_six) / "guides").iterdir())
    assert guides == [f"interview_{number:02}" for number in (1, 2, 4, 5, 6, 7)]
    assert "was refused" in own_six.here(*GUIDE, "--interview", "interview_03").stderr


# The wave goes on


def export_with(change: Callable[[list[dict[str, str]]], Sequence[dict[str, str]]]) -> bytes:
    """The sample export with other rows."""
    read = csv.DictReader(io.StringIO(EXPORT.decode("utf-8-sig"), newline=""))
    changed = change(list(read))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, read.fieldnames or (), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(changed)
    return text.getvalue().encode("utf-8-sig")


def lands(cli: Cli, export: bytes) -> None:
    land(cli.home / "landing" / "infopos", "2017", export, FRAME, synthetic=True)


def test_earlier_draws_stand_while_the_list_of_the_willing_grows_and_somebody_leaves_it(own_sample: Cli) -> None:
    lands(own_sample, export_with(lambda all_rows: all_rows[:40]))
    own_sample.done_here(*DRAW, "--n", "3", "--seed", "8", "--stratify", "regio")
    first = [row["municipality"] for row in listed(own_sample)]
    tokens = [row["token"] for row in listed(own_sample)]
    lands(own_sample, EXPORT)
    own_sample.done_here(*DRAW, "--n", "6")
    grown = [row["municipality"] for row in listed(own_sample)]
    assert grown[:3] == first
    assert len(set(grown)) == 6

    def changed(all_rows: list[dict[str, str]]) -> list[dict[str, str]]:
        """The first of those drawn says no by now, the second has gone."""
        place = {row["token"] or row["gemeente"]: number for number, row in enumerate(all_rows)}
        no, gone = (place.get(token, place.get(name)) for token, name in zip(tokens, first[:2], strict=False))
        assert no is not None
        all_rows[no]["interv"] = "A2"
        return [row for number, row in enumerate(all_rows) if number != gone]

    lands(own_sample, export_with(changed))
    said = own_sample.here(*DRAW, "--n", "7")
    assert said.exit_code == 0
    assert [line.split()[0] for line in said.stderr.splitlines()] == ["interview_01", "interview_02"]
    assert [row["municipality"] for row in listed(own_sample)][:6] == [first[0], "", *grown[2:]]
    record = json.loads((folder_of(own_sample) / "draws.json").read_text())
    assert [(one["n"], one["stratify"], len(one["drawn"])) for one in record["draws"]] == [
        (3, "regio", 3),
        (6, "regio", 3),
        (7, "regio", 1),
    ]
    guides = own_sample.here(*GUIDE)
    assert guides.exit_code == 0
    assert guides.stderr.startswith("interview_02 has no guide")
    assert len(list((folder_of(own_sample) / "guides").iterdir())) == 6


# What cannot be


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*DRAW, "--n", "14"), "8 were to be drawn, and 7 are willing that were not drawn before"),
        ((*DRAW, "--n", "14"), "--n 13"),
        (
            (*DRAW, "--n", "7", "--stratify", "regios"),
            "no fact regios to stratify by (there are: regio, grootteklasse)",
        ),
        ((*DRAW, "--refused", "interview_08"), "No interview interview_08 was drawn"),
        ((*DRAW, "--seed", "2018"), "have the seed 2017"),
        (("interviews", "draw", "--wave", "2018", "--n", "6"), "Wave 2018 has not landed"),
        (("interviews", "draw", "--wave", "2019"), "say how many interviews are wanted"),
        (("interviews", "guide", "--wave", "2019"), "infopos interviews draw --wave 2019 --n 6"),
        ((*GUIDE, "--interview", "interview_8"), "No interview interview_8 was drawn"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(six: Cli, arguments: Sequence[str], said: str) -> None:
    before = hashes(six.home / "interviews")
    finished = six.here(*arguments)
    assert finished.exit_code == 1
    assert said in finished.stderr
    assert finished.stdout == ""
    assert hashes(six.home / "interviews") == before


@pytest.mark.parametrize("folder", ["warehouse", "output", "releases", "dagster", "landing", "incoming/infopos/2017"])
def test_names_may_not_lie_where_none_are_kept(six: Cli, tmp_path: Path, folder: str) -> None:
    before = hashes(six.home)
    (tmp_path / "link").symlink_to(six.home)
    for path in (six.home / folder / "list.csv", tmp_path / "link" / folder / "list.csv"):
        finished = six.here(*DRAW, "--n", "7", "--output", path)
        assert finished.exit_code == 1
        assert f"may not lie in {folder.partition('/')[0]}/" in finished.stderr
    assert hashes(six.home) == before


def test_no_other_file_is_written_over(six: Cli, tmp_path: Path) -> None:
    before = hashes(six.home)
    (tmp_path / "frame.csv").write_text("token,gemeente\n")
    for path in (tmp_path / "frame.csv", folder_of(six) / "draws.json"):
        finished = six.here(*DRAW, "--n", "7", "--output", path)
        assert finished.exit_code == 1
        assert "is there already" in finished.stderr
    assert (tmp_path / "frame.csv").read_text() == "token,gemeente\n"
    assert hashes(six.home) == before


def test_a_study_that_declares_no_interviews_says_where_to(infopos: Cli, tmp_path: Path) -> None:
    shutil.copytree(SCHEMAS / STUDY, tmp_path / "project" / "schemas" / STUDY)
    for command in ("draw", "guide"):
        finished = infopos.here("interviews", command, "--wave", "2003", "--project", tmp_path / "project")
        assert finished.exit_code == 1
        assert f"schemas/{STUDY}/themes.yaml" in finished.stderr
    assert not infopos.home.exists()


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"seed": 1', b"\xff\xfe", b"[]"])
def test_a_damaged_record_stops_everything_and_is_not_written_over(own_six: Cli, damage: bytes) -> None:
    path = folder_of(own_six) / "draws.json"
    path.write_bytes(damage)
    before = hashes(own_six.home / "interviews")
    for arguments in ((*DRAW, "--n", "7"), GUIDE):
        finished = own_six.here(*arguments)
        assert finished.exit_code == 1
        assert f"{path}, is damaged" in finished.stderr
    assert hashes(own_six.home / "interviews") == before
    with pytest.raises(UserError, match="is damaged"):
        workplace_of(own_six).rotate_key()
    assert workplace_of(own_six).key_ids() == {workplace_of(own_six).key().key_id}
    assert hashes(own_six.home / "interviews") == before


# The key, and the end


def test_after_a_rotation_the_draw_is_the_same_under_other_pseudonyms(own_six: Cli) -> None:
    old, before = pseudonyms(own_six), (folder_of(own_six) / "drawn.csv").read_bytes()
    key = workplace_of(own_six).rotate_key()
    assert json.loads((folder_of(own_six) / "draws.json").read_text())["key_id"] == key.key_id
    assert len(pseudonyms(own_six)) == len(old) == 13
    for path in (path for path in own_six.home.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert not [who for who in old if who.encode() in content], path
    own_six.done_here(*DRAW)
    assert (folder_of(own_six) / "drawn.csv").read_bytes() == before
    assert sorted(path.name for path in folder_of(own_six).iterdir()) == ["drawn.csv", "draws.json", "guides"]
    own_six.done_here(*DRAW, "--refused", "interview_01")
    assert [row["municipality"] for row in listed(own_six)][:6] == SIX
    assert open_to_others(own_six.home / "interviews") == []


def test_a_rotation_that_stops_before_the_key_is_new_leaves_the_draw_as_it_was(own_six: Cli) -> None:
    key_file, record = own_six.user / "pseudonym.key", (folder_of(own_six) / "draws.json").read_bytes()
    old = Key(bytes.fromhex(key_file.read_text()))
    write_rekeyed(Home(own_six.home), Project(PROJECT), old, Key(bytes(32)))
    own_six.done_here(*DRAW)
    assert (folder_of(own_six) / "draws.json").read_bytes() == record
    workplace_of(own_six).rotate_key()
    own_six.done_here(*DRAW)
    assert [row["municipality"] for row in listed(own_six)] == SIX


def test_a_rotation_that_stops_after_the_key_is_new_is_finished_by_the_next_command(
    own_six: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = pseudonyms(own_six)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(draw_records, "settle_records", stop)
        with pytest.raises(KeyboardInterrupt):
            workplace_of(own_six).rotate_key()
    assert pseudonyms(own_six) == old
    own_six.done_here(*DRAW)
    assert [row["municipality"] for row in listed(own_six)] == SIX
    assert not pseudonyms(own_six) & old
    assert sorted(path.name for path in folder_of(own_six).iterdir()) == ["drawn.csv", "draws.json", "guides"]


def test_once_the_key_is_lost_nobody_is_drawn_twice_and_no_old_pseudonym_is_left(own_six: Cli) -> None:
    old, before = pseudonyms(own_six), (folder_of(own_six) / "drawn.csv").read_bytes()
    (own_six.user / "pseudonym.key").unlink()
    workplace_of(own_six).rotate_key()
    assert not pseudonyms(own_six) & old
    finished = own_six.here(*DRAW, "--refused", "interview_01")
    assert finished.exit_code == 1
    assert "cannot be told any more" in finished.stderr
    assert (folder_of(own_six) / "drawn.csv").read_bytes() == before
    assert own_six.here(*GUIDE).stderr.count("has no guide") == 6


def test_a_draw_of_a_study_that_cannot_be_read_stops_a_rotation_before_anything_is_deleted(own_six: Cli) -> None:
    elsewhere = own_six.home / "interviews" / "elsewhere" / "2017"
    shutil.copytree(folder_of(own_six), elsewhere)
    shutil.copytree(own_six.home / "landing" / "infopos", own_six.home / "landing" / "elsewhere")
    before = hashes(own_six.home / "interviews"), hashes(own_six.user)
    finished = own_six.here("rotate-key", "--yes")
    assert finished.exit_code == 1
    assert "wave 2017 of elsewhere cannot be carried over" in finished.stderr
    assert (hashes(own_six.home / "interviews"), hashes(own_six.user)) == before
    assert own_six.done_here(*DRAW)


def test_a_record_made_under_another_key_is_refused_with_both_named(own_six: Cli) -> None:
    path = folder_of(own_six) / "draws.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps(record | {"key_id": "0123456789abcdef"}))
    finished = own_six.here(*DRAW, "--n", "7")
    assert finished.exit_code == 1
    assert "0123456789abcdef" in finished.stderr
    assert record["key_id"] in finished.stderr


def test_a_removed_wave_takes_its_draw_along_and_leaves_that_of_another(own_six: Cli) -> None:
    own_six.done_here("interviews", "draw", "--wave", "2021", "--n", "2")
    own_six.done_here("interviews", "guide", "--wave", "2021")
    others = hashes(folder_of(own_six))
    own_six.done_here("remove", "--wave", "2021", "--yes")
    assert not folder_of(own_six, "2021").exists()
    assert hashes(folder_of(own_six)) == others
