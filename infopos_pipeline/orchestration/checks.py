"""Data quality as asset checks: counts, row numbers and item names, never a cell."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from infopos_pipeline.problems import Problem

BLOCKING: dict[str, tuple[str, frozenset[str]]] = {
    "export_structure": (
        "The export is whole and plain to see, with every column the study binds, each once, and rows of equal length. "
        "If not, make the export anew from the survey system, all columns, and add it again.",
        frozenset(
            {"empty_file", "not_text", "encoding", "cut_short", "not_a_table", "too_many_columns", "row_length"}
            | {"empty_row", "no_headings", "missing_column", "double_column", "no_file", "several_files"}
            | {"password", "several_sheets", "merged_cells", "hidden_cells", "formula"}
            | {"wrong_study", "undeclared_column"}
        ),
    ),
    "known_answers": (
        "Every cell of a closed question is one of its declared answers; every number is a number. If not, run infopos "
        "check on the export: it says per row what was expected. Mend the export, or declare the answer.",
        frozenset({"unknown_code", "no_number", "no_page"}),
    ),
    "respondents_in_frame": (
        "Every respondent is one municipality of the frame, and no municipality answered twice. If not, complete the "
        "frame, correct the name in the export, or choose which of two answers counts.",
        frozenset({"not_in_frame", "conflict", "double_respondent"}),
    ),
    "same_questions": (
        "Every question of this wave and the waves before is declared as it was when their exports landed. If not, "
        "write down in questionnaire.yaml how it was asked before, as a version, or undo the change.",
        frozenset({"changed_label"}),
    ),
    "frame_facts": (
        "Every row of the frame has the declared facts and stands there once. If not, complete the frame and add the "
        "export again.",
        frozenset({"frame_fact", "frame_row", "no_frame"}),
    ),
}
"""The checks that stop a wave: name, what holds when it passes, and the problems that fail it."""

NOTICES: dict[str, tuple[str, frozenset[str]]] = {
    "nobody_set_aside": (
        "No respondent lies outside what the study is about. Those who do are counted nowhere; the report says so. If "
        "they should count, change the limits in study.yaml.",
        frozenset({"set_aside"}),
    ),
    "consistent_answers": (
        "No answer contradicts the routing or an exclusive option, labels are spelt as declared, in one language, text "
        "is not garbled, and binding and export know the same columns. What is found is read as well as it can be; "
        "infopos check says row by row how.",
        frozenset({"routed_out", "not_exclusive", "unknown_column", "left_out"})
        | {"windows_1252", "garbled_text", "spelling", "two_languages"},
    ),
}
"""The checks that warn."""

_ROWS_LISTED = 50


def response_check_specs(asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """The checks of ``responses``."""
    return [
        dg.AssetCheckSpec(name, asset=asset, description=description, blocking=group is BLOCKING)
        for group in (BLOCKING, NOTICES)
        for name, (description, _) in group.items()
    ]


def response_check_results(asset: dg.AssetKey, problems: Sequence[Problem]) -> list[dg.AssetCheckResult]:
    """One result a check; a check that nothing failed reports too, so that a clean run is a row in its history."""
    results = []
    for group, severity in ((BLOCKING, dg.AssetCheckSeverity.ERROR), (NOTICES, dg.AssetCheckSeverity.WARN)):
        for name, (_, codes) in group.items():
            failed = [problem for problem in problems if problem.code in codes]
            results.append(
                dg.AssetCheckResult(
                    asset_key=asset,
                    check_name=name,
                    passed=not failed,
                    severity=severity,
                    description=_found(failed),
                    metadata={
                        "problems": len(failed),
                        "codes": sorted({problem.code for problem in failed}),
                        "rows": sorted({problem.row for problem in failed if problem.row is not None})[:_ROWS_LISTED],
                        "questions": sorted(
                            {question for problem in failed if (question := _declared_question(problem))}
                        ),
                    },
                )
            )
    return results


def _found(failed: Sequence[Problem]) -> str:
    if not failed:
        return "no problems"
    return "1 problem" if len(failed) == 1 else f"{len(failed)} problems"


def _declared_question(problem: Problem) -> str | None:
    """The question of a problem, if it is one of the study: a heading that no binding knows may be anything."""
    return None if problem.code in ("unknown_column", "undeclared_column") else problem.question
