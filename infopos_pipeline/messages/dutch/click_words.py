"""What click says itself, by its own templates: usage errors, and the frame of a help page."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Usage:": "Gebruik:",
    "Options": "Opties",
    "Commands": "Opdrachten",
    "Error: {message}": "Fout: {message}",
    "Aborted!": "Afgebroken!",
    "Try '{command} {option}' for help.": "Typ '{command} {option}' voor hulp.",
    "Show this message and exit.": "Toon deze tekst.",
    "Show the version and exit.": "Toon de versie.",
    "%(prog)s, version %(version)s": "%(prog)s, versie %(version)s",
    "default: {default}": "standaard: {default}",
    "Missing command.": "Er is geen opdracht opgegeven.",
    "No such command {name!r}.": "Er is geen opdracht {name!r}.",
    "No such option {name!r}.": "Er is geen optie {name!r}.",
    "Did you mean {possibility}?": "Bedoelde u {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Bedoelde u een van: {possibilities}?)",
    "Missing argument": "Er ontbreekt een argument:",
    "Missing option": "Er ontbreekt een optie:",
    "Missing parameter": "Er ontbreekt een parameter:",
    "Invalid value: {message}": "Ongeldige waarde: {message}",
    "Invalid value for {param_hint}: {message}": "Ongeldige waarde voor {param_hint}: {message}",
    "Option {name!r} does not take a value.": "Optie {name!r} krijgt geen waarde.",
    "Option {name!r} requires an argument.": "Optie {name!r} vraagt een waarde.",
    "Got unexpected extra argument ({args})": "Er is een argument te veel ({args})",
    "Got unexpected extra arguments ({args})": "Er zijn argumenten te veel ({args})",
    "{value!r} is not one of {choices}.": "{value!r} is niet een van {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} is geen geldige waarde ({number_type}).",
    "Choose from:\n\t{choices}": "Kies uit:\n\t{choices}",
    "Error: invalid input": "Fout: ongeldige invoer",
}
