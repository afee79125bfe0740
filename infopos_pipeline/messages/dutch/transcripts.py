"""What is said of transcripts and their codes: adding them, reading them, and taking them out again."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    # adding
    "a transcript (.md, .txt), a table of codes (.csv) or a REFI-QDA project (.qdpx)": (
        "een gespreksverslag (.md, .txt), een tabel met codes (.csv) of een REFI-QDA-project (.qdpx)"
    ),
    "Save a Word document as plain text; of a recording only the transcript can be added.": (
        "Sla een Worddocument op als platte tekst; van een opname kan alleen het verslag erbij."
    ),
    "source {number}": "bron {number}",
    "interview_01, interview_02 and so on": "interview_01, interview_02 enzovoort",
    "the number of an interview as its name ({known})": "het nummer van een interview als naam ({known})",
    "Rename it, or say which interview it is: --as 'NAME=interview_01'. Another name could name somebody.": (
        "Geef het een andere naam, of zeg welk interview het is: --as 'NAAM=interview_01'. Een andere naam kan iemand "
        "noemen."
    ),
    "the text of an interview": "de tekst van een interview",
    "Export the transcript again.": "Exporteer het gespreksverslag opnieuw.",
    "one transcript an interview": "één gespreksverslag per interview",
    "{file} has another text of it; add one of the two.": (
        "{file} heeft er een andere tekst van; voeg een van de twee toe."
    ),
    "the code '{name}' ({number} times)": "de code '{name}' ({number} keer)",
    "codes that themes.yaml declares": "codes die in themes.yaml staan",
    "Put it under the codes of a theme, of a stance, or under other_codes.{meant}": (
        "Zet hem bij de codes van een thema, bij een houding (stances), of onder other_codes.{meant}"
    ),
    "the text that was coded before": "de tekst die eerder is gecodeerd",
    "The selections of {number} coders lie in the old text: add their codes together with this file.": (
        "De selecties van {number} codeurs liggen in de oude tekst: voeg hun codes samen met dit bestand toe."
    ),
    "--as names a file or source and its interview, such as 'Gesprek een=interview_01'.": (
        "--as noemt een bestand of bron en het interview, zoals 'Gesprek een=interview_01'."
    ),
    "Wave {wave} has now: transcripts {transcripts}, selections {selections}, coders {coders}.": (
        "Meting {wave} heeft nu: gespreksverslagen {transcripts}, selecties {selections}, codeurs {coders}."
    ),
    "Read them before anything is quoted: infopos interviews review --wave {wave}": (
        "Lees ze voordat er iets uit wordt geciteerd: infopos interviews review --wave {wave}"
    ),
    "Wave {wave} has no interviews yet. Add them: infopos interviews add FILES --wave {wave}": (
        "Meting {wave} heeft nog geen interviews. Voeg ze toe: infopos interviews add BESTANDEN --wave {wave}"
    ),
    "{path} is damaged. Nothing was changed. Put it back from a backup, or take it away.": (
        "{path} is beschadigd. Er is niets veranderd. Zet het terug uit een reservekopie, of haal het weg."
    ),
    "The interviews of wave {wave} have {number} codes that themes.yaml does not declare ({names}). Declare them under "
    "a theme, a stance or other_codes.": (
        "De interviews van meting {wave} hebben {number} codes die niet in themes.yaml staan ({names}). Zet ze bij een "
        "thema, bij een houding (stances), of onder other_codes."
    ),
    "infopos interviews review names them": "infopos interviews review noemt ze",
    # reading
    "\nTranscript {interview} of wave {wave}, redacted ({waiting} to read):": (
        "\nGespreksverslag {interview} van meting {wave}, geanonimiseerd ({waiting} te lezen):"
    ),
    "Every transcript is accepted as it is redacted now.": (
        "Elk gespreksverslag is goedgekeurd zoals het nu is geanonimiseerd."
    ),
    "Words to take out, as they stand there: ": "Woorden die eruit moeten, zoals ze er staan: ",
    "These words stand in no transcript as whole words: nothing was changed.": (
        "Deze woorden staan in geen gespreksverslag als hele woorden: er is niets veranderd."
    ),
    "Taken out of {interviews}.": "Weggehaald uit {interviews}.",
    "Words were taken out: the quotes are made anew.": (
        "Er zijn woorden weggehaald: de citaten worden opnieuw gemaakt."
    ),
    "No quote waits for a reader.": "Er wacht geen citaat op een lezer.",
    "{stance} ‘{hypothesis}’": "{stance} ‘{hypothesis}’",
    "supports": "ondersteunt",
    "nuances": "nuanceert",
    "contradicts": "weerspreekt",
    "Quotes of wave {wave}: {accepted} accepted, {edited} edited, {dropped} dropped, {unreviewed} unreviewed. What was "
    "accepted or edited gets into the report with: infopos run --wave {wave}": (
        "Citaten van meting {wave}: {accepted} goedgekeurd, {edited} bewerkt, {dropped} weggelaten, {unreviewed} "
        "ongelezen. Wat is goedgekeurd of bewerkt, komt in het rapport met: infopos run --wave {wave}"
    ),
    "quotes of the interviews wait for a reader; the report shows only those that were accepted": (
        "citaten uit de interviews wachten op een lezer; het rapport toont alleen wat is goedgekeurd"
    ),
    # out again
    "Nobody has accepted a transcript of wave {wave} yet: infopos interviews review --wave {wave}": (
        "Niemand heeft nog een gespreksverslag van meting {wave} goedgekeurd: infopos interviews review --wave {wave}"
    ),
    "A REFI-QDA project ends in .qdpx, such as interviews.qdpx.": (
        "Een REFI-QDA-project eindigt op .qdpx, zoals interviews.qdpx."
    ),
    "{interview} is left out: nobody has accepted its transcript as it is now.": (
        "{interview} is weggelaten: niemand heeft het verslag goedgekeurd zoals het nu is."
    ),
    "{interview} is taken out: the wave is made anew without it.": (
        "{interview} is eruit gehaald: de meting wordt opnieuw verwerkt zonder dit interview."
    ),
    "Wave {wave} has no transcript of {interview} (there are: {known}).{meant}": (
        "Meting {wave} heeft geen gespreksverslag van {interview} (wel: {known}).{meant}"
    ),
    "The redacted project is in {path}.": "Het geanonimiseerde project staat in {path}.",
}
