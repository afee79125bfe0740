"""The codebook as a page and as DDI-Codebook XML: everything that the data hold, with what the slice counts."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from infopos_pipeline.reporting.data_out.codebook import codebook
from infopos_pipeline.reporting.data_out.codebook_page import codebook_html
from infopos_pipeline.reporting.data_out.ddi import ddi_xml
from infopos_pipeline.study.missing import TICKED

from .conftest import HOSTILE
from .ddi_schema import NAMESPACE, SEQUENCES, faults
from .exported import Exported
from .reading import Page

WAVES = ("2017", "2019", "2021")


@pytest.fixture(scope="module")
def sample(sample_responses, declared_study) -> Exported:
    return Exported.of(sample_responses.responses, declared_study, waves=WAVES, synthetic=True)


@pytest.fixture(scope="module")
def page(sample: Exported) -> Page:
    return Page(codebook_html(sample.book))


@pytest.fixture(scope="module")
def small(small_responses, small_study) -> Exported:
    rows = [{"lft": "40", "oord": "A1", "kind": "2", "zorg__1": "Y"}, {"lft": "-3"}, {}]
    return Exported.of(small_responses(*rows).responses, small_study, "2030")


def test_every_variable_has_its_answers_with_codes_and_counts(sample: Exported, page: Page) -> None:
    for name, entries in sample.book.by_variable.items():
        table = page.tables.get(f"values-{name}")
        assert table is not None, name
        if entries[0].content == "box":
            for entry in entries:
                code, _, n = table.row(entry.label.nl)
                assert (code, int(n)) == ("1", sample.counted(entry.name)[TICKED])
            continue
        for value in entries[-1].values:
            label = value.label.nl if value.offered else f"{value.label.nl} (niet in deze meting)"
            code, category, n = table.row(label)
            assert (int(code), category) == (value.code, value.category)
            assert int(n) == sample.counted(entries[-1].name)[value.category]


def test_the_page_says_what_it_is_and_asks_no_host(page: Page) -> None:
    assert "Gepseudonimiseerde antwoorden" in page.text
    assert "verzonnen" in page.text
    assert "script" not in page.tags
    assert not [value for _, name, value in page.attributes if name in ("src", "href") and not value.startswith("#")]
    assert len(page.ids) == len(set(page.ids))
    targets = {value[1:] for tag, name, value in page.attributes if tag == "a" and name == "href"}
    assert targets <= set(page.ids)


def test_the_page_tells_routing_derivation_waves_and_how_they_compare(page: Page) -> None:
    assert "informatie_intern in (missen, beiden)" in page.text
    assert "count(gewenste_voordelen)" in page.text
    assert "2017, 2019, 2021 (te vergelijken na hercoderen)" in page.text
    assert "2017, 2019, 2021 (niet te vergelijken)" in page.text


def test_identifying_items_are_in_no_codebook(sample: Exported, page: Page, study) -> None:
    hidden = [name for name, item in study.items.items() if item.identifying]
    assert hidden
    document = ddi_xml(sample.book, "a.sav").decode()
    for name in hidden:
        assert f"v-{name}" not in page.ids
        assert f'name="{name}"' not in document


def test_labels_cannot_break_out(hostile, sample: Exported) -> None:
    book = codebook(hostile, "2017", sample.rows)
    assert "script" not in Page(codebook_html(book)).tags
    root = ElementTree.fromstring(ddi_xml(book, "a.sav"))
    assert HOSTILE in {label.text for label in root.iter(f"{NAMESPACE}labl")}


@pytest.mark.parametrize("which", ["sample", "small"])
def test_the_xml_is_as_the_schema_wants_it(which: str, request) -> None:
    root = ElementTree.fromstring(ddi_xml(request.getfixturevalue(which).book, "data.sav"))
    assert root.tag == f"{NAMESPACE}codeBook"
    assert list(faults(root)) == []


def test_the_check_of_the_schema_sees_what_is_wrong(sample: Exported) -> None:
    """The last part of every sequence moved to the front, then three other mistakes."""
    good = ddi_xml(sample.book, "data.sav")
    for name in SEQUENCES:
        root = ElementTree.fromstring(good)
        parent = next((e for e in root.iter(f"{NAMESPACE}{name}") if len({part.tag for part in e}) > 1), None)
        if parent is not None:
            last = parent[-1]
            parent.remove(last)
            parent.insert(0, last)
            assert list(faults(root)), name
    root = ElementTree.fromstring(good)
    next(root.iter(f"{NAMESPACE}var")).set("nature", "odd")
    next(root.iter(f"{NAMESPACE}varGrp")).set("var", "V_nothing")
    root.find(f"{NAMESPACE}stdyDscr").append(ElementTree.Element(f"{NAMESPACE}odd"))
    assert set(faults(root)) == {
        "var nature cannot be odd",
        "varGrp var refers to nothing: V_nothing",
        "stdyDscr holds odd",
        "no element odd is known",
    }


def test_the_xml_counts_what_the_slice_holds(sample: Exported) -> None:
    root = ElementTree.fromstring(ddi_xml(sample.book, "data.sav"))
    variables = {element.get("name"): element for element in root.iter(f"{NAMESPACE}var")}
    assert list(variables) == [entry.spss_name for entry in sample.book.entries]
    assert root.findtext(f".//{NAMESPACE}caseQnty") == "75"
    for entry in sample.book.entries:
        codes = {value.code: value for value in entry.values}
        categories = list(variables[entry.spss_name].iter(f"{NAMESPACE}catgry"))
        assert len(categories) == len(codes)
        for category in categories:
            value = codes[int(category.findtext(f"{NAMESPACE}catValu"))]
            assert int(category.findtext(f"{NAMESPACE}catStat")) == sample.counted(entry.name)[value.category]
            assert (category.get("missing") == "Y") == value.missing


def test_the_boxes_of_an_item_are_a_group_with_one_question(sample: Exported, study) -> None:
    root = ElementTree.fromstring(ddi_xml(sample.book, "data.sav"))
    groups = {group.get("name"): group.get("var").split() for group in root.iter(f"{NAMESPACE}varGrp")}
    several = {name: item for name, item in study.items.items() if item.kind == "multiple"}
    assert groups == {f"${n}": [f"V_{n}__{option}" for option in i.options] for n, i in several.items()}
    questions = [question.get("ID") for question in root.iter(f"{NAMESPACE}qstn")]
    assert questions == [f"Q_{name}" for name in study.items if name in sample.book.by_variable]


def test_both_are_the_same_bytes_for_the_same_data(sample: Exported) -> None:
    assert codebook_html(sample.book) == codebook_html(sample.book)
    assert ddi_xml(sample.book, "a.sav") == ddi_xml(sample.book, "a.sav")


def test_the_page_can_be_english(sample: Exported) -> None:
    page = Page(codebook_html(codebook(sample.book.study, "2017", sample.rows, WAVES, "en")))
    assert "Codebook: The information position" in page.text
    assert page.tables["values-regio"].row("North")[0] == "1"
