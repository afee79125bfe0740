"""What stands under a table: its base, what was left out, which test and adjustment, whether answers are invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infopos_pipeline.reporting.figures import Answer, Figures
from infopos_pipeline.reporting.tables.intervals import SAMPLED, interval_notes
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.terms import method_label
from infopos_pipeline.reporting.words.wording import enumeration, quoted, say, units
from infopos_pipeline.statistics.counting import FILTER, HOLDS
from infopos_pipeline.statistics.results import Profile
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language, Variable
from infopos_pipeline.study.shown import Table


def table_notes(
    place: Table,
    study: Study,
    figures: Figures,
    recommended: Figures,
    language: Language,
    *,
    synthetic: bool,
    empty: bool,
    withheld: bool,
) -> tuple[str, ...]:
    """The notes under the table of a place, in a fixed order; ``empty`` says that a cell holds no number, ``withheld``
    that disclosure control withholds one.

    ``figures`` are those the table shows, ``recommended`` those of the recommended tests, which stand elsewhere.
    """
    return (
        *_of_the_base(place, study, language),
        *filter_notes(place, study, figures, language),
        *_of_the_layout(place, study, language),
        *([say("note_none", language)] if empty else []),
        *([say("note_withheld", language)] if withheld else []),
        *_not_asked(place, study, figures, language),
        *_not_chosen(place, study, figures, language),
        *(interval_notes(figures, study, language, SAMPLED) if place.name in study.charts else ()),
        *([place.note.text(language)] if place.note else []),
        *_tests(place, study, figures, language),
        *(_recommended(place, study, recommended, language) if figures.profile != recommended.profile else ()),
        *([say("note_synthetic", language)] if synthetic else []),
    )


def filter_notes(place: Table, study: Study, figures: Figures, language: Language) -> Iterator[str]:
    """Whom the figures of a place are of, if a filter says so, and how many are left out; each filter once."""
    own = [("", place.filter), *((h.name, h.filter) for h in study.hypotheses.values() if h.table == place.name)]
    said = set()
    for item, declared in own:
        found = {row.category: row for row in figures.rows if (row.item, row.group) == (item, FILTER)}
        if declared is None or not found or study.filters[declared.when] in said:
            continue
        said.add(study.filters[declared.when])
        yield say(
            "note_filter",
            language,
            units=units(study, "respondents", language),
            filter=declared.text(language),
            all=numbers.count(found[HOLDS].base),
            **{category: numbers.count(row.value) for category, row in found.items()},
        )


def shown_profile(place: str, study: Study) -> Profile:
    """The profile whose stars a table shows: what was published, if anything was, else what is recommended."""
    profiles = [profile for h in study.hypotheses.values() if h.table == place for profile in h.profiles]
    return "recommended" if profiles and "as_published" not in profiles else "as_published"


def star_thresholds(place: str, study: Study, language: Language, profile: Profile = "as_published") -> list[str]:
    """`* p < 0,05` for every star that the hypotheses of a table declare."""
    stars = {
        (star.mark, star.below)
        for hypothesis in study.hypotheses.values()
        if hypothesis.table == place
        for declared_profile, test in hypothesis.profiles.items()
        if declared_profile == profile
        for star in test.stars
    }
    return [
        say("note_stars", language, mark=mark, below=numbers.threshold(below, language))
        for mark, below in sorted(stars, key=lambda star: (len(star[0]), -star[1]))
    ]


def stars_note(place: str, study: Study, language: Language, profile: Profile) -> list[str]:
    """Which p-values the stars stand for; nothing if none are declared."""
    thresholds = star_thresholds(place, study, language, profile)
    return [say("note_thresholds", language, thresholds="; ".join(thresholds))] if thresholds else []


def _of_the_base(place: Table, study: Study, language: Language) -> Iterator[str]:
    respondents = units(study, "respondents", language)
    facts = study.frame.facts if study.frame else {}
    if place.items and all(item in facts for item in place.items):
        yield say("note_base_frame", language, units=respondents)
    elif any(place.base(item) == "respondents" for item in place.items):
        yield say("note_base_both" if place.by else "note_base", language, units=respondents)
    if place.mentions:
        yield say("note_mentions", language, units=respondents)


def _of_the_layout(place: Table, study: Study, language: Language) -> Iterator[str]:
    several = any(study.variables[item].kind == "multiple" for item in place.items if place.base(item) == "respondents")
    if place.layout == "means":
        yield say("note_means", language)
    elif place.layout == "crosstab":
        yield say("note_rows_multiple" if several else "note_rows", language)
    elif several and place.layout == "frequencies":  # the appendix says it in the headings of those items
        yield say("note_multiple", language)


def _not_asked(place: Table, study: Study, figures: Figures, language: Language) -> Iterator[str]:
    """The variables of a table that are not in the questionnaire of the wave."""
    names = [name for name in (*place.items, *place.by) if not (study.asked(name) and figures.asked(name))]
    absent = [study.variables[name].label.text(language) for name in names]
    if absent:
        yield say("note_not_asked", language, options=quoted(absent, language))


def _not_chosen(place: Table, study: Study, figures: Figures, language: Language) -> Iterator[str]:
    """The options that nobody chose, of every item that anybody answered."""
    if place.layout == "means":
        return
    texts = []
    for item in (study.variables[name] for name in place.items):
        answers = _all_answers(item, place, study, figures, language)
        chosen = {answer.category for answer in answers if answer.chosen}
        options = dict.fromkeys(answer.label for answer in answers if answer.category not in chosen)
        if chosen and options:
            heading = f"{item.label.text(language)}: " if len(place.items) > 1 else ""
            texts.append(heading + enumeration(list(options), language))
    if texts:
        yield say("note_not_chosen", language, options="; ".join(texts))


def _all_answers(item: Variable, place: Table, study: Study, figures: Figures, language: Language) -> Sequence[Answer]:
    if not place.by:
        return figures.answers(item, language)
    return [
        answer
        for group in place.by
        for value in study.variables[group].options
        for answer in figures.answers(item, language, group, value)
    ]


def _named_tests(figures: Figures, language: Language) -> str:
    methods = dict.fromkeys(row.method for row in figures.tests() if row.method)
    return enumeration([method_label(name, language) for name in methods], language)


def _tests(place: Table, study: Study, figures: Figures, language: Language) -> Iterator[str]:
    """The test behind the stars of a table, and that nothing was adjusted."""
    named = _named_tests(figures, language)
    if named and place.layout != "tests":
        yield say("note_test", language, tests=named)
        yield from stars_note(place.name, study, language, figures.profile)
    if figures.tests_withheld:
        yield say("note_tests_withheld", language)


def _recommended(place: Table, study: Study, figures: Figures, language: Language) -> Iterator[str]:
    """Which test and adjustment are recommended in its place, and of which outcome if that is another."""
    named = _named_tests(figures, language)
    if named and place.layout != "tests":
        items = dict.fromkeys(row.item for row in figures.tests() if row.item not in place.items)
        labels = quoted([study.variables[item].label.text(language) for item in items], language)
        outcome = say("of_outcome", language, outcome=labels) if labels else ""
        yield say("note_recommended", language, tests=named, outcome=outcome)
