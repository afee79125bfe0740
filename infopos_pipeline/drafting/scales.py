"""Whether answers are steps of a scale, and in which order: numbers that they begin with, scales that questionnaires
share, and one word in several strengths ("very important", "hardly important"), in Dutch, English, German and French.

Only what helps a draft; a person decides. Nothing here is used when an export is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SCALES = (
    "nooit; bijna nooit; zelden; soms; af en toe; regelmatig; vaak; heel vaak; zeer vaak; meestal; bijna altijd; "
    "altijd",
    "never; almost never; rarely; seldom; sometimes; about half the time; occasionally; regularly; often; "
    "fairly often; frequently; very often; most of the time; usually; almost always; always; every time",
    "nie; fast nie; selten; manchmal; gelegentlich; regelmäßig; häufig; oft; sehr häufig; sehr oft; meistens; "
    "fast immer; immer",
    "jamais; rarement; parfois; de temps en temps; régulièrement; souvent; très souvent; toujours",
    "pas du tout d'accord; pas d'accord; plutôt pas d'accord; ni d'accord ni pas d'accord; neutre; plutôt d'accord; "
    "d'accord; tout à fait d'accord",
    "gar nicht; nie; sehr selten; selten; eher selten; eher häufig; häufig; sehr häufig",
    "stimme überhaupt nicht zu; stimme gar nicht zu; stimme nicht zu; stimme eher nicht zu; teils/teils; teils teils; "
    "weder noch; neutral; stimme teilweise zu; stimme eher zu; stimme zu; stimme voll zu; stimme vollständig zu; "
    "stimme voll und ganz zu",
    "trifft überhaupt nicht zu; trifft gar nicht zu; trifft nicht zu; trifft eher nicht zu; teils/teils; teils teils; "
    "trifft teilweise zu; trifft eher zu; trifft zu; trifft voll zu; trifft voll und ganz zu",
    "zeer slecht; heel slecht; slecht; matig; onvoldoende; redelijk; voldoende; neutraal; goed; zeer goed; heel goed; "
    "uitstekend",
    "very poor; poor; very bad; bad; fair; average; neutral; acceptable; good; very good; excellent",
    "sehr schlecht; schlecht; mittelmäßig; neutral; gut; sehr gut; ausgezeichnet",
    "très mauvais; mauvais; moyen; bon; très bon; excellent",
    "helemaal niet; niet; nauwelijks; weinig; een beetje; enigszins; matig; redelijk; tamelijk; veel; grotendeels; "
    "zeer; heel veel; helemaal; in hoge mate; volledig",
    "not at all; hardly; only a little; a little; slightly; some; somewhat; moderately; quite a bit; considerably; "
    "very; much; very much; a lot; a great deal; extremely; completely",
    "not at all; not too well; somewhat well; very well",
    "überhaupt nicht; gar nicht; kaum; wenig; etwas; mittelmäßig; ziemlich; stark; sehr; sehr stark; völlig",
    "zelden of nooit; jaarlijks; maandelijks; wekelijks; dagelijks",
    "never; less often; yearly; monthly; weekly; several times a week; daily; about once a day; several times a day",
    "nie; jährlich; monatlich; wöchentlich; täglich",
    "sterk afgenomen; afgenomen; gelijk gebleven; toegenomen; sterk toegenomen",
    "much worse; worse; about the same; better; much better",
    "decreased; stayed the same; increased",
    "laag; gemiddeld; midden; hoog",
    "very low; low; medium; moderate; high; very high",
    "sehr niedrig; niedrig; mittel; hoch; sehr hoch",
)
"""Ordered answers, from low to high, with the variants that are met; a questionnaire has some of one of them."""

_MOST_STEPS = 40
"""More answers than a scale has; a column of open answers has thousands, and comparing them takes time."""
_STRENGTHS = (
    "helemaal niet|not at all|überhaupt nicht|gar nicht|pas du tout",
    "niet erg|niet zo|niet heel|not too|not very|not so|nicht sehr|pas très|peu",
    "niet|not|nicht|pas|no",
    "nauwelijks|hardly|kaum|à peine|weinig|wenig",
    "een beetje|beetje|enigszins|slightly|a little|a bit|etwas|ein wenig|un peu|mild|mildly",
    "matig|moderately|mäßig|teilweise|somewhat|eher|deels|partly|partially|plutôt|moyennement|fairly|quite",
    "redelijk|tamelijk|rather|mostly|ziemlich|grotendeels|assez|generally",
    "",
    "zeer|heel|erg|veel|very|strongly|highly|sehr|stark|viel|très|fortement|much|beaucoup",
    "helemaal|volledig|uiterst|extremely|completely|totally|fully|entirely|vollständig|völlig|voll und ganz|äußerst|"
    "voll|tout à fait|totalement|extrêmement",
)
"""Words that say how much, from least to most; none at all lies between "rather" and "very"."""
_STRENGTH = {word: place for place, words in enumerate(_STRENGTHS) for word in words.casefold().split("|")}
_LONGEST_FIRST = sorted(filter(None, _STRENGTH), key=lambda word: (-len(word), word))

_OPPOSITES = {
    ("oneens", "eens"), ("disagree", "agree"), ("pas d'accord", "d'accord"),
    ("difficult", "easy"), ("hard", "easy"), ("moeilijk", "makkelijk"), ("moeilijk", "gemakkelijk"),
    ("schwierig", "einfach"), ("schwer", "leicht"), ("difficile", "facile"), ("slecht", "goed"), ("bad", "good"),
    ("poor", "good"), ("schlecht", "gut"), ("mauvais", "bon"), ("negatief", "positief"), ("negative", "positive"),
    ("negativ", "positiv"), ("négatif", "positif"), ("conservative", "liberal"), ("unsafe", "safe"),
    ("onveilig", "veilig"), ("low", "high"), ("laag", "hoog"), ("oppose", "support"), ("oppose", "favor"),
    ("worse", "better"), ("slechter", "beter"), ("less", "more"), ("minder", "meer"), ("weniger", "mehr"),
}  # fmt: skip
"""What two ends of a scale are called, where it shows in no prefix."""
_NEGATING = ("on", "un", "dis", "in", "im", "ir", "mé", "niet ", "not ", "nicht ", "pas ")
_MIDDLE = re.compile(
    r"^(neutraal|neutral|neutre|neither\b.*\bnor\b.*|neither\b.*\bor\b.*|noch\b.*\bnoch\b.*|weder\b.*\bnoch\b.*|"
    r"niet\b.*\b(en ook|maar ook)? ?niet\b.*|niet \w+( \w+)?, niet \w+.*|teils.*teils|ni\b.*\bni\b.*|undecided|"
    r"unentschieden|moderate|about the same|gelijk|the same|no opinion either way|average|gemiddeld)( \(.*\))?$"
)
_BELOW = re.compile(
    r"^(under|below|less than|up to|younger than|jonger dan|minder dan|onder|tot|t/m|unter|weniger als|bis|moins de|"
    r"<|≤)"
)
_ABOVE = re.compile(
    r"^(over|above|more than|older than|ouder dan|meer dan|boven|vanaf|über|mehr als|ab|plus de|>|≥)|"
    r"(\+| or more| or older| of meer| of ouder| und mehr| oder mehr| et plus)$"
)
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+")


def scale_order(labels: Sequence[str]) -> tuple[int, ...] | None:
    """The places of labels from low to high; None where they are no scale, or fewer than three steps of one."""
    if not 3 <= len(labels) <= _MOST_STEPS:
        return None
    plain = [plain_text(label) for label in labels]
    if len(set(plain)) < len(plain):
        return None
    keys = _by_numbers(plain) or _by_scale(plain) or _by_strength(plain)
    if keys is None or len(set(keys)) < len(keys):
        return None
    return tuple(sorted(range(len(plain)), key=keys.__getitem__))


def plain_text(text: str) -> str:
    """A text without what makes no difference: capitals, spaces, the form of apostrophes."""
    return " ".join(text.replace("’", "'").split()).casefold()


Keys = list[tuple[float, ...]]


def _by_numbers(labels: Sequence[str]) -> Keys | None:
    """By the numbers they begin with, after a sign of money or a word such as "under"."""
    keys: Keys = []
    for label in labels:
        number = _NUMBER.search(label)
        start = label[: number.start()] if number else label
        if number is None or not (re.fullmatch(r"[^\w]*", start) or _BELOW.match(start) or _ABOVE.match(start)):
            return None
        beside = -1 if _BELOW.match(label) else 1 if _ABOVE.search(label) else 0
        keys.append((float(re.sub(r"[.,]", "", number[0])), beside))
    return keys


def _by_scale(labels: Sequence[str]) -> Keys | None:
    for scale in _SCALES:
        steps = [step.strip() for step in scale.casefold().split(";")]
        if all(label in steps for label in labels):
            return [(steps.index(label),) for label in labels]
    return None


def _by_strength(labels: Sequence[str]) -> Keys | None:
    """One word, or a word and its opposite, in several strengths."""
    strong = [_strength(label) for label in labels]
    middle = [bool(_MIDDLE.match(label)) for label in labels]
    words = {word for (_, word), between in zip(strong, middle, strict=True) if not between and word}
    if len(words) == 1 and sum(middle) == 0:
        return [(_STRENGTH[strength],) for strength, _ in strong]
    if len(words) != 2 or sum(middle) > 1:
        return None
    low = _negative(*sorted(words))
    if low is None:
        return None
    return [
        (0,) if between else (-1 - _STRENGTH[strength],) if word == low else (1 + _STRENGTH[strength],)
        for (strength, word), between in zip(strong, middle, strict=True)
    ]


def _strength(label: str) -> tuple[str, str]:
    """A label as how much, and of what: "very important" is of "important"."""
    for word in _LONGEST_FIRST:
        whole = re.search(rf"(?:^|(?<=\s)){re.escape(word)}(?=\s|$)", label)
        if whole:
            return word, _bare(label[: whole.start()] + label[whole.end() :])
    return "", _bare(label)


def _bare(words: str) -> str:
    """Words without what Dutch puts before "eens"."""
    return " ".join(word for word in words.split() if word not in ("mee", "het"))


def _negative(one: str, other: str) -> str | None:
    """Which of two words is the negation or the opposite of the other."""
    for low, high in ((one, other), (other, one)):
        if any(low == f"{prefix}{high}" for prefix in _NEGATING):
            return low
        if any(low == high.replace(good, bad, 1) for bad, good in _OPPOSITES if good in high):
            return low
    return None
