"""Whatever happens to the bytes of an export, it is read or refused, and no text that somebody typed is said."""

from __future__ import annotations

import io
import zipfile

import pytest
import written_formats as formats
from hypothesis import given, settings
from hypothesis import strategies as st

from infopos_pipeline.problems import InputError
from infopos_pipeline.quality.reading import read_answers

CANARY = "Zwaluwkanarie"
PIECES = {CANARY[place : place + 7].casefold() for place in range(len(CANARY) - 6)}
EDITS = st.lists(
    st.tuples(st.sampled_from(["set", "delete", "insert", "copy"]), st.floats(0, 1), st.binary(min_size=1, max_size=6)),
    min_size=1,
    max_size=4,
)


def edited(content: bytes, edits) -> bytes:
    """The bytes with some of them changed, taken out, put in, or there twice."""
    changed = bytearray(content)
    for kind, where, new in edits:
        place = int(where * len(changed))
        match kind:
            case "set":
                changed[place : place + len(new)] = new
            case "delete":
                del changed[place : place + 10 * len(new)]
            case "insert":
                changed[place:place] = new
            case "copy":
                changed[place:place] = changed[place // 2 : place // 2 + 20 * len(new)]
    return bytes(changed)


def edited_part(content: bytes, name: str, edits) -> bytes:
    """A workbook of which one part is edited before it is packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, edited(old.read(part), edits) if part == name else old.read(part))
    return out.getvalue()


@pytest.fixture(scope="module")
def wave(study, sample_rows):
    """A few respondents, with the canary wherever there is free text."""
    bound = study.bindings["limesurvey"].items
    texts = [bound[name].column for name, item in study.asked_items.items() if item.kind == "text"]
    return formats.SampleWave(study, [{**row, **dict.fromkeys(texts, CANARY)} for row in sample_rows[:5]])


@pytest.fixture(scope="module")
def files(wave, tmp_path_factory):
    """A small export in each format, and the binding it needs beside the declared one."""
    folder = tmp_path_factory.mktemp("written")

    def code(column):
        return column.code

    return {
        "xlsx": (formats.workbook(wave.table(code, formats.as_codes(wave))), None),
        "sav": (formats.data_file(wave, folder, strings=True), None),
        "zsav": (formats.data_file(wave, folder, strings=True, compress=True), None),
        "qualtrics": (formats.qualtrics(wave, True, True), formats.qualtrics_binding(wave, True, True)),
        "vv": (formats.vv(wave), None),
    }


@pytest.fixture(scope="module")
def said(study, files):
    """What is said of a file of some format; an error that nobody foresaw is let through."""
    studies = {
        name: study if binding is None else formats.with_binding(study, binding) for name, (_, binding) in files.items()
    }

    def say(name: str, content: bytes) -> str:
        try:
            checked = read_answers(content, None, studies[name], ("export", "frame"))
        except InputError as error:
            return str(error)
        return "\n".join(map(str, checked.notices))

    return say


def test_the_files_are_good_before_anything_happens_to_them(said, files):
    for name, (content, _) in files.items():
        assert "expected a" not in said(name, content), name
        assert CANARY in content.decode("latin-1") or name in ("xlsx", "zsav")


def gives_nobody_away(text: str) -> None:
    assert [piece for piece in PIECES if piece in text.casefold()] == []


@pytest.mark.parametrize("name", ["xlsx", "sav", "zsav", "qualtrics", "vv"])
@settings(max_examples=60)
@given(edits=EDITS)
def test_an_edited_file_is_read_or_refused_and_nobody_is_given_away(said, files, name, edits):
    gives_nobody_away(said(name, edited(files[name][0], edits)))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
@settings(max_examples=40)
@given(edits=EDITS)
def test_an_edited_part_of_a_workbook_is_read_or_refused_and_nobody_is_given_away(said, files, part, edits):
    gives_nobody_away(said("xlsx", edited_part(files["xlsx"][0], part, edits)))


@pytest.mark.parametrize("name", ["sav", "zsav"])
@settings(max_examples=60)
@given(edits=EDITS)
def test_an_edited_dictionary_of_a_data_file_is_read_or_refused_and_nobody_is_given_away(said, files, name, edits):
    content = files[name][0]
    end = content.index(b"\xe7\x03\x00\x00\x00\x00\x00\x00")
    gives_nobody_away(said(name, edited(content[:end], edits) + content[end:]))
