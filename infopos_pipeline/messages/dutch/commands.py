"""What commands say when all goes well, what they ask, and how a run is told of."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # the user interface
    "The graph, with the report in it: {url}": "De graaf, met het rapport erin: {url}",
    "Reports and other outputs: {url}": "Rapporten en andere uitvoer: {url}",
    # a run, while it works and when it is done
    "starting": "begint",
    "wave {wave}: {doing} (step {number} of {of})": "meting {wave}: {doing} (stap {number} van {of})",
    "reading and checking": "inlezen en controleren",
    "counting": "tellen",
    "calculating and testing": "rekenen en toetsen",
    "making tables": "tabellen maken",
    "drawing charts": "grafieken tekenen",
    "writing the report": "rapport schrijven",
    "Wave {wave} of {study} is done.": "Meting {wave} van {study} is klaar.",
    "Wave {wave} of {study} is done (synthetic sample data).": (
        "Meting {wave} van {study} is klaar (verzonnen voorbeeldgegevens)."
    ),
    "Wave {wave} of {study} is unchanged since its last run.": (
        "Meting {wave} van {study} is sinds de vorige keer niet veranderd."
    ),
    "Wave {wave} of {study} failed; the outputs it did not come to are as they were.": (
        "Meting {wave} van {study} is mislukt; de uitvoer waar zij niet aan toekwam, is zoals die was."
    ),
    "  When that is mended: infopos run --wave {wave}{study}": (
        "  Als dat verholpen is: infopos run --wave {wave}{study}"
    ),
    "  report   {path}": "  rapport     {path}",
    "  results  {path}": "  resultaten  {path}",
    "  changed  the verdict on {name} ({profile}): ": "  veranderd   het oordeel over {name} ({profile}): ",
    "{before} became {after}": "{before} werd {after}",
    "  mind     {what}": "  let op      {what}",
    "as published": "zoals gepubliceerd",
    "recommended": "aanbevolen",
    "supported": "ondersteund",
    "partly supported": "deels ondersteund",
    "not supported": "niet ondersteund",
    "inconclusive": "onbeslist",
    "exploratory": "verkennend",
    "some respondents lie outside what the study is about; they count nowhere": (
        "sommige respondenten vallen buiten het onderzoek; zij tellen nergens mee"
    ),
    "some answers, labels or columns are not quite as declared; infopos check on the export lists them": (
        "sommige antwoorden, labels of kolommen zijn niet helemaal zoals opgegeven; infopos check op de export noemt ze"
    ),
    "figures were published that do not hold; infopos audit shows them": (
        "er zijn cijfers gepubliceerd die niet kloppen; infopos audit laat ze zien"
    ),
    "texts in the report cite a figure or verdict that has changed; the report marks them": (
        "teksten in het rapport halen een cijfer of oordeel aan dat is veranderd; het rapport merkt ze"
    ),
    "some municipalities are recognisable from what outsiders can know; the report says how many": (
        "sommige gemeenten zijn herkenbaar aan wat buitenstaanders kunnen weten; het rapport zegt hoeveel"
    ),
    "To read the last report: infopos open{study}": "Om het laatste rapport te lezen: infopos open{study}",
    "The synthetic sample waves ({waves}) were removed from this home.": (
        "De verzonnen voorbeeldmetingen ({waves}) zijn uit deze werkmap verwijderd."
    ),
    "A new key for the pseudonyms was made at {path}. Keep a copy of it, away from the home.": (
        "Er is een nieuwe sleutel voor de pseudoniemen gemaakt: {path}. Bewaar er een kopie van, buiten de werkmap."
    ),
    "Nothing was stored. The file and this report are in {folder}.": (
        "Er is niets opgeslagen. Het bestand en dit verslag staan in {folder}."
    ),
    # audit
    "{which}: printed {printed}, computed {computed}. {reason}": (
        "{which}: gedrukt {printed}, berekend {computed}. {reason}"
    ),
    "erratum ({kind}): {text}": "erratum ({kind}): {text}",
    # check
    "{export} is fine: {number} respondents.": "{export} is in orde: {number} respondenten.",
    "The respondents were not held against a frame; give it with --frame.": (
        "De respondenten zijn niet met een kader vergeleken; geef het op met --frame."
    ),
    "{file}: {rest} more like these; infopos check --json lists them all. [{code}]": (
        "{file}: nog {rest} van deze soort; infopos check --json noemt ze allemaal. [{code}]"
    ),
    "1 problem.": "1 probleem.",
    "{number} problems.": "{number} problemen.",
    # draft, schema
    "{folder}: {items} items, from an export recognised as {format}.": (
        "{folder}: {items} vragen, uit een export die is herkend als {format}."
    ),
    "1 thing is for you to decide: look for TODO in the files.": (
        "Over 1 ding moet u beslissen: zoek TODO in de bestanden."
    ),
    "{number} things are for you to decide: look for TODO in the files.": (
        "Over {number} dingen moet u beslissen: zoek TODO in de bestanden."
    ),
    "A report at once: infopos add {export} --study {name} --wave W": (
        "Meteen een rapport: infopos add {export} --study {name} --wave W"
    ),
    "{study} is declared as it should be: {items} items, {bindings} bindings, {hypotheses} hypotheses.": (
        "{study} is goed opgegeven: {items} vragen, {bindings} koppelingen, {hypotheses} verwachtingen."
    ),
    "The JSON Schemas are in {folder}.": "De JSON-schema's staan in {folder}.",
    # questionnaire, invitations, export
    "{output} has the questionnaire of {study}. In LimeSurvey: Create survey, Import.": (
        "{output} bevat de vragenlijst van {study}. In LimeSurvey: Enquête aanmaken, Importeren."
    ),
    "{output} has {participants} participants. In LimeSurvey: Survey participants, Import, CSV file.": (
        "{output} bevat {participants} deelnemers. In LimeSurvey: Deelnemers, Importeren, CSV-bestand."
    ),
    "Tokens were made: give {beside} as the frame of this wave from now on.": (
        "Er zijn tokens gemaakt: geef voortaan {beside} op als kader van deze meting."
    ),
    "{number} have no e-mail address: when importing, do not filter blank e-mail addresses.": (
        "{number} hebben geen e-mailadres: filter bij het importeren niet op lege e-mailadressen."
    ),
    " (synthetic sample data)": " (verzonnen voorbeeldgegevens)",
    "Wave {wave} of {study}{invented}:": "Meting {wave} van {study}{invented}:",
    "Internal: not disclosure-controlled. What may leave the house comes from infopos release.": (
        "Intern: niet statistisch beveiligd. Wat naar buiten mag, komt uit infopos release."
    ),
    "Internal: pseudonymised answers of each respondent, not anonymous data and not disclosure-controlled.": (
        "Intern: gepseudonimiseerde antwoorden van elke respondent; niet anoniem en niet op onthulling gecontroleerd."
    ),
    # progress
    "approached": "benaderd",
    "started": "begonnen",
    "finished": "klaar",
    "response": "respons",
    "everyone": "iedereen",
    "Give the frame with --frame to see the response against those approached.": (
        "Geef het kader op met --frame om de respons te zien naast wie benaderd is."
    ),
    # remove, restore
    "Remove wave {wave} of {study} with its export for good?": (
        "Meting {wave} van {study} met de export voorgoed verwijderen?"
    ),
    "Wave {wave} of {study} is gone from this home. What was released of it stays.": (
        "Meting {wave} van {study} is weg uit deze werkmap. Wat ervan is vrijgegeven, blijft."
    ),
    "The waves that were compared with it are made anew.": (
        "De metingen die ermee werden vergeleken, worden opnieuw gemaakt."
    ),
    "Put the warehouse aside and make it anew from what landed?": (
        "De gegevensopslag opzijzetten en opnieuw maken uit wat is binnengekomen?"
    ),
    "The old warehouse is kept as {aside}.": "De oude gegevensopslag is bewaard als {aside}.",
    "Nothing was changed.": "Er is niets veranderd.",
    # rotate-key
    "Destroy the old key and break these links?": "De oude sleutel vernietigen en deze koppelingen verbreken?",
    "The new key {key_id} of the pseudonyms is in {key_path}. Keep a copy of it, away from the home, and destroy your "
    "copies of the old one.": (
        "De nieuwe sleutel {key_id} van de pseudoniemen staat in {key_path}. Bewaar er een kopie van, buiten de "
        "werkmap, en vernietig uw kopieën van de oude."
    ),
    "A new key takes the place of the one in {key_path}. The old key is overwritten, and no backup of it is kept.\nAny "
    "other home that used it will refuse to run, until it gets a copy of the old key or is rotated too.": (
        "Er komt een nieuwe sleutel in de plaats van die in {key_path}. De oude sleutel wordt overschreven; er blijft "
        "geen reservekopie.\nElke andere werkmap die hem gebruikte, weigert dienst tot hij een kopie van de oude "
        "sleutel krijgt of ook een nieuwe."
    ),
    "There is no key at {key_path}: a new one is made there.": (
        "Er is geen sleutel in {key_path}: daar wordt een nieuwe gemaakt."
    ),
    "The responses made under the key {key_ids} are deleted from this home, and with them all decisions of infopos "
    "review: every open answer comes back unreviewed.": (
        "De responsen die onder de sleutel {key_ids} zijn gemaakt, worden uit deze werkmap gewist, en daarmee alle "
        "beslissingen van infopos review: elk open antwoord komt ongelezen terug."
    ),
    "Made anew from what landed: {study} {waves}.": "Opnieuw gemaakt uit wat is binnengekomen: {study} {waves}.",
    "Not made anew, since this project does not declare it: {name}.": (
        "Niet opnieuw gemaakt, want dit project kent het niet: {name}."
    ),
    # release
    "Release {number}: wave {wave} of {study}{invented}.": "Vrijgave {number}: meting {wave} van {study}{invented}.",
    "  public set  {path}": "  openbare set  {path}",
    "  ledger      {hash} is its hash now; note it down where this home is not.": (
        "  logboek       {hash} is nu de hash; noteer die buiten deze werkmap."
    ),
    "  Mind: {remark}; what follows from both is not protected.": (
        "  Let op: {remark}; wat uit beide samen volgt, is niet beschermd."
    ),
    "{name} {shown} of {of}": "{name} {shown} van {of}",
    "{shown} of {of}": "{shown} van {of}",
    "{shown} of {of} counts, percentages and means are public, and {tests} of {all_tests} tests.": (
        "{shown} van {of} aantallen, percentages en gemiddelden zijn openbaar, en {tests} van {all_tests} toetsen."
    ),
    "Withheld in part: {short}.": "Deels achtergehouden: {short}.",
    "Categories are merged of {items}.": "Categorieën zijn samengevoegd van {items}.",
    "Too few differ from an earlier release to show anew: {closed}.": (
        "Te weinig verschillen van een eerdere vrijgave om opnieuw te tonen: {closed}."
    ),
    "Let through by exception: {exempted}.": "Bij uitzondering doorgelaten: {exempted}.",
    "threshold  merged first  counts, percentages, means  tests  withheld in part": (
        "    drempel samengevoegd aantallen, percentages, gem.  toetsen  deels achtergehouden"
    ),
    "yes": "ja",
    "no": "nee",
    "{start}  nothing: {refusal}": "{start}  niets: {refusal}",
    "Nothing was released.": "Er is niets vrijgegeven.",
    "Nothing was released yet.": "Er is nog niets vrijgegeven.",
    ", synthetic": ", verzonnen",
    "{number}  wave {wave}{synthetic}, {released}: {published} results public, {withheld} withheld  {hash}": (
        "{number}  meting {wave}{synthetic}, {released}: {published} resultaten openbaar, {withheld} achtergehouden  "
        "{hash}"
    ),
    "   exception: {what}. {reason} ({approver})": "   uitzondering: {what}. {reason} ({approver})",
    # review
    "Nothing to review: no wave has landed yet. The first infopos run lands the sample.": (
        "Niets te lezen: er is nog geen meting binnengekomen. De eerste infopos run zet het voorbeeld klaar."
    ),
    "Nothing to review: no open answers are stored here. They come with infopos run.": (
        "Niets te lezen: hier zijn geen open antwoorden opgeslagen. Die komen met infopos run."
    ),
    "Nothing to review: somebody decided on every open answer here. To change a decision: infopos review --again": (
        "Niets te lezen: over elk open antwoord is beslist. Een beslissing veranderen: infopos review --again"
    ),
    "\n{number} of {total}, wave {wave}: {label} ({status})": (
        "\n{number} van {total}, meting {wave}: {label} ({status})"
    ),
    "unreviewed": "ongelezen",
    "accepted": "goedgekeurd",
    "edited": "bewerkt",
    "dropped": "weggelaten",
    "(dropped; to get the text back: undo, then infopos run)": (
        "(weggelaten; om de tekst terug te krijgen: undo, daarna infopos run)"
    ),
    "New text, on one line: ": "Nieuwe tekst, op een regel: ",
    "Nothing was typed: the text stays as it was.": "Er is niets ingevoerd: de tekst blijft zoals hij was.",
    "Redaction took something out. This would be kept:": "Er is iets onherkenbaar gemaakt. Dit zou bewaard worden:",
    "It has changed since it was shown: nothing was stored for it.": (
        "Het is veranderd nadat het getoond werd: er is niets voor opgeslagen."
    ),
    "A text in the report was changed or taken out: it is made anew.": (
        "Een tekst in het rapport is veranderd of weggehaald: het rapport wordt opnieuw gemaakt."
    ),
    "Wave {wave}: {accepted} accepted, {edited} edited, {dropped} dropped, {unreviewed} unreviewed. What was accepted "
    "or edited gets into the report with: infopos run --wave {wave}": (
        "Meting {wave}: {accepted} goedgekeurd, {edited} bewerkt, {dropped} weggelaten, {unreviewed} ongelezen. Wat is "
        "goedgekeurd of bewerkt, komt in het rapport met: infopos run --wave {wave}"
    ),
    "  The text of {waiting} of them comes back with that run; then review it.": (
        "  De tekst van {waiting} daarvan komt daarmee terug; lees die dan."
    ),
}
