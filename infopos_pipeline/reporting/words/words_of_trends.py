"""The words of trends, of the crosswalk and of response against the frame, by key: Dutch, then English.

No text here may turn "no change was shown" into "nothing changed". Where a text has a form for one and another for
several, a bar stands between them.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS_OF_TRENDS: Mapping[str, tuple[str, str]] = {
    "trends": ("Ontwikkelingen", "Trends"),
    "numbers_in_words": (
        "nul, één, twee, drie, vier, vijf, zes, zeven, acht, negen, tien, elf, twaalf",
        "zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve",
    ),
    "indicator": ("{item}: {category}", "{item}: {category}"),
    "indicator_mean": ("{item} (gemiddelde)", "{item} (mean)"),
    "mean_scale": ("{low} = {first}, {high} = {last}", "{low} = {first}, {high} = {last}"),
    "points": ("{change} procentpunt", "{change} percentage points"),
    "per_year": ("per jaar", "per year"),
    "per_wave": ("per meting", "per wave"),
    "p_holm": ("p\N{NO-BREAK SPACE}Holm", "p\N{NO-BREAK SPACE}Holm"),
    # what is compared, and how
    "trends_compared": (
        "Deze meting ({wave}) is vergeleken met die van {waves}.",
        "This wave ({wave}) is compared with {waves}.",
    ),
    "trends_totals_and_panel": (
        "Dat gebeurt op twee manieren, die niet door elkaar lopen: de totalen (alle {units} die in een van beide "
        "metingen antwoordden) en het panel (alleen de {units} die dat in beide deden).",
        "That is done in two ways, which are never mixed: the totals (all {units} that answered in either wave) and "
        "the panel (only the {units} that did in both).",
    ),
    "trends_samples": (
        "Er is geen lijst van wie benaderd is; elke meting geldt als een steekproef op zichzelf.",
        "There is no list of those approached; each wave counts as a sample of its own.",
    ),
    "trends_panel": (
        "Het panel met {wave} telt {n} {units}, afhankelijk van het kenmerk.",
        "The panel with {wave} has {n} {units}, depending on the indicator.",
    ),
    "from_to": ("{least} tot {most}", "{least} to {most}"),
    "trends_alpha": (
        "Een verandering geldt als aangetoond als p na correctie volgens Holm kleiner is dan {alpha}. Geen "
        "aantoonbare verandering wil niet zeggen dat er niets veranderde: het 95%-interval laat zien hoeveel het kan "
        "zijn.",
        "A change counts as shown if p, adjusted by Holm's method, is below {alpha}. Where no change was shown there "
        "may still be one: the 95% interval shows how large it can be.",
    ),
    # what stands out
    "stands_out": ("Wat opvalt", "What stands out"),
    "the_family": (
        "het gevolgde kenmerk|de {n} gevolgde kenmerken",
        "the indicator that is followed|the {n} indicators that are followed",
    ),
    "the_comparable": (
        "het gevolgde kenmerk dat met {wave} te vergelijken is|de {n} gevolgde kenmerken die met {wave} te "
        "vergelijken zijn",
        "the followed indicator that compares with {wave}|the {n} followed indicators that compare with {wave}",
    ),
    "none_changed": (
        "Ten opzichte van {wave} is er bij {those} geen aantoonbare verandering.",
        "Since {wave} no change was shown of {those}.",
    ),
    "it_changed": (
        "Ten opzichte van {wave} is er een verandering bij {those}:",
        "Since {wave} there is a change of {those}:",
    ),
    "some_changed": (
        "Van {those} is er {n} veranderd ten opzichte van {wave}:|Van {those} zijn er {n} veranderd ten opzichte van "
        "{wave}:",
        "Of {those}, {n} has changed since {wave}:|Of {those}, {n} have changed since {wave}:",
    ),
    "others_unchanged": (
        "Bij het andere kenmerk is er geen aantoonbare verandering.|Bij de andere {n} is er geen aantoonbare "
        "verandering.",
        "Of the other indicator no change was shown.|Of the other {n} no change was shown.",
    ),
    "changed_from_to": ("van {before} naar {now}: {change}", "from {before} to {now}: {change}"),
    "interval_from_to": ("95%-interval {low} tot {high}", "95% interval {low} to {high}"),
    "panel_changed": (
        "In het panel is er een verandering aangetoond bij {changed}.",
        "In the panel a change was shown of {changed}.",
    ),
    "panel_unchanged": (
        "In het panel is er bij geen van deze kenmerken een aantoonbare verandering.",
        "In the panel no change was shown of any of these indicators.",
    ),
    "changed_in_panel": ("‘{indicator}’ ({change}, N = {n})", "‘{indicator}’ ({change}, N = {n})"),
    "trend_shown": (
        "Over alle metingen samen is er {within}een trend aangetoond bij {changed}.",
        "Over all waves together a trend {within}was shown of {changed}.",
    ),
    "trend_none": (
        "Over alle metingen samen is er {within}geen aantoonbare trend.",
        "Over all waves together no trend {within}was shown.",
    ),
    "within": ("binnen {units} ", "within {units} "),
    "trend_of": ("‘{text}’ ({change} {per})", "‘{text}’ ({change} {per})"),
    "not_compared": (
        "Niet te vergelijken met een eerdere meting: {indicators}.",
        "Not to be compared with an earlier wave: {indicators}.",
    ),
    # tables
    "trend_tables": ("De gevolgde kenmerken", "The indicators that are followed"),
    "family": ("Gevolgd kenmerk", "Indicator"),
    "totals_title": ("Totalen: elke meting, van wie antwoordde", "Totals: each wave, of those who answered"),
    "panel_title": (
        "Panel: veranderingen onder {units} die in beide metingen antwoordden",
        "Panel: changes among {units} that answered in both waves",
    ),
    "all_waves_title": (
        "Alle vergelijkbare metingen samen, binnen {units}",
        "All comparable waves together, within {units}",
    ),
    "all_waves_title_samples": ("Alle vergelijkbare metingen samen", "All comparable waves together"),
    "since": ("Sinds {wave}", "Since {wave}"),
    "since_first": ("Sinds de eerste vergelijkbare meting", "Since the first comparable wave"),
    "since_last": ("Sinds de vorige vergelijkbare meting", "Since the previous comparable wave"),
    "wave_change": ("{wave}: {change}", "{wave}: {change}"),
    "p_holm_of": ("p Holm: {test}", "p Holm: {test}"),
    "trend_per": ("Trend {per}", "Trend {per}"),
    "not_asked_short": ("n.g.", "n.a."),
    "note_not_asked_short": ("n.g. = niet gevraagd in die meting.", "n.a. = not asked in that wave."),
    "note_not_comparable": (
        "† Niet te vergelijken met wat het laatst gevraagd is: de vraag of de antwoorden zijn daarna gewijzigd.",
        "† Not to be compared with what was asked last: the question or its answers changed afterwards.",
    ),
    "note_no_change": (
        "- niets te vergelijken, of niemand antwoordde.",
        "- nothing to compare with, or nobody answered.",
    ),
    "note_levels": (
        "Onder elke waarde het 95%-interval: van Wilson voor een percentage, van Student voor een gemiddelde.",
        "Under each value its 95% interval: Wilson's for a percentage, Student's for a mean.",
    ),
    "note_change": (
        "Verandering: later min eerder, van een percentage in procentpunten, met het 95%-interval.",
        "Change: later minus earlier, of a percentage in percentage points, with its 95% interval.",
    ),
    "note_overlap": (
        "Dat interval houdt rekening met de {units} die in beide metingen antwoordden.",
        "That interval allows for the {units} that answered in both waves.",
    ),
    "note_holm_trends": (
        "p Holm: {tests}, tweezijdig; gecorrigeerd volgens Holm voor de toetsen van alle gevolgde kenmerken tegen "
        "alle eerdere metingen samen.",
        "p Holm: {tests}, two-sided; adjusted by Holm's method for the tests of all indicators against all earlier "
        "waves together.",
    ),
    "note_holm_all_waves": (
        "p Holm: tweezijdig; elke toets gecorrigeerd volgens Holm voor alle gevolgde kenmerken samen.",
        "p Holm: two-sided; each test adjusted by Holm's method for all indicators together.",
    ),
    "note_not_tested": ("- niet getoetst of niet te berekenen.", "- not tested, or cannot be computed."),
    "note_within": (
        "N: {units} die in ten minste twee metingen antwoordden. De trend zegt of antwoorden stijgen of dalen, de "
        "Q-toets of metingen hoe dan ook verschillen.",
        "N: {units} that answered in at least two waves. The trend says whether answers rise or fall, the Q test "
        "whether waves differ at all.",
    ),
    "note_last_waves": (
        "Hier staan de laatste {n} metingen; eerdere staan in de grafieken en in results.csv.",
        "The last {n} waves stand here; earlier ones are in the charts and in results.csv.",
    ),
    "described_behind": (
        "Alle vragen door de metingen heen (beschreven, niet getoetst)",
        "All questions through the waves (described, not tested)",
    ),
    "described_title": ("Alle vragen door de metingen heen", "All questions through the waves"),
    "described_change": ("Verandering", "Change"),
    "mean": ("Gemiddelde", "Mean"),
    "change_since": ("{change} ({wave})", "{change} ({wave})"),
    "note_described": (
        "Percentages van wie antwoordde (N). Verandering van de totalen sinds {wave}, of de meting die erbij staat: "
        "van een percentage in procentpunten, met het 95%-interval. Hier is niets getoetst; bij zoveel intervallen "
        "liggen er altijd enkele door toeval naast nul.",
        "Percentages of those who answered (N). Change of the totals since {wave}, or the wave beside it: of a "
        "percentage in percentage points, with its 95% interval. Nothing is tested here; of so many intervals a few "
        "always lie beside zero by chance.",
    ),
    # charts
    "charts_of_family": ("De gevolgde kenmerken in beeld", "The indicators in pictures"),
    "charts_of_others": ("Vragen die nieuw, vervallen of gewijzigd zijn", "Questions that are new, dropped or changed"),
    "reading_charts": (
        "Zo leest u deze grafieken: elke stip is een meting, met het 95%-interval. Een lijn verbindt alleen metingen "
        "die te vergelijken zijn. Bij een streepjeslijn is de vraag gewijzigd, of zijn de antwoorden dat; open "
        "stippen zijn niet te vergelijken met de laatste.",
        "How to read these charts: each dot is a wave, with its 95% interval. A line joins only waves that compare. "
        "At a dashed line the question or its answers changed; hollow dots do not compare with the last one.",
    ),
    "chart_share": ("‘{category}’, in % van wie antwoordde", "‘{category}’, in % of those who answered"),
    "chart_mean": ("Gemiddelde: {scale}", "Mean: {scale}"),
    "chart_not_asked": ("niet gevraagd", "not asked"),
    "no_such_answer": ("antwoord bestond niet", "no such answer"),
    "nobody_answered": ("geen antwoorden", "no answers"),
    "break_wording": ("vraag gewijzigd", "question changed"),
    "break_options": ("antwoorden gewijzigd", "answers changed"),
    "point_in_words": (
        "{wave}: {value} (95%-interval {low} tot {high}; N = {n})",
        "{wave}: {value} (95% interval {low} to {high}; N = {n})",
    ),
    "point_alone": ("{wave}: {value} (N = {n})", "{wave}: {value} (N = {n})"),
    "break_in_words": (
        "Breuk vóór {wave}: {why}, dus wat ervoor komt is niet te vergelijken.",
        "Break before {wave}: {why}, so what comes before does not compare.",
    ),
    "card_changed": ("Veranderd sinds {waves}.", "Changed since {waves}."),
    "card_unchanged": ("Geen aantoonbare verandering sinds {waves}.", "No change was shown since {waves}."),
    "card_new": ("Nieuw in {wave}.", "New in {wave}."),
    "card_dropped": ("Voor het laatst gevraagd in {wave}.", "Asked for the last time in {wave}."),
    "card_broken": ("Niet te vergelijken met eerdere metingen.", "Not to be compared with earlier waves."),
    "card_before": ("Tot en met {wave}: {changes} ({how}).", "Up to {wave}: {changes} ({how})."),
    # crosswalk
    "crosswalk_behind": ("Welke vraag is wanneer gesteld?", "Which question was asked when?"),
    "crosswalk_title": ("Vragen per meting", "Questions by wave"),
    "yes": ("ja", "yes"),
    "asked_as": ("‘{label}’", "‘{label}’"),
    "other_options": ("andere antwoorden", "other answers"),
    "comparable": ("vergelijkbaar", "comparable"),
    "not_comparable": ("niet vergelijkbaar", "not comparable"),
    "recoded": ("hercodeerd", "recoded"),
    "note_crosswalk": (
        "ja: gevraagd zoals in {wave}. Anders staat er hoe, en of de antwoorden met die van {wave} te vergelijken "
        "zijn (hercodeerd: na samenvoegen of omzetten wel). Leeg: niet gevraagd. Alle antwoorden staan in "
        "crosswalk.csv.",
        "yes: asked as in {wave}. Else it says how, and whether the answers compare with those of {wave} (recoded: "
        "they do after merging or moving). Blank: not asked. All answers are in crosswalk.csv.",
    ),
    # response against the frame
    "response_title": ("Respons en non-respons", "Response and non-response"),
    "response_intro": (
        "Wie meedeed, is naast iedereen gelegd die benaderd is: deden bepaalde {units} vaker mee dan andere?",
        "Those who took part are held against everyone approached: did some {units} take part more often than others?",
    ),
    "response_differs": (
        "{fact}: wie meedeed, is anders verdeeld dan wie benaderd is ({test}).",
        "{fact}: those who took part are distributed otherwise than those approached ({test}).",
    ),
    "response_alike": (
        "{fact}: wie meedeed, is niet aantoonbaar anders verdeeld dan wie benaderd is ({test}).",
        "{fact}: those who took part were not shown to be distributed otherwise than those approached ({test}).",
    ),
    "response_nothing": ("{fact}: er is niets te vergelijken.", "{fact}: there is nothing to compare."),
    "response_from_to": (
        "De respons is het laagst bij ‘{least}’ ({low}) en het hoogst bij ‘{most}’ ({high}).",
        "Response is lowest for ‘{least}’ ({low}) and highest for ‘{most}’ ({high}).",
    ),
    "response_table": ("Respons naar kenmerken van het kader", "Response by facts of the frame"),
    "approached": ("Benaderd", "Approached"),
    "responded": ("Deed mee", "Took part"),
    "note_response_test": (
        "%: van wie benaderd is. Toets: {tests}; p < {alpha} geldt als een verschil.",
        "%: of those approached. Test: {tests}; p < {alpha} counts as a difference.",
    ),
    "weighted": ("Gewogen aandelen", "Weighted shares"),
    "weighted_behind": ("Aandelen met en zonder gewichten", "Shares with and without weights"),
    "weighted_title": ("Aandelen, gewogen naar {facts}", "Shares weighted by {facts}"),
    "weighted_facts": (
        "Raking (wegen naar randtotalen van {facts}) geeft gewichten van {low} tot {high}; het designeffect (Kish) is "
        "{design}.",
        "Raking (weighting to the margins of {facts}) gives weights from {low} to {high}; the design effect (Kish) is "
        "{design}.",
    ),
    "weighted_none": (
        "Raking (wegen naar randtotalen van {facts}) lukt niet: in sommige groepen deed niemand of bijna niemand mee.",
        "Raking (weighting to the margins of {facts}) fails: in some groups nobody, or almost nobody, took part.",
    ),
    "unweighted_pct": ("Zonder gewichten (%)", "Unweighted (%)"),
    "weighted_pct": ("Gewogen (%)", "Weighted (%)"),
    "note_weighted": (
        "Gewichten maken alleen goed wat het kader weet. Het 95%-interval is van het gewogen aandeel.",
        "Weights make up only for what the frame knows. The 95% interval is of the weighted share.",
    ),
}
