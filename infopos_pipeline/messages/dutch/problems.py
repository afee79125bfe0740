"""What is wrong in a file that a user gave: what was found, what was expected, and a hint."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # the line of a problem
    "{place}: {found}expected {expected}. {hint} [{code}]": "{place}: {found}verwacht {expected}. {hint} [{code}]",
    "row {row}": "rij {row}",
    "question {question}": "vraag {question}",
    "found {found}; ": "gevonden {found}; ",
    "{hint} (And {rest} more rows like this one.)": "{hint} (En nog {rest} van zulke rijen.)",
    "a text of {length} characters": "een tekst van {length} tekens",
    "{listed} and {rest} more": "{listed} en nog {rest}",
    " and {number} more": " en nog {number}",
    "{hint}{near}": "{hint}{near}",
    # the file
    "a folder": "een map",
    "no readable file": "geen leesbaar bestand",
    "a file": "een bestand",
    "Check the path and its rights.": "Controleer de plaats en de rechten.",
    "Is the export complete?": "Is de export volledig?",
    "Export the file again.": "Exporteer het bestand opnieuw.",
    "a gzip file": "een gzip-bestand",
    "a PDF file": "een PDF-bestand",
    "an empty zip file": "een leeg zip-bestand",
    "a web page or an XML file": "een webpagina of een XML-bestand",
    "This is {kind}; export as CSV, Excel (.xlsx) or SPSS (.sav).": (
        "Dit is {kind}; exporteer als CSV, Excel (.xlsx) of SPSS (.sav)."
    ),
    "an export of a survey": "een export van een enquête",
    "one export and one frame a wave": "een export en een kader per meting",
    "Leave one of each in the folder of the wave.": "Laat er van elk een staan in de map van de meting.",
    # encodings
    "; it looks like {encoding}": "; het lijkt op {encoding}",
    "The text was saved in a wrong encoding before; export the file again as UTF-8, or correct it.": (
        "De tekst is eerder met een verkeerde tekenset opgeslagen; exporteer opnieuw als UTF-8, of verbeter haar."
    ),
    "It is read as Windows-1252, as Excel writes it. Do names look wrong? Then save it as UTF-8.": (
        "Het is gelezen als Windows-1252, zoals Excel schrijft. Zien namen er verkeerd uit? Bewaar het dan als UTF-8."
    ),
    "Export again with UTF-8 as the character set.": "Exporteer opnieuw met UTF-8 als tekenset.",
    "bytes that are no UTF-8": "bytes die geen UTF-8 zijn",
    "bytes that are no UTF-8{likely}": "bytes die geen UTF-8 zijn{likely}",
    "UTF-8 text": "tekst in UTF-8",
    "text without garbled characters": "tekst zonder verminkte tekens",
    "UTF-16 or binary content": "UTF-16 of binaire inhoud",
    "UTF-16 that is cut short or damaged": "UTF-16 die afgebroken of beschadigd is",
    "binary content": "binaire inhoud",
    "a file that ends inside a character": "een bestand dat midden in een teken eindigt",
    "UTF-8 and another encoding in one file": "UTF-8 en een andere tekenset in een bestand",
    # rows and cells
    "headings in the first row": "koppen in de eerste rij",
    "headings and at least one respondent": "koppen en ten minste een respondent",
    "a respondent below the headings": "een respondent onder de koppen",
    "at least one respondent": "ten minste een respondent",
    "rows of cells": "rijen met cellen",
    "one cell": "een cel",
    "{number} columns": "{number} kolommen",
    "at most {most} columns": "ten hoogste {most} kolommen",
    "Export the questions of this survey only.": "Exporteer alleen de vragen van deze enquête.",
    "{number} cells": "{number} cellen",
    "{expected} cells, as many as there are headings": "{expected} cellen, evenveel als er koppen zijn",
    "The file seems cut short or damaged here; export it again.": (
        "Het bestand lijkt hier afgebroken of beschadigd; exporteer het opnieuw."
    ),
    "an empty row": "een lege rij",
    "{number} empty rows or more": "{number} lege rijen of meer",
    "the cells of a respondent": "de cellen van een respondent",
    "Remove the row: it would count as a respondent.": "Verwijder de rij: zij zou als respondent tellen.",
    "an even number of quotation marks": "een even aantal aanhalingstekens",
    "The file ends inside a quoted cell: it seems cut short; export it again.": (
        "Het bestand eindigt binnen een cel tussen aanhalingstekens: het lijkt afgebroken; exporteer het opnieuw."
    ),
    "a last row that is as long as the others": "een laatste rij die even lang is als de andere",
    "The last row ends in the middle: the file seems cut short; export it again.": (
        "De laatste rij houdt halverwege op: het bestand lijkt afgebroken; exporteer het opnieuw."
    ),
    "A title seems to stand above the headings: remove the rows above them.": (
        "Er lijkt een titel boven de koppen te staan: verwijder de rijen erboven."
    ),
    # workbooks and SPSS
    "an Excel workbook (.xlsx) without a password": "een Excel-werkmap (.xlsx) zonder wachtwoord",
    "The workbook has a password: remove it in Excel (File, Info).": (
        "De werkmap heeft een wachtwoord: haal het er in Excel af (Bestand, Info)."
    ),
    "This is a workbook of before 2007 (.xls): save it as .xlsx.": (
        "Dit is een werkmap van voor 2007 (.xls): bewaar haar als .xlsx."
    ),
    "a whole Excel workbook (.xlsx)": "een hele Excel-werkmap (.xlsx)",
    "The file is cut short or damaged.": "Het bestand is afgebroken of beschadigd.",
    "a binary workbook (.xlsb)": "een binaire werkmap (.xlsb)",
    "an OpenDocument file": "een OpenDocument-bestand",
    "a zip file without a workbook in it": "een zip-bestand zonder werkmap erin",
    "This is {kind}: save as .xlsx or CSV.": "Dit is {kind}: bewaar als .xlsx of CSV.",
    "It unpacks to {size} MiB, which is more than can be read: export it as CSV.": (
        "Uitgepakt is het {size} MiB, meer dan gelezen kan worden: exporteer als CSV."
    ),
    "The workbook is damaged: open it in Excel and save it again.": (
        "De werkmap is beschadigd: open haar in Excel en bewaar haar opnieuw."
    ),
    "a sheet with headings and respondents": "een blad met koppen en respondenten",
    "Is the export complete? Was it saved as Strict Open XML? Then save it as an ordinary .xlsx.": (
        "Is de export volledig? Is hij bewaard als Strict Open XML? Bewaar hem dan als gewone .xlsx."
    ),
    "one sheet with cells": "een blad met cellen",
    "{number} sheets with cells{hidden}": "{number} bladen met cellen{hidden}",
    ", {number} of them hidden": ", waarvan {number} verborgen",
    "Save the sheet with the export as a workbook of its own.": "Bewaar het blad met de export als een eigen werkmap.",
    "a cell of its own for every answer": "een eigen cel voor elk antwoord",
    "merged cells {coord}": "samengevoegde cellen {coord}",
    "Unmerge the cells (Home, Merge & Center), and fill every cell.": (
        "Splits de cellen (Start, Samenvoegen en centreren) en vul elke cel."
    ),
    "rows that can be seen": "zichtbare rijen",
    "columns that can be seen": "zichtbare kolommen",
    "a hidden row": "een verborgen rij",
    "hidden column {letters}": "verborgen kolom {letters}",
    "Show them (a filter hides rows, too), and remove what should not count; nobody can see now whether it should.": (
        "Maak ze zichtbaar (ook een filter verbergt rijen) en verwijder wat niet mee moet tellen; nu kan niemand zien "
        "of dat zo is."
    ),
    "values": "waarden",
    "a formula": "een formule",
    "an error value": "een foutwaarde",
    "{kind} in cell {coordinate}": "{kind} in cel {coordinate}",
    "Copy the sheet and paste it as values.": "Kopieer het blad en plak het als waarden.",
    "a whole SPSS file": "een heel SPSS-bestand",
    "The file is cut short or damaged; save it again.": "Het bestand is afgebroken of beschadigd; bewaar het opnieuw.",
    "names and labels in {encoding}, which the file says it is in": (
        "namen en labels in {encoding}, zoals het bestand zegt"
    ),
    "Save it again in SPSS in Unicode mode.": "Bewaar het in SPSS opnieuw in Unicode-modus.",
    # columns
    "Did you mean the study '{best}'? Its columns are there: say --study {best}.": (
        "Bedoelde u het onderzoek '{best}'? De kolommen daarvan zijn er: geef --study {best} op."
    ),
    "a column with the heading '{heading}'": "een kolom met de kop '{heading}'",
    "Export with question codes as headings, and with all questions.": (
        "Exporteer met vraagcodes als koppen, en met alle vragen."
    ),
    "columns {listed}{rest} with this heading": "kolommen {listed}{rest} met deze kop",
    "one column a heading": "een kolom per kop",
    "Remove the double column, or export the file again. Are both meant? Then bind the second one as '{heading} #2'.": (
        "Verwijder de dubbele kolom, of exporteer opnieuw. Zijn beide bedoeld? Koppel de tweede dan als '{heading} #2'."
    ),
    "cells in column {column}, which has no heading": "cellen in kolom {column}, die geen kop heeft",
    "a heading above every column": "een kop boven elke kolom",
    "The column is not read. Is it an answer? Then give it its heading.": (
        "De kolom wordt niet gelezen. Is het een antwoord? Geef haar dan een kop."
    ),
    "headings that the binding knows": "koppen die de koppeling kent",
    "headings that the binding knows, since it is strict": "koppen die de koppeling kent, want zij is streng",
    "Remove the column, or name it under 'administration' in the binding.": (
        "Verwijder de kolom, of noem haar onder 'administration' in de koppeling."
    ),
    "The column is not read. Name it under 'administration' in the binding to stop this notice.": (
        "De kolom wordt niet gelezen. Noem haar onder 'administration' in de koppeling om dit niet meer te zien."
    ),
    "{found} of the {needed} columns of this study": "{found} van de {needed} kolommen van dit onderzoek",
    "an export of the study '{study}'": "een export van het onderzoek '{study}'",
    "Is this the export of another survey? Say which study with --study.": (
        "Is dit de export van een andere enquête? Zeg met --study welk onderzoek."
    ),
    "headings that are question codes, such as '{heading}'": "koppen die vraagcodes zijn, zoals '{heading}'",
    "Export with question codes as headings in the first row. Is it the export of another study? Say which with "
    "--study.": (
        "Exporteer met vraagcodes als koppen in de eerste rij. Is het de export van een ander onderzoek? Zeg met "
        "--study welk."
    ),
    "its column, since it is asked from wave {since} on": "de kolom, want de vraag wordt vanaf meting {since} gesteld",
    "The item counts as not asked. Was it asked? Then export with all questions.": (
        "De vraag telt als niet gesteld. Is zij gesteld? Exporteer dan met alle vragen."
    ),
    # answers
    "Export with answer codes, or declare the code in the study's binding.": (
        "Exporteer met antwoordcodes, of geef de code op in de koppeling van het onderzoek."
    ),
    "The file marks this value as missing: say what it means under 'missing' in the study's binding.": (
        "Het bestand merkt deze waarde als ontbrekend: geef onder 'missing' in de koppeling op wat zij betekent."
    ),
    "a number, or nothing": "een getal, of niets",
    "nothing, or one of {listed}": "niets, of een van {listed}",
    "answer codes": "antwoordcodes",
    "answers": "antwoorden",
    ", joined by '{delimiter}'": ", verbonden door '{delimiter}'",
    "one of the {what} {listed}{joined}, or nothing": "een van de {what} {listed}{joined}, of niets",
    "the label as it is declared, in capitals and spaces too": (
        "het label zoals het is opgegeven, ook in hoofdletters en spaties"
    ),
    "It was understood. Is it another answer? Then declare it in the study's binding.": (
        "Het is begrepen. Is het een ander antwoord? Geef het dan op in de koppeling van het onderzoek."
    ),
    "labels of one language": "labels in een taal",
    "Both languages were understood. Are all labels of one export meant to be in one language?": (
        "Beide talen zijn begrepen. Horen alle labels van een export in dezelfde taal te zijn?"
    ),
    "no answer, since it is asked only if {asked_if}": (
        "geen antwoord, want de vraag wordt alleen gesteld als {asked_if}"
    ),
    "The answer is left out and counts as not applicable.": (
        "Het antwoord wordt weggelaten en telt als niet van toepassing."
    ),
    "'{exclusive}' alone, or other boxes without it": "alleen '{exclusive}', of andere vakjes zonder dat",
    "Both are kept as they were ticked.": "Beide worden bewaard zoals ze zijn aangekruist.",
    "the number of the last page the respondent saw": "het nummer van de laatste pagina die de respondent zag",
    "This column is the survey system's own; export the file again.": (
        "Deze kolom is van het enquêtesysteem zelf; exporteer het bestand opnieuw."
    ),
    "The study is not about this municipality; the row is set aside and counts nowhere.": (
        "Het onderzoek gaat niet over deze gemeente; de rij is apart gezet en telt nergens mee."
    ),
    # the frame
    "one column with the heading '{column}'": "een kolom met de kop '{column}'",
    "A frame has the headings {headings}.": "Een kader heeft de koppen {headings}.",
    "a municipality of the frame, by token or by name": "een gemeente van het kader, met token of naam",
    "Add the municipality to the frame, or correct its name. Case, spaces, hyphens and diacritics make no "
    "difference.": (
        "Voeg de gemeente toe aan het kader, of verbeter haar naam. Hoofdletters, spaties, streepjes en "
        "accenten maken niet uit."
    ),
    "one municipality of the frame; several of them went on under this name": (
        "een gemeente van het kader; er gingen er meer onder deze naam verder"
    ),
    "Fill in the token, or the name that the municipality had before it merged.": (
        "Vul het token in, of de naam die de gemeente had voor zij fuseerde."
    ),
    "the municipality that the frame has for this token": "de gemeente die het kader bij dit token heeft",
    "Token and name point at two municipalities, or the name is not in the frame: correct one of them.": (
        "Token en naam wijzen twee gemeenten aan, of de naam staat niet in het kader: verbeter een van beide."
    ),
    "one row a municipality; row {row} is of the same one": "een rij per gemeente; rij {row} is van dezelfde",
    "Decide which of the two rows counts and remove the other from the export.": (
        "Kies welke van de twee rijen telt en verwijder de andere uit de export."
    ),
    "one of {options}": "een van {options}",
    "a whole number": "een geheel getal",
    "Correct the cell, or declare the category in study.yaml.": (
        "Verbeter de cel, of geef de categorie op in study.yaml."
    ),
    "the name of a municipality": "de naam van een gemeente",
    "Fill in the name, or remove the row.": "Vul de naam in, of verwijder de rij.",
    "one row each; row {row} has the same": "elk een rij; rij {row} heeft dezelfde",
    "Remove the double row, or correct it.": "Verwijder de dubbele rij, of verbeter haar.",
    "a token of letters, digits and underscores, at most 35 of them": (
        "een token van letters, cijfers en liggende streepjes, ten hoogste 35"
    ),
    "a token that no other municipality has": "een token dat geen andere gemeente heeft",
    "Empty the cell to get a new one.": "Maak de cel leeg om een nieuw token te krijgen.",
    # how a question was asked
    "option ": "optie ",
    "code ": "code ",
    "{found} when wave {wave} landed": "{found} toen meting {wave} binnenkwam",
    "{what}{shown}, as it is declared for this wave now": "{what}{shown}, zoals het nu voor deze meting is opgegeven",
    "the item among those asked in this wave": "de vraag onder die van deze meting",
    "Keep it in questionnaire.yaml with 'until: \"{wave}\"' or later.": (
        "Houd haar in questionnaire.yaml met 'until: \"{wave}\"' of later."
    ),
    "Declare under the item's 'versions' how it was until {wave}, with its 'comparability' (where only codes moved: "
    "under 'versions' in the binding). Was the declaration wrong from the start? Then add the export of {wave} "
    "again.": (
        "Geef onder 'versions' van de vraag op hoe zij tot en met {wave} was, met 'comparability' (verschoven alleen "
        "codes: onder 'versions' in de koppeling). Was de opgave van begin af aan verkeerd? Voeg dan de export van "
        "{wave} opnieuw toe."
    ),
    # questionnaires of survey systems
    "answers to questions": "antwoorden op vragen",
    "All are moments, numbers of respondents or empty. Is the first row of the export its headings?": (
        "Alles is een tijdstip, een nummer van een respondent of leeg. Is de eerste rij van de export die met koppen?"
    ),
    "questions that are in the export": "vragen die in de export staan",
    "Is this the questionnaire of another survey?": "Is dit de vragenlijst van een andere enquête?",
    "a survey with questions": "een enquête met vragen",
    "Is this the right survey?": "Is dit de goede enquête?",
    "a LimeSurvey survey (.lss), a Qualtrics survey (.qsf) or an SPSS file (.sav)": (
        "een enquête van LimeSurvey (.lss) of Qualtrics (.qsf), of een SPSS-bestand (.sav)"
    ),
    "Export the survey itself.": "Exporteer de enquête zelf.",
    "In LimeSurvey: Display/Export, Survey structure (.lss).": (
        "In LimeSurvey: Weergeven/Exporteren, Enquêtestructuur (.lss)."
    ),
    "In Qualtrics: Tools, Import/Export, Export Survey (.qsf).": (
        "In Qualtrics: Tools, Import/Export, Export Survey (.qsf)."
    ),
    "Is it whole? {export_again}": "Is het bestand heel? {export_again}",
    "Its encoding is not known. {export_again}": "De tekenset is niet bekend. {export_again}",
    "a Qualtrics survey file (JSON)": "een enquêtebestand van Qualtrics (JSON)",
    "a Qualtrics survey with its elements": "een enquête van Qualtrics met haar elementen",
    "a LimeSurvey structure file (XML)": "een structuurbestand van LimeSurvey (XML)",
    "a LimeSurvey structure file (XML, UTF-8)": "een structuurbestand van LimeSurvey (XML, UTF-8)",
    "the structure of a whole LimeSurvey survey": "de structuur van een hele enquête van LimeSurvey",
    "a LimeSurvey file of the kind '{kind}'": "een bestand van LimeSurvey van de soort '{kind}'",
    "another XML file": "een ander XML-bestand",
    "a file without a document type, as LimeSurvey writes it": (
        "een bestand zonder documenttype, zoals LimeSurvey het schrijft"
    ),
    "a group for every question": "een groep voor elke vraag",
    "questions of group {group}, which is not there": "vragen van groep {group}, die er niet is",
    "whole rows": "hele rijen",
    "row {place} of the table {table} without {column}": "rij {place} van de tabel {table} zonder {column}",
}
