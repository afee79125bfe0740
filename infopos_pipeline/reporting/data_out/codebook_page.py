"""The codebook as a page to read: every variable with its question, answers, codes, routing, waves and frequencies.

Variables stand by page of the questionnaire, between the facts of the frame and the derived ones. The tick boxes of one
item are one table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from infopos_pipeline.reporting.data_out.codebook import Codebook, Entry, Value, how_made
from infopos_pipeline.reporting.document import Banner, Block, Facts, TableBlock
from infopos_pipeline.reporting.formats.blocks_html import blocks_html, contents_html
from infopos_pipeline.reporting.formats.page import NONE_MADE, banners_html, page, section_html
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.words.wording import enumeration, say
from infopos_pipeline.study.missing import TICKED
from infopos_pipeline.study.model import Derived, Item, Variable


def codebook_html(book: Codebook) -> str:
    """The page, in the language of the codebook: the same bytes for the same codebook."""
    language = book.language
    internal = f"{say('data_notice', language)} {say('data_without', language)}"
    shown = [Banner("internal", say("internal_mark", language), internal)]
    if book.synthetic:
        shown.append(Banner("synthetic", say("synthetic_mark", language), say("synthetic", language)))
    intro = say("codebook_intro", language, n=book.respondents, variables=len(book.entries))
    sections = list(_sections(book))
    body = "\n".join([f"<p>{escape(intro)}</p>", *(section_html(*section) for section in sections)])
    return page(
        f"{say('codebook', language)}: {book.title.text(language)}",
        say("wave", language, wave=book.wave),
        banners_html(shown),
        contents_html([(anchor, title) for anchor, title, _ in sections], say("contents", language)),
        body,
        say("codebook_footer", language),
        language,
    )


def _sections(book: Codebook) -> Iterator[tuple[str, str, str]]:
    """Anchor, heading and HTML of each section: the keys, then the variables by where they come from."""
    keys = {entry.spss_name: entry.label.text(book.language) for entry in book.entries if entry.content == "key"}
    yield "keys", say("codebook_keys", book.language), _html(Facts(tuple(keys.items())))
    parts: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for name, entries in book.by_variable.items():
        anchor, title = _part(book.asked.variables[name], book)
        titles[anchor] = title
        parts.setdefault(anchor, []).append(_variable_html(book.asked.variables[name], entries, book))
    order = sorted(parts, key=lambda anchor: list(titles).index(anchor))
    yield from ((anchor, titles[anchor], "\n".join(parts[anchor])) for anchor in order)


def _part(variable: Variable, book: Codebook) -> tuple[str, str]:
    if isinstance(variable, Item):
        return f"page-{variable.page}", say("codebook_page", book.language, page=variable.page)
    kind = "derived" if isinstance(variable, Derived) else "facts"
    return kind, say(f"codebook_{kind}", book.language)


def _variable_html(variable: Variable, entries: tuple[Entry, ...], book: Codebook) -> str:
    label = escape(variable.label.text(book.language))
    name = escape(variable.name)
    tables = [TableBlock(_values_table(variable, entries, book))] if entries[0].values or len(entries) > 1 else []
    heading = f'<h3 id="v-{name}">{label} <code>{name}</code></h3>'
    return f"{heading}\n{_html(Facts(tuple(_facts(variable, book).items()), 'provenance'), *tables)}"


def _html(*blocks: Block) -> str:
    return blocks_html(blocks, NONE_MADE)


def _facts(variable: Variable, book: Codebook) -> Mapping[str, str]:
    """What there is to say of a variable, label to text."""
    language = book.language
    other = variable.label.text("en" if language == "nl" else "nl")
    kind = "value" if variable.kind == "number" else variable.kind
    waves = [say(f"wave_{compares}", language, wave=wave) for wave, compares in book.waves_asked(variable.name).items()]
    merged = (
        f"{group.label.text(language)}: {enumeration(_labels(variable, group.options, book), language)}"
        for group in variable.groups.values()
    )
    facts = {
        "codebook_other_language": other,
        "codebook_kind": say(f"kind_{kind}", language),
        "codebook_routing": (variable.asked_if or "") if isinstance(variable, Item) else "",
        "codebook_made": how_made(variable, language),
        "codebook_groups": "; ".join(merged),
        "codebook_waves": ", ".join(waves) or say("none", language),
    }
    return {say(key, language): text for key, text in facts.items() if text}


def _labels(variable: Variable, options: tuple[str, ...], book: Codebook) -> list[str]:
    return [variable.category_label(option, book.language) for option in options]


def _values_table(variable: Variable, entries: tuple[Entry, ...], book: Codebook) -> TableModel:
    """The answers with codes and frequencies; of multiple response a row a box, with how often it was ticked."""
    language = book.language
    boxes = entries if entries[0].content == "box" else ()
    coded = entries[-1]
    rows = tuple(_box_row(entry, book) for entry in boxes) or tuple(
        _value_row(value, coded, book) for value in coded.values if not value.missing
    )
    # Every box of an item has the same missing states, so those of the first are those of the item; a box that was
    # added later has none but not asked in this wave.
    states = tuple(_value_row(value, entries[0] if boxes else coded, book) for value in coded.values if value.missing)
    return TableModel(
        f"values-{variable.name}",
        say("codebook_values", language, name=variable.name),
        say("answer", language),
        (
            Column(say("codebook_code", language), "numbers"),
            Column(say("codebook_name", language), "texts"),
            Column(say("codebook_number", language), "numbers"),
        ),
        (RowGroup("", rows), RowGroup(say("codebook_missing", language), states)),
    )


def _value_row(value: Value, entry: Entry, book: Codebook) -> Row:
    n = entry.count(value.category)
    label = value.label.text(book.language)
    if not value.offered:
        label = say("codebook_not_offered", book.language, label=label)
    return Row(label, (Cell(str(value.code)), Cell(value.category), Cell(str(n), numbers=(n,))))


def _box_row(entry: Entry, book: Codebook) -> Row:
    n = entry.count(TICKED)
    return Row(entry.label.text(book.language), (Cell("1"), Cell(entry.spss_name), Cell(str(n), numbers=(n,))))
