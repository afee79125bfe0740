"""What is wrong with an export, in Dutch, for the researcher who finds its report in quarantine.

The screen and ``report.json`` say it in English, with what was found and expected; here each kind of problem is said
once, with the rows and questions that have it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from infopos_pipeline.problems import Problem

_ROWS_LISTED = 20

WORDS: Mapping[str, tuple[str, str]] = {
    "empty_file": ("Het bestand bevat geen respondenten.", "Is de export volledig? Exporteer opnieuw."),
    "not_text": ("Dit is geen tekstbestand maar een werkmap of een ander soort bestand.", "Exporteer als CSV."),
    "encoding": ("De tekens zijn niet in UTF-8 opgeslagen.", "Exporteer opnieuw met tekenset UTF-8."),
    "cut_short": ("Het bestand lijkt afgebroken.", "Exporteer opnieuw."),
    "not_a_table": ("Het bestand bestaat niet uit rijen met cellen.", "Exporteer opnieuw."),
    "too_many_columns": ("Er zijn meer kolommen dan een export kan hebben.", "Exporteer alleen deze vragenlijst."),
    "row_length": ("Rijen hebben meer of minder cellen dan er koppen zijn.", "Exporteer opnieuw."),
    "empty_row": ("Er staan lege rijen tussen de respondenten.", "Verwijder ze: een lege rij zou meetellen."),
    "password": ("De werkmap heeft een wachtwoord.", "Haal het er in Excel af (Bestand, Info)."),
    "several_sheets": ("De werkmap heeft meer dan een blad met cellen.", "Bewaar het blad met de export apart."),
    "merged_cells": ("Er zijn samengevoegde cellen.", "Splits ze in Excel en vul elke cel."),
    "hidden_cells": ("Er zijn verborgen rijen of kolommen.", "Maak ze zichtbaar; verwijder wat niet meetelt."),
    "formula": ("Er staan formules of foutwaarden in cellen.", "Kopieer het blad en plak het als waarden."),
    "wrong_study": ("Dit lijkt de export van een ander onderzoek.", "Kies het onderzoek met --study."),
    "undeclared_column": (
        "Er zijn kolommen die de koppeling niet kent, en dat staat zij niet toe.",
        "Verwijder ze, of noem ze in de koppeling onder administration.",
    ),
    "no_headings": ("De eerste rij bevat geen bekende koppen.", "Exporteer met vraagcodes als koppen."),
    "missing_column": ("Kolommen van de vragenlijst ontbreken.", "Exporteer alle vragen, met vraagcodes als koppen."),
    "double_column": ("Een kop komt meer dan eens voor.", "Verwijder de dubbele kolom of exporteer opnieuw."),
    "no_file": ("Het bestand kan niet worden gelezen.", "Controleer de plaats en de rechten."),
    "several_files": ("Er staat meer dan een export of kader klaar.", "Laat er van elk een staan."),
    "unknown_code": (
        "Antwoordcodes zijn niet bekend.",
        "Verbeter de code, of geef de antwoordoptie op in de vragenlijst en de koppeling.",
    ),
    "no_number": ("Er staat geen getal waar een getal hoort.", "Verbeter de cel of maak hem leeg."),
    "no_page": ("De laatst geziene pagina is geen getal.", "Deze kolom is van het enquêtesysteem: exporteer opnieuw."),
    "not_in_frame": (
        "Respondenten horen bij geen enkele gemeente van het steekproefkader.",
        "Voeg de gemeente toe aan het kader of verbeter haar naam.",
    ),
    "conflict": ("Token en naam wijzen twee verschillende gemeenten aan.", "Verbeter een van beide."),
    "double_respondent": ("Een gemeente antwoordde meer dan eens.", "Kies welke rij telt en verwijder de andere."),
    "frame_fact": ("Een kenmerk in het steekproefkader is onbekend.", "Verbeter de cel of geef het kenmerk op."),
    "frame_row": (
        "Een gemeente of token staat meer dan eens in het steekproefkader, of er ontbreekt een naam.",
        "Verwijder de dubbele rij of verbeter haar.",
    ),
    "no_frame": ("Het steekproefkader ontbreekt.", "Zet het kader als frame.csv naast de export."),
}
"""By the code of a problem: what is wrong, and what to do."""


def problem_text(problems: Sequence[Problem]) -> str:
    """Everything wrong with a file, by kind, in Dutch. No cell of a respondent is in it."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.code, problem.file), []).append(problem)
    parts = ["Deze export is niet verwerkt. Er is niets veranderd aan wat er al was.\n"]
    for (code, file), found in kinds.items():
        what, remedy = WORDS.get(code, (f"Probleem: {code}.", "Zie report.json."))
        lines = [f"- {what} ({_FILES.get(file, file)})", *_where(found), f"  Wat te doen: {remedy}"]
        parts.append("\n".join(lines) + "\n")
    parts.append("Zet de verbeterde export onder dezelfde naam opnieuw klaar. Elk geval afzonderlijk: report.json.\n")
    return "\n".join(parts)


_FILES = {"export": "export", "frame": "steekproefkader"}


def _where(found: Sequence[Problem]) -> list[str]:
    rows = sorted({problem.row for problem in found if problem.row is not None})
    questions = sorted({problem.question for problem in found if problem.question is not None})
    more = f" en {len(rows) - _ROWS_LISTED} meer" if len(rows) > _ROWS_LISTED else ""
    lines = [f"  Rij: {', '.join(map(str, rows[:_ROWS_LISTED]))}{more}"] if rows else []
    return [*lines, *([f"  Vraag: {', '.join(questions)}"] if questions else [])]
