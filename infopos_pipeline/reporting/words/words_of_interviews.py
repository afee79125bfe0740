"""The words around interviews: quotes by theme and hypothesis, agreement between coders, saturation."""

from __future__ import annotations

from collections.abc import Mapping

WORDS_OF_INTERVIEWS: Mapping[str, tuple[str, str]] = {
    "joint_display": ("Interviews en cijfers naast elkaar", "Interviews and figures side by side"),
    "interviews_held_one": ("Er is {held} interview gecodeerd", "{held} interview was coded"),
    "interviews_held": ("Er zijn {held} interviews gecodeerd", "{held} interviews were coded"),
    "interviews_passages": (
        "{held}; codeurs kozen daarin {passages} passages over een thema. Passages die elkaar overlappen tellen als "
        "een. De aantallen zeggen waarover is gesproken, niet hoe vaak iets voorkomt.",
        "{held}; coders selected {passages} passages about a theme in it. Passages that overlap count as one. The "
        "numbers say what was talked about, not how often something happens.",
    ),
    "quotes_waiting": (
        "Nog {n} citaten wachten op een lezer: infopos interviews review --wave {wave}. Hier staat alleen wat is "
        "goedgekeurd.",
        "{n} quotes still wait for a reader: infopos interviews review --wave {wave}. Only what was accepted stands "
        "here.",
    ),
    "quotes_dropped": ("Na lezing weggelaten: {n}.", "Left out after reading: {n}."),
    "themes_title": ("Waarover is gesproken", "What was talked about"),
    "theme": ("Thema", "Theme"),
    "with_figures": ("Thema's waar ook cijfers over zijn", "Themes that figures cover too"),
    "without_figures": ("Thema's waar geen cijfer over gaat", "Themes that no figure covers"),
    "passages": ("Passages", "Passages"),
    "of_interviews": ("Interviews (van {held})", "Interviews (of {held})"),
    "joint_title": ("De interviews bij verwachting {number}", "The interviews beside hypothesis {number}"),
    "by_hypothesis": ("Per verwachting", "By hypothesis"),
    "joint_intro": (
        "De codeur gaf aan of een passage een verwachting ondersteunt, nuanceert of weerspreekt. Vooraan staat het "
        "aantal passages, tussen haakjes in hoeveel interviews; daaronder de goedgekeurde citaten.",
        "The coder said whether a passage supports, nuances or contradicts a hypothesis. In front stands the number "
        "of passages, in brackets in how many interviews; under it the accepted quotes.",
    ),
    "supports": ("Ondersteunt", "Supports"),
    "nuances": ("Nuanceert", "Nuances"),
    "contradicts": ("Weerspreekt", "Contradicts"),
    "all_themes": ("Alle thema's", "All themes"),
    "no_theme": ("Zonder thema", "Without a theme"),
    "passages_in": ("{passages} ({interviews})", "{passages} ({interviews})"),
    "quotes_by_theme_intro": (
        "Wat bij een verwachting hoort staat hierboven; dit is het overige.",
        "What belongs to a hypothesis stands above; this is the rest.",
    ),
    "quotes_by_theme": ("Citaten per thema", "Quotes by theme"),
    "agreement_title": ("Overeenstemming tussen codeurs", "Agreement between coders"),
    "agreement_intro": (
        "Twee codeurs die los van elkaar coderen, zien niet altijd hetzelfde. Per beurt in het gesprek is bekeken of "
        "beiden er het thema in zagen. Kappa en alfa halen daar af wat zij door toeval eens zouden zijn: 1 is "
        "volledig eens, 0 niet beter dan toeval. Vanaf 0,80 geldt alfa als betrouwbaar; tussen 0,67 en 0,80 alleen "
        "voor voorzichtige conclusies (Krippendorff 2004).",
        "Two coders who code independently do not always see the same. Turn by turn it was compared whether both saw "
        "the theme in it. Kappa and alpha take off what they would agree on by chance: 1 is full agreement, 0 no "
        "better than chance. From 0.80 on alpha counts as reliable; between 0.67 and 0.80 only for tentative "
        "conclusions (Krippendorff 2004).",
    ),
    "coders": ("Codeurs {coders}", "Coders {coders}"),
    "agreement_pct": ("Eens", "Agree"),
    "kappa": ("Kappa (95%-interval)", "Kappa (95% interval)"),
    "alpha": ("Alfa (95%-interval)", "Alpha (95% interval)"),
    "turns": ("Beurten", "Turns"),
    "agreement_notes": (
        "Kappa: Cohen (1960), interval van Fleiss, Cohen en Everitt (1969), dat beurten als onafhankelijk neemt. "
        "Alfa: Krippendorff (nominaal), interval door telkens een interview weg te laten (jackknife).",
        "Kappa: Cohen (1960), interval of Fleiss, Cohen and Everitt (1969), which takes turns as independent. Alpha: "
        "Krippendorff (nominal), interval by leaving out one interview at a time (jackknife).",
    ),
    "agreement_absent": (
        "{mark} Geen getal of geen interval: de codeurs gaven alle beurten hetzelfde, waren het overal eens, of het "
        "thema kwam in te weinig interviews voor.",
        "{mark} No number or no interval: the coders gave all turns the same, agreed everywhere, or the theme came "
        "up in too few interviews.",
    ),
    "interval_between": ("{value} ({low} tot {high})", "{value} ({low} to {high})"),
    "saturation_title": ("Nieuwe codes per interview", "New codes by interview"),
    "saturation_intro": (
        "Voegen de laatste interviews weinig nieuwe codes toe, dan is de kans klein dat een volgend interview nog "
        "een nieuw onderwerp brengt. Guest, Namey en Chen (2020) spreken van verzadiging bij hoogstens 5% nieuwe "
        "codes in de laatste twee of drie van ten minste zes interviews. De volgorde is die van de nummers.",
        "If the last interviews add few new codes, another interview is not likely to bring up something new. Guest, "
        "Namey and Chen (2020) speak of saturation at no more than 5% new codes in the last two or three of at least "
        "six interviews. The order is that of their numbers.",
    ),
    "saturation_subtitle": (
        "Alle codes tot dan toe, en hoeveel er nieuw waren",
        "All codes so far, and how many were new",
    ),
    "saturation_point": (
        "interview {number}: {new} nieuw, {so_far} in totaal",
        "interview {number}: {new} new, {so_far} in all",
    ),
    "interview": ("Interview", "Interview"),
    "new_codes": ("Nieuwe codes", "New codes"),
    "codes_so_far": ("Codes tot dan toe", "Codes so far"),
    "source_interviews": ("Interviews (SHA-256)", "Interviews (SHA-256)"),
}
