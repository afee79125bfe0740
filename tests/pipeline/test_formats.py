"""The sample wave in other formats, through the whole pipeline: the same results.csv, byte for byte."""

from __future__ import annotations

import pytest
import written_formats as formats
import yaml
from running import PROJECT, Cli, project_without_documents

WAVE = "2017"


def code(column):
    return column.code


def in_full(wave, _):
    rows = wave.table(lambda column: f"{column.code}. {wave.question(column)}", formats.in_full(wave))
    return formats.delimited(rows, ";", "utf-16"), None


def workbook(wave, _):
    return formats.workbook(wave.table(code, formats.in_full(wave, "1", "0"))), None


def spss(wave, folder):
    binding = wave.study.bindings["limesurvey"].model_dump(exclude_defaults=True)
    binding |= {"format": "spss", "missing": {"-97": "not_applicable"}}
    for bound in binding["items"].values():
        bound.pop("codes", None)
    return formats.data_file(wave, folder, compress=True), binding


def qualtrics(wave, _):
    return formats.qualtrics(wave, joined=True, numeric=False), formats.qualtrics_binding(wave, True, False)


def google_forms(wave, _):
    return formats.forms(wave, microsoft=False), formats.forms_binding(wave, microsoft=False)


@pytest.mark.parametrize("written", [in_full, workbook, spss, qualtrics, google_forms], ids=lambda made: made.__name__)
def test_results_are_the_same_byte_for_byte(written, study, declared_study, sample_rows, sample, tmp_path):
    project = project_without_documents(tmp_path / "project", WAVE)
    content, binding = written(formats.SampleWave(study, sample_rows), tmp_path)
    if binding is not None:
        whole = formats.for_every_wave(declared_study, WAVE, binding)
        text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)
        (project / "schemas" / "infopos" / "bindings" / "other.yaml").write_text(text, encoding="utf-8")
    export = tmp_path / "export"
    export.write_bytes(content)
    infopos = Cli(tmp_path / "user", tmp_path / "home", {"INFOPOS_PROJECT": str(project)})
    frame = PROJECT / "data" / "infopos" / WAVE / "frame.csv"
    done = infopos.here("add", export, "--wave", WAVE, "--frame", frame)
    assert done.exit_code == 0, done.output
    own, expected = (cli.home / "output" / "infopos" / WAVE / "results.csv" for cli in (infopos, sample.cli))
    assert own.read_bytes() == expected.read_bytes()
