"""The written parts of a report, read and checked against the study: sentences, order of sections, narrative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from infopos_pipeline.problems import did_you_mean
from infopos_pipeline.study.citing import Citation, Sentence, Sentences, wrong_placeholder
from infopos_pipeline.study.documents import Location, StudyError, read_text
from infopos_pipeline.study.names import NAME_PATTERN
from infopos_pipeline.study.narrative import (
    Narrative,
    NarrativeHead,
    narrative_files,
    place_of,
    split,
    title_and_text,
    typed_number,
)
from infopos_pipeline.study.outline import SECTIONS, Outline, Written
from infopos_pipeline.study.study import Study
from infopos_pipeline.study.validating import validated


def written_of(study: Study, outline: Outline, sentences: Sentences) -> Written:
    """The written parts of a study, each checked against what it declares.

    Raises:
        StudyError: a file of the narrative is not as it must be, or something cited is not declared.
    """
    narratives = tuple(_narrative(file, study) for file in narrative_files(study.folder))
    return Written(outline, sentences, narratives)


def _narrative(file: Path, study: Study) -> Narrative:
    name, wave, language = place_of(file, study.folder)
    document, text, first = split(file, read_text(file))
    head = validated(NarrativeHead, document.content, document, ())
    title, markdown, first = title_and_text(file, text, first)
    narrative = Narrative(name, wave, language, title, markdown, head, file.relative_to(study.folder).as_posix(), first)
    if name in SECTIONS:
        raise StudyError(file, None, "", f"a section made from results is called '{name}'; choose another name")
    if wave and not NAME_PATTERN.fullmatch(wave):
        raise StudyError(file, None, "", "a wave's name has only small letters, digits, - and _")
    for cited, citation in head.cites.items():
        mistake = citation_mistake(citation, study)
        if mistake:
            raise document.error(("cites", cited, *mistake[0]), mistake[1])
    wrong = wrong_placeholder(f"{title}\n{markdown}", head.cites)
    if wrong:
        raise StudyError(file, first, "", wrong)
    typed = typed_number(narrative)
    if typed:
        line, number = typed
        hint = "cite the result, as {share}, or name the number under 'literals' if it is none"
        raise StudyError(file, line, "", f"the number {number} is typed; {hint}")
    return narrative


Mistake = tuple[Location, str]


def written_mistakes(study: Study, written: Written) -> Iterator[tuple[str, Location, str]]:
    """What is wrong in ``sentences.yaml`` and ``report.yaml``: file, field and message."""
    for sentence in written.sentences.sentences.values():
        for location, message in _sentence_mistakes(sentence, study):
            yield "sentences.yaml", ("sentences", sentence.name, *location), message
    known = list(dict.fromkeys([*SECTIONS, *(narrative.name for narrative in written.narratives)]))
    for place, section in enumerate(written.outline.sections):
        if section not in known:
            message = f"no section is called '{section}'.{did_you_mean(section, known)}"
            yield "report.yaml", ("sections", place), message
    for narrative in written.narratives:
        if narrative.name not in written.outline.sections:
            message = f"the text {narrative.file} stands in no section; expected '{narrative.name}' among these"
            yield "report.yaml", ("sections",), message


def _sentence_mistakes(sentence: Sentence, study: Study) -> Iterator[Mistake]:
    if sentence.about not in study.places():
        near = did_you_mean(sentence.about, study.places())
        yield ("about",), f"no chart or table is called '{sentence.about}'.{near}"
    for cited, citation in sentence.cites.items():
        mistake = citation_mistake(citation, study)
        if mistake:
            yield ("cites", cited, *mistake[0]), mistake[1]
    for language, text in (("nl", sentence.text.nl), ("en", sentence.text.en)):
        wrong = wrong_placeholder(text, sentence.cites)
        if wrong:
            yield ("text", language), wrong


def citation_mistake(citation: Citation, study: Study) -> Mistake | None:
    """What a citation names that is not declared, at which of its fields; None if all is."""
    places = study.places()
    verdicts = {hypothesis.place for hypothesis in study.hypotheses.values()}
    if citation.statistic == "verdict":
        if citation.item not in study.hypotheses:
            near = did_you_mean(citation.item, study.hypotheses)
            return ("item",), f"no hypothesis is called '{citation.item}'.{near}"
        hypothesis = study.hypotheses[citation.item]
        if citation.place != hypothesis.place:
            return ("place",), f"the verdict stands in '{hypothesis.place}'"
        if citation.profile not in hypothesis.profiles:
            return ("profile",), f"expected one of {', '.join(hypothesis.profiles)}"
        return None
    if citation.place not in places and citation.place not in verdicts:
        return ("place",), f"no chart or table is called '{citation.place}'.{did_you_mean(citation.place, places)}"
    place = places.get(citation.place)
    facts: Mapping[str, object] = place.facts if place else {}
    if citation.item in facts:
        return None
    items = place.items if place else ()
    if citation.item not in items:
        return ("item",), f"'{citation.place}' does not show '{citation.item}'.{did_you_mean(citation.item, items)}"
    return _category_mistake("category", citation.item, citation.category, study) or (
        _group_mistake(citation, place.by if place else (), study)
    )


def _group_mistake(citation: Citation, groups: tuple[str, ...], study: Study) -> Mistake | None:
    if citation.group and citation.group not in groups:
        near = did_you_mean(citation.group, groups)
        return ("group",), f"'{citation.place}' is not split by '{citation.group}'.{near}"
    if not citation.group:
        return (("group",), "'group_value' is of a group") if citation.group_value else None
    return _category_mistake("group_value", citation.group, citation.group_value, study)


def _category_mistake(field: str, variable: str, category: str, study: Study) -> Mistake | None:
    declared = study.variables[variable]
    known = [*declared.options, *declared.groups]
    if category and declared.kind != "number" and category not in known:
        return (field,), f"'{variable}' has no answer '{category}'.{did_you_mean(category, known)}"
    return None
