"""The package knows no study: what is declared is named in schemas/ and nowhere in code."""

from __future__ import annotations

import ast
from pathlib import Path

import infopos_pipeline
from infopos_pipeline.study import load_study

PACKAGE = Path(infopos_pipeline.__file__).parent


def literals(tree: ast.Module):
    """Every string in the code with its line; docstrings, also those of constants, are left out."""
    described = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.lineno, node.value


def test_no_string_in_the_package_is_a_declared_name(study):
    real = load_study(Path(__file__).parents[1] / "fixtures" / "schemas" / "rse-nl")
    declared = {*study.items, *study.derived, *study.hypotheses, *real.items, *real.hypotheses}
    modules = sorted(PACKAGE.rglob("*.py"))
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in modules
        for line, text in literals(ast.parse(path.read_text(encoding="utf-8")))
        if text in declared
    ]
    assert len(modules) > 50
    assert found == []


def test_the_search_sees_strings_and_passes_over_docstrings():
    tree = ast.parse('"""naam"""\nX = 1\n"""naam"""\ndef f():\n    """naam"""\n    return {"naam": f"x{\'email\'}"}\n')
    assert [text for _, text in literals(tree)] == ["naam", "x", "email"]
