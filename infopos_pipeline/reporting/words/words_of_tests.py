"""The words of tests, verdicts and uncertainty, by key: Dutch, then English.

No text here may turn "not shown" into "no association".
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS_OF_TESTS: Mapping[str, tuple[str, str]] = {
    # profiles and marks
    "as_published": ("zoals gepubliceerd", "as published"),
    "recommended": ("aanbevolen", "recommended"),
    "exploratory": ("verkennend", "exploratory"),
    "marked_exploratory": ("{text} (verkennend)", "{text} (exploratory)"),
    # notes under a table
    "note_test": ("Toets: {tests}, tweezijdig.", "Test: {tests}, two-sided."),
    "note_stars": ("{mark} p < {below}", "{mark} p < {below}"),
    "note_thresholds": (
        "{thresholds}; de sterren horen bij p-waarden zonder correctie voor het aantal toetsen.",
        "{thresholds}; the stars are of p-values that are not adjusted for the number of tests.",
    ),
    "note_recommended": (
        "Aanbevolen toets{outcome}: {tests}, tweezijdig, met correctie volgens Holm binnen de verwachting; "
        "de uitkomsten staan in het rapport onder deze tabel.",
        "Recommended test{outcome}: {tests}, two-sided, with Holm's adjustment within the hypothesis; "
        "its outcomes stand in the report under this table.",
    ),
    "of_outcome": (" van {outcome}", " of {outcome}"),
    # tests behind a table
    "tests_behind": ("Toetsen bij deze tabel, {profile}", "Tests behind this table, {profile}"),
    "tests_title": ("Toetsen, {profile}: {title}", "Tests, {profile}: {title}"),
    "means_title": (
        "Gemiddelden waarop de toets rust, {profile}: {outcome}",
        "Means that the test compares, {profile}: {outcome}",
    ),
    "test": ("Toets", "Test"),
    "outcome": ("Uitkomst", "Outcome"),
    "p_value": ("p", "p"),
    "stars": ("Sterren", "Stars"),
    "effect": ("Effect [95%-interval]", "Effect [95% interval]"),
    "effect_interval": ("{value} [{low}; {high}]", "{value} [{low}; {high}]"),
    "holm_hypothesis": ("p Holm, verwachting", "p Holm, hypothesis"),
    "holm_study": ("p Holm, studie", "p Holm, study"),
    "benjamini_hochberg_study": ("p BH, studie", "p BH, study"),
    "test_named": ("Toets: {tests}", "Test: {tests}"),
    "test_and_effect": ("Toets: {tests}; effect: {effects}", "Test: {tests}; effect: {effects}"),
    "predictor_option": ("{predictor} – {option}", "{predictor} – {option}"),
    "labelled": ("{label}: {text}", "{label}: {text}"),
    "note_outcome": (
        "Uitkomst van de toets: {outcome}, niet die van de tabel.",
        "Outcome of the test: {outcome}, not that of the table.",
    ),
    "note_two_sided": (
        "Toetsen zijn tweezijdig; p is niet gecorrigeerd, de intervallen van de effecten evenmin.",
        "Tests are two-sided; p is not adjusted, and neither are the intervals of the effects.",
    ),
    "note_holm": (
        "p Holm, verwachting: gecorrigeerd volgens Holm voor de toetsen onder hetzelfde kopje.",
        "p Holm, hypothesis: Holm's adjustment for the tests under one heading.",
    ),
    "note_family": (
        "p Holm en p BH (Benjamini-Hochberg), studie: gecorrigeerd voor de toetsen van alle verwachtingen samen, bij "
        "deze keuze van toetsen.",
        "p Holm and p BH (Benjamini-Hochberg), study: adjusted for the tests of all hypotheses together, in this "
        "choice of tests.",
    ),
    "note_family_exploratory": (
        "p Holm en p BH (Benjamini-Hochberg), studie: gecorrigeerd voor alle verkennende toetsen samen, los van die "
        "van de verwachtingen.",
        "p Holm and p BH (Benjamini-Hochberg), study: adjusted for all exploratory tests together, apart from those "
        "of the hypotheses.",
    ),
    "filtered": ("Alleen: {filter}", "Only: {filter}"),
    "note_filter": (
        "Alleen {units} voor wie dit geldt: {filter}. Dat zijn er {holds} van de {all}; voor {does_not_hold} geldt het "
        "niet, van {not_known} is het niet bekend.",
        "Only {units} of whom this holds: {filter}. These are {holds} out of {all}; of {does_not_hold} it does not "
        "hold, of {not_known} it is not known.",
    ),
    "note_not_computed": ("- niet te berekenen.", "- cannot be computed."),
    "the_group": ("de groep ‘{group}’", "the group ‘{group}’"),
    "ticked": ("wie het vakje aankruiste", "whoever ticked the box"),
    "not_ticked": ("wie dat niet deed", "whoever did not"),
    "lowest_number": ("wie een lager getal gaf", "whoever gave a lower number"),
    "highest_number": ("wie een hoger getal gaf", "whoever gave a higher number"),
    "first_group": ("de eerste groep", "the first group"),
    "last_group": ("de laatste groep", "the last group"),
    "scale": (" (laagste score: ‘{low}’, hoogste: ‘{high}’)", " (lowest score: ‘{low}’, highest: ‘{high}’)"),
    "this_answer": ("dit antwoord", "this answer"),
    "first_answer": ("het eerste antwoord van de uitkomst", "the first answer of the outcome"),
    "answer_named": ("het antwoord ‘{answer}’", "the answer ‘{answer}’"),
    "direction_first": (
        "{effect} boven {none}: {first} scoort hoger dan {last}{scale}.",
        "{effect} above {none}: {first} scores higher than {last}{scale}.",
    ),
    "direction_last": (
        "{effect} boven {none}: {last} scoort hoger dan {first}{scale}.",
        "{effect} above {none}: {last} scores higher than {first}{scale}.",
    ),
    "direction_share": (
        "{effect} boven {none}: {first} geeft {answer} vaker dan {last}.",
        "{effect} above {none}: {first} gives {answer} more often than {last}.",
    ),
    "direction_ratio": (
        "{effect} boven {none}: {first} geeft {answer} vaker dan {last}.",
        "{effect} above {none}: {first} gives {answer} more often than {last}.",
    ),
    # verdicts
    "rule_any_star": (
        "Volgens de gepubliceerde toetsen is een verwachting ondersteund als minstens één toets van een van haar "
        "voorspellers een ster heeft; dat is de regel van de publicatie. Een ster wijst op samenhang, niet op oorzaak.",
        "By the published tests a hypothesis is supported if at least one test of one of its predictors has a star; "
        "that is the rule of the publication. A star points to association, not to cause.",
    ),
    "rule_every_predictor": (
        "Volgens de aanbevolen toetsen is een verwachting ondersteund als elk van haar voorspellers een toets heeft "
        "die na correctie volgens Holm standhoudt, en deels ondersteund als niet elk ervan dat heeft maar wel een. "
        "Anders is het oordeel onbeslist, tenzij elk interval binnen het kleinste effect van belang ligt.",
        "By the recommended tests a hypothesis is supported if each of its predictors has a test that stands after "
        "Holm's adjustment, and partly supported if not each of them has one but some have. Otherwise the verdict is "
        "inconclusive, unless every interval lies within the smallest effect of interest.",
    ),
    "verdicts_title": ("Oordeel per verwachting", "Verdict by hypothesis"),
    "hypothesis": ("Verwachting", "Hypothesis"),
    "numbered": ("{number}. {statement}", "{number}. {statement}"),
    "verdict_published": ("Gepubliceerd oordeel", "Published verdict"),
    "verdict_as_published": ("Volgens de gepubliceerde toetsen", "By the published tests"),
    "verdict_recommended": ("Volgens de aanbevolen toetsen", "By the recommended tests"),
    "difference": ("Verschil tussen beide", "Difference between the two"),
    "difference_on": ("Verschil tussen beide op ‘{option}’", "Difference between the two on ‘{option}’"),
    "effect_by_predictor": (
        "Effect per voorspeller [95%-interval]; ✓ houdt stand na Holm",
        "Effect by predictor [95% interval]; ✓ stands after Holm",
    ),
    "survive": ("{some} van {all} houdt stand na Holm", "{some} of {all} stand after Holm"),
    "starred": ("{some} van {all} toetsen met ster", "{some} of {all} tests with a star"),
    "some_of": ("{some} van {all}", "{some} of {all}"),
    "range_of_options": (
        "{label}: {low} tot {high} over {n} antwoorden",
        "{label}: {low} to {high} over {n} answers",
    ),
    "supported": ("ondersteund", "supported"),
    "partly supported": ("deels ondersteund", "partly supported"),
    "not supported": ("niet ondersteund", "not supported"),
    "inconclusive": ("onbeslist", "inconclusive"),
    "supported_by_as_published": ("volgens de gepubliceerde toetsen", "by the published tests"),
    "supported_by_recommended": ("volgens de aanbevolen toetsen", "by the recommended tests"),
    "verdict_differs": (
        "{mark} Het gepubliceerde oordeel volgt niet uit de toetsen; zie de controle van de publicatie.",
        "{mark} The published verdict does not follow from the tests; see the audit of the publication.",
    ),
    "note_survives": (
        "✓ houdt stand: de p-waarde ligt na correctie volgens Holm, voor de toetsen van dezelfde verwachting, onder "
        "{alpha}. Toetsen (bij verwachting): {tests}.",
        "✓ stands: the p-value lies under {alpha} after Holm's adjustment for the tests of the same hypothesis. "
        "Tests (of hypothesis): {tests}.",
    ),
    "note_effects": (
        "Effecten zijn van dezelfde toetsen; hun 95%-intervallen zijn niet gecorrigeerd voor het aantal toetsen. Welke "
        "kant een effect op wijst, staat bij de toetsen onder elke tabel.",
        "Effects are of the same tests; their 95% intervals are not adjusted for the number of tests. Which way an "
        "effect points is said with the tests under each table.",
    ),
    "note_options": (
        "Bij een uitkomst met meer antwoorden staat het effect op elk antwoord dat standhoudt; houdt er geen stand, "
        "dan het laagste en het hoogste effect over alle antwoorden.",
        "Of an outcome with several answers the effect on each answer that stands is given; if none stands, the "
        "lowest and the highest effect over all answers.",
    ),
    # how to read the verdicts
    "reading": ("Zo leest u deze oordelen", "How to read these verdicts"),
    "partly_stands": (
        "Verwachting {number} is deels ondersteund: {some} houdt stand, {rest} niet. Dat de ene toets standhoudt en de "
        "andere niet, is nog geen verschil tussen beide.",
        "Hypothesis {number} is partly supported: {some} stands, {rest} does not. That one test stands and the other "
        "does not is no difference between them.",
    ),
    "of_option": (" op ‘{option}’", " on ‘{option}’"),
    "contrast_zero": (
        "Het verschil in effect{of_option} ({effect}; ‘{first}’ min ‘{second}’) is {value}: dat interval bevat nul, "
        "dus dat de twee verschillen is niet aangetoond.",
        "The difference in effect{of_option} ({effect}; ‘{first}’ minus ‘{second}’) is {value}: that interval holds "
        "zero, so it is not shown that the two differ.",
    ),
    "contrast_apart": (
        "Het verschil in effect{of_option} ({effect}; ‘{first}’ min ‘{second}’) is {value}: dat interval bevat nul "
        "niet, wat erop wijst dat de twee verschillen.",
        "The difference in effect{of_option} ({effect}; ‘{first}’ minus ‘{second}’) is {value}: that interval does not "
        "hold zero, which points to the two being different.",
    ),
    "contrast_absent": (
        "Het verschil tussen beide effecten is hier niet te berekenen.",
        "The difference between the two effects cannot be computed here.",
    ),
    "reading_inconclusive": (
        "Onbeslist: de gegevens tonen geen samenhang aan, en sluiten een samenhang van belang evenmin uit. Niet "
        "aangetoond is iets anders dan afwezig.",
        "Inconclusive: the data show no association, nor do they rule out one of interest. Not shown is not absent.",
    ),
    "reading_no_star": (
        "Niet ondersteund volgens de gepubliceerde toetsen zegt alleen dat geen toets een ster heeft, niet dat er geen "
        "samenhang is.",
        "Not supported by the published tests only says that no test has a star, not that there is no association.",
    ),
    "reading_negligible": (
        "Niet ondersteund volgens de aanbevolen toetsen: elk interval ligt binnen het kleinste effect van belang dat "
        "vooraf is opgegeven. Een kleiner effect kan er wel zijn.",
        "Not supported by the recommended tests: every interval lies within the smallest effect of interest that was "
        "declared beforehand. There may be a smaller effect.",
    ),
    # exploration
    "exploratory_title": ("Verkennende toetsen", "Exploratory tests"),
    "exploratory_intro": (
        "Over deze samenhangen was vooraf niets verwacht. Er is dus geen oordeel: een kleine p-waarde is hier een "
        "aanwijzing voor vervolgonderzoek, en een grote toont niet aan dat er geen samenhang is.",
        "Nothing was expected of these associations beforehand. So there is no verdict: a small p-value is a lead for "
        "further research here, and a large one does not show that there is no association.",
    ),
}
