"""What the interviews say: drawing, guides, transcripts and codes, review."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # REFI-QDA projects: the archive
    "a REFI-QDA project (.qdpx)": "een REFI-QDA-project (.qdpx)",
    "a whole REFI-QDA project (.qdpx)": "een volledig REFI-QDA-project (.qdpx)",
    "another kind of file": "een ander soort bestand",
    "an archive that is cut short or damaged": "een archief dat afgebroken of beschadigd is",
    "an archive without {project}": "een archief zonder {project}",
    "an archive as a program for qualitative analysis writes it": (
        "een archief zoals een programma voor kwalitatieve analyse het schrijft"
    ),
    "an encrypted archive": "een versleuteld archief",
    "files that are packed in an unusual way": "bestanden die op een ongewone manier zijn ingepakt",
    "paths that lead out of the archive (members {places})": (
        "paden die buiten het archief leiden (onderdelen {places})"
    ),
    "links instead of files (members {places})": "koppelingen in plaats van bestanden (onderdelen {places})",
    "files with the name of another one (members {places})": (
        "bestanden met de naam van een ander (onderdelen {places})"
    ),
    "more than can be read": "meer dan er gelezen kan worden",
    "at most {all} MiB unpacked, and {project} MiB of {name}": (
        "hoogstens {all} MiB uitgepakt, en {project} MiB aan {name}"
    ),
    "Take recordings, pictures and PDFs out of the project; only text can be read.": (
        "Haal opnamen, afbeeldingen en pdf's uit het project; alleen tekst kan gelezen worden."
    ),
    "Export the project as REFI-QDA (.qdpx) from the program that it was coded in.": (
        "Exporteer het project als REFI-QDA (.qdpx) uit het programma waarin is gecodeerd."
    ),
    "Export the project again.": "Exporteer het project opnieuw.",
    "Export the project again; do not change the archive.": (
        "Exporteer het project opnieuw; verander niets aan het archief."
    ),
    "Export the project without a password.": "Exporteer het project zonder wachtwoord.",
    # REFI-QDA projects: the XML
    "XML in {project}": "XML in {project}",
    "text that is not UTF-8": "tekst die geen UTF-8 is",
    "text that is not XML": "tekst die geen XML is",
    "a document type in {project}": "een documenttype in {project}",
    "XML without one": "XML zonder",
    "No program for qualitative analysis writes one; it may be meant to do harm.": (
        "Geen programma voor kwalitatieve analyse schrijft er een; misschien is het kwaad bedoeld."
    ),
    "XML of another kind in {project}": "XML van een ander soort in {project}",
    "a project of REFI-QDA 1.0 ({namespace})": "een project volgens REFI-QDA 1.0 ({namespace})",
    "A code book alone has no selections: export the whole project.": (
        "Een codeboek alleen heeft geen fragmenten: exporteer het hele project."
    ),
    "{tags} tags in {project}": "{tags} tags in {project}",
    "no more than {most}": "niet meer dan {most}",
    "Export a part of the project.": "Exporteer een deel van het project.",
    "a deeper code tree": "een diepere codeboom",
    "at most {most} levels of codes": "hoogstens {most} niveaus van codes",
    "Make the code tree flatter.": "Maak de codeboom platter.",
    # REFI-QDA projects: sources and selections
    "a source of text, in the archive, in UTF-8": "een bron met tekst, in het archief, in UTF-8",
    "{kind} as source {number}": "{kind} als bron {number}",
    "a PDF": "een pdf",
    "a picture": "een afbeelding",
    "a sound recording": "een geluidsopname",
    "a video": "een video",
    "something else": "iets anders",
    "Only text can be read: take it out of the project, and export again.": (
        "Alleen tekst kan gelezen worden: haal de bron uit het project, en exporteer opnieuw."
    ),
    "source {number} without plain text": "bron {number} zonder platte tekst",
    "a text of source {number} outside of the archive": "een tekst van bron {number} buiten het archief",
    "no text of source {number} in the archive": "geen tekst van bron {number} in het archief",
    "a text of source {number} that is not UTF-8": "een tekst van bron {number} die geen UTF-8 is",
    "Have the program keep its sources inside the project, and export again.": (
        "Laat het programma de bronnen in het project bewaren, en exporteer opnieuw."
    ),
    "source {number} with the name of another one": "bron {number} met de naam van een andere",
    "a name of its own for every source": "een eigen naam voor elke bron",
    "Give every source a name of its own, and export the project again.": (
        "Geef elke bron een eigen naam, en exporteer het project opnieuw."
    ),
    "{count} selections outside of the {length} characters of source {number}, such as {start} to {end}": (
        "{count} fragmenten buiten de {length} tekens van bron {number}, zoals {start} tot {end}"
    ),
    "selections inside their text, each with a start before its end": (
        "fragmenten binnen hun tekst, elk met het begin voor het einde"
    ),
    "{count} codings in source {number} with another one, or none": (
        "{count} coderingen in bron {number} met een andere, of zonder"
    ),
    "a code of the code book, with a name, for every coding": (
        "een code uit het codeboek, met een naam, voor elke codering"
    ),
    "Export the project with its code book.": "Exporteer het project met zijn codeboek.",
    "{count} codings in source {number} of nobody known": (
        "{count} coderingen in bron {number} van niemand die bekend is"
    ),
    "who coded": "wie er codeerde",
    "Say it with --coder NAME.": "Zeg het met --coder NAAM.",
    # tables of codes
    "no column {missing}": "geen kolom {missing}",
    "If the column coder is missing, --coder NAME says who coded.": (
        "Als de kolom coder ontbreekt, zegt --coder NAAM wie er codeerde."
    ),
    "in the column {column} {expected}": "in de kolom {column} {expected}",
    "nothing": "niets",
    "the name of a code, or names with / between them": "de naam van een code, of namen met / ertussen",
    "Write which code the fragment has.": "Schrijf op welke code het fragment heeft.",
    "Or say it with --coder NAME.": "Of zeg het met --coder NAAM.",
    "another name": "een andere naam",
    "an interview with a transcript": "een interview met een transcript",
    "Interviews are called as their transcripts, such as interview_01.{near}": (
        "Interviews heten zoals hun transcripten, zoals interview_01.{near}"
    ),
    "the text that has the code": "de tekst die de code heeft",
    "Copy the fragment from the transcript.": "Kopieer het fragment uit het transcript.",
    "no whole number": "geen geheel getal",
    "a place": "een plaats",
    "Places count characters from 0; leave the cell empty if you do not know it.": (
        "Plaatsen tellen tekens vanaf 0; laat de cel leeg als je het niet weet."
    ),
    "text that is not there": "tekst die er niet staat",
    "text that stands in the transcript as it is": "tekst die zo in het transcript staat",
    "Copy the fragment from the transcript; only white space may differ.": (
        "Kopieer het fragment uit het transcript; alleen witruimte mag verschillen."
    ),
    "another place": "een andere plaats",
    "where the fragment stands": "waar het fragment staat",
    "Places count characters from 0, line ends as one.": "Plaatsen tellen tekens vanaf 0, een regeleinde als een.",
    "text that stands there {count} times": "tekst die er {count} keer staat",
    "text that stands in the transcript once": "tekst die een keer in het transcript staat",
    "Take more of the text, or give the place of its first character in a column start.": (
        "Neem meer van de tekst, of geef de plaats van het eerste teken in een kolom start."
    ),
    # drawing
    "Nothing was drawn: who was drawn before cannot be told any more, since the key of the pseudonyms was replaced "
    "while they could not be looked up.": (
        "Er is niets getrokken: wie eerder getrokken is, valt niet meer na te gaan, omdat de sleutel van de "
        "pseudoniemen is vervangen terwijl zij niet op te zoeken waren."
    ),
    "{interview} was refused already; say so once.": "{interview} was al geweigerd; zeg dat één keer.",
    "No interview {interview} was drawn (there are: {known}).{meant}": (
        "Er is geen interview {interview} getrokken (er zijn: {known}).{meant}"
    ),
    "Nothing was drawn: nobody who may be drawn said yes to an interview so far.": (
        "Er is niets getrokken: nog niemand die getrokken mag worden, zei ja tegen een interview."
    ),
    "Nothing was drawn: {places} were to be drawn, and {free} are willing that were not drawn before. Draw again when "
    "more have answered, or ask for fewer: --n {most}": (
        "Er is niets getrokken: er moesten er {places} getrokken worden, en {free} zijn bereid die niet eerder "
        "getrokken zijn. Trek opnieuw als er meer geantwoord hebben, of vraag er minder: --n {most}"
    ),
    "The study {study} declares no interviews: say in schemas/{study}/{file} who may be asked and what is talked "
    "about.": (
        "Het onderzoek {study} zegt niets over interviews: geef in schemas/{study}/{file} op wie gevraagd mag worden "
        "en waarover gesproken wordt."
    ),
    "The draws of wave {wave} have the seed {seed}, and keep it: leave out --seed.": (
        "De trekkingen van meting {wave} hebben het startgetal {seed}, en houden dat: laat --seed weg."
    ),
    "Nobody was drawn yet: say how many interviews are wanted, such as --n 6.": (
        "Er is nog niemand getrokken: zeg hoeveel interviews er gewenst zijn, bijvoorbeeld --n 6."
    ),
    "The frame has no fact {fact} to stratify by (there are: {known}).{meant}": (
        "Het kader heeft geen kenmerk {fact} om naar te stratificeren (er zijn: {known}).{meant}"
    ),
    "The list with names may not lie in {folder}/ of the home: give another --output, or none.": (
        "De lijst met namen mag niet in {folder}/ van de werkmap liggen: geef een andere --output, of geen."
    ),
    "{path} is there already, and no list of who was drawn; give another --output.": (
        "{path} is er al, en is geen lijst van wie getrokken is; geef een andere --output."
    ),
    "The draws in {path} were recorded under the key {made_under}, and the key of the pseudonyms is {key_id}. Nothing "
    "was changed. Restore your copy of that key.": (
        "De trekkingen in {path} zijn vastgelegd onder de sleutel {made_under}, en de sleutel van de pseudoniemen is "
        "{key_id}. Er is niets veranderd. Zet uw kopie van die sleutel terug."
    ),
    "The record of the draws, {path}, is damaged. Nothing was changed. Put it back from a backup: without it nobody "
    "knows who was drawn.": (
        "De vastlegging van de trekkingen, {path}, is beschadigd. Er is niets veranderd. Zet haar terug uit een "
        "reservekopie: zonder haar weet niemand wie er getrokken is."
    ),
    "The draws of wave {wave} of {study} cannot be carried over to a new key, since what landed of it cannot be read "
    "as the project declares it. Nothing was changed. Name the project that declares it with --project, or mend the "
    "declaration.": (
        "De trekkingen van meting {wave} van {study} kunnen niet mee naar een nieuwe sleutel, omdat wat ervan "
        "binnenkwam niet te lezen is zoals het project het opgeeft. Er is niets veranderd. Noem met --project het "
        "project dat het opgeeft, of verbeter de opgave."
    ),
    "{interview} stands, though who was drawn for it is not among the willing now.": (
        "{interview} blijft staan, al hoort wie ervoor getrokken is nu niet bij de bereidwilligen."
    ),
    "Drawn from the {willing} that are willing in wave {wave}: {interviews}.": (
        "Getrokken uit de {willing} die bereid zijn in meting {wave}: {interviews}."
    ),
    "Nobody new was drawn: there are as many interviews as are wanted.": (
        "Er is niemand nieuw getrokken: er zijn zoveel interviews als gewenst."
    ),
    "To be held: {number} ({interviews}). Seed {seed}.": "Te houden: {number} ({interviews}). Startgetal {seed}.",
    "Who they are stands in {path}, for you alone.": "Wie het zijn staat in {path}, alleen voor u.",
    # topic guides
    "Nobody was drawn for interviews in wave {wave} yet: infopos interviews draw --wave {wave} --n 6": (
        "Er is voor meting {wave} nog niemand getrokken: infopos interviews draw --wave {wave} --n 6"
    ),
    "{interview} was refused: there is no guide for it.": "{interview} is geweigerd: daar is geen leidraad voor.",
    "{interview} has no guide: its answers are not in the export any more.": (
        "{interview} krijgt geen leidraad: de antwoorden staan niet meer in de export."
    ),
    "Topic guides, each about one identified respondent; do not share them:": (
        "Leidraden, elk over één herkenbare respondent; deel ze niet:"
    ),
    "Topic guide for the interviewer alone. It concerns one identified respondent: do not share it, and destroy it "
    "after the interview.": (
        "Leidraad, alleen voor de interviewer. Hij gaat over één herkenbare respondent: deel hem niet, en vernietig "
        "hem na het interview."
    ),
    "Answers that do not go together": "Antwoorden die niet bij elkaar passen",
    "What was answered": "Wat er geantwoord is",
    "Questions": "Vragen",
    "none of these": "geen van deze",
    "skipped": "overgeslagen",
    "does not apply": "niet van toepassing",
    "not reached (stopped before)": "niet bereikt (eerder gestopt)",
    "not asked in this wave": "niet gevraagd in deze meting",
    "does not know": "weet het niet",
}
