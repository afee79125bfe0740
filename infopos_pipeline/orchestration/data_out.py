"""Data out: the responses of a wave, and what describes them, as files for other programs.

Here: reading the slice, checked against what there is now, and which file each format is. Not here: how a file is
written (reporting), and where it goes (cli).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pyarrow as pa

from infopos_pipeline.ingest.landing import LandedWave, landed_waves
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import WaveSlices
from infopos_pipeline.reporting.data_out.codebook import Codebook, codebook
from infopos_pipeline.reporting.data_out.codebook_page import codebook_html
from infopos_pipeline.reporting.data_out.data_files import codebook_csv, responses_csv, responses_parquet
from infopos_pipeline.reporting.data_out.data_formats import FORMATS, Format
from infopos_pipeline.reporting.data_out.ddi import ddi_xml
from infopos_pipeline.reporting.data_out.spss_file import sav_file
from infopos_pipeline.reporting.data_out.spss_syntax import spss_syntax
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""By which SPSS knows syntax in UTF-8."""


def exported_files(
    study: Study,
    workplace: Workplace,
    landed: LandedWave,
    formats: Collection[Format],
    language: Language | None = None,
) -> dict[str, bytes]:
    """The files of some formats, by name: the same bytes for the same responses and declarations.

    Every name says that the file is internal.

    Raises:
        UserError: the responses were made from something else than there is now, or the warehouse is in use.
    """
    with workplace.at_work():
        responses = _sorted(
            WaveSlices(workplace, study, landed.wave, landed).responses().collect("pyarrow").to_native()
        )
    waves = [one.wave for one in landed_waves(workplace.home.landing(study.name))]
    book = codebook(study, landed.wave, responses, waves, language, landed.arrival.synthetic)
    base = f"{study.name}-{landed.wave}-internal"
    return {
        f"{base}{ending}": make(book, responses, f"{base}.sav")
        for chosen in FORMATS
        if chosen in formats
        for ending, make in _WRITERS[chosen].items()
    }


def _sorted(responses: pa.Table) -> pa.Table:
    """The rows by pseudonym, and those of one pseudonym by what they say, so that nothing tells when they came in.

    Texts are texts, whichever engine kept them: Arrow sorts no dictionaries.
    """
    kinds = [(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in responses.schema]
    responses = responses.cast(pa.schema(kinds))
    first = ["pseudonym", *(name for name in responses.column_names if name != "pseudonym")]
    return responses.sort_by([(name, "ascending") for name in first])


_Writer = Callable[[Codebook, pa.Table, str], bytes]
_WRITERS: Mapping[Format, Mapping[str, _Writer]] = {
    "sav": {".sav": lambda book, responses, _: sav_file(book, responses)},
    "csv": {
        ".csv": lambda book, responses, _: responses_csv(book, responses),
        "-codebook.csv": lambda book, *_: codebook_csv(book).encode(),
    },
    "parquet": {".parquet": lambda book, responses, _: responses_parquet(book, responses)},
    "spss": {".sps": lambda book, _, sav: _BYTE_ORDER_MARK + spss_syntax(book, sav).encode()},
    "codebook": {"-codebook.html": lambda book, *_: codebook_html(book).encode()},
    "ddi": {"-ddi.xml": lambda book, _, sav: ddi_xml(book, sav)},
}
"""The files of each format by the ending of their names; a writer gets the codebook, the rows, and the .sav's name."""
