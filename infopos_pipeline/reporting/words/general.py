"""The words of tables, charts and the page, by key: Dutch, then English."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    # units: one, several
    "municipalities": ("gemeente, gemeenten", "municipality, municipalities"),
    "respondents": ("respondent, respondenten", "respondent, respondents"),
    "mentions": ("vermelding, vermeldingen", "mention, mentions"),
    "all_units": ("de {n} {units}", "the {n} {units}"),
    "one_unit": ("de ene {units}", "the one {units}"),
    # lists
    "and": ("en", "and"),
    "quoted": ("‘{text}’", "‘{text}’"),
    # tables
    "number": ("Aantal", "Number"),
    "base": ("N", "N"),
    "percent": ("%", "%"),
    "total": ("Totaal", "Total"),
    "characteristic": ("Kenmerk", "Characteristic"),
    "answer": ("Antwoord", "Answer"),
    "group": ("Groep", "Group"),
    "predictor": ("Voorspeller", "Predictor"),
    "headed_base": ("{label} (N = {n})", "{label} (N = {n})"),
    "headed_multiple": ("{label} (N = {n}, meer antwoorden mogelijk)", "{label} (N = {n}, several answers possible)"),
    "note_base": ("N: {units} met een antwoord.", "N: {units} with an answer."),
    "note_base_frame": ("N: {units} die meededen.", "N: {units} that took part."),
    "note_base_both": (
        "N: {units} met een antwoord op beide vragen.",
        "N: {units} with an answer to both questions.",
    ),
    "note_mentions": (
        "Percentages zijn van de vermeldingen (aangekruiste vakjes), niet van de {units}.",
        "Percentages are of the mentions (ticked boxes), not of the {units}.",
    ),
    "note_multiple": (
        "Meer antwoorden mogelijk: de percentages kunnen optellen tot meer dan 100.",
        "Several answers possible: the percentages may add to more than 100.",
    ),
    "note_rows": ("De percentages tellen per rij op tot 100.", "The percentages of a row add to 100."),
    "note_rows_multiple": (
        "Percentage van de groep dat het antwoord koos; meer antwoorden mogelijk.",
        "Percentage of the group that chose the answer; several answers possible.",
    ),
    "note_means": ("Gemiddelde (standaardafwijking).", "Mean (standard deviation)."),
    "note_none": ("- geen waarnemingen.", "- no observations."),
    "note_not_chosen": (
        "Door niemand gekozen en daarom weggelaten: {options}.",
        "Chosen by nobody and therefore left out: {options}.",
    ),
    "note_stars": ("{mark} p < {below}", "{mark} p < {below}"),
    "note_withheld": (
        "× = niet openbaar: het getal zou zeggen wat een enkele of een herkenbare groep gemeenten antwoordde.",
        "× = withheld: the number would tell what one municipality or a recognisable few answered.",
    ),
    "note_tests_withheld": (
        "Een toets is alleen openbaar als de hele tabel eronder dat is; toetsen die hier ontbreken, zijn dat niet.",
        "A test is public only where the whole table under it is; tests that are missing here are not.",
    ),
    "note_synthetic": (
        "Synthetische gegevens: de antwoorden zijn verzonnen.",
        "Synthetic data: the answers are invented.",
    ),
    # charts
    "chart_base": ("N = {n} {units}", "N = {n} {units}"),
    "chart_interval": ("lijn: 95%-interval", "line: 95% interval"),
    "chart_withheld": ("{mark}: niet openbaar", "{mark}: withheld"),
    "pct_interval": ("{pct} (95%-interval {low} tot {high})", "{pct} (95% interval {low} to {high})"),
    "withheld": ("niet openbaar", "withheld"),
    "no_observations": ("geen waarnemingen", "no observations"),
    "groups_percent": ("Percentage van de {units} in elke groep", "Percentage of the {units} in each group"),
    # the conceptual model
    "arrows_solid": ("Doorgetrokken pijl: getoetst", "Solid arrow: tested"),
    "arrows_dashed": ("gestreepte pijl: niet getoetst", "dashed arrow: not tested"),
    "verdicts_by": ("oordelen {which}", "verdicts {which}"),
    "conceptual_untested": ("Niet getoetst", "Not tested"),
    "arrow_untested": ("niet getoetst", "not tested"),
    "arrow_tested": ("Verwachting {number}: {verdict}", "Hypothesis {number}: {verdict}"),
    "no_verdict": ("geen oordeel", "no verdict"),
    "construct_in_words": ("{label}, gemeten met: {items}.", "{label}, measured by: {items}."),
    "arrow_in_words": ("Van ‘{source}’ naar ‘{target}’: {words}.", "From ‘{source}’ to ‘{target}’: {words}."),
    "not_asked": ("Niet gevraagd", "Not asked"),
    "not_asked_sentence": (
        "Deze vraag is in deze meting niet gesteld.",
        "This question was not asked in this wave.",
    ),
    "note_not_asked": (
        "Niet gevraagd in deze meting: {options}.",
        "Not asked in this wave: {options}.",
    ),
    "no_answers": ("Geen antwoorden", "No answers"),
    # what a chart shows
    "top_respondents": (
        "Het meest gegeven antwoord is {options}: {pct} van {base} ({n}).",
        "The most frequent answer is {options}: {pct} of {base} ({n}).",
    ),
    "tie_respondents": (
        "De meest gegeven antwoorden zijn {options}: elk {pct} van {base} ({n}).",
        "The most frequent answers are {options}: each {pct} of {base} ({n}).",
    ),
    "top_multiple": (
        "Het vaakst gekozen is {options}: door {pct} van {base} ({n}).",
        "Chosen most often is {options}: by {pct} of {base} ({n}).",
    ),
    "tie_multiple": (
        "Het vaakst gekozen zijn {options}: elk door {pct} van {base} ({n}).",
        "Chosen most often are {options}: each by {pct} of {base} ({n}).",
    ),
    "top_mentions": (
        "Het vaakst genoemd is {options}: {pct} van {base} ({n}).",
        "Mentioned most often is {options}: {pct} of {base} ({n}).",
    ),
    "tie_mentions": (
        "Het vaakst genoemd zijn {options}: elk {pct} van {base} ({n}).",
        "Mentioned most often are {options}: each {pct} of {base} ({n}).",
    ),
    "next": ("Daarna volgt {options} met {pct}.", "Next comes {options} with {pct}."),
    "next_tie": ("Daarna volgen {options} met elk {pct}.", "Next come {options} with {pct} each."),
    "not_all_public": (
        "Niet elk getal van deze vraag is openbaar; welk antwoord het meest gegeven is, blijft daarom ongenoemd.",
        "Not every number of this question is public; so which answer is the most frequent is not said.",
    ),
    "not_all_shown": ("niet elk getal is openbaar", "not every number is public"),
    "nothing": ("Niemand gaf een antwoord op deze vraag.", "Nobody answered this question."),
    "each": ("{options} (elk)", "{options} (each)"),
    # the page
    "wave": ("Meting {wave}", "Wave {wave}"),
    "skip": ("Naar de inhoud", "Skip to content"),
    "index": ("Inhoud", "Contents"),
    "contents": ("Inhoud", "Contents"),
    # on paper
    "page_number": ("Pagina", "Page"),
    "page_of": ("van", "of"),
    "caption_table": ("Overzicht", "Overview"),
    "caption_figure": ("Figuur", "Figure"),
    "sheet": ("Blad", "Sheet"),
    "sheet_title": ("Titel", "Title"),
    "in_section": ("Onderdeel", "Section"),
    "internal_mark": ("Intern", "Internal"),
    "internal": (
        "Deze cijfers zijn niet statistisch beveiligd. Verspreid ze niet buiten het onderzoeksteam.",
        "These figures have not been through disclosure control. Do not pass them on outside the research team.",
    ),
    "public_mark": ("Openbaar", "Public"),
    "public": (
        "Statistisch beveiligd, vrijgave {number}. Waar × staat, is een getal achtergehouden om niemand te verraden.",
        "Disclosure-controlled, release {number}. Where × stands, a number is withheld to give nobody away.",
    ),
    "public_rounded": (
        "Statistisch beveiligd, vrijgave {number}. Aantallen zijn afgerond op veelvouden van {base}, percentages zijn "
        "daaruit berekend; toetsen en gemiddelden zijn niet openbaar.",
        "Disclosure-controlled, release {number}. Counts are rounded to multiples of {base}, percentages are computed "
        "from those; tests and means are withheld.",
    ),
    "outside_ledger_mark": ("Eerder gedrukt", "Printed before"),
    "outside_ledger": (
        "Over deze meting is eerder gepubliceerd, buiten deze vrijgaven om. Wat uit beide volgt, is niet beveiligd.",
        "Figures of this wave were published before, outside these releases. What follows from both is not protected.",
    ),
    "synthetic_mark": ("Synthetisch", "Synthetic"),
    "synthetic": (
        "De antwoorden zijn verzonnen en de gemeenten bestaan niet. Trek uit deze cijfers geen conclusies.",
        "The answers are invented and the municipalities do not exist. Draw no conclusions from these figures.",
    ),
    "summary": ("Samenvatting", "Summary"),
    "sample": ("Steekproef en veldwerk", "Sample and fieldwork"),
    "comparisons": ("Vergelijkingen", "Comparisons"),
    "groups_compared": ("Groepen vergeleken", "Groups compared"),
    "hypotheses": ("Verwachtingen", "Hypotheses"),
    "appendix": ("Bijlage: kenmerken", "Appendix: characteristics"),
    "audit": ("Controle van de publicatie", "Audit of the publication"),
    "methods": ("Methode", "Methods"),
    "provenance": ("Herkomst", "Provenance"),
    "footer": ("Gemaakt uit de resultaten van deze meting.", "Made from the results of this wave."),
    # summary
    "response": ("Respons", "Response"),
    "response_of": ("van de {n} benaderde {units}", "of the {n} {units} approached"),
    "supported_of": ("van {n} verwachtingen ondersteund", "of {n} hypotheses supported"),
    "audited_of": ("van {n} gepubliceerde cijfers opnieuw gevonden", "of {n} published figures found again"),
    "audited_rest": ("{errata} errata, {different} onverklaard", "{errata} errata, {different} unexplained"),
    "findings": ("Meest gegeven antwoord per onderwerp", "Most frequent answer by subject"),
    # comparisons
    "table_behind": ("Tabel bij deze grafiek", "Table behind this chart"),
    # open answers
    "open_answers": ("Open antwoorden", "Open answers"),
    "open_answers_intro": (
        "Wat respondenten zelf schreven, nadat namen eruit zijn gehaald en een mens het antwoord heeft beoordeeld.",
        "What respondents wrote themselves, after names were taken out and a person reviewed the answer.",
    ),
    "open_unreviewed": ("Nog niet beoordeeld: {n}.", "Not reviewed yet: {n}."),
    "open_dropped": ("Na beoordeling weggelaten: {n}.", "Left out after review: {n}."),
    # recognisability
    "risk": ("Herkenbaarheid", "Recognisability"),
    "risk_about": (
        "Van de {n} {units} {alone} een combinatie van {names} die geen andere heeft, en {below} in een groep van "
        "minder dan {threshold} (k = {k}).",
        "Of the {n} {units}, {alone} a combination of {names} that no other has, and {below} in a class of fewer than "
        "{threshold} (k = {k}).",
    ),
    "risk_have": ("heeft er geen, heeft er {n}, hebben er {n}", "none has, {n} has, {n} have"),
    "risk_are": ("zit er geen, zit er {n}, zitten er {n}", "none is, {n} is, {n} are"),
    "risk_recodings": ("Wat samenvoegen of weglaten zou helpen", "What merging or leaving out would cure"),
    "risk_recoding": ("Hercodering", "Recoding"),
    "risk_as_declared": ("Geen", "None"),
    "risk_without": ("{label} weggelaten", "{label} left out"),
    "risk_merged": ("{label}: {options} samengevoegd", "{label}: {options} merged"),
    "risk_k": ("k", "k"),
    "risk_unique": ("Uniek in de steekproef", "Sample uniques"),
    "risk_below": ("In een groep van minder dan {threshold}", "In a class of fewer than {threshold}"),
    "risk_population": ("Uniek in het kader", "Population uniques"),
    "risk_note_k": (
        "k: hoeveel {units} de kleinste groep met dezelfde combinatie telt (k-anonimiteit).",
        "k: how many {units} the smallest class with the same combination has (k-anonymity).",
    ),
    "risk_note_unique": (
        "Uniek in de steekproef: {units} die als enige van alle deelnemers hun combinatie hebben. Wie weet dat zij "
        "meededen en hun combinatie kent, vindt ze.",
        "Sample uniques: {units} that are the only ones who took part with their combination. Whoever knows that they "
        "took part and knows the combination finds them.",
    ),
    "risk_note_population": (
        "Uniek in het kader: {units} die als enige van alle benaderde hun combinatie van kaderkenmerken hebben. Die "
        "zijn zeker te herkennen, ook voor wie niet weet dat zij meededen.",
        "Population uniques: {units} that are the only ones of all approached with their combination of frame facts. "
        "They are recognised for certain, also by those who do not know that they took part.",
    ),
    "risk_note_sizes": (
        "Hier staan alleen aantallen; welke groep klein is, staat nergens.",
        "Only sizes stand here; which class is small is said nowhere.",
    ),
    # audit
    "audit_intro": (
        "Elk gepubliceerd cijfer is naast het opnieuw berekende gelegd.",
        "Every published figure was compared with the one computed anew.",
    ),
    "status_reproduced": ("Opnieuw gevonden", "Reproduced"),
    "status_declared": ("Opgegeven feit van het veldwerk", "Declared fact of the fieldwork"),
    "status_erratum": ("Erratum", "Erratum"),
    "status_different": ("Verschilt zonder verklaring", "Different, unexplained"),
    "errata": ("Errata", "Errata"),
    "different": ("Onverklaarde verschillen", "Unexplained differences"),
    "kind_number": ("getal", "number"),
    "kind_base": ("basis", "base"),
    "kind_label": ("benaming", "label"),
    "kind_claim": ("bewering", "claim"),
    "kind_verdict": ("oordeel", "verdict"),
    "printed": ("Gedrukt", "Printed"),
    "computed": ("Berekend", "Computed"),
    "proof": ("Bewijs (Engels)", "Proof"),
    "no_star": ("geen ster", "no star"),
    "absent": ("niet berekend", "not computed"),
    "statistic_n": ("N", "N"),
    "statistic_pct": ("percentage", "percentage"),
    "statistic_pct_low": ("ondergrens van het percentage", "lower limit of the percentage"),
    "statistic_pct_high": ("bovengrens van het percentage", "upper limit of the percentage"),
    "statistic_mean": ("gemiddelde", "mean"),
    "statistic_sd": ("standaardafwijking", "standard deviation"),
    "statistic_mean_low": ("ondergrens van het gemiddelde", "lower limit of the mean"),
    "statistic_mean_high": ("bovengrens van het gemiddelde", "upper limit of the mean"),
    "statistic_weight_low": ("kleinste gewicht", "smallest weight"),
    "statistic_weight_high": ("grootste gewicht", "largest weight"),
    "statistic_design_effect": ("designeffect", "design effect"),
    "statistic_test_statistic": ("toetsingsgrootheid", "test statistic"),
    "statistic_df": ("vrijheidsgraden", "degrees of freedom"),
    "statistic_p_value": ("p-waarde", "p-value"),
    "statistic_p_adjusted": ("gecorrigeerde p-waarde", "adjusted p-value"),
    "statistic_effect": ("effect", "effect"),
    "statistic_effect_low": ("ondergrens van het effect", "lower limit of the effect"),
    "statistic_effect_high": ("bovengrens van het effect", "upper limit of the effect"),
    "statistic_stars": ("sterren", "stars"),
    "statistic_stars_reproduced": ("gedrukte sterren die een toets geeft", "printed stars that a test gives"),
    "statistic_verdict": ("oordeel", "verdict"),
    # methods
    "method_base": (
        "De basis (N) van een percentage is het aantal {units} met een antwoord op die vraag. Wie de vraag oversloeg, "
        "niet kreeg of eerder stopte, telt niet mee als ‘nee’.",
        "The base (N) of a percentage is the number of {units} that answered the question. Whoever skipped it, was not "
        "asked it or stopped before does not count as ‘no’.",
    ),
    "method_rounding": (
        "Percentages zijn afgerond op één decimaal, gemiddelden op twee; een half wordt naar boven afgerond.",
        "Percentages are rounded to one decimal, means to two; halves are rounded up.",
    ),
}
