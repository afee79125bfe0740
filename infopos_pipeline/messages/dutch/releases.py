"""Why nothing is released, and what is wrong with the ledger."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Wave {wave} failed, so nothing is published: {failures}": (
        "Meting {wave} is mislukt, dus er wordt niets gepubliceerd: {failures}"
    ),
    "Release {number} was made under the key {key_id}, and this home has {now} now: it cannot be told how many "
    "municipalities differ, so nothing is published. To release all the same, make an exception: --except 'release "
    "{number}' --reason … --approver …": (
        "Vrijgave {number} is gemaakt onder de sleutel {key_id}, en deze werkmap heeft nu {now}: er is niet te zeggen "
        "hoeveel gemeenten verschillen, dus er wordt niets gepubliceerd. Toch vrijgeven kan met een uitzondering: "
        "--except 'release {number}' --reason … --approver …"
    ),
    "Release {number} told something of {variable}, which the study does not declare any more. Declare it again: else "
    "it cannot be told what follows from both.": (
        "Vrijgave {number} zei iets over {variable}, dat het onderzoek niet meer kent. Geef het weer op: anders is "
        "niet te zeggen wat uit beide samen volgt."
    ),
    "The ledger {path} is not as it was written: {what}. Restore {folder} from a copy; nothing is released until it is "
    "whole.": (
        "Het logboek {path} is niet zoals het geschreven is: {what}. Zet {folder} terug uit een kopie; er wordt niets "
        "vrijgegeven tot het heel is."
    ),
    "its last line is cut short": "de laatste regel is afgebroken",
    "entry {number}": "regel {number}",
    "the entry in .pending.json": "de regel in .pending.json",
    "entry {number} does not follow from the one before": "regel {number} volgt niet uit die ervoor",
    "it has no entry for {name}": "het heeft geen regel voor {name}",
    "{name} cannot be read": "{name} kan niet worden gelezen",
    "{name} was altered": "{name} is veranderd",
    "the set of release {number} lacks files, or has more of them": (
        "in de set van vrijgave {number} ontbreken bestanden, of staan er te veel"
    ),
    "the file {name} of release {number} was altered": "het bestand {name} van vrijgave {number} is veranderd",
    "No figure of this wave is called [{name}].{meant}": "Geen cijfer van deze meting heet [{name}].{meant}",
    "Nothing was proven safe within {seconds} seconds, so nothing is published. Merge more categories, or allow more "
    "'seconds', in disclosure.yaml.": (
        "Binnen {seconds} seconden is van niets bewezen dat het veilig is, dus er wordt niets gepubliceerd. Voeg meer "
        "categorieën samen, of sta meer 'seconds' toe, in disclosure.yaml."
    ),
    "No multiples of {rounding_base} close to the figures add up, so nothing is published. Use another rounding_base, "
    "or mode: suppression, in disclosure.yaml.": (
        "Geen veelvouden van {rounding_base} in de buurt van de cijfers tellen op, dus er wordt niets gepubliceerd. "
        "Neem een andere rounding_base, of mode: suppression, in disclosure.yaml."
    ),
    "The solver did not prove the set safe ({error}), so nothing is published. The counts and earlier releases may "
    "contradict each other: run the wave again, and if this stays, say so to the makers.": (
        "Er is niet bewezen dat de set veilig is ({error}), dus er wordt niets gepubliceerd. De aantallen en eerdere "
        "vrijgaven kunnen elkaar tegenspreken: draai de meting opnieuw, en laat het de makers weten als dit zo blijft."
    ),
    "Nothing is published. {figures}.{more}{earlier} Merge more categories in disclosure.yaml; or let a figure through "
    "as an exception, with --except, --reason and --approver.": (
        "Er wordt niets gepubliceerd. {figures}.{more}{earlier} Voeg meer categorieën samen in disclosure.yaml; of "
        "laat een cijfer bij uitzondering door, met --except, --reason en --approver."
    ),
    " And {number} more.": " En nog {number}.",
    " What earlier releases of this wave told stays public.": (
        " Wat eerdere vrijgaven van deze meting zeiden, blijft openbaar."
    ),
    "[{figure}] can be worked out by {who}: {value}": "[{figure}] is te achterhalen door {who}: {value}",
    "anybody": "iedereen",
    "the municipality alone in [{insider}]": "de gemeente die alleen staat in [{insider}]",
    "exactly {low:g}": "precies {low:g}",
    "from {low:g} to {high:g}": "van {low:g} tot {high:g}",
    "The item {item} has {number} tick boxes: too many for disclosure control, which looks at every way to tick them. "
    "Declare fewer, or leave the item out of the tables.": (
        "De vraag {item} heeft {number} aankruisvakjes: te veel voor de controle op onthulling, die elke manier van "
        "aankruisen bekijkt. Geef er minder op, of laat de vraag uit de tabellen."
    ),
    "The variable {variable} depends on {items}, with too many answers together for disclosure control. Leave it out "
    "of the tables, or derive it from fewer questions.": (
        "De variabele {variable} hangt af van {items}, met samen te veel antwoorden voor de controle op onthulling. "
        "Laat haar uit de tabellen, of leid haar af uit minder vragen."
    ),
}
