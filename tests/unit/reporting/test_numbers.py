import pytest

from infopos_pipeline.reporting.words import numbers


@pytest.mark.parametrize(
    ("value", "places", "dutch", "english"),
    [
        (51.42857142857143, 1, "51,4", "51.4"),
        (6.25, 1, "6,3", "6.3"),
        (6.35, 1, "6,4", "6.4"),  # the float lies below 6.35, its shortest name does not
        (2.675, 2, "2,68", "2.68"),
        (-0.04, 1, "0,0", "0.0"),
        (-0.05, 1, "-0,1", "-0.1"),
        (26000.0, 1, "26000,0", "26000.0"),
        (1e-7, 3, "0,000", "0.000"),
        (1e22, 1, "10000000000000000000000,0", "10000000000000000000000.0"),
        (100, 1, "100,0", "100.0"),
    ],
)
def test_halves_round_up_and_the_decimal_sign_is_the_readers(
    value: float, places: int, dutch: str, english: str
) -> None:
    assert numbers.decimal(value, places, "nl") == dutch
    assert numbers.decimal(value, places, "en") == english


def test_counts_are_whole_and_without_separators() -> None:
    assert [numbers.count(value) for value in (0, 75, 26000.0, None)] == ["0", "75", "26000", "-"]


def test_percentages_have_one_decimal_and_a_sign_outside_columns() -> None:
    assert numbers.percentage(5.7142, "nl") == "5,7%"
    assert numbers.percentage(5.7142, "en", "") == "5.7"
    assert numbers.percentage(None, "nl") == "-"


def test_means_have_two_decimals_with_their_deviation_in_brackets() -> None:
    assert numbers.mean_sd(3.178571, 0.944911, "nl") == "3,18 (0,94)"
    assert numbers.mean_sd(3.0, None, "en") == "3.00 (-)"
    assert numbers.mean_sd(None, None, "en") == "-"


@pytest.mark.parametrize(
    ("p", "dutch"),
    [(0.0000213, "< 0,001"), (0.000999, "< 0,001"), (0.001, "0,001"), (0.0104195, "0,010"), (1.0, "1,000")],
)
def test_p_values_never_read_as_zero(p: float, dutch: str) -> None:
    assert numbers.p_value(p, "nl") == dutch
    assert numbers.p_value(None, "nl") == "-"


def test_thresholds_keep_the_decimals_they_were_declared_with() -> None:
    assert [numbers.threshold(value, "nl") for value in (0.1, 0.05, 0.005)] == ["0,10", "0,05", "0,005"]
