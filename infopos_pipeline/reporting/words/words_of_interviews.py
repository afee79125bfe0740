"""The words around interviews: quotes by theme and hypothesis, agreement between coders, saturation."""

from __future__ import annotations

from collections.abc import Mapping

WORDS_OF_INTERVIEWS: Mapping[str, tuple[str, str]] = {
    "joint_display": ("Interviews en cijfers naast elkaar", "Interviews and figures side by side"),
    "interviews_held": (
        "Gecodeerde interviews: {held}; passages over een thema: {passages}. Passages die elkaar overlappen tellen als "
        "een. De aantallen zeggen waarover is gesproken, niet hoe vaak iets voorkomt.",
        "Interviews coded: {held}; passages about a theme: {passages}. Passages that overlap count as one. The numbers "
        "say what was talked about, not how often something happens.",
    ),
    "quotes_read": (
        "Goedgekeurde citaten: {accepted}. Na lezing weggelaten: {dropped}.",
        "Quotes accepted: {accepted}. Left out after reading: {dropped}.",
    ),
    "quotes_waiting": (
        "Nog {n} citaten wachten op een lezer: infopos interviews review --wave {wave}. Hier staat alleen wat is "
        "goedgekeurd.",
        "{n} quotes still wait for a reader: infopos interviews review --wave {wave}. Only what was accepted stands "
        "here.",
    ),
    "quotes_waiting_one": (
        "Nog 1 citaat wacht op een lezer: infopos interviews review --wave {wave}. Hier staat alleen wat is "
        "goedgekeurd.",
        "1 quote still waits for a reader: infopos interviews review --wave {wave}. Only what was accepted stands "
        "here.",
    ),
    "themes_title": ("Waarover is gesproken", "What was talked about"),
    "theme": ("Thema", "Theme"),
    "with_figures": ("Thema's waar ook cijfers over zijn", "Themes that figures cover too"),
    "without_figures": ("Thema's waar geen cijfer over gaat", "Themes that no figure covers"),
    "passages": ("Passages", "Passages"),
    "by_hypothesis": ("Per verwachting", "By hypothesis"),
    "joint_intro": (
        "De codeur gaf aan of een passage een verwachting ondersteunt, nuanceert of weerspreekt.",
        "The coder said whether a passage supports, nuances or contradicts a hypothesis.",
    ),
    "joint_title": ("Cijfers en interviews per verwachting", "Figures and interviews by hypothesis"),
    "interviews_by_hypothesis": ("Interviews per verwachting", "Interviews by hypothesis"),
    "figures_say": (
        "Cijfers: oordeel, en effect per voorspeller [95%-interval]; ✓ houdt stand na Holm",
        "Figures: verdict, and effect by predictor [95% interval]; ✓ stands after Holm",
    ),
    "interviews_say": ("Interviews: passages (in hoeveel interviews)", "Interviews: passages (in how many interviews)"),
    "together": ("Samen", "Together"),
    "supports": ("Ondersteunt", "Supports"),
    "nuances": ("Nuanceert", "Nuances"),
    "contradicts": ("Weerspreekt", "Contradicts"),
    "passages_in": ("{passages}\N{NO-BREAK SPACE}({interviews})", "{passages}\N{NO-BREAK SPACE}({interviews})"),
    "fit_agree": ("eens", "agree"),
    "fit_disagree": ("oneens", "disagree"),
    "fit_partly_agree": ("deels eens", "partly agree"),
    "fit_partly_disagree": ("deels oneens", "partly disagree"),
    "fit_open_for": (
        "cijfers laten het open, interviews ondersteunen",
        "figures leave it open, interviews support it",
    ),
    "fit_open_against": (
        "cijfers laten het open, interviews weerspreken",
        "figures leave it open, interviews contradict it",
    ),
    "fit_divided": ("interviews verdeeld", "interviews divided"),
    "fit_nuanced": ("interviews nuanceren alleen", "interviews only nuance it"),
    "fit_silent": ("interviews zeggen er niets over", "interviews say nothing of it"),
    "note_together": (
        "Samen: het oordeel (het aanbevolene, als dat er is) naast de passages. Interviews wijzen een kant op als geen "
        "passage de andere kant op wijst; zijn er van beide, dan zijn ze verdeeld. Dat bewijst niets: er zijn weinig "
        "interviews, met wie daartoe bereid was.",
        "Together: the verdict (the recommended one, if there is one) beside the passages. Interviews point one way if "
        "no passage points the other; if there are both, they are divided. That proves nothing: there are few "
        "interviews, with those who were willing.",
    ),
    "joint_themes": ("Passages per verwachting en thema", "Passages by hypothesis and theme"),
    "joint_themes_title": (
        "Passages (interviews) per verwachting en thema",
        "Passages (interviews) by hypothesis and theme",
    ),
    "all_themes": ("Alle thema's", "All themes"),
    "quote": ("Citaat", "Quote"),
    "quotes_at": ("Citaten bij verwachting {hypothesis}", "Quotes beside hypothesis {hypothesis}"),
    "no_theme": ("Zonder thema", "Without a theme"),
    "no_figure_title": ("Waar geen cijfer over gaat", "What no figure covers"),
    "no_figure_quotes": ("Citaten over thema's zonder cijfers", "Quotes on themes without figures"),
    "other_quotes_title": ("Overige citaten, per thema", "Other quotes, by theme"),
    "other_quotes": ("Overige citaten, per thema ({n})", "Other quotes, by theme ({n})"),
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
    "agreement_none": (
        "Geen interview is door twee codeurs gecodeerd: hoe eens zij het zouden zijn, is niet te zeggen.",
        "No interview was coded by two coders: how far they would agree cannot be said.",
    ),
    "agreement_by_theme": ("Overeenstemming per thema", "Agreement by theme"),
    "coders": ("Codeurs {coders}", "Coders {coders}"),
    "agreement_pct": ("Eens", "Agree"),
    "kappa": ("Kappa (95%-interval)", "Kappa (95% interval)"),
    "alpha": ("Alfa (95%-interval)", "Alpha (95% interval)"),
    "turns": ("Beurten", "Turns"),
    "agreement_notes": (
        "Kappa: Cohen (1960), interval van Fleiss, Cohen en Everitt (1969), dat beurten als onafhankelijk neemt. "
        "Alfa: Krippendorff (nominaal), interval door telkens een interview weg te laten (jackknife). Bij alle "
        "thema's telt een beurt voor elk thema.",
        "Kappa: Cohen (1960), interval of Fleiss, Cohen and Everitt (1969), which takes turns as independent. Alpha: "
        "Krippendorff (nominal), interval by leaving out one interview at a time (jackknife). Of all themes a turn "
        "counts for each.",
    ),
    "agreement_absent": (
        "{mark} Geen getal of geen interval: de codeurs gaven alle beurten hetzelfde, waren het overal eens, of het "
        "thema kwam in te weinig interviews voor.",
        "{mark} No number or no interval: the coders gave all turns the same, agreed everywhere, or the theme came "
        "up in too few interviews.",
    ),
    "interval_between": ("{value} ({low} tot {high})", "{value} ({low} to {high})"),
    "saturation": ("Verzadiging", "Saturation"),
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
    "interviews": ("Interviews", "Interviews"),
    "new_codes": ("Nieuwe codes", "New codes"),
    "codes_so_far": ("Codes tot dan toe", "Codes so far"),
    "source_interviews": ("Interviews (SHA-256)", "Interviews (SHA-256)"),
}
