"""How a Word document looks: its styles, its page, its language. Whoever dislikes it changes a style in Word.

The template is that of python-docx, without what a report has no use for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.styles.style import CharacterStyle, ParagraphStyle

from infopos_pipeline.reporting.formats.word_columns import CELL_MARGIN, PORTRAIT_WIDTH
from infopos_pipeline.reporting.formats.word_text import LANGUAGE_TAGS
from infopos_pipeline.study.model import Language

_FONT = "Calibri"
_INK, _MUTED, _ACCENT, _WARNING = "1B1F24", "56606B", "154273", "4A3500"
_MARGIN = Mm(22)

_UNUSED = (
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)
"""Parts of the template: a picture of its first page, its statistics, and styles for an older Word."""

_Look = Mapping[str, Any]
_PARAGRAPHS: Mapping[str, _Look] = {
    # name: size, bold, colour, before, after (points), indent and hanging (mm)
    "Normal": {"size": 10.5, "color": _INK, "after": 6},
    "Title": {"size": 24, "bold": True, "color": _ACCENT, "after": 12},
    "Subtitle": {"size": 12, "bold": True, "color": _MUTED, "after": 2},
    "Heading 1": {"size": 17, "bold": True, "color": _ACCENT, "before": 22, "after": 6},
    "Heading 2": {"size": 12.5, "bold": True, "color": _ACCENT, "before": 14, "after": 4},
    "Heading 3": {"size": 11, "bold": True, "color": _INK, "before": 10, "after": 3},
    "TOC Heading": {"size": 13, "bold": True, "color": _ACCENT, "before": 16, "after": 4},
    "toc 1": {"size": 10, "bold": True, "before": 3, "after": 0},
    "toc 2": {"size": 9, "after": 0, "indent": 6},
    "Caption": {"size": 9.5, "bold": True, "color": _INK, "before": 8, "after": 3, "keep": True},
    "Banner": {"size": 10, "before": 2, "after": 6},
    "Banner Warning": {"size": 10, "color": _WARNING, "before": 2, "after": 6},
    "Notice": {"size": 10, "color": _WARNING, "before": 4, "after": 8},
    "Lead": {"bold": True, "before": 8, "after": 3, "keep": True},
    "Proof": {"size": 9, "color": _MUTED, "after": 4},
    "Picture": {"after": 2},
    "List Bullet": {"after": 3},
    "List Number": {"after": 3},
    "List Continue": {"after": 3, "indent": 6.35},
    "Facts": {"after": 2, "indent": 75, "hanging": 75},
    "Provenance": {"size": 9, "after": 2, "indent": 40, "hanging": 40},
    "Finding": {"after": 4, "indent": 20, "hanging": 20},
    "Tile Number": {"size": 22, "bold": True, "color": _ACCENT, "after": 0, "keep": True},
    "Table Text": {"size": 9, "before": 1.5, "after": 1.5},
    "Table Heading": {"size": 9, "bold": True, "before": 2, "after": 2, "keep": True},
    "Table Group": {"size": 9, "bold": True, "before": 6, "after": 1.5, "keep": True},
    "Table Note": {"size": 8.5, "color": _MUTED, "after": 1},
    "Closing": {"size": 9, "color": _MUTED, "before": 18, "after": 0},
    "Section End": {"size": 1, "after": 0},
    "Header": {"size": 8.5, "color": _MUTED, "after": 0},
    "Header Mark": {"size": 8.5, "bold": True, "color": _WARNING, "after": 0},
    "Footer": {"size": 8.5, "color": _MUTED, "after": 0},
}
_CHARACTERS: Mapping[str, _Look] = {
    "Strong": {"bold": True},
    "Emphasis": {"italic": True, "bold": False, "color": _INK},
    "Soft": {"color": _MUTED, "bold": False},
    "Label": {"color": _ACCENT, "bold": True},
    "Hyperlink": {"color": "14508C", "underline": True},
}
_BOXED = {"Banner": ("56606B", "FFFFFF"), "Banner Warning": ("E0B43A", "FFF1C9"), "Notice": ("E0B43A", "FFF9E6")}
"""Border and background."""


def styled_file(language: Language) -> WordFile:
    """An empty document on A4 in a language, with the styles of a report."""
    file = docx.Document()
    _leave_out(file)
    defaults = file.styles.element.find(qn("w:docDefaults"))
    for spoken in defaults.iter(qn("w:lang")):
        spoken.set(qn("w:val"), LANGUAGE_TAGS[language])
    for name, look in _PARAGRAPHS.items():
        _paragraph_style(file, name, look)
    for name, look in _CHARACTERS.items():
        _font(_style(file, name, WD_STYLE_TYPE.CHARACTER), look)
    for name, colours in _BOXED.items():
        _box(_style(file, name, WD_STYLE_TYPE.PARAGRAPH), *colours)
    file.styles.element.append(parse_xml(_TABLE_STYLE))
    _settings(file, language)
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    return file


def _leave_out(file: WordFile) -> None:
    for part in (file.part.package, file.part):
        for name, relation in list(part.rels.items()):
            if relation.reltype in _UNUSED:
                del part.rels[name]
    for style in list(file.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()


def _style(file: WordFile, name: str, kind: WD_STYLE_TYPE) -> Any:
    """A style of the template, or a new one of that name."""
    if name in file.styles:
        return file.styles[name]
    made = file.styles.add_style(name, kind, builtin=name.startswith("toc") or name == "Hyperlink")
    if kind == WD_STYLE_TYPE.PARAGRAPH:
        made.base_style = file.styles["Normal"]
    made.hidden = False
    return made


def _paragraph_style(file: WordFile, name: str, look: _Look) -> None:
    style: ParagraphStyle = _style(file, name, WD_STYLE_TYPE.PARAGRAPH)
    _font(style, look)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 0))
    shape.line_spacing = 1.0 if name.startswith(("Table", "Tile", "Section")) else 1.12
    if "indent" in look:
        shape.left_indent = Mm(look["indent"])
    if "hanging" in look:
        shape.first_line_indent = -Mm(look["hanging"])
        shape.tab_stops.add_tab_stop(Mm(look["hanging"]), WD_TAB_ALIGNMENT.LEFT)
    if name.startswith("toc"):  # where the page numbers come
        shape.tab_stops.add_tab_stop(Twips(PORTRAIT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    if look.get("keep"):
        shape.keep_with_next = True
    for border in style.element.iter(qn("w:pBdr")):  # the line that the template has under a title
        border.getparent().remove(border)


def _font(style: CharacterStyle, look: _Look) -> None:
    font = style.font
    if style.type == WD_STYLE_TYPE.PARAGRAPH:
        properties = style.element.get_or_add_rPr()
        for fonts in properties.findall(qn("w:rFonts")):  # those of the theme
            properties.remove(fonts)
        font.name, font.italic = _FONT, False
        font.bold = look.get("bold", False)
        properties.rFonts.set(qn("w:cs"), _FONT)
    elif "bold" in look:
        font.bold = look["bold"]
    if "size" in look:
        font.size = Pt(look["size"])
    if "color" in look:
        font.color.rgb = RGBColor.from_string(look["color"])
    if "italic" in look:
        font.italic = look["italic"]
    if "underline" in look:
        font.underline = look["underline"]


def _box(style: ParagraphStyle, border: str, background: str) -> None:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="4" w:color="{border}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    properties = style.element.get_or_add_pPr()
    following = ("w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
    box = parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>")
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{background}"/>')
    for element in (box, shade):
        properties.insert_element_before(element, *following)
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Mm(2)


def _settings(file: WordFile, language: Language) -> None:
    """No leftovers of another language or an older Word, which would open the document in a mode for old ones."""
    settings = file.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")
    for spoken in settings.iter(qn("w:themeFontLang")):
        spoken.set(qn("w:val"), LANGUAGE_TAGS[language])
    for symbol in settings.iter(qn("w:decimalSymbol")):
        symbol.set(qn("w:val"), "," if language == "nl" else ".")
    for symbol in settings.iter(qn("w:listSeparator")):
        symbol.set(qn("w:val"), ";" if language == "nl" else ",")
    for zoom in settings.iter(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")


_TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
  <w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:space="0" w:color="{_INK}"/>
      <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_INK}"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="DCDFE3"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:left w:w="{CELL_MARGIN}" w:type="dxa"/><w:right w:w="{CELL_MARGIN}" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:tcPr>
      <w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_INK}"/></w:tcBorders>
      <w:vAlign w:val="bottom"/>
    </w:tcPr>
  </w:tblStylePr>
</w:style>
"""
