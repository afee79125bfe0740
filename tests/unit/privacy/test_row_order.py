"""Nothing that is kept tells in which order an export had its rows; also without a frame, whoever answered twice."""

from __future__ import annotations

import pytest
from builders import small_export
from hypothesis import given, settings
from hypothesis import strategies as st
from kept import kept as as_pandas

from infopos_pipeline.ingest.export import read_export
from infopos_pipeline.privacy.open_answers import seal_answers
from infopos_pipeline.privacy.redaction import redactor
from infopos_pipeline.quality import validate

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "token": st.sampled_from(["", "", "t1", "t2"]),
            "lft": st.sampled_from(["", "17", "40"]),
            "oord": st.sampled_from(["A1", "A2", "A3"]),
            "lastpage": st.sampled_from(["1", "9"]),
            "toel": st.sampled_from(["", "regen", "zon"]),
        }
    ),
    min_size=1,
    max_size=7,
)


@pytest.fixture(scope="module")
def kept(small_study, key):
    """Everything of some respondents that goes on to the warehouse."""
    redacting = redactor(small_study)

    def make(rows):
        cells = read_export(small_export(*rows).content(), "export", small_study)
        answers = validate(cells, None, small_study)
        sealed = seal_answers(answers.open_answers, redacting, "2019", key)
        return as_pandas(answers, small_study, key).responses, sealed

    return make


@settings(max_examples=25)
@given(rows=ROWS, data=st.data())
def test_any_order_of_the_rows_leaves_the_same(kept, rows, data):
    responses, sealed = kept(rows)
    others, sealed_of_others = kept(data.draw(st.permutations(rows)))
    assert others.equals(responses)
    assert sealed_of_others == sealed


@settings(max_examples=25)
@given(rows=ROWS)
def test_whoever_has_no_token_is_still_somebody_else_than_the_others(kept, rows):
    tokens = [row["token"] for row in rows]
    assert kept(rows)[0]["pseudonym"].nunique() == tokens.count("") + len(set(tokens) - {""})
