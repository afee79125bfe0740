"""What a report is made of, and the blocks that its sections share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infopos_pipeline.reporting.citing import sentence_text
from infopos_pipeline.reporting.document import Banner, Block, Picture, PlaceName, TableBlock, paragraphs
from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.tables.layouts import table_model
from infopos_pipeline.reporting.tables.models import TableModel
from infopos_pipeline.reporting.words.wording import place_label, say
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.described import EVERYTHING
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Table
from infopos_pipeline.study.themes import Stance

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
class ShownQuote:
    """A quote that a person let through: the themes it is about, hypotheses with the stance it takes, and the facts of
    the frame, with their categories, that it may carry.
    """

    text: str
    themes: tuple[str, ...] = ()
    stances: tuple[tuple[str, Stance], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShownQuotes:
    """The quotes of a wave that a person let through, how many nobody has read yet, and how many were dropped."""

    quotes: tuple[ShownQuote, ...] = ()
    waiting: int = 0
    dropped: int = 0


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
        charts: by the name of their place; one that is not given is left out.
        groups: the pictures of a table that compares groups, by the name of its place.
        conceptual: the conceptual model, drawn; None if the study declares none.
        open_answers: for inside use only, in the order of the questionnaire.
        interviews: their quotes, for inside use only.
        saturation: what each interview added, drawn; None without interviews.
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
    charts: Mapping[str, Picture] = field(default_factory=dict)
    groups: Mapping[str, Sequence[Picture]] = field(default_factory=dict)
    conceptual: Picture | None = None
    open_answers: Sequence[ReviewedAnswers] = ()
    interviews: ShownQuotes = ShownQuotes()
    saturation: Picture | None = None
    risks: Sequence[Risk] = ()
    release: Release | None = None
    language: Language = "nl"
    all_waves: Study | None = None
    waves: tuple[str, ...] = ()

    def say(self, key: str, **values: object) -> str:
        """A text in the report's language."""
        return say(key, self.language, **values)

    def model(self, place: Table) -> TableModel:
        """The table of a place."""
        return table_model(place, self.study, self.results, self.language, self.synthetic)

    def places(self, *layouts: str) -> list[Table]:
        """The declared places of these layouts, in order."""
        return [place for place in self.study.tables.values() if place.layout in layouts]


def banners(report: Report) -> tuple[Banner, ...]:
    """What stands on the face of a report, of every format."""
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
    return tuple(Banner(kind, say(f"{kind}_mark", language), text) for kind, text in found)


def counted_facts(report: Report) -> dict[str, float]:
    """The numbers of the fieldwork by what they count."""
    found: dict[str, float] = {}
    for place in report.study.tables.values():
        for name, fact in place.facts.items():
            value = Figures(report.results, place.name).number(name, "n")
            if fact.counted and value is not None:
                found[fact.counted] = value
    return found


def placed(place: Table, report: Report) -> list[Block]:
    """A declared table under the name of its place, after what the study says of it."""
    sentences = declared_sentences(place.name, report)
    said = paragraphs([" ".join(sentences)]) if sentences else []
    return [*said, TableBlock(report.model(place), place_name(place.name, report))]


def declared_sentences(place: str, report: Report) -> list[str]:
    """What the study says of a chart or a table, as far as its numbers may be shown."""
    about = report.study.written.about(place)
    made = (sentence_text(one, report.study, report.results, report.wave, report.language) for one in about)
    return [text for text in made if text]


def place_name(place: str, report: Report) -> PlaceName | None:
    """The name under which a table or chart was published, in the language it was published in; None without one."""
    if place == EVERYTHING or place in report.study.items:
        return None
    published_in = report.study.declared.language
    return PlaceName(place_label(place), published_in if published_in != report.language else None)


def unfolded(summary: str, *models: TableModel | None) -> list[TableBlock]:
    """Tables that stand behind a line to unfold; nothing without tables."""
    return [TableBlock(model, folded=summary) for model in models if model]
