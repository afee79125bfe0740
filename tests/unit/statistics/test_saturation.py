"""The curve of saturation: what every further interview adds."""

from itertools import accumulate, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from infopos_pipeline.statistics.saturation import new_codes

interviews = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=8)


def test_an_interview_adds_the_codes_that_none_before_it_had() -> None:
    curve = new_codes([["law", "trust", "law"], ["trust", "money"], [], ["law", "money"], ["time", "staff"]])
    assert [step.new for step in curve] == [2, 1, 0, 0, 2]
    assert [step.so_far for step in curve] == [2, 3, 3, 3, 5]


def test_no_interviews_have_no_curve() -> None:
    assert new_codes([]) == ()


@settings(derandomize=True, deadline=None)
@given(interviews)
def test_the_curve_adds_up_to_all_codes_in_any_order(codes: list[list[str]]) -> None:
    curve = new_codes(codes)
    assert [step.so_far for step in curve] == list(accumulate(step.new for step in curve))
    assert all(one.so_far <= other.so_far for one, other in pairwise(curve))
    assert sum(step.new for step in curve) == len(set().union(*codes))
    assert sum(step.new for step in new_codes(codes[::-1])) == len(set().union(*codes))
