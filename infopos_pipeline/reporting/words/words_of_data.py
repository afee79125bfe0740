"""The words of exported data and their codebook, by key: Dutch, then English."""

from __future__ import annotations

from collections.abc import Mapping

WORDS_OF_DATA: Mapping[str, tuple[str, str]] = {
    # what every export says of itself
    "data_notice": (
        "Gepseudonimiseerde antwoorden per respondent, geen anonieme gegevens en niet statistisch beveiligd. "
        "Verspreid ze niet buiten het onderzoeksteam.",
        "Pseudonymised answers of each respondent, not anonymous data and not disclosure-controlled. "
        "Do not pass them on outside the research team.",
    ),
    "data_label": ("Intern, gepseudonimiseerd: meting {wave}", "Internal, pseudonymised: wave {wave}"),
    "data_without": (
        "Wie direct aanwijst wie antwoordde en wat respondenten zelf schreven, staat er niet in.",
        "What directly identifies who answered, and what respondents wrote themselves, is not in it.",
    ),
    # missing states
    "~skipped": ("Overgeslagen", "Skipped"),
    "~not_applicable": ("Niet van toepassing", "Not applicable"),
    "~not_reached": ("Niet bereikt (eerder gestopt)", "Not reached (stopped before)"),
    "~not_asked": ("Niet gevraagd in deze meting", "Not asked in this wave"),
    "~dont_know": ("Weet niet", "Don't know"),
    "state_answered": ("Beantwoord", "Answered"),
    "box_ticked": ("Aangekruist", "Ticked"),
    "box_not_ticked": ("Niet aangekruist", "Not ticked"),
    # variables that no question is behind
    "variable_wave": ("Meting", "Wave"),
    "variable_pseudonym": ("Pseudoniem van wie antwoordde", "Pseudonym of who answered"),
    "variable_box": ("{option} – {item}", "{option} – {item}"),
    "variable_state": ("{item} – waarom er geen getal is", "{item} – why there is no number"),
    # the codebook
    "codebook": ("Codeboek", "Codebook"),
    "codebook_intro": (
        "{n} respondenten, {variables} variabelen. Een code staat in SPSS, een naam in CSV en Parquet; codes zijn de "
        "plaats van een antwoord in de vragenlijst en in elke meting dezelfde, codes onder nul zijn ontbrekende "
        "waarden.",
        "{n} respondents, {variables} variables. A code stands in SPSS, a name in CSV and Parquet; codes are the place "
        "of an answer in the questionnaire and the same in every wave, codes below zero are missing values.",
    ),
    "codebook_footer": ("Gemaakt uit de vragenlijst en de antwoorden.", "Made from the questionnaire and the answers."),
    "codebook_facts": ("Kenmerken uit het kader", "Facts of the frame"),
    "codebook_page": ("Pagina {page} van de vragenlijst", "Page {page} of the questionnaire"),
    "codebook_derived": ("Afgeleide variabelen", "Derived variables"),
    "codebook_keys": ("Sleutels", "Keys"),
    "codebook_code": ("Code", "Code"),
    "codebook_name": ("Naam", "Name"),
    "codebook_number": ("Aantal", "Number"),
    "codebook_variables": ("Variabelen", "Variables"),
    "codebook_missing": ("Ontbrekende waarden", "Missing values"),
    "codebook_not_offered": ("{label} (niet in deze meting)", "{label} (not in this wave)"),
    "codebook_other_language": ("In het Engels", "In Dutch"),
    "codebook_kind": ("Soort", "Kind"),
    "codebook_routing": ("Gevraagd als", "Asked if"),
    "codebook_made": ("Gemaakt als", "Made as"),
    "codebook_groups": ("Samengevoegd", "Merged"),
    "codebook_waves": ("Gevraagd in", "Asked in"),
    "codebook_values": ("Antwoorden op {name}", "Answers to {name}"),
    "kind_single": ("één antwoord", "one answer"),
    "kind_ordinal": ("één antwoord, geordend", "one answer, ordered"),
    "kind_multiple": ("meer antwoorden", "several answers"),
    "kind_value": ("getal", "number"),
    "wave_comparable": ("{wave}", "{wave}"),
    "wave_recoded": ("{wave} (te vergelijken na hercoderen)", "{wave} (compares after recoding)"),
    "wave_not_comparable": ("{wave} (niet te vergelijken)", "{wave} (does not compare)"),
    "none": ("geen", "none"),
    # SPSS syntax
    "syntax_title": ("{title}, meting {wave}: de analyses in SPSS", "{title}, wave {wave}: the analyses in SPSS"),
    "syntax_runs": (
        "Draait in SPSS en in GNU PSPP, vanuit de map waarin dit bestand en {file} staan",
        "Runs in SPSS and in GNU PSPP, from the folder in which this file and {file} lie",
    ),
    "syntax_sets": ("Meervoudige antwoorden als set", "Multiple-response items as sets"),
    "syntax_scores": (
        "Scores zoals de studie ze declareert, waar die iets anders zijn dan de codes",
        "Scores as the study declares them, where they are something else than the codes",
    ),
    "syntax_not_asked": ("Niet gevraagd in deze meting: {names}", "Not asked in this wave: {names}"),
    "syntax_mentions": (
        "Van {names} zijn de percentages in het rapport van de vermeldingen: het aantal hieronder gedeeld door de som "
        "van de aantallen. In SPSS doet MULT RESPONSE dat; PSPP kent dat niet",
        "Of {names} the percentages in the report are of the mentions: the number below divided by the sum of the "
        "numbers. In SPSS, MULT RESPONSE does that; PSPP does not have it",
    ),
    "syntax_boxes": (
        "1 = aangekruist, 0 = niet; de basis is wie de vraag beantwoordde",
        "1 = ticked, 0 = not; the base is who answered the question",
    ),
    "syntax_merged": (
        "Samengevoegde antwoorden van {names}: tel de aantallen van hun delen op",
        "Merged answers of {names}: add up the numbers of their parts",
    ),
    "syntax_test": ("{profile}: {test}", "{profile}: {test}"),
    "syntax_exact": (
        "De exacte p-waarde vraagt in SPSS om de module Exact Tests (voeg /METHOD=EXACT toe); PSPP heeft die niet en "
        "geeft de asymptotische",
        "The exact p-value needs the module Exact Tests in SPSS (add /METHOD=EXACT); PSPP does not have it and gives "
        "the asymptotic one",
    ),
    "syntax_fisher": (
        "Bij twee bij twee geven SPSS en PSPP deze toets onder Fisher's Exact Test; grotere tabellen vragen in SPSS om "
        "de module Exact Tests (voeg /METHOD=EXACT toe). PSPP 1.6 geeft de tweezijdige p-waarde soms te groot, ook "
        "boven 1",
        "Of two by two, SPSS and PSPP give this test as Fisher's Exact Test; larger tables need the module Exact Tests "
        "in SPSS (add /METHOD=EXACT). PSPP 1.6 sometimes gives too large a two-sided p-value, even above 1",
    ),
    "syntax_boschloo": (
        "SPSS en PSPP hebben deze toets niet; Fisher's Exact Test komt het dichtst in de buurt en is voorzichtiger",
        "SPSS and PSPP do not have this test; Fisher's Exact Test comes nearest and is more conservative",
    ),
    "syntax_permutation": (
        "SPSS en PSPP hebben deze toets niet; de t-toets komt het dichtst in de buurt",
        "SPSS and PSPP do not have this test; the t-test comes nearest",
    ),
    "syntax_trend": (
        "Linear-by-Linear Association maal n / (n - 1) is de gegeven toetsingsgrootheid",
        "Linear-by-Linear Association times n / (n - 1) is the test statistic that is given",
    ),
    "syntax_groups": (
        "Met de groepen van ‘{name}’ kan SPSS deze toets niet doen",
        "SPSS cannot do this test with the groups of ‘{name}’",
    ),
    "syntax_filter": ("Alleen: {filter}", "Only: {filter}"),
}
