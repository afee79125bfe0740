"""The codebook as DDI-Codebook 2.5 XML, for archives and catalogues: study, file, variables with their frequencies.

Source: DDI Alliance, DDI-Codebook 2.5, codebook.xsd (namespace ``ddi:codebook:2_5``): elements stand in the order of
its sequences. Labels and questions are in Dutch and English, marked by ``xml:lang``.
"""

from __future__ import annotations

from xml.etree import ElementTree

from infopos_pipeline.reporting.data_out.codebook import MISSING_CODES, Codebook, Entry, Value, how_made
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.model import Item, Label, Language

NAMESPACE = "ddi:codebook:2_5"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_BOTH: tuple[Language, ...] = ("nl", "en")
_FILE_ID = "F1"


def ddi_xml(book: Codebook, file: str) -> bytes:
    """The document, in UTF-8: the same bytes for the same codebook.

    Args:
        book: the codebook of the data file.
        file: the name of the data file.
    """
    root = ElementTree.Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5", _LANGUAGE: book.language})
    _study(root, book)
    _file(root, book, file)
    data = _within(root, "dataDscr")
    for name, (item, entries) in book.sets.items():
        group = _within(
            data, "varGrp", ID=f"G_{name[1:]}", type="multipleResp", name=name, var=" ".join(map(_id, entries))
        )
        _labels(group, item.label)
    for entry in book.entries:
        _variable(data, entry, book)
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _within(parent: ElementTree.Element, tag: str, text: str = "", /, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _in_both(parent: ElementTree.Element, name: str, label: Label) -> None:
    for language in _BOTH:
        _within(parent, name, label.text(language)).set(_LANGUAGE, language)


def _labels(parent: ElementTree.Element, label: Label) -> None:
    _in_both(parent, "labl", label)


def _study(root: ElementTree.Element, book: Codebook) -> None:
    study = _within(root, "stdyDscr")
    titles = _within(_within(study, "citation"), "titlStmt")
    _within(titles, "titl", book.title.text(book.language))
    other: Language = "en" if book.language == "nl" else "nl"
    _within(titles, "parTitl", book.title.text(other)).set(_LANGUAGE, other)
    _within(titles, "IDNo", f"{book.study.name}-{book.wave}")
    scope = _within(_within(study, "stdyInfo"), "sumDscr")
    _within(scope, "collDate", say("wave", book.language, wave=book.wave), cycle=book.wave)
    access = _within(study, "dataAccs")
    for language in _BOTH:
        conditions = _within(_within(access, "useStmt"), "conditions", " ".join(book.notices(language)))
        conditions.set(_LANGUAGE, language)


def _file(root: ElementTree.Element, book: Codebook, file: str) -> None:
    about = _within(_within(root, "fileDscr", ID=_FILE_ID), "fileTxt")
    _within(about, "fileName", file)
    _within(about, "fileCont", book.notices()[0])
    dimensions = _within(about, "dimensns")
    _within(dimensions, "caseQnty", str(book.respondents))
    _within(dimensions, "varQnty", str(len(book.entries)))
    _within(about, "fileType", "SPSS system file", charset="UTF-8")


def _id(entry: Entry) -> str:
    return f"V_{entry.spss_name}"


def _variable(data: ElementTree.Element, entry: Entry, book: Codebook) -> None:
    variable = entry.variable
    asked = variable if isinstance(variable, Item) else None
    # Tick boxes are answers to one question, which stands in the first of them.
    first = asked is not None and entry == book.by_variable[asked.name][0]
    element = _within(
        data,
        "var",
        ID=_id(entry),
        name=entry.spss_name,
        files=_FILE_ID,
        intrvl="contin" if entry.content == "measure" else "discrete",
        **({} if entry.content in ("key", "measure") else {"nature": entry.measure}),
        **({} if asked is None or first else {"qstn": f"Q_{asked.name}"}),
    )
    _labels(element, entry.label)
    if asked is not None and first:
        _question(element, asked, book)
    if entry.values:
        lowest, highest = min(MISSING_CODES.values()), max(MISSING_CODES.values())
        _within(_within(element, "invalrng"), "range", UNITS="INT", min=str(lowest), max=str(highest))
    if asked is not None and asked.asked_if:
        _within(element, "universe", f"{say('codebook_routing', book.language)}: {asked.asked_if}")
    if entry.values:
        _statistics(element, entry)
    for value in entry.values:
        _category(element, value, entry)
    if variable is not None and how_made(variable, book.language):
        _within(_within(element, "derivation"), "drvdesc", how_made(variable, book.language))
    kind = "character" if entry.content == "key" else "numeric"
    _within(element, "varFormat", type=kind, schema="SPSS")
    if variable is not None:
        waves = ", ".join(book.waves_asked(variable.name))
        _within(element, "notes", f"{say('codebook_waves', book.language)}: {waves}")


def _question(element: ElementTree.Element, item: Item, book: Codebook) -> None:
    domain = {"multiple": "multiple", "number": "numeric"}.get(item.kind, "category")
    place = list(book.study.items).index(item.name) + 1
    question = _within(element, "qstn", ID=f"Q_{item.name}", seqNo=str(place), responseDomainType=domain)
    _in_both(question, "qstnLit", item.label)


def _statistics(element: ElementTree.Element, entry: Entry) -> None:
    valid = sum(entry.count(value.category) for value in entry.values if not value.missing)
    invalid = sum(entry.count(value.category) for value in entry.values if value.missing)
    _within(element, "sumStat", str(valid), type="vald")
    _within(element, "sumStat", str(invalid), type="invd")


def _category(element: ElementTree.Element, value: Value, entry: Entry) -> None:
    attributes = {"missing": "Y", "missType": value.category.lstrip("~")} if value.missing else {}
    category = _within(element, "catgry", "", **attributes)
    _within(category, "catValu", str(value.code))
    _labels(category, value.label)
    _within(category, "catStat", str(entry.count(value.category)), type="freq")
