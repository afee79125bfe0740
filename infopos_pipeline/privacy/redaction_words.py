"""The Dutch words by which a place or a person is known in a sentence.

Belongs here: lists of words, in the spelling of :func:`dutch_places.letters`. Not here: how they are used
(redaction_places, redaction_persons).
"""

from __future__ import annotations

from infopos_pipeline.privacy.dutch_places import word_set

MUNICIPAL = word_set(
    """
    buurgemeente buurgemeenten centrumgemeente gem gemeente gemeentehuis gemeenten gemeenteraad gemeentes
    regiogemeente regiogemeenten
    """
)
"""What follows one of these is a municipality, also where it is an ordinary word written small."""

OF_A_PLACE = word_set(
    """
    bestuur burgemeester burgers centrum college dorp gemeente gemeenteraad inwoner inwoners kern omgeving politie
    raad stad wethouder wethouders
    """
)
"""What follows "van" behind one of these is a place."""

IN_A_PLACE = word_set(
    """
    bij binnen buiten in naar nabij richting rond rondom te uit vanuit
    """
)
"""A name of the frame that follows one of these is a place, also where it is an ordinary word written small."""

NO_PLACE_BEFORE = word_set(
    """
    andere belangrijk belangrijke dat de deze die dit een erg europa goed goede groot grote het klein kleine lastig
    lastige mijn moeilijk moeilijke mooi mooie nederland nieuwe ons onze oude snel vaak veel veelal wat weinig wel
    zeer zijn
    """
)
"""Before one of these an ordinary word written small is what it says ("in heel Nederland")."""

OF_ONE = word_set(
    """
    blijft deelt doet gaat gebruikt had heeft is kan kent kiest komt krijgt ligt loopt mag moet neemt staat telt
    valt vindt voert was werkt wil wordt zal zet zit zou
    """
)
"""Verbs of one: what begins a sentence and does one of these is a place, and no neighbours or houses."""

AND = word_set("en of tot")
"""What joins one place to another."""

ABBREVIATIONS = word_set(
    """
    bijv bv ca dhr div drs evt excl gem incl ing ir jl mevr mn mr mw nl prof resp st vgl zgn
    """
)
"""A full stop behind one of these, or behind one letter, ends no sentence."""

BEFORE_NAMES = tuple(
    sorted(
        word_set(
            """
    binnen brandweer buiten centrum dorp gemeente gemeentehuis gemeenteraad groot hart klein leefbaar lokaal midden
    mooi nieuw noord omgeving oost oud politie regio samen stad veilig west wij zuid
    """
        )
    )
)
"""What is written as one word with the name of a place: ``gemeenterozendaal``, ``OudRozendaal``."""

NO_NAMES = word_set(
    """
    aan achter af al alle alleen alles als andere anoniem antwoord beide beiden bij bijna brandweer burgemeester
    contact daar daarnaast daarom dan dat de deed deze die dit doet door doordat dus echt een eens elke en enkele er
    ergens gaat geen gemeente ging goed goede graag griffie groot grote had heb hebben heeft heel helaas het hier
    hij hoe hun iedereen iemand ik in info inmiddels inwoners is ja je jij jullie kan klein kleine kon kunnen kwam
    later maar mail meer meestal men met mij mijn misschien moet moeten mogelijk momenteel morgen na naam naar nee
    niet niets nog nooit nu nvt of om omdat onbekend ons onze ooit ook op over per politie post secretariaat sinds
    sommige soms steeds straks te ten ter terwijl tijdens toch toen tot u uit uw vaak van vandaag vanuit veel
    vervolgens via volgens voor vooral vraag vraagt waar waarom wanneer want was wat we weet weinig wel werd wie wij
    wil worden wordt ze zeer zelf zie zij zijn zo zoals zonder zou zullen
    """
)
"""Words that may have a capital, at the beginning of a sentence, and are no names."""

PORTFOLIOS = word_set(
    """
    algemene beleid bestuurlijke communicatie cultuur defensie domein economie economische financien handhaving
    integrale jeugd justitie koning koninkrijk milieu ministerie nederland onderwijs openbaar openbare orde ordening
    publiekszaken ruimte ruimtelijke sociaal sociale sport toezicht veiligheid verkeer welzijn wonen zaken zorg
    """
)
"""What somebody is in charge of; behind a title it is no name."""

PARTICLES = word_set(
    """
    aan al bij de den der el het in la le onder op te ten ter uit van vd von voor
    """
)
"""What stands before surnames."""

TITLES = word_set(
    """
    adviseur agent ambtenaar beleidsadviseur beleidsmedewerker burgemeester collega coordinator dhr directeur dr drs
    ds fam familie gemeentesecretaris griffier heer hoofd hr ing ir juffrouw manager medewerker mej meneer mevr
    mevrouw mr mw prof raadslid secretaris teamleider wethouder wijkagent
    """
)
"""What stands before names and is none."""

REGIONAL = word_set("basisteam district omgevingsdienst regio veiligheidsregio")
"""What stands before the name of a region."""
