"""The words around texts that cite results, in Dutch and English."""

from __future__ import annotations

from collections.abc import Mapping

WORDS_OF_TEXTS: Mapping[str, tuple[str, str]] = {
    "share_of": ("{pct} van de {units}", "{pct} of the {units}"),
    "counted": ("{n} {units}", "{n} {units}"),
    "stale": (
        "Nalezen: dit is geschreven toen ‘{cited}’ {was} was, en nu is het {now}. De tekst staat in {file}.",
        "Read this again: it was written when ‘{cited}’ was {was}, and now it is {now}. The text stands in {file}.",
    ),
    "passage_withheld": (
        "Hier is een passage weggelaten: zij noemt een cijfer dat hier niet wordt getoond of er niet is.",
        "A passage is left out here: it cites a figure that is not shown here or is not there.",
    ),
    "conceptual_intro": (
        "Wat volgens de theorie met wat samengaat, waarmee het is gemeten, en welke pijlen zijn getoetst.",
        "What goes with what by the theory, what it was measured with, and which arrows were tested.",
    ),
    "conceptual_model": ("Conceptueel model", "Conceptual model"),
    "source_export": ("Export (SHA-256)", "Export (SHA-256)"),
    "source_frame": ("Kader (SHA-256)", "Frame (SHA-256)"),
    "source_published": ("Gepubliceerde cijfers (SHA-256)", "Published figures (SHA-256)"),
    "source_declarations": ("Opgaven van het onderzoek (SHA-256)", "Declarations of the study (SHA-256)"),
    "source_earlier_waves": ("Eerdere metingen (SHA-256)", "Earlier waves (SHA-256)"),
    "source_infopos": ("Versie van infopos", "Version of infopos"),
    "source_key": ("Kenmerk van de sleutel", "Id of the key"),
    "source_landed": ("Ontvangen", "Landed"),
}
