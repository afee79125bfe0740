"""The help of commands and options; that of a command by its paragraphs, each on one line."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Survey waves in, trustworthy tables out.": "Metingen erin, betrouwbare tabellen eruit.",
    "Example:": "Voorbeeld:",
    "Examples:": "Voorbeelden:",
    # commands
    "Check an export, land it and run its wave.": "Controleer een export, neem hem op en verwerk de meting.",
    "A bad file goes to quarantine/ in the home with a report of what is wrong, and nothing else changes.": (
        "Een verkeerd bestand gaat naar quarantine/ in de werkmap, met een verslag van wat eraan mankeert; verder "
        "verandert er niets."
    ),
    "Hold published figures against computed ones, figure by figure.": (
        "Leg gepubliceerde cijfers naast berekende, cijfer voor cijfer."
    ),
    "Check an export and say everything that is wrong; stores nothing.": (
        "Controleer een export en zeg alles wat eraan mankeert; slaat niets op."
    ),
    "Print the script by which a shell completes commands, options, studies and waves.": (
        "Toon het script waarmee een shell opdrachten, opties, onderzoeken en metingen aanvult."
    ),
    "Open Dagster's user interface on 127.0.0.1, with this home.": (
        "Open de gebruikersomgeving van Dagster op 127.0.0.1, met deze werkmap."
    ),
    "A home without waves of its own gets the synthetic sample waves, ready to be materialised.": (
        "Een werkmap zonder eigen metingen krijgt de verzonnen voorbeeldmetingen, klaar om te verwerken."
    ),
    "Write a first declaration of a study, in schemas/, from an export and the questionnaire behind it.": (
        "Schrijf een eerste opgave van een onderzoek, in schemas/, uit een export en de vragenlijst erachter."
    ),
    "Where a person has to decide there is a TODO. The study can be run at once: infopos add EXPORT --study S --wave "
    "W": (
        "Waar een mens moet beslissen, staat TODO. Het onderzoek kan meteen draaien: infopos add EXPORT --study S "
        "--wave W"
    ),
    "Write the report of a wave in another language, as page, Word document, PDF and workbook.": (
        "Schrijf het rapport van een meting in een andere taal, als pagina, Word-document, PDF en werkmap."
    ),
    "In the language of the study infopos run writes it beside the results.": (
        "In de taal van het onderzoek schrijft infopos run het naast de resultaten."
    ),
    "Default: that of the study.": "Standaard: die van het onderzoek.",
    "Write the responses of a wave as data files, with a codebook and the analyses as SPSS syntax.": (
        "Schrijf de responsen van een meting als gegevensbestanden, met een codeboek en de analyses als SPSS-syntax."
    ),
    "The data are those of each respondent under a pseudonym, without direct identifiers and open answers: for inside "
    "use. What may leave the house comes from infopos release.": (
        "Het zijn de gegevens van elke respondent onder een pseudoniem, zonder directe kenmerken en open antwoorden: "
        "voor intern gebruik. Wat naar buiten mag, komt van infopos release."
    ),
    "Write the municipalities of a frame as a list of participants that LimeSurvey imports.": (
        "Schrijf de gemeenten van een kader als een deelnemerslijst die LimeSurvey inleest."
    ),
    "A municipality without a token gets a random one; the frame with all tokens is then written beside the list. Keep "
    "both from others: who has a token can answer in its name. Names and e-mail addresses are taken over from columns "
    "firstname, lastname and email.": (
        "Een gemeente zonder token krijgt een willekeurig token; het kader met alle tokens komt dan naast de "
        "lijst te staan. Houd beide voor uzelf: wie een token heeft, kan in naam van de gemeente antwoorden. Namen en "
        "e-mailadressen komen uit de kolommen firstname, lastname en email."
    ),
    "Open the report of a wave.": "Open het rapport van een meting.",
    "Show how far the response to a running wave is, from a partial export; stores and publishes nothing.": (
        "Toon hoe ver de respons op een lopende meting is, uit een tussentijdse export; slaat niets op."
    ),
    "Write the questionnaire as a LimeSurvey survey structure (.lss), to be imported there.": (
        "Schrijf de vragenlijst als enquêtestructuur van LimeSurvey (.lss), om daar in te lezen."
    ),
    "Question and answer codes are those of the study's binding, so that the next export is read without a change.": (
        "Vraag- en antwoordcodes zijn die van de koppeling, zodat de volgende export zonder wijziging wordt gelezen."
    ),
    "Publish a wave, disclosure-controlled and checked against everything released before.": (
        "Publiceer een meting, op onthulling gecontroleerd, ook naast alles wat eerder is vrijgegeven."
    ),
    "The wave is run once more, so that what goes out is what its export and the declarations say now. The public set "
    "is written only if nobody can work out a small count from it; otherwise nothing is written.": (
        "De meting wordt nog eens verwerkt, zodat naar buiten gaat wat de export en de opgaven nu zeggen. De openbare "
        "set wordt alleen geschreven als niemand er een klein aantal uit kan afleiden; anders wordt niets geschreven."
    ),
    "Remove a wave: its exports, good and bad, responses, results, outputs, interviews and runs. The other waves "
    "stay.": (
        "Verwijder een meting: exports, goede en verkeerde, responsen, resultaten, uitvoer, interviews en "
        "geschiedenis. De andere metingen blijven."
    ),
    "What was released of it stays too: it cannot be taken back.": (
        "Ook wat ervan is vrijgegeven, blijft: dat is niet terug te nemen."
    ),
    "Make the warehouse anew from the exports that landed, when its file is damaged or lost.": (
        "Maak de gegevensopslag opnieuw uit de binnengekomen exports, als het bestand beschadigd of weg is."
    ),
    "The damaged file is kept beside it. Decisions on open answers were in it: those are to be reviewed again.": (
        "Het beschadigde bestand blijft ernaast bewaard. Beslissingen over open antwoorden stonden erin: die moeten "
        "opnieuw worden gelezen."
    ),
    "Read the open answers that nobody has read yet: accept, edit or drop each of them.": (
        "Lees de open antwoorden die nog niemand las: keur elk goed, bewerk het of laat het weg."
    ),
    "Redaction took names out, and may have missed some. What is accepted or edited gets into the report of its wave "
    "at the next run; everything else stays out. Decisions are read from the terminal or from standard input, a line "
    "each, and stored one by one.": (
        "Namen zijn er automatisch uitgehaald, en sommige misschien niet. Wat is goedgekeurd of bewerkt, komt de "
        "volgende keer in het rapport; al het andere blijft eruit. Beslissingen komen van het toetsenbord of van "
        "standaardinvoer, elk op een regel, en worden een voor een opgeslagen."
    ),
    "Replace the key of the pseudonyms, which breaks every link to what was made before.": (
        "Vervang de sleutel van de pseudoniemen, wat elke koppeling met wat eerder is gemaakt verbreekt."
    ),
    "The old key is destroyed. The responses and open answers of all studies are deleted from the home and made anew "
    "from the exports that landed, so that no old pseudonym equals a new one; open answers have to be reviewed "
    "again.": (
        "De oude sleutel wordt vernietigd. De responsen en open antwoorden van alle onderzoeken worden uit de werkmap "
        "gewist en opnieuw gemaakt uit de binnengekomen exports, zodat geen oud pseudoniem gelijk is aan een nieuw; "
        "open antwoorden moeten opnieuw worden gelezen."
    ),
    "Materialise waves: from the landed export to the report.": "Verwerk metingen: van de export tot het rapport.",
    "Without --wave those run that have changed since their last run: in what arrived, what is declared, or the code. "
    "A home without waves of its own gets the synthetic sample waves.": (
        "Zonder --wave worden de metingen verwerkt die sinds de vorige keer zijn veranderd: in wat binnenkwam, wat is "
        "opgegeven, of de programmacode. Een werkmap zonder eigen metingen krijgt de verzonnen voorbeeldmetingen."
    ),
    "Write the JSON Schemas of declaration files to schemas/json/, and check what is declared.": (
        "Schrijf de JSON-schema's van de opgaven naar schemas/json/, en controleer wat is opgegeven."
    ),
    "An editor that knows YAML completes and checks declarations with them.": (
        "Een editor die YAML kent, vult opgaven daarmee aan en controleert ze."
    ),
    "Run one test on a table of counts and print its result as JSON.": (
        "Voer een toets uit op een tabel met aantallen en toon de uitkomst als JSON."
    ),
    'With --counts - every line of standard input is a table, or an object with "counts" and "scores"; every line gets '
    "a line of JSON, a bad or an empty one with a reason.": (
        'Met --counts - is elke regel van de standaardinvoer een tabel, of een object met "counts" en "scores"; elke '
        "regel krijgt een regel JSON, een verkeerde of lege met de reden."
    ),
    # options
    "A new folder.": "Een nieuwe map.",
    "A score for each column. Default: 1, 2, …": "Een score voor elke kolom. Standaard: 1, 2, …",
    "A wave; default: all that have changed.": "Een meting; standaard: alle die zijn veranderd.",
    "A wave; default: all that landed.": "Een meting; standaard: alle die er zijn.",
    "An item with open answers; default: all.": "Een vraag met open antwoorden; standaard: alle.",
    "As it was asked in this wave. Default: as it is now.": "Zoals in deze meting. Standaard: zoals nu.",
    "Can be repeated. Default: all.": "Kan vaker. Standaard: alle.",
    "Check the ledger and list every release.": "Controleer het logboek en noem elke vrijgave.",
    "Check this study only. Default: all of them.": "Controleer alleen dit onderzoek. Standaard: alle.",
    "Do not ask; needed where nobody can answer.": "Vraag niets; nodig waar niemand kan antwoorden.",
    "Every test with its conditions.": "Elke toets met de voorwaarden.",
    "Folder with schemas/. Default: INFOPOS_PROJECT or upwards.": (
        "Map met schemas/. Standaard: INFOPOS_PROJECT of hierboven."
    ),
    "Folder with your state. Default: INFOPOS_HOME or .infopos.": (
        "Uw werkmap. Standaard: INFOPOS_HOME of .infopos in het project."
    ),
    "Let this figure through; can be repeated.": "Laat dit cijfer door; kan vaker.",
    "Of labels. Default: that of the study.": "Van labels. Standaard: die van het onderzoek.",
    "One JSON object instead of text.": "Een JSON-object in plaats van tekst.",
    "Only how many answers have which status, as one JSON object.": (
        "Alleen hoeveel antwoorden welke status hebben, als een JSON-object."
    ),
    "Overwrite files.": "Overschrijf bestanden.",
    "Overwrite the file.": "Overschrijf het bestand.",
    "Print nothing but errors.": "Toon alleen fouten.",
    "Print where it is; so it is without a display.": "Toon waar het staat; zo gaat het ook zonder beeldscherm.",
    "Rows = groups, columns = ordered categories; - reads a table a line.": (
        "Rijen = groepen, kolommen = geordende categorieën; - leest een tabel per regel."
    ),
    "Run unchanged waves too.": "Verwerk ook metingen die niet zijn veranderd.",
    "Show reviewed answers too, so that a decision can be changed.": (
        "Toon ook gelezen antwoorden, zodat een beslissing kan veranderen."
    ),
    "Show what would be left at other thresholds; releases nothing.": (
        "Toon wat er bij andere drempels overblijft; geeft niets vrij."
    ),
    "The file to write, such as people.csv.": "Het bestand om te schrijven, zoals mensen.csv.",
    "The file to write, such as survey.lss.": "Het bestand om te schrijven, zoals enquete.lss.",
    "The municipalities approached.": "De benaderde gemeenten (het kader).",
    "The municipalities to approach.": "De gemeenten om te benaderen.",
    "The port of the user interface.": "De poort van de gebruikersomgeving.",
    "The study. Default: the only one there is, else infopos.": (
        "Het onderzoek. Standaard: het enige dat er is, anders infopos."
    ),
    "The survey: .lss, .qsf, or .sav for its labels.": "De enquête: .lss, .qsf, of .sav voor de labels.",
    "The wave the export is of, such as 2019.": "De meting van de export, zoals 2019.",
    "The wave the export is of. Default: the newest.": "De meting van de export. Standaard: de nieuwste.",
    "The wave to release.": "De meting om vrij te geven.",
    "The wave to remove.": "De meting om te verwijderen.",
    "The wave, such as 2019.": "De meting, zoals 2019.",
    "The wave. Default: the last one with a report.": "De meting. Standaard: de laatste met een rapport.",
    "The wave; default: the latest with published figures.": (
        "De meting; standaard: de laatste met gepubliceerde cijfers."
    ),
    "What the study will be called, such as buurtpeiling.": "Hoe het onderzoek gaat heten, zoals buurtpeiling.",
    "What wrote the export. Default: as it is recognised.": "Wat de export schreef. Standaard: zoals herkend.",
    "Which file. Default: html.": "Welk bestand. Standaard: html.",
    "Who answers for it, for the ledger; needed with --except.": (
        "Wie ervoor instaat, voor het logboek; nodig bij --except."
    ),
    "Why, for the ledger; needed with --except.": "Waarom, voor het logboek; nodig bij --except.",
    "Write into a folder that holds files already, over those of the same name.": (
        "Schrijf in een map waarin al bestanden staan, over die met dezelfde naam heen."
    ),
    # interviews
    "The interviews of a wave: whom to ask, what to ask, and what was said.": (
        "De interviews van een meting: wie u vraagt, wat u vraagt, en wat er is gezegd."
    ),
    "Draw at random whom to interview, from those who said yes to it.": (
        "Trek door loting wie geïnterviewd wordt, uit wie daar ja op zei."
    ),
    "Who was drawn stays so when the wave is added again with more answers: only open places are filled. Whoever "
    "refused is replaced by the next, and the others stay. Seed, list and outcome are recorded under pseudonyms; names "
    "are in one file, for you alone.": (
        "Wie getrokken is, blijft dat als de meting opnieuw wordt opgenomen met meer antwoorden: alleen open plaatsen "
        "worden gevuld. Wie weigert, wordt vervangen door de volgende, en de anderen blijven. Startgetal, lijst en "
        "uitkomst worden onder pseudoniemen vastgelegd; namen staan in één bestand, alleen voor u."
    ),
    "How many interviews are wanted in all. Default: as the time before.": (
        "Hoeveel interviews er in totaal gewenst zijn. Standaard: als de vorige keer."
    ),
    "The seed of the first draw. Default: a random one.": (
        "Het startgetal van de eerste trekking. Standaard: een willekeurig getal."
    ),
    "Divide them in proportion over the categories of a fact of the frame.": (
        "Verdeel ze naar verhouding over de categorieën van een kenmerk van het kader."
    ),
    "Who was drawn and refused. Can be repeated.": "Wie getrokken is en weigerde. Kan vaker.",
    "The file for the list with names.": "Het bestand voor de lijst met namen.",
    "Write a topic guide for each interview, from the respondent's own answers and the themes of the study.": (
        "Schrijf een leidraad voor elk interview, uit de eigen antwoorden van de respondent en de thema's van het "
        "onderzoek."
    ),
    "What does not go together in the answers stands first, as a question. A guide concerns one identified respondent: "
    "it is for the interviewer alone.": (
        "Wat in de antwoorden niet bij elkaar past, staat vooraan, als vraag. Een leidraad gaat over één herkenbare "
        "respondent: hij is alleen voor de interviewer."
    ),
    "Add transcripts (.md, .txt) and codes (.csv, or a REFI-QDA project .qdpx), and make the wave anew.": (
        "Voeg gespreksverslagen (.md, .txt) en codes (.csv, of een REFI-QDA-project .qdpx) toe, en verwerk de meting "
        "opnieuw."
    ),
    "All of it is added, or nothing. A transcript is called by the number of its interview, such as interview_01.md. A "
    "table of codes has the columns interview, coder, code and fragment.": (
        "Alles komt erbij, of niets. Een gespreksverslag heet naar het nummer van het interview, zoals "
        "interview_01.md. Een tabel met codes heeft de kolommen interview, coder, code en fragment."
    ),
    "The wave, such as 2017.": "De meting, zoals 2017.",
    "Who coded, where a file does not say so.": "Wie codeerde, als een bestand dat niet zegt.",
    "Which interview a file, or a source of a project, is of. Can be repeated.": (
        "Van welk interview een bestand, of een bron van een project, is. Kan vaker."
    ),
    "Read the redacted transcripts, then the quotes that coders selected in them.": (
        "Lees de geanonimiseerde gespreksverslagen, daarna de citaten die codeurs erin kozen."
    ),
    "First each transcript as a whole: name the words that redaction missed, and accept it; only accepted transcripts "
    "can be exported. Then each quote: accept, edit or drop it; only accepted ones get into the report, at the next "
    "run. Decisions are read from the terminal or from standard input, a line each, and stored one by one.": (
        "Eerst elk gespreksverslag als geheel: noem de woorden die het anonimiseren miste, en keur het goed; alleen "
        "goedgekeurde verslagen kunnen eruit. Dan elk citaat: keur het goed, bewerk het of laat het weg; alleen wat is "
        "goedgekeurd komt in het rapport, bij de volgende verwerking. Besluiten komen van de terminal of van de "
        "standaardinvoer, een per regel, en worden een voor een bewaard."
    ),
    "Show what was decided on too, so that a decision can be changed.": (
        "Toon ook waarover al is besloten, zodat een besluit veranderd kan worden."
    ),
    "Write the accepted transcripts and their codes as a REFI-QDA project, redacted.": (
        "Schrijf de goedgekeurde gespreksverslagen en hun codes als REFI-QDA-project, geanonimiseerd."
    ),
    "ATLAS.ti, MAXQDA, NVivo and QualCoder read it. Coders are called A, B and so on. It is pseudonymised, not "
    "anonymous: what somebody tells can give them away.": (
        "ATLAS.ti, MAXQDA, NVivo en QualCoder lezen het. Codeurs heten A, B enzovoort. Het is gepseudonimiseerd, niet "
        "anoniem: wat iemand vertelt kan verraden wie het is."
    ),
    "Take an interview out of a wave, with its codes, quotes and guide, and make the wave anew.": (
        "Haal een interview uit een meting, met codes, citaten en leidraad, en verwerk de meting opnieuw."
    ),
    "For whoever takes back what they told. That they were drawn stays in the record of the draw.": (
        "Voor wie terugneemt wat hij vertelde. Dat de gemeente getrokken is, blijft in de vastlegging van de trekking."
    ),
}
