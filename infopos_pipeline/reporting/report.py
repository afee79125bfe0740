"""What a report is made of, and the pieces of HTML that its sections share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.formats.great_tables_html import embedded
from infopos_pipeline.reporting.formats.plain_html import plain_html
from infopos_pipeline.reporting.tables.layouts import table_model
from infopos_pipeline.reporting.tables.models import TableModel
from infopos_pipeline.reporting.words.wording import place_label, say
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.described import EVERYTHING
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Table

if TYPE_CHECKING:
    from infopos_pipeline.disclosure.risk import Risk
    from infopos_pipeline.statistics.audit import Audit


@dataclass(frozen=True)
class ReviewedAnswers:
    """The open answers of one item that a person let through, and how many are unreviewed or were dropped."""

    item: str
    texts: tuple[str, ...]
    unreviewed: int
    dropped: int


@dataclass(frozen=True)
class Release:
    """What a public report says of itself: its number, the base that counts are rounded to (None for suppression), and
    whether figures of its wave were published before, outside all releases.
    """

    number: int
    rounding_base: int | None = None
    published_before: bool = False


@dataclass(frozen=True)
class Report:
    """Everything a report is made of.

    Attributes:
        results: all results of the wave.
        audit: published against computed, if anything was published about the wave.
        synthetic: whether the answers are invented.
        notes: what else a reader must know of the sample, such as municipalities that were set aside.
        provenance: where the numbers come from, label to value.
        tables, charts: by the name of their place; a table that is not given is made, a chart is left out.
        open_answers: for inside use only, in the order of the questionnaire.
        risks: how recognisable respondents are, as declared and under each recoding; for inside use only.
        release: of a public report; one without it is internal.
        all_waves: the study of all waves, where ``study`` is that of this one.
        waves: the waves this one is compared with, and itself last.
    """

    study: Study
    wave: str
    results: Sequence[Result]
    audit: Audit | None = None
    synthetic: bool = False
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    charts: Mapping[str, str] = field(default_factory=dict)
    open_answers: Sequence[ReviewedAnswers] = ()
    risks: Sequence[Risk] = ()
    release: Release | None = None
    language: Language = "nl"
    all_waves: Study | None = None
    waves: tuple[str, ...] = ()

    def say(self, key: str, **values: object) -> str:
        """A text in the report's language, safe to put into HTML."""
        return escape(say(key, self.language, **values))

    def text(self, text: str) -> str:
        """A text that is already in the report's language, safe to put into HTML."""
        return escape(text)

    def table(self, place: Table) -> str:
        """The table of a place, for this page."""
        made = self.tables.get(place.name)
        if made:
            return embedded(made)
        return plain_html(table_model(place, self.study, self.results, self.language, self.synthetic))

    def places(self, *layouts: str) -> list[Table]:
        """The declared places of these layouts, in order."""
        return [place for place in self.study.tables.values() if place.layout in layouts]


def banners(report: Report) -> list[tuple[str, str, str]]:
    """What stands on the face of a report, of every format: kind, mark, text."""
    language, release = report.language, report.release
    if release is None:
        found = [("internal", say("internal", language))]
    else:
        key = "public" if release.rounding_base is None else "public_rounded"
        found = [("public", say(key, language, number=release.number, base=release.rounding_base))]
        if release.published_before:
            found.append(("outside_ledger", say("outside_ledger", language)))
    if report.synthetic:
        found.append(("synthetic", say("synthetic", language)))
    return [(kind, say(f"{kind}_mark", language), text) for kind, text in found]


@dataclass(frozen=True)
class Section:
    """A section: its anchor, its heading, and its content, "" if it has none."""

    name: str
    title: str
    html: str


def counted_facts(report: Report) -> dict[str, float]:
    """The numbers of the fieldwork by what they count."""
    found: dict[str, float] = {}
    for place in report.study.tables.values():
        for name, fact in place.facts.items():
            value = Figures(report.results, place.name).number(name, "n")
            if fact.counted and value is not None:
                found[fact.counted] = value
    return found


def definitions(values: Mapping[str, str], kind: str) -> str:
    """Labels with their values."""
    entries = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>\n" for label, value in values.items()
    )
    return f'<dl class="{kind}">\n{entries}</dl>'


def table_part(place: Table, report: Report) -> str:
    """A table under its heading."""
    return f"{heading(place.name, place.title.text(report.language), report)}\n{report.table(place)}"


def heading(place: str, title: str, report: Report) -> str:
    """A heading with the name under which a table or chart was published, in the language it was published in.

    The title is for those who go through a page by its headings: others see it in the table or chart right under it.
    """
    if place == EVERYTHING or place in report.study.items:  # no name under which it was published
        return f'<h3 class="unseen">{escape(title)}</h3>'
    published_in = report.study.declared.language
    language = f' lang="{published_in}"' if published_in != report.language else ""
    return f'<h3><span{language}>{escape(place_label(place))}</span><span class="unseen">: {escape(title)}</span></h3>'


def paragraphs(texts: Sequence[str]) -> str:
    """Each text as a paragraph."""
    return "\n".join(f"<p>{escape(text)}</p>" for text in texts)


def unfolded(summary: str, *models: TableModel | None) -> str:
    """Tables that stand behind a line to unfold; nothing without tables."""
    tables = "\n".join(plain_html(model) for model in models if model)
    return f"<details><summary>{escape(summary)}</summary>\n{tables}</details>" if tables else ""
