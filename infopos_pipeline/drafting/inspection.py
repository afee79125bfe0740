"""What the data alone say of a column: whether its texts are numbers, answers out of a list, several of them, or words
of the respondents' own.

When in doubt a column is free text, which is redacted and kept apart: a label that was never one would stand in the
declarations and in every table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from infopos_pipeline.drafting.observed import Column
from infopos_pipeline.drafting.questions import Answer
from infopos_pipeline.drafting.scales import plain_text, scale_order
from infopos_pipeline.drafting.several import joined
from infopos_pipeline.drafting.vocabulary import YES_OR_NO, invites_words, missing_name, no_answer, shown_order
from infopos_pipeline.quality.meanings import NUMBER_PATTERN
from infopos_pipeline.study.bindings import Format, MissingName
from infopos_pipeline.study.model import Kind

_MOST_OPTIONS = 40
"""More different texts than a question has answers, unless each comes back often."""
_MOST_LABELS = 400
"""More different texts than any list of answers has, one of countries among them."""
_SPELLINGS = 5
"""Ways of writing an answer, on average, at most."""
_OFTEN = 10
"""Times on average that answers of such a list are given."""
_MOST_WORDS = 12
"""Words of an answer out of a list; most are shorter."""
_FEW_WORDS = 3
"""Words of a short answer."""
_MOST_WORDS_OF_A_LABEL = 5
"""Words of a label in a question that also asks for people's own words; longer ones are theirs."""
_TEXTS_TO_JUDGE = 6
"""Different texts below which it tells little how many were given once."""
_ONCE = 0.5
"""The part of the texts given once above which they are people's own words."""
_MOST_CODES = 7
"""Different whole numbers that can be the codes of a scale; more are numbers."""
_LAST_CODE = 10
"""The highest code of a scale of answers."""
_NO_ANSWER = (-1, -7, -8, -9, -88, -97, -98, -99, -999, 77, 88, 97, 98, 99, 777, 888, 997, 998, 999, 9998, 9999)
"""Numbers that files have for no answer."""
_FAR = 1.1
"""How many times the highest other value such a number is."""
NOT_COUNTED = (
    "Answers such as 'don't know' are no step of a scale: here and below they stand under 'missing' in the binding. "
    "Should they count, make them options."
)
CODES_ONLY = (
    "The export has codes for answers or boxes: here and below, give them labels, or draft anew with the survey itself "
    "(--questionnaire) or from an export with answers in full."
)
"""Remarks that are said once of all questions."""
_OTHER_CODE = "-oth-"
"""What LimeSurvey writes for "other" among codes."""
_OTHER_LABEL = {"nl": "Anders", "en": "Other"}
_OWN_SIGNS = re.compile(r"@|https?://|www\.|^\+?\d[\d ()/-]{8,}\d$|^\d{4} ?[A-Za-z]{2}$")
"""What addresses, telephone numbers and Dutch postcodes have."""


@dataclass(frozen=True)
class Inspected:
    """What a column seems to be: see :class:`Question` for the fields."""

    kind: Kind
    answers: tuple[Answer, ...] = ()
    delimiter: str = ""
    missing: Mapping[str, MissingName] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def inspect(column: Column, with_other: bool = False) -> Inspected:
    """What one column seems to be; ``with_other`` if people's own words have a column beside it."""
    missing = {code: missing_name(column.labels.get(code, "")) for code in sorted(column.marked)}
    coded = {code: label for code, label in column.labels.items() if code not in missing}
    given = column.answers
    if coded:
        found = _with_dictionary(given, coded)
    else:
        numbers = None if column.system == "qualtrics" and _codes_joined(given) else _numbers(given)
        found = (
            numbers or _several(given, column.system) or _texts(given, "" if with_other else column.heading, with_other)
        )
    return Inspected(found.kind, found.answers, found.delimiter, {**missing, **found.missing}, found.remarks)


def closed(column: Column) -> bool:
    """Whether its answers cannot be anybody's own words: the file names them, or they are yes, no, or codes."""
    answers = column.answers
    named = column.labels.keys() - column.marked
    if named:
        return answers.keys() <= named or all(re.fullmatch(r"-?\d+", text) for text in answers)
    if len(answers) > _MOST_OPTIONS:
        return False
    plain = {plain_text(text) for text in answers}
    codes = all(re.fullmatch(r"\d{1,2}", text) for text in answers) and len(answers) <= _MOST_CODES
    return bool(answers) and (plain <= YES_OR_NO or codes or scale_order(list(answers)) is not None)


def _with_dictionary(given: Counter[str], coded: Mapping[str, str]) -> Inspected:
    """A column of which the file names the answers; of a scale with named ends, the steps between are answers too."""
    unnamed = [text for text in given if text not in coded]
    whole = all(re.fullmatch(r"-?\d+", text) for text in (*unnamed, *coded))
    if len(coded) > _MOST_CODES and all(_only_number(code, label) for code, label in coded.items()):
        return Inspected("number")
    if unnamed and not whole:
        number = all(re.fullmatch(NUMBER_PATTERN, text) for text in given)
        return _named_numbers(coded) if number else Inspected("text")
    if unnamed:
        return _some_named(unnamed, coded)
    return _ordered({code: label or code for code, label in coded.items()}, list(coded))


def _some_named(unnamed: Sequence[str], coded: Mapping[str, str]) -> Inspected:
    """Whole numbers of which the file names some: a scale with names for its ends, or a number."""
    missing = {code: state for code, label in coded.items() if (state := no_answer(label))}
    steps = sorted(int(code) for code in {*unnamed, *coded} - missing.keys())
    ends = coded.keys() - missing.keys()
    if not ends or steps[-1] - steps[0] > _MOST_OPTIONS or len(unnamed) > len(ends) + _LAST_CODE:
        return _named_numbers(coded)
    codes = [str(code) for code in range(steps[0], steps[-1] + 1) if str(code) not in missing]
    remark = "The file names only some of the steps; the others are called by their number."
    return Inspected("ordinal", _coded(codes, coded), "", missing, (remark,))


def _only_number(code: str, label: str) -> bool:
    return label in ("", code)


def _named_numbers(coded: Mapping[str, str]) -> Inspected:
    """A number of which some values have a name: those that name no answer are missing."""
    missing = {code: state for code, label in coded.items() if (state := no_answer(label))}
    rest = [code for code, label in coded.items() if code not in missing and not _only_number(code, label)]
    remark = f"The file has names for {', '.join(rest[:8])}: are they numbers, or no answer?" if rest else ""
    return Inspected("number", (), "", missing, (remark,) if remark else ())


def _ordered(labels: Mapping[str, str], shown: Sequence[str]) -> Inspected:
    """Answers by code: a scale from low to high, without what is no answer, or else as they are shown.

    ``shown`` are the codes in the order to keep where there is no scale.
    """
    none = {code: state for code, label in labels.items() if (state := no_answer(label))}
    steps = [code for code in shown if code not in none]
    order = scale_order([labels[code] for code in steps])
    if order is None:
        return Inspected("single", _coded(shown, labels))
    codes = [steps[place] for place in order]
    if any(_between(code, codes) for code in none):  # "no opinion" in the middle of a scale is a step of it
        codes, none = sorted(labels, key=int, reverse=int(codes[0]) > int(codes[-1])), {}
    return Inspected("ordinal", _coded(codes, labels), "", none, (NOT_COUNTED,) if none else ())


def _between(code: str, codes: Sequence[str]) -> bool:
    """Whether a code lies between others that go up or down."""
    if not all(re.fullmatch(r"-?\d+", one) for one in (code, *codes)):
        return False
    numbers = [int(one) for one in codes]
    return numbers in (sorted(numbers), sorted(numbers, reverse=True)) and min(numbers) < int(code) < max(numbers)


def _coded(codes: Sequence[str], labels: Mapping[str, str]) -> tuple[Answer, ...]:
    return tuple(Answer(code, {"": labels.get(code) or code}) for code in codes)


def _codes_joined(given: Counter[str]) -> bool:
    return any(re.fullmatch(r"\d{1,3}(,\d{1,3})+", text) for text in given)


def _numbers(given: Counter[str]) -> Inspected | None:
    """Numbers, or codes of answers: a few whole ones that are small. What begins with 0 is a code, or a telephone."""
    if not given or not all(re.fullmatch(NUMBER_PATTERN, text) for text in given):
        return None
    if any(re.match(r"[-+]?0\d", text) for text in given):
        return None
    whole = all(re.fullmatch(r"\d+", text) for text in given)
    if not whole or len(given) > _MOST_CODES or max(map(int, given)) > _LAST_CODE:
        return Inspected("number", remarks=_far_out([float(text.replace(",", ".")) for text in given]))
    first, last = min(map(int, given)), max(map(int, given))
    near = last - first + 1 <= min(_MOST_CODES, 2 * len(given))
    codes = [str(code) for code in range(first, last + 1)] if near else sorted(given, key=int)
    remark = (
        "These may be codes of answers, or a number: give the answers their labels, or make it kind: number. So with "
        "those below that have the same."
    )
    return Inspected("ordinal" if last > 2 else "single", _coded(codes, {}), remarks=(remark,))


def _far_out(values: Sequence[float]) -> tuple[str, ...]:
    """A remark on values that files have for no answer, such as 99 and -1, and that no other value is near."""
    others = [value for value in values if value not in _NO_ANSWER]
    if not others:
        return ()
    far = [v for v in values if v in _NO_ANSWER and (v < 0 <= min(others) or v > _FAR * max(others))]
    named = " or ".join(f"{value:g}" for value in sorted(far))
    return (f"Does {named} mean no answer? Then say so under 'missing' in the binding.",) if far else ()


def _several(given: Counter[str], system: Format) -> Inspected | None:
    """Several answers in one cell: the same ones come back in other company."""
    found = joined(given, system)
    if found is None:
        return None
    once = [answer for answer, number in found.answers.items() if number == 1]
    if len(found.answers) > _MOST_OPTIONS or len(once) > len(found.answers) / 2 or _own(found.answers, once):
        if not found.certain:
            return None
        remark = (
            f"Answers joined by '{found.delimiter}', many given once: if they are out of a list, make it kind: "
            "multiple with its options, and give its delimiter in the binding."
        )
        return Inspected("text", remarks=(remark,))
    labels = list(found.answers)
    shown = [labels[place] for place in shown_order(labels)]
    codes = [label if re.fullmatch(r"\d{1,3}", label) else "" for label in shown]
    if all(codes):
        shown = codes = sorted(codes, key=int)
    remark = f"Answers are split at '{found.delimiter}': does an answer hold that itself? Then write it whole."
    answers = tuple(Answer(code, {"": label}) for code, label in zip(codes, shown, strict=True))
    return Inspected("multiple", answers, found.delimiter, remarks=() if found.certain else (remark,))


def _texts(given: Counter[str], heading: str, closed: bool) -> Inspected:
    """Answers out of a list, or words of people's own; spellings that differ in capitals and spaces alone are one."""
    if len(given) > _SPELLINGS * _MOST_LABELS:
        return Inspected("text")
    spelt: dict[str, Counter[str]] = {}
    for text, number in given.items():
        spelt.setdefault(" ".join(text.split()).casefold(), Counter())[text] += number
    labels = {max(spellings, key=lambda text: (spellings[text], text)): spellings for spellings in spelt.values()}
    counted = Counter({label: spellings.total() for label, spellings in labels.items()})
    if not (closed and _few(counted)) and not _list(counted, heading):
        return Inspected("text")
    found = _ordered(dict(zip(labels, labels, strict=True)), [list(labels)[p] for p in shown_order(list(labels))])
    coded = only_codes([label for label in labels if not no_answer(label)])
    answers = tuple(_by_itself(answer, coded) for answer in found.answers)
    doubles = sorted(" / ".join(sorted(spellings)) for spellings in labels.values() if len(spellings) > 1)
    twice = ("An answer is spelt in two ways: " + "; ".join(doubles) + ".",) if doubles else ()
    missing = {spelling: state for label, state in found.missing.items() for spelling in labels[label]}
    codes = (CODES_ONLY,) if coded else ()
    return Inspected(found.kind, answers, "", missing, (*codes, *found.remarks, *twice))


def only_codes(texts: Sequence[str]) -> bool:
    """Whether texts are codes such as A1 and SQ001, of which nobody can read what they mean."""
    return bool(texts) and all(text == _OTHER_CODE or re.fullmatch(r"[A-Za-z]{1,3}_?\d{1,4}", text) for text in texts)


def _by_itself(answer: Answer, coded: bool) -> Answer:
    """An answer that is told by its label, or by its code where that is all there is."""
    label = answer.text[""]
    return Answer(label, _OTHER_LABEL if label == _OTHER_CODE else answer.text) if coded else Answer("", answer.text)


def _list(given: Counter[str], heading: str) -> bool:
    """Whether texts are answers out of a list: they come back, are short, and are few."""
    if not given or len(given) > _MOST_LABELS or any(_OWN_SIGNS.search(text) for text in given):
        return False
    answers = [text for text in given if not no_answer(text)]
    if {plain_text(text) for text in answers} <= YES_OR_NO or scale_order(answers) is not None:
        return bool(answers)
    once = [text for text in answers if given[text] == 1]
    phrases = any(len(text.split()) > _MOST_WORDS_OF_A_LABEL for text in answers)
    if not _few(given) or len(once) == len(answers) or (invites_words(heading) and (once or phrases)):
        return False
    if len(given) >= _TEXTS_TO_JUDGE and len(once) > _ONCE * len(answers):
        return False
    long = max(len(text.split()) for text in given) > _MOST_WORDS
    return not _own(given, once) and not (long and len(answers) > 2 and len(once) > len(answers) / 2)


def _few(given: Counter[str]) -> bool:
    return len(given) <= _MOST_OPTIONS or (len(given) <= _MOST_LABELS and given.total() >= _OFTEN * len(given))


def _own(given: Counter[str], once: Sequence[str]) -> bool:
    """Whether some texts given once are whole phrases among short answers: then they were written, not chosen."""
    again = sorted(len(text.split()) for text in given if given[text] > 1)
    usual = again[len(again) // 2] if again else 0
    return any(len(text.split()) > max(_FEW_WORDS, 2 * usual) for text in once)
