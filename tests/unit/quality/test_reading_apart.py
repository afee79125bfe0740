"""What parts of an export that were checked apart mean together: what reading them one after the other finds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from builders import small_export

from infopos_pipeline.ingest import parts
from infopos_pipeline.problems import InputError, Problem
from infopos_pipeline.quality.reading import answer_parts
from infopos_pipeline.quality.reading_apart import cut_export, in_place, require_good
from infopos_pipeline.quality.validation import Answers

NAMES = ("export.csv", "frame.csv")


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write respondents into an export that is read in parts of some ten rows, all of them good but those given."""
    monkeypatch.setattr(parts, "PART", 400)

    def written(changed: dict[int, dict[str, str]]) -> Path:
        rows = [{"lft": "40", "oord": "A1", "kind": "2"} | changed.get(number, {}) for number in range(60)]
        path = tmp_path / "export.csv"
        path.write_bytes(small_export(*rows).content(encoding="utf-8"))
        return path

    return written


def said_in_order(export: Path, study) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as error:
        list(answer_parts(export, None, study, NAMES))
    return error.value.problems


def said_apart(export: Path, study) -> tuple[Problem, ...]:
    cut = cut_export(export, None, study, NAMES)
    assert cut.parts > 5
    with pytest.raises(InputError) as error:
        require_good(cut.checked(place) for place in range(cut.parts))
    return error.value.problems


def test_problems_of_all_parts_have_the_rows_that_they_are_in(write, small_study):
    export = write({3: {"oord": "A9"}, 30: {"oord": "A8", "lastpage": "77"}, 59: {"lft": "oud"}})
    problems = said_apart(export, small_study)
    assert {problem.row for problem in problems} == {5, 32, 61}
    assert problems == said_in_order(export, small_study)


def test_more_problems_than_are_listed_are_counted_over_all_parts(write, small_study):
    export = write({number: {"oord": "A9"} for number in range(60)} | {7: {"lft": "oud"}})
    assert said_apart(export, small_study) == said_in_order(export, small_study)


def test_of_a_damaged_part_the_damage_alone_is_told(write, small_study):
    export = write({3: {"oord": "A9"}})
    lines = export.read_bytes().splitlines(keepends=True)
    lines[40] = b'"40","t"\r\n'
    export.write_bytes(b"".join(lines))
    problems = said_apart(export, small_study)
    assert [(problem.code, problem.row) for problem in problems] == [("row_length", 41)]
    assert problems == said_in_order(export, small_study)


def test_remarks_of_a_part_have_the_rows_that_they_are_in(write, small_study):
    export = write({30: {"toel": "CafÃ© de Zwaan"}})
    cut = cut_export(export, None, small_study, NAMES)
    found, rows = [], 0
    for place in range(cut.parts):
        part = cut.checked(place)
        found += in_place(part.answers.notices, rows)
        rows += part.rows
    assert [problem.row for problem in found if problem.code == "garbled_text"] == [32]
    told = [notice for part in answer_parts(export, None, small_study, NAMES) for notice in part.notices]
    assert found == told


def test_respondents_have_the_same_names_whichever_part_they_are_in(write, small_study):
    export = write({number: {"token": ""} for number in (2, 3, 20, 21, 22, 55)} | {40: {"token": "t5"}})
    cut = cut_export(export, None, small_study, NAMES)
    checked = [cut.checked(place) for place in range(cut.parts)]
    seen: Counter[bytes] = Counter()
    apart: list[Answers] = []
    for place, part in enumerate(checked):
        apart.append(cut.answers(place, Counter({same: seen[same] for same in part.seen if same in seen})))
        seen.update(part.seen)
    in_order = list(answer_parts(export, None, small_study, NAMES))
    assert [part.municipalities for part in apart] == [part.municipalities for part in in_order]
    everybody = [name for part in apart for name in part.municipalities]
    assert len(everybody) == 60
    assert len(set(everybody)) == 59


def test_an_export_with_its_frame_is_one_part(study, tmp_path, sample_export, sample_frame, monkeypatch):
    monkeypatch.setattr(parts, "PART", 4000)
    export = tmp_path / "export.csv"
    export.write_bytes(sample_export)
    cut = cut_export(export, sample_frame, study, NAMES)
    assert cut.parts == 1
    part = cut.checked(0)
    require_good([part])
    (in_order,) = answer_parts(export, sample_frame, study, NAMES)
    assert part.answers.municipalities == in_order.municipalities == cut.answers(0, Counter()).municipalities
