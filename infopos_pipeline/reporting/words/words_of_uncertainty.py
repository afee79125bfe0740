"""The words of intervals, non-response and of the search for the test behind printed stars: Dutch, then English."""

from __future__ import annotations

from collections.abc import Mapping

WORDS_OF_UNCERTAINTY: Mapping[str, tuple[str, str]] = {
    # which test was it
    "which_title": ("Welke toets was het?", "Which test was it?"),
    "which_intro": (
        "De gedrukte sterren zijn vergeleken met wat elke toets op dezelfde aantallen geeft. Een toets die een ster "
        "anders geeft, kan bij die lezing van de drempels niet gebruikt zijn; een toets die ze alle geeft, wel.",
        "The printed stars were compared with what each test gives on the same counts. A test that gives one star "
        "otherwise cannot have been used under that reading of the thresholds; one that gives them all may have been.",
    ),
    "which_only": (
        "Alleen deze toets geeft alle {all} gedrukte uitkomsten, met of zonder ster: {tests} (bij {reading}).",
        "Only this test gives all {all} printed outcomes, starred or not: {tests} (with {reading}).",
    ),
    "which_several": (
        "Deze toetsen geven alle {all} gedrukte uitkomsten, met of zonder ster: {tests} (bij {reading}).",
        "These tests give all {all} printed outcomes, starred or not: {tests} (with {reading}).",
    ),
    "which_none": (
        "Geen enkele toets geeft alle {all} gedrukte uitkomsten, met of zonder ster (bij {reading}); de meeste, "
        "{some}, geeft: {tests}.",
        "No test gives all {all} printed outcomes, starred or not (with {reading}); most of them, {some}, are given "
        "by: {tests}.",
    ),
    "which_other": (
        "Bij de lezing {reading} worden ze alle gegeven door: {tests}.",
        "With the reading {reading} all are given by: {tests}.",
    ),
    "which_other_none": (
        "Bij de lezing {reading} geeft geen enkele toets ze alle.",
        "With the reading {reading} no test gives all.",
    ),
    "which_same": ("{test} (hier hetzelfde als {same})", "{test} (here the same as {same})"),
    "which_wrong": (
        "Gangbare keuzes die daarbij afvallen, met de ster die zij anders geven:",
        "Common choices that this rules out, with the star that they give otherwise:",
    ),
    "which_missed": (
        "{given} in plaats van {printed} bij ‘{where}’",
        "{given} instead of {printed} at ‘{where}’",
    ),
    "which_all": ("Alle toetsen bij elke lezing", "All tests under every reading"),
    "which_table": ("Sterren per toets: {title}", "Stars by test: {title}"),
    "which_note_same": (
        "Toetsen op één regel geven bij deze tabel overal dezelfde p-waarde.",
        "Tests in one row give the same p-value everywhere in this table.",
    ),
    "which_note_stars": (
        "Zoveel van de gedrukte uitkomsten (ster of geen ster) geeft de toets, en welke niet.",
        "So many of the printed outcomes (star or no star) the test gives, and which it does not.",
    ),
    # uncertainty
    "interval": ("[{low}; {high}]", "[{low}; {high}]"),
    "column_interval": ("95%-interval", "95% interval"),
    "column_finite_population": ("95%-interval voor de lijst", "95% interval for the list"),
    "column_worst_case": ("Uiterste grenzen", "Worst case"),
    "note_wilson": (
        "95%-interval van een percentage van {units}: Wilson.",
        "95% interval of a percentage of {units}: Wilson.",
    ),
    "note_cluster_bootstrap": (
        "95%-interval van een percentage van vermeldingen: clusterbootstrap, waarin hele {units} opnieuw zijn "
        "getrokken, omdat één {unit} meer vermeldingen kan geven.",
        "95% interval of a percentage of mentions: cluster bootstrap, which redraws whole {units}, since one {unit} "
        "can give several mentions.",
    ),
    "note_finite_population": (
        "95%-interval voor de lijst: voor een eindige populatie (hypergeometrisch), alleen voor uitspraken over de "
        "benaderde {units} zelf. Het gaat ervan uit dat wie niet antwoordde, niet afwijkt van wie dat wel deed.",
        "95% interval for the list: for a finite population (hypergeometric), only for statements about the {units} "
        "approached. It takes those who did not answer to be like those who did.",
    ),
    "note_worst_case": (
        "Uiterste grenzen: het percentage van alle benaderde {units} als niemand van wie niet antwoordde dit antwoord "
        "had gegeven, en als allen het hadden gegeven. Wie de vraag door de routing niet kreeg, telt niet mee.",
        "Worst case: the percentage of all {units} approached if none of those without an answer had given this one, "
        "and if all of them had. Whoever the routing passed by does not count.",
    ),
    "note_limits_absent": (
        "- niet te geven voor vermeldingen, of door de routing van de vraag.",
        "- cannot be given for mentions, or because of the routing of the question.",
    ),
    "intervals_behind": ("Intervallen bij deze tabel", "Intervals behind this table"),
    "intervals_title": ("Intervallen: {title}", "Intervals: {title}"),
    "reliability": ("Betrouwbaarheid en non-respons", "Reliability and non-response"),
    "about_response": (
        "Van de {approached} benaderde {units} deden er {respondents} mee.",
        "Of the {approached} {units} approached {respondents} took part.",
    ),
    "about_bases": (
        "Niet iedereen beantwoordde elke vraag: bij de vragen die aan alle {units} zijn gesteld, loopt het aantal "
        "antwoorden van {most} tot {least}.",
        "Not everyone answered every question: of the questions that all {units} were asked, the number of answers "
        "runs from {most} to {least}.",
    ),
    "bases_title": ("Antwoorden per vraag, in de volgorde van de vragenlijst", "Answers by question, in their order"),
    "question": ("Vraag", "Question"),
    "note_routed": (
        "{mark} Alleen gesteld na een bepaald antwoord op een eerdere vraag: een kleinere N is hier geen non-respons.",
        "{mark} Only asked after a certain answer to an earlier question: a smaller N is no non-response here.",
    ),
    "main_percentages": ("Hoe zeker zijn de hoofdpercentages?", "How sure are the main percentages?"),
    "main_percentages_title": (
        "Meest gegeven antwoord per onderwerp, met intervallen en uiterste grenzen",
        "Most frequent answer by subject, with intervals and worst case",
    ),
    "titled_base": ("{title} ({base})", "{title} ({base})"),
    "about_intervals": (
        "Een 95%-interval laat zien hoeveel toeval er in een percentage zit. Het zegt niets over wie niet antwoordde: "
        "als zij anders zouden antwoorden, verschuift het percentage, hoe smal het interval ook is.",
        "A 95% interval shows how much chance there is in a percentage. It says nothing of those who did not answer: "
        "if they would answer otherwise the percentage shifts, however narrow its interval.",
    ),
    "about_worst_case": (
        "Het verst reiken de grenzen bij ‘{answer}’ ({title}; N = {n}): van alle benaderde {units} kan het {low} tot "
        "{high} zijn.",
        "The bounds are widest for ‘{answer}’ ({title}; N = {n}): of all {units} approached it can be {low} to {high}.",
    ),
    # methods
    "method_intervals": (
        "95%-intervallen van percentages zijn van Wilson; van vermeldingen met een clusterbootstrap.",
        "95% intervals of percentages are Wilson's; of mentions from a cluster bootstrap.",
    ),
    "method_test": (
        "{place}, {profile}: {tests}{stars}, tweezijdig.",
        "{place}, {profile}: {tests}{stars}, two-sided.",
    ),
}
