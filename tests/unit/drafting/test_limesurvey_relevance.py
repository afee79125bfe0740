"""LimeSurvey's relevance equations, read: the study then asks exactly those whom LimeSurvey shows the question."""

from __future__ import annotations

from itertools import product

import pytest
from expression_script import shown
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.drafting.conditions import written
from infopos_pipeline.drafting.limesurvey_relevance import Column, UntranslatableError, equation_of, translated
from infopos_pipeline.drafting.questions import Answer, Question

KLEUR = Question("kl", {}, "single", tuple(Answer(code, {}) for code in ("1", "2", "3")))
DIEREN = Question("di", {}, "multiple", (Answer("SQ001", {}), Answer("SQ002", {})))
LEEFTIJD = Question("lft", {}, "number")
RIJ = Question("bat[r1]", {}, "ordinal", (Answer("A1", {}), Answer("A2", {})))
NAMES = {
    "kl": Column(KLEUR),
    "1X2X3": Column(KLEUR),
    "Q481": Column(KLEUR),
    "di": Column(DIEREN),
    "di_SQ001": Column(DIEREN, "SQ001"),
    "di_SQ002": Column(DIEREN, "SQ002"),
    "lft": Column(LEEFTIJD),
    "kind": Column(Question("kind", {}, "number")),
    "bat_r1": Column(RIJ),
    "1X2X4r1#0": Column(RIJ),
    "tekst": Column(Question("tekst", {}, "text")),
}
EVERYBODY = list(product(("", "1", "2", "3"), ("", "Y"), ("", "Y"), ("", "0", "17", "18.5")))


def read(equation: str) -> str:
    return written(translated(equation, NAMES))


@pytest.mark.parametrize(
    ("equation", "condition"),
    [
        ('kl.NAOK == "1"', "kl in ('1',)"),
        ("kl == 1", "kl in ('1',)"),
        ('((Q481.NAOK == "2"))', "kl in ('2',)"),
        ('((1X2X3.NAOK == "1" or 1X2X3.NAOK == "3"))', "kl in ('1', '3')"),
        ("1X2X3 eq '1' || 1X2X3 eq '2'", "kl in ('1', '2')"),
        ("kl.NAOK > 1", "kl in ('2', '3')"),
        ("2 <= kl.code", "kl in ('2', '3')"),
        ("!is_empty(kl.NAOK)", "answered(kl)"),
        ('kl.NAOK != ""', "answered(kl)"),
        ("is_empty(kl)", "not answered(kl)"),
        ('di_SQ001.NAOK == "Y"', "SQ001 in di"),
        ('di.NAOK == "SQ002"', "SQ002 in di"),
        ("!is_empty(di_SQ001)", "SQ001 in di"),
        ("count(di_SQ001.NAOK, di_SQ002.NAOK) >= 2", "count(di) >= 2"),
        ("count(that.di.NAOK) gt 1", "count(di) > 1"),
        ("count(di_SQ002, di_SQ001) > 0", "answered(di)"),
        ("lft.NAOK >= 18 && lft.NAOK < 65.5", "lft >= 18 and lft < 65.5"),
        ("lft > -5", "lft > -5"),
        ("'18' < lft", "lft > 18"),
        ("lft == kind", "lft == kind"),
        ("lft != kind", "not answered(lft) or not answered(kind) or not lft == kind"),
        ("sum(lft.NAOK, kind.NAOK) >= 20", "sum(lft, kind) >= 20"),
        ("(lft + kind) < 20", "sum(lft, kind) < 20"),
        ("sum(lft) < 20", "lft < 20"),
        ('bat_r1 == "A2"', "'bat[r1]' in (A2,)"),
        ('1X2X4r1#0.NAOK == "A2"', "'bat[r1]' in (A2,)"),
        ('kl.NAOK != "1"', "not answered(kl) or not kl in ('1',)"),
        ('!is_empty(kl.NAOK) and kl.NAOK != "1"', "not kl in ('1',)"),
        ('!(di_SQ001 == "Y")', "not answered(di) or not SQ001 in di"),
        ('(kl == "1") and ((di_SQ001 == "Y") or (lft > 3))', "kl in ('1',) and (SQ001 in di or lft > 3)"),
    ],
)
def test_an_equation_becomes_a_condition_over_codes(equation, condition):
    assert read(equation) == condition


@pytest.mark.parametrize(
    "equation",
    [
        'TOKEN:ATTRIBUTE_1 == "x"',
        'later.NAOK == "1"',
        'kl.NAOK == "9"',
        "kl.shown > 1",
        "kl.value > 1",
        'tekst.NAOK == "ja"',
        "regexMatch('/^1/', kl)",
        "count(di_SQ001) > 1",
        "count(kl) > 0",
        "count(di_SQ001, di_SQ002) > lft",
        "sum(lft, count(di_SQ001, di_SQ002)) > 4",
        "bat_r1 > 1",
        "di_SQ001 > 1",
        "kl > 9",
        "lft > 'a'",
        "lft * 2 > 18",
        "kl",
        "if(kl == 1, 1, 0)",
        "1",
        "1 == 1",
        "lft = 3",
        'kl == "1" and',
        "((kl == 1)",
        'kl == "1',
        "sum(lft, 3) > 4",
        "",
        "§",
        "__import__('os').system('true')",
        "(" * 500 + "kl == 1" + ")" * 500,
        "!" * 100_000 + "kl",
    ],
    ids=lambda equation: equation[:30],
)
def test_what_a_study_cannot_say_is_not_guessed(equation):
    with pytest.raises(UntranslatableError):
        translated(equation, NAMES)


LEAVES = st.sampled_from(
    [
        'kl.NAOK == "1"',
        'kl.NAOK != "2"',
        "kl.NAOK >= 2",
        "is_empty(kl.NAOK)",
        "!is_empty(kl)",
        'kl == ""',
        'di_SQ001.NAOK == "Y"',
        'di_SQ001.NAOK != "Y"',
        "is_empty(di_SQ002)",
        "count(di_SQ001, di_SQ002) == 0",
        "count(di_SQ001, di_SQ002) < 2",
        "count(di_SQ001, di_SQ002) != 1",
        "count(di_SQ001, di_SQ002) > 1",
        "lft.NAOK < 18",
        "lft.NAOK != 17",
        "lft != 0",
        "is_empty(lft)",
        "0 == lft",
    ]
)
EQUATIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda one: f"!({one})"),
        st.tuples(inner, st.sampled_from(["and", "or", "&&", "||"]), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
    ),
    max_leaves=6,
)


def asks(condition: str, kl: str, first: str, second: str, lft: str) -> bool:
    """Whether a condition over these codes is known to hold, in Kleene's logic of three values: nothing is None."""
    import ast

    ticked = {code for code, cell in (("SQ001", first), ("SQ002", second)) if cell}
    answered = {"kl": bool(kl), "di": bool(ticked), "lft": bool(lft)}
    values = {"kl": kl, "lft": float(lft or "nan"), "di": ticked}

    def truth(node):
        match node:
            case ast.BoolOp(op=word, values=parts):
                found = [truth(part) for part in parts]
                decides = isinstance(word, ast.Or)
                return decides if decides in found else None if None in found else not decides
            case ast.UnaryOp(op=ast.Not(), operand=part):
                inner = truth(part)
                return None if inner is None else not inner
            case ast.Call(func=ast.Name(id="answered"), args=[ast.Name(id=name)]):
                return answered[name]
            case ast.Compare(left=ast.Name(id="kl"), comparators=[ast.Tuple(elts=codes)]):
                return kl in [code.value for code in codes] if kl else None
            case ast.Compare(left=ast.Name(id=box), ops=[ast.In()]):
                return box in ticked if ticked else None
        counted = isinstance(node.left, ast.Call)
        name = node.left.args[0].id if counted else node.left.id
        value = len(ticked) if counted else values[name]
        text = ast.unparse(node).replace(ast.unparse(node.left), repr(value), 1)
        return bool(eval(text)) if answered[name] else None

    return truth(ast.parse(condition, mode="eval").body) is True


@given(EQUATIONS)
def test_the_study_asks_exactly_those_whom_limesurvey_shows_the_question(equation):
    try:
        condition = read(equation)
    except UntranslatableError:
        # LimeSurvey may say what is true of everybody or of nobody; routing of a study may not.
        assert len({shown(equation, cells(*one)) for one in EVERYBODY}) == 1, equation
        return
    for one in EVERYBODY:
        assert asks(condition, *one) == shown(equation, cells(*one)), (equation, condition, one)


def cells(kl: str, first: str, second: str, lft: str) -> dict[str, str]:
    return {"kl": kl, "di_SQ001": first, "di_SQ002": second, "lft": lft}


def row(name: str, method: str, value: str, scenario: str = "1") -> dict[str, str]:
    return {"cfieldname": name, "method": method, "value": value, "scenario": scenario}


@pytest.mark.parametrize(
    ("rows", "equation"),
    [
        ([row("1X2X3", "==", "1")], '(1X2X3.NAOK == "1")'),
        ([row("1X2X3", "==", "1"), row("1X2X3", "==", "2")], '(1X2X3.NAOK == "1" or 1X2X3.NAOK == "2")'),
        ([row("1X2X3", "", "1"), row("lft", ">", "3")], '(1X2X3.NAOK == "1") and (lft.NAOK > "3")'),
        (
            [row("+di_SQ001", "==", "Y"), row("+di_SQ001", "==", "N")],
            '(di_SQ001.NAOK == "Y") and (di_SQ001.NAOK == "N")',
        ),
        (
            [row("1X2X3", "==", "1", "2"), row("lft", ">", "3", "1")],
            '((lft.NAOK > "3")) or ((1X2X3.NAOK == "1"))',
        ),
    ],
)
def test_rows_of_the_older_table_of_conditions_are_one_equation(rows, equation):
    assert equation_of(rows) == equation
