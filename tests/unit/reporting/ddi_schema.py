"""What the DDI-Codebook 2.5 schema says of the elements that we write: their parts in order, and their attributes.

From codebook.xsd, DDI-Codebook 2.5 (DDI Alliance, 2012): ``complexType`` sequences with minOccurs and maxOccurs, the
attributes of each type with their enumerations, and the attributes that every element has (GLOBALS).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

NAMESPACE = "{ddi:codebook:2_5}"
ONE, MAYBE, ANY, SOME = (1, 1), (0, 1), (0, None), (1, None)
Parts = tuple[tuple[str, tuple[int, int | None]], ...]

SEQUENCES: Mapping[str, Parts] = {
    "codeBook": (("docDscr", ANY), ("stdyDscr", SOME), ("fileDscr", ANY), ("dataDscr", ANY), ("otherMat", ANY)),
    "stdyDscr": (
        ("citation", SOME),
        ("studyAuthorization", ANY),
        ("stdyInfo", ANY),
        ("studyDevelopment", ANY),
        ("method", ANY),
        ("dataAccs", ANY),
        ("othrStdyMat", ANY),
        ("notes", ANY),
    ),
    "citation": (
        ("titlStmt", ONE),
        ("rspStmt", MAYBE),
        ("prodStmt", MAYBE),
        ("distStmt", MAYBE),
        ("serStmt", ANY),
        ("verStmt", ANY),
        ("biblCit", MAYBE),
        ("holdings", ANY),
        ("notes", ANY),
    ),
    "titlStmt": (("titl", ONE), ("subTitl", ANY), ("altTitl", ANY), ("parTitl", ANY), ("IDNo", ANY)),
    "stdyInfo": (
        ("studyBudget", ANY),
        ("subject", ANY),
        ("abstract", ANY),
        ("sumDscr", ANY),
        ("qualityStatement", MAYBE),
        ("notes", ANY),
        ("exPostEvaluation", ANY),
    ),
    "sumDscr": (
        ("timePrd", ANY),
        ("collDate", ANY),
        ("nation", ANY),
        ("geogCover", ANY),
        ("geogUnit", ANY),
        ("geoBndBox", MAYBE),
        ("boundPoly", MAYBE),
        ("anlyUnit", ANY),
        ("universe", ANY),
        ("dataKind", ANY),
    ),
    "dataAccs": (("setAvail", ANY), ("useStmt", ANY), ("notes", ANY)),
    "useStmt": (
        ("confDec", MAYBE),
        ("specPerm", MAYBE),
        ("restrctn", MAYBE),
        ("contact", ANY),
        ("citReq", MAYBE),
        ("deposReq", MAYBE),
        ("conditions", MAYBE),
        ("disclaimer", MAYBE),
    ),
    "fileDscr": (("fileTxt", ANY), ("locMap", MAYBE), ("notes", ANY)),
    "fileTxt": (
        ("fileName", MAYBE),
        ("fileCitation", MAYBE),
        ("fileCont", MAYBE),
        ("fileStrc", MAYBE),
        ("dimensns", MAYBE),
        ("fileType", MAYBE),
        ("format", MAYBE),
        ("filePlac", MAYBE),
        ("dataChck", ANY),
        ("ProcStat", MAYBE),
        ("dataMsng", MAYBE),
        ("software", ANY),
        ("verStmt", MAYBE),
    ),
    "dimensns": (("caseQnty", ANY), ("varQnty", ANY), ("logRecL", ANY), ("recPrCas", ANY), ("recNumTot", ANY)),
    "dataDscr": (("varGrp", ANY), ("nCubeGrp", ANY), ("var", ANY), ("nCube", ANY), ("notes", ANY)),
    "varGrp": (
        ("labl", ANY),
        ("txt", ANY),
        ("concept", ANY),
        ("defntn", MAYBE),
        ("universe", MAYBE),
        ("notes", ANY),
    ),
    "var": (
        ("location", ANY),
        ("labl", ANY),
        ("imputation", MAYBE),
        ("security", MAYBE),
        ("embargo", MAYBE),
        ("respUnit", MAYBE),
        ("anlysUnit", MAYBE),
        ("qstn", ANY),
        ("valrng", ANY),
        ("invalrng", ANY),
        ("undocCod", ANY),
        ("universe", ANY),
        ("TotlResp", MAYBE),
        ("sumStat", ANY),
        ("txt", ANY),
        ("stdCatgry", ANY),
        ("catgryGrp", ANY),
        ("catgry", ANY),
        ("codInstr", ANY),
        ("verStmt", ANY),
        ("concept", ANY),
        ("derivation", MAYBE),
        ("varFormat", MAYBE),
        ("geoMap", ANY),
        ("catLevel", ANY),
        ("notes", ANY),
    ),
    "catgry": (("catValu", MAYBE), ("labl", ANY), ("txt", ANY), ("catStat", ANY), ("mrow", MAYBE)),
    "derivation": (("drvdesc", MAYBE), ("drvcmd", MAYBE)),
}
CHOICES: Mapping[str, frozenset[str]] = {
    "qstn": frozenset({"preQTxt", "qstnLit", "postQTxt", "forward", "backward", "ivuInstr"}),
    "invalrng": frozenset({"item", "range"}),
}
TEXTS = frozenset(
    {"titl", "parTitl", "IDNo", "collDate", "conditions", "fileName", "fileCont", "caseQnty", "varQnty"}
) | {*("fileType", "labl", "qstnLit", "universe", "sumStat", "catValu", "catStat", "drvdesc", "varFormat", "notes")}
EMPTY = frozenset({"range"})
GLOBALS = frozenset({"ID", "{http://www.w3.org/XML/1998/namespace}lang", "source"})
ATTRIBUTES: Mapping[str, Mapping[str, frozenset[str] | None]] = {
    "codeBook": {"version": frozenset({"2.5"})},
    "collDate": {"date": None, "event": frozenset({"start", "end", "single"}), "cycle": None},
    "fileType": {"charset": None},
    "varGrp": {"type": frozenset({"multipleResp", "section", "grid", "other"}), "var": None, "name": None},
    "var": {
        "name": None,
        "files": None,
        "qstn": None,
        "intrvl": frozenset({"contin", "discrete"}),
        "nature": frozenset({"nominal", "ordinal", "interval", "ratio", "percent", "other"}),
    },
    "qstn": {
        "seqNo": None,
        "responseDomainType": frozenset(
            {"text", "numeric", "code", "category", "datetime", "geographic", "multiple", "other"}
        ),
    },
    "range": {"UNITS": frozenset({"INT", "REAL"}), "min": None, "max": None},
    "sumStat": {"type": frozenset({"mean", "medn", "mode", "vald", "invd", "min", "max", "stdev", "other"})},
    "catgry": {"missing": frozenset({"Y", "N"}), "missType": None},
    "catStat": {"type": frozenset({"freq", "percent", "crosstab", "other"})},
    "varFormat": {
        "type": frozenset({"numeric", "character"}),
        "schema": frozenset({"SAS", "SPSS", "IBM", "ANSI", "ISO", "XML-Data", "other"}),
    },
}
REQUIRED = {"var": {"name"}, "sumStat": {"type"}}
REFERENCES = {("varGrp", "var"), ("var", "files"), ("var", "qstn")}


def faults(root: Element) -> Iterator[str]:
    """Everything in which a document departs from the schema."""
    ids = [element.get("ID") for element in root.iter() if element.get("ID") is not None]
    if len(ids) != len(set(ids)):
        yield "an ID stands twice"
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        if name == element.tag:
            yield f"{name} is in no namespace"
        yield from _attributes(element, name, set(ids))
        yield from _parts(element, name)


def _attributes(element: Element, name: str, ids: set[str | None]) -> Iterator[str]:
    own = ATTRIBUTES.get(name, {})
    yield from (f"{name} has no attribute {a}" for a in element.attrib if a not in own and a not in GLOBALS)
    yield from (f"{name} lacks {a}" for a in REQUIRED.get(name, set()) - element.attrib.keys())
    for attribute, values in own.items():
        given = element.get(attribute)
        if given is not None and values is not None and given not in values:
            yield f"{name} {attribute} cannot be {given}"
        if given is not None and (name, attribute) in REFERENCES:
            yield from (f"{name} {attribute} refers to nothing: {one}" for one in given.split() if one not in ids)


def _parts(element: Element, name: str) -> Iterator[str]:
    inside = [part.tag.removeprefix(NAMESPACE) for part in element]
    if name in TEXTS or name in EMPTY:
        if inside or (name in EMPTY and (element.text or "").strip()):
            yield f"{name} holds something"
    elif name in CHOICES:
        yield from (f"{name} holds {part}" for part in inside if part not in CHOICES[name])
        if not inside:
            yield f"{name} is empty"
    elif name not in SEQUENCES:
        yield f"no element {name} is known"
    else:
        yield from _sequence(name, inside)


def _sequence(name: str, inside: list[str]) -> Iterator[str]:
    order = [part for part, _ in SEQUENCES[name]]
    yield from (f"{name} holds {part}" for part in inside if part not in order)
    places = [order.index(part) for part in inside if part in order]
    if places != sorted(places):
        yield f"the parts of {name} are out of order"
    for part, (least, most) in SEQUENCES[name]:
        n = inside.count(part)
        if n < least or (most is not None and n > most):
            yield f"{name} holds {n} {part}"
