"""What R 4.2.2 says of 140 random cases, with coin, exactRankTests and survey; `tests/fixtures/r_waves.R` made it."""

import json
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from infopos_pipeline.statistics import raking, several_waves
from infopos_pipeline.statistics.change import overlapping_waves
from infopos_pipeline.statistics.contingency import contingency_table
from infopos_pipeline.statistics.intervals import wilson
from infopos_pipeline.statistics.panel import overlapping_waves_exact
from infopos_pipeline.statistics.raking import rake, weighted_share
from infopos_pipeline.statistics.registry import run_test
from infopos_pipeline.statistics.several_waves import answer_patterns, cochran_q_exact, wave_trend_exact

LINES = (Path(__file__).parents[2] / "fixtures" / "r_waves.jsonl").read_text(encoding="utf-8").splitlines()
CASES: list[dict[str, Any]] = [json.loads(line) for line in LINES]


def cases(kind: str) -> list[dict[str, Any]]:
    found = [case for case in CASES if case["kind"] == kind]
    assert len(found) >= 30
    return found


def close(value: float, rel: float = 1e-10) -> Any:
    return pytest.approx(value, rel=rel, abs=1e-13)


def test_pairs_agree_with_coin_and_with_the_paired_t_interval() -> None:
    for case in cases("pairs"):
        table, expected = contingency_table(case["counts"], case["scores"]), case["r"]
        assert run_test("wilcoxon_signed_rank_exact", table).p_value == close(expected["wilcoxon"]), case
        changed = run_test("marginal_homogeneity_exact", table)
        assert changed.p_value == close(expected["permutation"]), case
        assert (changed.effect_low, changed.effect_high) == (close(expected["low"]), close(expected["high"]))


def test_overlapping_waves_agree_with_a_permutation_in_blocks_by_coin() -> None:
    """A block for each pair, and one for all singles."""
    for case in cases("overlap"):
        waves = overlapping_waves(case["pairs"], case["earlier_only"], case["later_only"], case["scores"])
        assert overlapping_waves_exact(waves).p_value == close(case["r"]["permutation"]), case


def test_several_waves_agree_with_a_permutation_in_blocks_by_coin(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = 0
    for case in cases("waves"):
        counts = {
            tuple(None if answer is None else str(answer) for answer in pattern): number
            for pattern, number in zip(case["patterns"], case["counts"], strict=True)
        }
        patterns, expected = answer_patterns(counts, {str(n): n for n in range(4)}, case["waves"]), case["r"]
        if "trend_exact" in expected:  # coin is exact for two groups only: those that answered 0 and 1
            assert wave_trend_exact(patterns).p_value == close(expected["trend_exact"]), case
            exact += 1
        with monkeypatch.context() as patch:
            patch.setattr(several_waves, "LARGEST_TERM", 0)
            q, trend = cochran_q_exact(patterns), wave_trend_exact(patterns)
        assert (q.statistic, q.df) == (close(expected["q"]), expected["df"]), case
        assert q.p_value == close(expected["q_asymptotic"]), case
        assert trend.p_value == close(expected["trend_asymptotic"]), case
    assert exact > 20


def test_weights_and_weighted_shares_agree_with_survey(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[tuple[float, float]] = []

    def noted(count: float, n: float) -> tuple[float, float]:
        limits.append((count, n))
        return wilson(count, n)

    monkeypatch.setattr(raking, "wilson", noted)
    for case in cases("raking"):
        rows, columns = range(len(case["frame"])), range(len(case["frame"][0]))

        def by_cell(key: str, case: Any = case, rows: Any = rows, columns: Any = columns) -> dict[tuple[str, ...], int]:
            return {(str(i), str(j)): case[key][i][j] for i in rows for j in columns}

        margins = [
            {str(i): sum(case["frame"][i]) for i in rows},
            {str(j): sum(row[j] for row in case["frame"]) for j in columns},
        ]
        raked, expected = rake(by_cell("responders"), margins), case["r"]
        assert (raked.lowest, raked.highest) == (close(expected["lowest"]), close(expected["highest"]))
        assert raked.design_effect == close(expected["design_effect"])
        for population, error in ((None, expected["se"]), (raked.population, expected["se_of_list"])):
            found = weighted_share(raked, by_cell("chosen"), by_cell("answered"), population)
            assert found.value == close(expected["share"], 1e-9)
            share, (_, effective) = found.value or 0.0, limits.pop()
            # The interval is Wilson's at the number of respondents with the variance that survey gives.
            assert sqrt(share * (1 - share) / effective) == close(error, 1e-9)
