"""Why a command cannot be done, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # what was typed
    "none": "geen",
    " and ": " en ",
    "{variable} is '{asked}'; it can be nl or en.": "{variable} is '{asked}'; het kan nl of en zijn.",
    "a wave's name has only small letters, digits, - and _, such as 2017.": (
        "de naam van een meting heeft alleen kleine letters, cijfers, - en _, zoals 2017."
    ),
    "a study's name has only small letters, digits, - and _.": (
        "de naam van een onderzoek heeft alleen kleine letters, cijfers, - en _."
    ),
    "No study is called '{named}' (there are: {known}).{meant}": (
        "Geen onderzoek heet '{named}' (er zijn: {known}).{meant}"
    ),
    " Did you mean '{near}'?": " Bedoelde u '{near}'?",
    # the engine
    "No engine is called '{engine}' (there are: {known}).{meant}": (
        "Geen rekenprogramma heet '{engine}' (er zijn: {known}).{meant}"
    ),
    "The engine spark needs PySpark: pip install infopos[spark]": (
        "Het rekenprogramma spark heeft PySpark nodig: pip install infopos[spark]"
    ),
    "Spark does not start. It needs Java 17 or later (java on the path, or JAVA_HOME) and, to work on a cluster, "
    "settings that fit it.": (
        "Spark start niet. Het heeft Java 17 of nieuwer nodig (java in het pad, of JAVA_HOME) en, om op een cluster te "
        "werken, instellingen die daarbij passen."
    ),
    "{named} is no project: it has no folder schemas/.": "{named} is geen project: er is geen map schemas/.",
    "No project here: no folder upwards has schemas/. Go to the project, or give --project DIR.": (
        "Hier is geen project: geen map hierboven heeft schemas/. Ga naar het project, of geef --project MAP op."
    ),
    "Nothing landed yet. Add an export: infopos add EXPORT --wave W --frame FRAME": (
        "Er is nog niets binnengekomen. Voeg een export toe: infopos add EXPORT --wave W --frame KADER"
    ),
    "Wave {wave} has not landed (there are: {landed}).": "Meting {wave} is er niet (er zijn: {landed}).",
    "Wave {wave} has not landed (there are: {there}). Add it: infopos add EXPORT --wave {wave}": (
        "Meting {wave} is er niet (er zijn: {there}). Voeg haar toe: infopos add EXPORT --wave {wave}"
    ),
    "Wave {wave} has not landed. Add it: infopos add EXPORT --wave {wave}": (
        "Meting {wave} is er niet. Voeg haar toe: infopos add EXPORT --wave {wave}"
    ),
    "The export is changed while it is read. Add it again when it is whole.": (
        "De export verandert terwijl hij wordt gelezen. Voeg hem opnieuw toe als hij af is."
    ),
    "There is no {name} yet. Make it: infopos run": "Er is nog geen {name}. Maak het: infopos run",
    "Wave {wave} has no {name} yet. Make it: infopos run --wave {wave}": (
        "Meting {wave} heeft nog geen {name}. Maak het: infopos run --wave {wave}"
    ),
    "There is no wave {wave} of {study} in this home (there are: {landed}).": (
        "Er is geen meting {wave} van {study} in deze werkmap (er zijn: {landed})."
    ),
    "No wave with published figures has landed here. Run the sample study first: infopos run": (
        "Er is hier geen meting met gepubliceerde cijfers. Draai eerst het voorbeeldonderzoek: infopos run"
    ),
    "Nothing was published about wave {wave}: there is no published.csv in the project's data.": (
        "Over meting {wave} is niets gepubliceerd: in de gegevens van het project staat geen published.csv."
    ),
    "{folder} holds files already. Name a new folder, or say --replace to write over its files.": (
        "In {folder} staan al bestanden. Noem een nieuwe map, of geef --replace op om ze te overschrijven."
    ),
    "{folder} is there already. Give the study another name, or move that folder away.": (
        "{folder} bestaat al. Geef het onderzoek een andere naam, of verplaats die map."
    ),
    "{path} is there already; give another name, or overwrite it with --force.": (
        "{path} bestaat al; geef een andere naam op, of overschrijf het met --force."
    ),
    "The study {study} needs the frame of municipalities approached: give it with --frame FILE.": (
        "Het onderzoek {study} heeft het kader van benaderde gemeenten nodig: geef het op met --frame BESTAND."
    ),
    "The study {study} declares no frame in study.yaml, so nobody can be invited from one.": (
        "Het onderzoek {study} heeft in study.yaml geen kader, dus er kan niemand uit worden uitgenodigd."
    ),
    "No item with open answers is called '{item}' (there are: {there}).{meant}": (
        "Geen vraag met open antwoorden heet '{item}' (er zijn: {there}).{meant}"
    ),
    "rotate-key destroys the key of the pseudonyms. Say --yes if that is what you want.": (
        "rotate-key vernietigt de sleutel van de pseudoniemen. Geef --yes op als u dat wilt."
    ),
    "remove deletes wave {wave} for good. Say --yes if that is what you want.": (
        "remove wist meting {wave} voorgoed. Geef --yes op als u dat wilt."
    ),
    "restore makes the warehouse anew. Say --yes if that is what you want.": (
        "restore maakt de gegevensopslag opnieuw. Geef --yes op als u dat wilt."
    ),
    "Nothing landed here, so there is nothing to restore from.": (
        "Hier is niets binnengekomen, dus er is niets om uit te herstellen."
    ),
    "give a wave to release: --wave W; or --list.": "geef een meting op om vrij te geven: --wave W; of --list.",
    "an exception needs --except, --reason and --approver together.": (
        "een uitzondering vraagt --except, --reason en --approver samen."
    ),
    "give a test and --counts, or --list.": "geef een toets en --counts op, of --list.",
    "there is no test '{test}'.{meant}": "er is geen toets '{test}'.{meant}",
    "This": "Dit",
    "{what} is not JSON: {error}.": "{what} is geen JSON: {error}.",
    # files, history, warehouse
    "A file": "Een bestand",
    "{name} cannot be used ({reason}). ": "{name} kan niet worden gebruikt ({reason}). ",
    "Make room there, then do the same again; or name another --home.": (
        "Maak daar ruimte en doe hetzelfde opnieuw; of noem een andere --home."
    ),
    "Mend that, then do the same again; or name another --home.": (
        "Verhelp dat en doe hetzelfde opnieuw; of noem een andere --home."
    ),
    "{file}, line {line}": "{file}, regel {line}",
    "Dagster's history in {folder} cannot be read or written: {reason}. If the disk is full or the folder may not be "
    "written, mend that; if a file there is damaged, put the folder aside: nothing but the history of runs is in it. "
    "Then do the same again.": (
        "De geschiedenis van Dagster in {folder} kan niet worden gelezen of geschreven: {reason}. Is de schijf vol of "
        "mag in de map niet worden geschreven, verhelp dat; is een bestand daar beschadigd, zet de map dan opzij: er "
        "staat alleen de geschiedenis in. Doe daarna hetzelfde opnieuw."
    ),
    "Dagster's history, as {file} declares it, cannot be used: {reason}. Set the variables that the file names, "
    "install its packages, and see that its database answers. More says: DAGSTER_HOME='{folder}' dagster instance "
    "info": (
        "De geschiedenis van Dagster, zoals {file} haar beschrijft, is niet te gebruiken: {reason}. Zet de variabelen "
        "die het bestand noemt, installeer zijn pakketten, en ga na of zijn database antwoordt. Meer zegt: "
        "DAGSTER_HOME='{folder}' dagster instance info"
    ),
    "{file} declares another history than the one that is in {folder} already: a wave that is removed would stay "
    "there. Delete history/ and schedules/ in that folder, or else that file.": (
        "{file} beschrijft een andere geschiedenis dan die al in {folder} staat: een meting die u verwijdert, zou daar "
        "blijven staan. Wis history/ en schedules/ in die map, of anders dat bestand."
    ),
    "Another program has the warehouse {path} open. Close it there, then try again.": (
        "Een ander programma heeft de gegevensopslag {path} open. Sluit haar daar en probeer het opnieuw."
    ),
    "Another run holds the warehouse {path}. Wait until it is done, then try again.": (
        "Een andere run gebruikt de gegevensopslag {path}. Wacht tot die klaar is en probeer het opnieuw."
    ),
    "The warehouse {path} cannot be read or written. {remedy}": (
        "De gegevensopslag {path} kan niet worden gelezen of geschreven. {remedy}"
    ),
    "The warehouse cannot be read or written. {remedy}": (
        "De gegevensopslag kan niet worden gelezen of geschreven. {remedy}"
    ),
    "If the disk is full or the folder may not be written, mend that; if the file is damaged or no DuckDB file, make "
    "it anew from what landed: infopos restore": (
        "Is de schijf vol of mag in de map niet worden geschreven, verhelp dat; is het bestand beschadigd of geen "
        "DuckDB-bestand, maak het dan opnieuw uit wat is binnengekomen: infopos restore"
    ),
    "The {name} of wave {wave} in the landing folder is not as it arrived. Add it again: infopos add EXPORT --wave "
    "{wave}": (
        "Het bestand {name} van meting {wave} in de map landing is niet zoals het binnenkwam. Voeg het opnieuw toe: "
        "infopos add EXPORT --wave {wave}"
    ),
    "{name} of wave {wave} {state}. Make it anew: infopos run --wave {wave}": (
        "{name} van meting {wave} {state}. Maak het opnieuw: infopos run --wave {wave}"
    ),
    "does not exist": "bestaat niet",
    "is not as a whole run wrote it": "is niet zoals een hele run het schreef",
    "The {what} of wave {wave} are not there, or were made from another export, frame, key or declaration than there "
    "is now. Make the wave anew: infopos run --wave {wave}": (
        "{what} van meting {wave}: die zijn er niet, of zijn gemaakt uit een andere export, een ander kader, "
        "een andere sleutel of andere opgaven dan er nu zijn. Maak de meting opnieuw: infopos run --wave {wave}"
    ),
    "the step failed": "de stap is mislukt",
    "The export of wave {wave} has {number} problems; run infopos check on it.": (
        "De export van meting {wave} heeft {number} problemen; draai er infopos check op."
    ),
    "{name}, line {line}": "{name}, regel {line}",
    "Something went wrong that was not foreseen: {kind} in {place}. What the error says may quote a cell, so it is not "
    "shown. Please tell the makers.": (
        "Er ging iets mis dat niet was voorzien: {kind} in {place}. De melding kan een cel aanhalen en wordt daarom "
        "niet getoond. Laat het de makers weten."
    ),
    # keys
    "There is no key at {key_path} and nothing in this home was made under one: nothing to rotate. The first infopos "
    "run makes a key.": (
        "Er is geen sleutel in {key_path} en niets in deze werkmap is onder een sleutel gemaakt: er valt niets te "
        "vervangen. De eerste infopos run maakt een sleutel."
    ),
    "What this home holds was made under the key {key_id}.": "Wat in deze werkmap staat, is gemaakt onder {key_id}.",
    "What this home holds was made under the keys {key_ids}.": (
        "Wat in deze werkmap staat, is gemaakt onder de sleutels {key_ids}."
    ),
    "break the links to what was made before, on purpose: infopos rotate-key (if another home uses the key there, "
    "first name a new file in INFOPOS_KEY_FILE).": (
        "verbreek met opzet de koppeling met wat eerder is gemaakt: infopos rotate-key (gebruikt een andere werkmap "
        "die sleutel, noem dan eerst een nieuw bestand in INFOPOS_KEY_FILE)."
    ),
    "No single key fits; {rotate}": "Geen enkele sleutel past alleen; {rotate}",
    "Restore your copy of that key as {path}, or name its file in INFOPOS_KEY_FILE; or else {rotate}": (
        "Zet uw kopie van die sleutel terug als {path}, of noem haar bestand in INFOPOS_KEY_FILE; of anders: {rotate}"
    ),
    "The key of the pseudonyms is missing: there is no file {path}. {made_under} No new key was made, and nothing was "
    "run. {remedy}": (
        "De sleutel van de pseudoniemen ontbreekt: er is geen bestand {path}. {made_under} Er is geen nieuwe sleutel "
        "gemaakt en er is niets gedraaid. {remedy}"
    ),
    "The key {path} is {key_id}, which is not the key of this home. {made_under} Nothing was run. {remedy}": (
        "De sleutel {path} is {key_id}, en dat is niet de sleutel van deze werkmap. {made_under} Er is niets gedraaid. "
        "{remedy}"
    ),
    "The key {path} cannot be read. Restore it, or name another one in INFOPOS_KEY_FILE.": (
        "De sleutel {path} kan niet worden gelezen. Zet hem terug, of noem een andere in INFOPOS_KEY_FILE."
    ),
    "The key {path} cannot be replaced: {strerror}. It is still the old one.": (
        "De sleutel {path} kan niet worden vervangen: {strerror}. Het is nog de oude."
    ),
    "No key can be made at {path}. Name a file you can write in INFOPOS_KEY_FILE.": (
        "In {path} kan geen sleutel worden gemaakt. Noem in INFOPOS_KEY_FILE een bestand waarin u mag schrijven."
    ),
    "Others can read the key {path}. Make it yours alone: chmod 600 '{path}'.": (
        "Anderen kunnen de sleutel {path} lezen. Maak hem van u alleen: chmod 600 '{path}'."
    ),
    "Others can replace the key {path}: everyone can write in its folder. chmod o-w '{open_folder}'": (
        "Anderen kunnen de sleutel {path} vervangen: iedereen mag in zijn map schrijven. chmod o-w '{open_folder}'"
    ),
    "The key {path} lies inside {within}: whoever gets that folder could undo the pseudonyms. Move it elsewhere and "
    "name it in INFOPOS_KEY_FILE.": (
        "De sleutel {path} ligt in {within}: wie die map krijgt, kan de pseudoniemen ongedaan maken. Leg hem ergens "
        "anders en noem hem in INFOPOS_KEY_FILE."
    ),
    "The file {path} holds no key of {key_bytes} bytes in hexadecimal. Restore it from your copy.": (
        "Het bestand {path} bevat geen sleutel van {key_bytes} bytes in hexadecimale vorm. Zet uw kopie terug."
    ),
    "The text {answer} of wave {wave} does not open: it was changed in the warehouse, or put there from "
    "elsewhere. Make it anew from what landed: infopos run --wave {wave}": (
        "De tekst {answer} van meting {wave} gaat niet open: hij is in de gegevensopslag veranderd of er van "
        "elders in gezet. Maak hem opnieuw uit wat er ligt: infopos run --wave {wave}"
    ),
    "redaction.yaml of {study} wants persons to be found by deduce, which is not installed. Install it (pip install "
    "'infopos[names]'), or set deduce: false and list persons under names.": (
        "redaction.yaml van {study} wil dat personen met deduce worden gevonden, en dat is niet geïnstalleerd. "
        "Installeer het (pip install 'infopos[names]'), of zet deduce: false en noem personen onder names."
    ),
    # tables of counts
    "The table is empty: give at least one row with at least one count.": (
        "De tabel is leeg: geef ten minste een rij met ten minste een aantal."
    ),
    "Rows differ in length: row 1 has {first} counts, row {row} has {counts}.": (
        "Rijen zijn niet even lang: rij 1 heeft {first} aantallen, rij {row} heeft er {counts}."
    ),
    "The counts add up to more than {most} respondents.": "De aantallen zijn samen meer dan {most} respondenten.",
    "There are {scores} scores for {columns} columns; give one a column.": (
        "Er zijn {scores} scores voor {columns} kolommen; geef er een per kolom."
    ),
    "There are {scores} scores for {rows} rows; give one a row.": (
        "Er zijn {scores} scores voor {rows} rijen; geef er een per rij."
    ),
    "a table: a list of rows of counts": "een tabel: een lijst van rijen met aantallen",
    "a row of counts": "een rij met aantallen",
    "a list of scores": "een lijst met scores",
    "Expected {wanted}, found {shown}.": "Verwacht {wanted}, gevonden {shown}.",
    "A count must be a whole number, found {shown}.": "Een aantal is een geheel getal, gevonden {shown}.",
    "A count cannot be negative, found {shown}.": "Een aantal kan niet negatief zijn, gevonden {shown}.",
    "A score must be a finite number, found {shown}.": "Een score is een eindig getal, gevonden {shown}.",
    # questionnaires
    "Page {page} of {study} has no question. LimeSurvey numbers pages without gaps, so that later ones would have "
    "another number than in the study: number them anew in questionnaire.yaml.": (
        "Pagina {page} van {study} heeft geen vraag. LimeSurvey nummert pagina's zonder gaten, zodat latere een ander "
        "nummer zouden krijgen dan in het onderzoek: nummer ze opnieuw in questionnaire.yaml."
    ),
    "The routing of {item} ({asked_if}) cannot be written for LimeSurvey: it turns on means, scores or recodes.": (
        "De routering van {item} ({asked_if}) kan niet voor LimeSurvey worden geschreven: zij hangt af van "
        "gemiddelden, scores of hercoderingen."
    ),
}
