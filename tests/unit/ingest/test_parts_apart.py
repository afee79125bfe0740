"""Parts that are read apart, in any order, are those that are read one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infopos_pipeline.ingest import parts
from infopos_pipeline.ingest.parts import cuts, read_part, source_parts
from infopos_pipeline.problems import InputError

CELLS = st.text(st.sampled_from('ab";\né '), max_size=8)
"""Some of them with a line end, which is none of a row."""


def quoted(rows: list[tuple[str, str]]) -> bytes:
    cells = [('"' + '","'.join(cell.replace('"', '""') for cell in row) + '"\n') for row in [("id", "q1"), *rows]]
    return "".join(cells).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.just("x"), CELLS), min_size=1, max_size=40), size=st.integers(20, 200))
def test_each_part_by_itself_is_the_part_of_the_whole(tmp_path: Path, rows: list[tuple[str, str]], size: int) -> None:
    export = tmp_path / "export.csv"
    export.write_bytes(quoted(rows))
    with pytest.MonkeyPatch.context() as small:
        small.setattr(parts, "PART", size)
        in_order = list(source_parts(export, "export.csv"))
        where = cuts(export, "export.csv")
    assert sum(where.lengths) == export.stat().st_size
    assert len(where.lengths) == len(in_order)
    for place in reversed(range(len(in_order))):
        before = in_order[place].first_row - in_order[0].first_row
        alone = read_part(export, where, place, before, "export.csv")
        assert alone.columns == in_order[place].columns
        assert alone.first_row == in_order[place].first_row
        assert alone.headings == in_order[place].headings


def test_a_file_that_is_no_text_is_one_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 8)
    export = tmp_path / "export.csv"
    export.write_bytes(quoted([("x", "één")] * 9).decode().encode("utf-16"))
    where = cuts(export, "export.csv")
    assert where.lengths == (export.stat().st_size,)
    assert read_part(export, where, 0, 0, "export.csv").columns.num_rows == 9


def test_a_file_that_is_damaged_where_it_begins_is_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 40)
    export = tmp_path / "export.csv"
    export.write_bytes(quoted([("x", "a")] * 2) + b'"x"\n' + quoted([("x", "a")] * 20))
    with pytest.raises(InputError) as apart:
        cuts(export, "export.csv")
    with pytest.raises(InputError) as in_order:
        list(source_parts(export, "export.csv"))
    assert apart.value.problems == in_order.value.problems
