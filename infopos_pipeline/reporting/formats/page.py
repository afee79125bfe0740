"""The report of a wave as one self-contained page of HTML: no script, and no request to any host.

Here: the document around the sections, its banners and its contents. Not here: what stands in a section (``sections``,
``…_section``) and how it looks (``style.css``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files

from infopos_pipeline.reporting.report import Report, Section, banners
from infopos_pipeline.reporting.sections import describing
from infopos_pipeline.reporting.sections.audit import audit_section
from infopos_pipeline.reporting.sections.hypotheses import exploratory, hypotheses
from infopos_pipeline.reporting.sections.open_answers import open_answers
from infopos_pipeline.reporting.sections.reliability import reliability
from infopos_pipeline.reporting.sections.response import response
from infopos_pipeline.reporting.sections.risk import risk
from infopos_pipeline.reporting.sections.trends import trends
from infopos_pipeline.reporting.sections.which_test import which_test
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.model import Language

__all__ = ["Report", "banners_html", "contents_html", "document", "report_html", "section_html"]


def report_html(report: Report) -> str:
    """The page: the same bytes for the same report."""
    language = report.language
    title = report.study.declared.title.text(language)
    wave = say("wave", language, wave=report.wave)
    makers = [make for make in _SECTIONS if report.release is None or make not in _INTERNAL]
    made = [section for make in makers for section in [make(report)] if section.html]
    body = "\n".join(section_html(section) for section in made)
    contents = contents_html([(section.name, section.title) for section in made], language)
    return document(title, wave, banners_html(banners(report)), contents, body, say("footer", language), language)


def document(
    title: str, wave: str, banners_shown: str, contents: str, body: str, footer: str, language: Language
) -> str:
    """A self-contained page. Title, wave and footer are plain text, the others HTML."""
    title, wave = escape(title), escape(wave)
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title} – {wave}</title>
<style>
{_style()}</style>
</head>
<body>
<a class="skip" href="#content">{escape(say("skip", language))}</a>
<header class="top">
<div class="wide">
<p class="wave">{wave}</p>
<h1>{title}</h1>
{banners_shown}
</div>
</header>
<div class="wide columns">
{contents}
<main id="content" tabindex="-1">
{body}
</main>
</div>
<footer class="bottom"><div class="wide"><p>{title} – {wave}. {escape(footer)}</p></div></footer>
</body>
</html>
"""


def banners_html(shown: Iterable[tuple[str, str, str]]) -> str:
    """What nobody may overlook: whether the figures are internal, and whether they are invented."""
    return "\n".join(
        f'<p class="banner {name}"><strong>{escape(mark)}</strong> {escape(text)}</p>' for name, mark, text in shown
    )


def contents_html(entries: Iterable[tuple[str, str]], language: Language) -> str:
    """The contents of a page: anchors with their headings."""
    links = "\n".join(f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title in entries)
    label = escape(say("contents", language))
    return f'<nav class="contents" aria-label="{label}">\n<ul>\n{links}\n</ul>\n</nav>'


def section_html(section: Section) -> str:
    """A section under its heading."""
    heading = f'<h2 id="{section.name}-heading">{escape(section.title)}</h2>'
    return (
        f'<section id="{section.name}" aria-labelledby="{section.name}-heading">\n{heading}\n{section.html}\n</section>'
    )


_SECTIONS = (
    describing.summary,
    describing.sample,
    response,
    describing.comparisons,
    hypotheses,
    exploratory,
    trends,
    reliability,
    open_answers,
    describing.appendix,
    risk,
    which_test,
    audit_section,
    describing.methods,
    describing.provenance,
)
_INTERNAL = (response, trends, open_answers, risk, which_test, audit_section)
"""What a public report leaves out: what rests on more than the counts of this wave (those who did not answer, other
waves), open answers, how recognisable who is, and what compares every figure with print.
"""


@cache
def _style() -> str:
    return files("infopos_pipeline.reporting.formats").joinpath("style.css").read_text(encoding="utf-8")
