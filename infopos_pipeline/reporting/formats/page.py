"""A report as one self-contained page of HTML: no script, and no request to any host.

Here: the page around the sections, its banners and its contents. Not here: what a block looks like (``blocks_html``),
what stands in it (``sections``) and how it looks (``style.css``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from types import MappingProxyType

from infopos_pipeline.reporting.document import Banner, Document
from infopos_pipeline.reporting.formats.blocks_html import Made, blocks_html, contents_html
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.model import Language

NONE_MADE: Made = MappingProxyType({})


def page_html(document: Document, made: Made = NONE_MADE) -> str:
    """The page: the same bytes for the same document.

    ``made`` are tables that great_tables made before, by their name.
    """
    language = document.language
    body = "\n".join(
        section_html(section.name, section.title, blocks_html(section.blocks, made)) for section in document.sections
    )
    entries = [(section.name, section.title) for section in document.sections]
    contents = contents_html(entries, say("contents", language))
    banners = banners_html(document.banners)
    return page(document.title, document.wave, banners, contents, body, document.footer, language)


def page(title: str, wave: str, banners: str, contents: str, body: str, footer: str, language: Language) -> str:
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
{banners}
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


def banners_html(banners: Iterable[Banner]) -> str:
    """What nobody may overlook: whether the figures are internal, and whether they are invented."""
    return "\n".join(
        f'<p class="banner {banner.kind}"><strong>{escape(banner.mark)}</strong> {escape(banner.text)}</p>'
        for banner in banners
    )


def section_html(name: str, title: str, content: str) -> str:
    """A section under its heading; its content is HTML."""
    heading = f'<h2 id="{name}-heading">{escape(title)}</h2>'
    return f'<section id="{name}" aria-labelledby="{name}-heading">\n{heading}\n{content}\n</section>'


@cache
def _style() -> str:
    return files("infopos_pipeline.reporting.formats").joinpath("style.css").read_text(encoding="utf-8")
