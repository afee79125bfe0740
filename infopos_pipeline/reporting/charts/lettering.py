"""How wide a text of a picture is, and that it is so everywhere: no installed font decides where it ends.

Texts are measured by the widths of the font that vl-convert carries, Liberation Sans, which are those of Arial and
Helvetica, and every text says its own width (``textLength``): a browser with another font fits its letters to it.

Source: the widths are advance widths in thousandths of the height, as Adobe published them for Helvetica and
Helvetica-Bold (Core 14 font metrics); a test measures them anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

_REGULAR: Mapping[int, str] = {
    191: "'",
    222: "ijl‘’",
    260: "|¦",
    278: " \N{NO-BREAK SPACE}!,./:;I[\\]ftÌÍÎÏìíîï",
    333: "()-`r{}¡¨²³´·¸¹“”",
    355: '"',
    350: "•",
    370: "ºª",
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyzçýÿšž",
    537: "¶",
    556: "#$0123456789?L_abdeghnopqu¢£¤¥§«»àáâãäåèéêëðñòóôõöøùúûüþ–€†±≤≥¯÷",
    584: "+<=>~¬×−µ",
    611: "FTZ¿ßøŽ",
    667: "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝÞŠŸ",
    722: "CDHNRUwÇÐÑÙÚÛÜ",
    737: "©®",
    778: "GOQÒÓÔÕÖØ✓",
    833: "Mm¼½¾",
    889: "%æ",
    944: "Wœ",
    1000: "Æ—…Œ",
    1015: "@",
}
_BOLD: Mapping[int, str] = {
    238: "'",
    278: " \N{NO-BREAK SPACE},./I\\ijlÌÍÎÏìíîï‘’",
    280: "|¦",
    333: "!()-:;[]`ft¡¨²³´·¸¹",
    350: "•",
    370: "ºª",
    389: "*r{}",
    400: "°",
    474: '"',
    500: "z“”ž",
    556: "#$0123456789J_aceksvxy¢£¤¥§«»àáâãäåçèéêëýÿ–€†š±≤≥¯¶÷",
    584: "+<=>^~¬×−µ",
    611: "?FLTZbdghnopqu¿ßðñòóôõöøùúûüþŽ",
    667: "EPSVXYÈÉÊËÝÞŠŸ",
    722: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜ",
    737: "©®",
    778: "GOQwÒÓÔÕÖØ✓",
    833: "M¼½¾",
    889: "%mæ",
    944: "Wœ",
    975: "@",
    1000: "Æ—…Œ",
}
_UNKNOWN = 1000
"""Of a letter without a width here, such as one of another script: the widest there is."""

_WIDTHS = {
    bold: {letter: width for width, letters in widths.items() for letter in letters}
    for bold, widths in ((False, _REGULAR), (True, _BOLD))
}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text of some height, in the unit of that height."""
    widths = _WIDTHS[bold]
    return sum(widths.get(letter, _UNKNOWN) for letter in text) * size / 1000


def wrapped(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """A text in lines that fit some width, never none; it breaks at spaces and after hyphens, a wider word anywhere."""
    lines = [""]
    for word in text.split():
        for place, part in enumerate(re.split(r"(?<=-)(?=\w)", word)):
            longer = f"{lines[-1]}{part}" if place or not lines[-1] else f"{lines[-1]} {part}"
            if width(longer, size, bold=bold) <= room:
                lines[-1] = longer
                continue
            if lines[-1]:
                lines.append("")
            for letter in part:
                if lines[-1] and width(lines[-1] + letter, size, bold=bold) > room:
                    lines.append("")
                lines[-1] += letter
    return lines


def fixed_widths(svg: str) -> str:
    """An SVG of Vega whose texts have the widths they were measured at, whatever font they are shown in."""
    return re.sub(r"<text\b([^>]*)>(.*?)</text>", _fixed, svg, flags=re.DOTALL)


def _fixed(found: re.Match[str]) -> str:
    attributes, content = found.groups()
    size = re.search(r'font-size="([\d.]+)px"', attributes)
    if size is None or not content:
        return found[0]
    height, bold = float(size[1]), 'font-weight="bold"' in attributes

    def length(text: str) -> str:
        known = all(letter in _WIDTHS[bold] for letter in unescape(text))
        fitted = round(width(unescape(text), height, bold=bold), 2)
        return f' textLength="{fitted:g}" lengthAdjust="spacingAndGlyphs"' if known and fitted else ""

    if "<tspan" not in content:
        return f"<text{attributes}{length(content)}>{content}</text>"
    lines = re.sub(r"<tspan([^>]*)>([^<]*)", lambda line: f"<tspan{line[1]}{length(line[2])}>{line[2]}", content)
    return f"<text{attributes}>{lines}</text>"
