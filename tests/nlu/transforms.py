"""Seeded rewritings of French sentences, to test how robust the understanding is.

Four deterministic transformers ``str -> str`` imitate what people really type on a phone:

* ``strip_accents``: no accent at all;
* ``capitals``: everything in capitals (accents are kept, as a phone keeps them);
* ``typos``: about one word of eight carries one typing slip;
* ``sms``: French SMS spelling.

Each one that draws lots does so with a ``random.Random`` seeded from its own name and the
text, so that a given text always gives the same result, in any process.  No transformer
changes a digit of the text (``sms`` may write some: « bi1 », « dem1 »); ``typos`` and
``sms`` leave alone a word that holds one, an e-mail address or a web address.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from typing import Final

__all__ = ["TRANSFORMS", "capitals", "sms", "strip_accents", "typos"]

# --------------------------------------------------------------------------- common tools

_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_COMBINING: Final = re.compile("[\u0300-\u036f]")
_OPAQUE: Final = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w.-]+|\w*[\d_]\w*", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def _rng(name: str, text: str) -> random.Random:
    """Return the generator of transformer ``name`` for ``text`` (stable across processes)."""
    return random.Random(f"{name}:{text}")


def _fold(text: str) -> str:
    """Lower-case, without accents, plain apostrophes, hyphens and spaces; same length as text."""
    folded: list[str] = []
    for char in text:
        base = unicodedata.normalize("NFD", char)[0].lower()
        if base in "\u2019\u02bc\u2018":
            base = "'"
        elif base in "\u2010\u2011":
            base = "-"
        elif base.isspace() and base != "\n":
            base = " "
        folded.append(base if len(base) == 1 else char)
    return "".join(folded)


def strip_accents(text: str) -> str:
    """Remove every accent and cedilla, and open the ligatures (œ → oe)."""
    bare = _COMBINING.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).translate(_LIGATURES)


def capitals(text: str) -> str:
    """Write everything in capitals."""
    return text.upper()


# --------------------------------------------------------------------------- typos

_TYPO_RATE: Final = 1 / 8
_TYPO_MIN_LETTERS: Final = 4
_TYPO_KINDS: Final = ("neighbour", "swap", "drop", "double")
_TYPO_WEIGHTS: Final = (40, 20, 25, 15)

# Neighbours on a phone's AZERTY keyboard: the two upper rows are aligned, the keys of the
# third one each sit under two keys of the second.
_NEIGHBOURS: Final[dict[str, str]] = {
    "a": "zq", "z": "aes", "e": "zrd", "r": "etf", "t": "ryg",
    "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "om",
    "q": "as", "s": "zqdw", "d": "esfwx", "f": "rdgxc", "g": "tfhcv",
    "h": "ygjvb", "j": "uhkbn", "k": "ijln", "l": "okm", "m": "pl",
    "w": "sdx", "x": "dfwc", "c": "fgxv", "v": "ghcb", "b": "hjvn", "n": "jkb",
}  # fmt: skip


def _one_typo(word: str, rng: random.Random) -> str:
    """Return ``word`` with exactly one typing slip; the result always differs from it."""
    kind = rng.choices(_TYPO_KINDS, _TYPO_WEIGHTS)[0]
    if kind == "neighbour":
        places = [i for i, char in enumerate(word) if _fold(char) in _NEIGHBOURS]
        if places:
            i = rng.choice(places)
            key = rng.choice(_NEIGHBOURS[_fold(word[i])])
            return word[:i] + (key.upper() if word[i].isupper() else key) + word[i + 1 :]
    elif kind == "swap":
        places = [i for i in range(len(word) - 1) if word[i].lower() != word[i + 1].lower()]
        if places:
            i = rng.choice(places)
            first, second = word[i + 1], word[i]
            if word[i].isupper() and word[i + 1].islower():  # the phone's automatic capital
                first, second = first.upper(), second.lower()
            return word[:i] + first + second + word[i + 2 :]
    i = rng.randrange(len(word))
    if kind == "double":
        again = word[i] if word.isupper() else word[i].lower()
        return word[: i + 1] + again + word[i + 1 :]
    return word[:i] + word[i + 1 :]


def typos(text: str) -> str:
    """Put one slip in one word of eight on average, in words of four letters or more.

    The average is over all the words: the words long enough are drawn a little more often
    than one in eight, to make up for the short ones, which are left alone.
    """
    text = unicodedata.normalize("NFC", text)
    rng = _rng("typos", text)
    opaque = [match.span() for match in _OPAQUE.finditer(text)]
    spans = [
        match.span()
        for match in _LETTERS.finditer(text)
        if len(match.group()) >= _TYPO_MIN_LETTERS
        and not any(start < match.end() and match.start() < end for start, end in opaque)
    ]
    if not spans:
        return text
    words = sum(any(char.isalpha() for char in word) for word in text.split())
    chance = min(1.0, words * _TYPO_RATE / len(spans))
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        if rng.random() < chance:
            pieces += [text[done:start], _one_typo(text[start:end], rng)]
            done = end
    return "".join(pieces) + text[done:]


# --------------------------------------------------------------------------- SMS spelling

_ABBREVIATION_CHANCE: Final = 0.7
_NE_CHANCE: Final = 0.7
_HYPHEN_CHANCE: Final = 0.7
_ACCENT_CHANCE: Final = 0.7
_SILENT_CHANCE: Final = 0.4

# Expression → spellings, separated by « | ».  Looked up without accents nor capitals.
_EXPRESSIONS: Final[dict[str, str]] = {
    "est-ce que": "esk|eske|esque",
    "est ce que": "esk|eske",
    "est-ce qu'": "esk ",
    "est-ce qu'il": "eski|esk il",
    "qu'est-ce que": "keske|kesk|qqe",
    "qu'est-ce qu'": "kesk ",
    "qu'est-ce qui": "keski|kes ki",
    "qu'est-ce que c'est": "keskec|kesk c",
    "n'est-ce pas": "nespa",
    "c'est": "c|cé",
    "c'est-à-dire": "cad|c a d",
    "c'était": "cété|ctai",
    "ce que": "ske|ce ke",
    "ce qui": "ski|ce ki",
    "je voudrais": "jvoudrai|jvoudré|jvoudrais",
    "j'aimerais": "jaimerai|jaimeré",
    "j'aurais": "jaurai|jauré",
    "je veux": "jveu|jveux",
    "je peux": "jpeu|jpeux",
    "je suis": "jsui|chui|jsuis",
    "je vais": "jvé|jvai|jvais",
    "je sais pas": "jsp|jsé pa|chépa",
    "je sais": "jsé|jsais",
    "je cherche": "jcherche|jcherch",
    "je dois": "jdoi|jdois",
    "je pense": "jpense|jpens",
    "je trouve": "jtrouve|jtrouv",
    "j'ai": "g|jai|gé",
    "j'avais": "javai|javé",
    "j'étais": "jété|jetai",
    "j'en": "jen",
    "tu es": "t",
    "tu as": "ta|t'as",
    "il y a": "ya|y a|il ya",
    "y a-t-il": "ya til|y a til",
    "il faut": "fo|il fo|faut",
    "qu'il": "kil|qil",
    "qu'elle": "kelle|qelle",
    "qu'on": "kon|qon",
    "jusqu'à": "jusqua|juska",
    "quelqu'un": "qqun|qq1|kelkun",
    "quelque chose": "qqch|qqchose|kelke chose",
    "n'importe quoi": "nimp|nimporte koi",
    "parce que": "pcq|paske|pask|pck",
    "parce qu'": "pcq |pask ",
    "s'il vous plaît": "svp|sil vs plai",
    "s'il te plaît": "stp",
    "d'accord": "dac|dacc|daccord",
    "aujourd'hui": "ajd|auj|aujourdui",
    "peut-être": "ptet|ptetre|peutetre",
    "rendez-vous": "rdv",
    "week-end": "we|wk",
    "tout le monde": "tlm|tt le monde",
    "tout de suite": "tt de suite|tds",
    "tout à l'heure": "tt a lheure|talheure",
    "à plus tard": "a+|a ttr",
    "à bientôt": "a bi1to|a bientot",
    "ça va": "sava|cv|sa va",
    "en fait": "enfait|en fet",
    "par exemple": "par ex|pr ex",
    "au revoir": "orevoir|a+",
    "d'habitude": "dhab|dabitude",
}

# Word → spellings, likewise.
_WORDS: Final[dict[str, str]] = {
    "quoi": "koi|qoi",
    "pourquoi": "pk|pq|pkoi|pourkoi",
    "combien": "cb|combi1|cbn",
    "que": "ke|q",
    "qui": "ki",
    "quand": "qd|kan|kand",
    "quel": "kel|ql",
    "quelle": "kelle|kel|qlle",
    "quels": "kels|kel",
    "quelles": "kelles|kel",
    "lequel": "lekel",
    "laquelle": "lakelle|lakel",
    "quelque": "qq|kelke",
    "quelques": "qques|qq|kelke",
    "chaque": "chak|chq",
    "presque": "presk",
    "puisque": "puisk",
    "lorsque": "lorsk|lorsq",
    "comment": "cmt|coment|cmnt",
    "comme": "cm|com",
    "beaucoup": "bcp|bocou|bocoup",
    "dans": "ds|dan",
    "sans": "ss|san",
    "avec": "ac|avc|av",
    "avant": "avt|avan",
    "après": "apré|ap",
    "depuis": "dep|dpui|depui",
    "pendant": "pdt|pendan",
    "pour": "pr",
    "vous": "vs",
    "nous": "ns",
    "votre": "votr|vot",
    "notre": "notr",
    "les": "lé",
    "des": "dé",
    "mais": "mé|mai",
    "et": "é|&",
    "pas": "pa",
    "plus": "+|plu",
    "moins": "moin|-",
    "très": "tré",
    "trop": "tro",
    "tout": "tt|tou",
    "tous": "ts|tt",
    "toute": "tte",
    "toutes": "ttes|tte",
    "toujours": "tjrs|tjs|tjr",
    "jamais": "jms|jamé|jamai",
    "souvent": "svt|souven",
    "longtemps": "lgtps|lgtemps|longtps",
    "temps": "tps|tmps",
    "jour": "jr",
    "jours": "jrs|jour",
    "semaine": "sem|smaine",
    "semaines": "sem|smaines",
    "minute": "min|mn",
    "minutes": "min|mn",
    "maintenant": "mtn|mnt|mtnt",
    "demain": "dem1|2m1|dmain",
    "bientôt": "bi1to|bientot",
    "bien": "bi1|b1",
    "rien": "ri1",
    "même": "mm|mem",
    "aussi": "ossi|oci",
    "autre": "otre|autr",
    "autres": "otres|otre",
    "alors": "alr|alor",
    "donc": "dc|donk",
    "encore": "encor|enkor",
    "vraiment": "vrmt|vrémen|vraimen",
    "surtout": "surtt|srtt",
    "faut": "fo|fau",
    "fais": "fé|fai",
    "fait": "fé|fai",
    "sais": "sé|sai",
    "suis": "sui",
    "peux": "peu",
    "veux": "veu",
    "être": "etr|etre",
    "moi": "mwa|moa",
    "toi": "twa|toa",
    "ça": "sa|ca",
    "cela": "sela|ça",
    "oui": "ui|oé|ouai",
    "non": "nn|nan",
    "bonjour": "bjr|bonjr|bjour",
    "bonsoir": "bsr|bsoir",
    "salut": "slt|salu",
    "merci": "mci|mrc|mercii",
    "désolé": "dsl",
    "désolée": "dsl",
    "grand": "gd|gran",
    "grande": "gde|grde",
    "petit": "ptit|pti",
    "petite": "ptite",
    "nouveau": "nvo|nouvo|nveau",
    "nouvelle": "nvelle|nouvel",
    "cadeau": "kdo|cado",
    "cadeaux": "kdo|cado",
    "réseau": "reso|rezo",
    "réseaux": "reso|rezo",
    "niveau": "nivo",
    "bureau": "buro",
    "question": "kestion|quest",
    "questions": "kestions|quest",
    "qualité": "kalité|qualit",
    "problème": "pb|prob",
    "problèmes": "pbs|probs|pb",
    "message": "msg|mess",
    "messages": "msg|mess",
    "téléphone": "tel|telefone",
    "téléphones": "tel|telefones",
    "numéro": "num|numero",
    "ordinateur": "ordi",
    "photo": "foto",
    "photos": "fotos|foto",
    "information": "info",
    "informations": "infos|info",
    "application": "appli|app",
    "applications": "applis|apps",
    "exemple": "ex",
    "euro": "€",
    "euros": "€|eur",
    "chez": "ché|che",
    "assez": "assé|asé",
    "avez": "avé|ave",
    "pouvez": "pouvé|pvez",
    "voulez": "voulé|vlez",
    "voudrais": "voudrai|voudré",
    "beau": "bo",
    "gros": "gro",
    "mieux": "mieu",
    "acheter": "acheté|achté",
    "regarder": "regardé|rgarder",
}

# Spelling rules at the end of a word (looked up without accents): pattern, number of letters
# cut, letters put instead.
_ENDINGS: Final[tuple[tuple[re.Pattern[str], int, str], ...]] = tuple(
    (re.compile(pattern), cut, added)
    for pattern, cut, added in (
        (r"aient$", 3, ""),  # marchaient → marchai
        (r"ai[st]$", 1, ""),  # forfait → forfai
        (r"(?:eu|ou|oi|au)[xst]$", 1, ""),  # peut → peu
        (r"(?:ment|ant|and|ont|ond)s$", 2, ""),  # paiements → paiemen
        (r"(?:ment|ant|and|ont|ond)$", 1, ""),  # grand → gran
        (r"uit$", 1, ""),  # gratuit → gratui
        (r"rix$", 1, ""),  # prix → pri
        (r"...(?:e|o|[lnrt])s$", 1, ""),  # écrans → écran
        (r"..ez$", 2, "é"),  # prenez → prené
        (r"....er$", 2, "é"),  # changer → changé
        (r"..[iou]re$", 1, ""),  # faire → fair
        (r"..que$", 3, "k"),  # musique → musik
    )
)
_ENDING_MIN_LETTERS: Final = 4
# Words whose last letter is heard, number words, and words that would become another one.
_KEPT: Final = frozenset(
    {
        "mois", "deux", "trois", "huit", "vingt", "cent", "cents", "cinquante", "soixante",
        "quarante", "trente", "aiment", "forment", "ferment", "super", "router", "poster",
        "master", "laser", "hiver", "amer", "scooter", "gamer", "poker", "hacker", "server",
        "printer", "scanner", "volontiers", "hier", "moniteur", "brand", "band", "stand",
    }
)  # fmt: skip

_SUBJECT_BEFORE_N: Final[dict[str, str]] = {"je": "j'", "ce": "c'", "ca": "c'", "de": "d'"}
_NE: Final = re.compile(r"(?<![\w'-])(?:ne +|(?:(?P<subject>je|ce|ca|de) +)?n'(?!est-ce|importe))(?=\w)")
_NEGATION: Final = r"(?<!\w)(?:pas|plus|rien|jamais|personne|aucune?|que|guere|nulle part)(?!\w)"
_NEGATION_AFTER: Final = re.compile(r"[^.!?;:\n]*?" + _NEGATION)
_NEGATION_BEFORE: Final = re.compile(r"(?<!\w)(?:rien|personne|jamais|aucune?)(?!\w)[^.!?;:\n]*$")
_HYPHEN: Final = re.compile(
    r"(?<=[^\W\d_])-(?P<t>t-)?(?=(?:je|tu|il|elle|on|nous|vous|ils|elles|moi|toi|ce|la|le|les)"
    r"(?![\w-]))"
)


def _phrase_pattern(phrase: str) -> str:
    """Return the regular expression of one folded expression, as a whole."""
    body = re.escape(phrase).replace(r"\ ", " +")
    return body + (r"(?=\w)" if phrase.endswith("'") else r"(?!\w)")


_FOLDED_EXPRESSIONS: Final = {_fold(k): tuple(v.split("|")) for k, v in _EXPRESSIONS.items()}
_FOLDED_WORDS: Final = {_fold(k): tuple(v.split("|")) for k, v in _WORDS.items()}
_EXPRESSION: Final = re.compile(
    r"(?<![\w-])(?:" + "|".join(_phrase_pattern(p) for p in sorted(_FOLDED_EXPRESSIONS, key=len, reverse=True)) + ")"
)


def _like(model: str, short: str) -> str:
    """Give ``short`` the capitals of ``model``."""
    letters = [char for char in model if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return short.upper()
    return short[:1].upper() + short[1:] if model[:1].isupper() else short


def _drop_ne(text: str, rng: random.Random) -> str:
    """Drop « ne » where another word of the clause still says the negation."""
    folded = _fold(text)
    pieces: list[str] = []
    done = 0
    for match in _NE.finditer(folded):
        start, end = match.span()
        negated = _NEGATION_AFTER.match(folded, end) or _NEGATION_BEFORE.search(folded[:start])
        if not negated or rng.random() >= _NE_CHANCE:
            continue
        subject = match["subject"]
        kept = _like(text[start : start + 2], _SUBJECT_BEFORE_N[subject]) if subject else ""
        pieces += [text[done:start], kept]
        done = end
    return "".join(pieces) + text[done:]


def _drop_silent(word: str, rng: random.Random) -> str:
    """Drop the silent end of a lower-case word, sometimes (proper names are left alone)."""
    folded = _fold(word)
    if len(word) < _ENDING_MIN_LETTERS or not word.islower() or folded in _KEPT:
        return word
    for pattern, cut, added in _ENDINGS:
        if pattern.search(folded):
            return word[:-cut] + added if rng.random() < _SILENT_CHANCE else word
    return word


def _spell_word(word: str, rng: random.Random) -> str:
    """Return the SMS spelling of one word: abbreviated, or shortened, or without accents."""
    spellings = _FOLDED_WORDS.get(_fold(word))
    if spellings:
        if rng.random() < _ABBREVIATION_CHANCE:
            return _like(word, rng.choice(spellings))
    else:
        word = _drop_silent(word, rng)
    return strip_accents(word) if rng.random() < _ACCENT_CHANCE else word


def sms(text: str) -> str:
    """Write the text in French SMS spelling.

    « ne » goes first; then the text is read once from left to right, so that nothing
    already abbreviated is read again.  An expression left as it is by the draw still has
    its words looked up one by one.
    """
    text = unicodedata.normalize("NFC", text)
    rng = _rng("sms", text)
    text = _drop_ne(text, rng)
    folded = _fold(text)
    pieces: list[str] = []
    at = 0
    while at < len(text):
        if match := _OPAQUE.match(text, at):
            pieces.append(match.group())
        elif (match := _EXPRESSION.match(folded, at)) and rng.random() < _ABBREVIATION_CHANCE:
            spellings = _FOLDED_EXPRESSIONS[re.sub(" +", " ", match.group())]
            pieces.append(_like(text[at : match.end()], rng.choice(spellings)))
        elif (match := _HYPHEN.match(folded, at)) and rng.random() < _HYPHEN_CHANCE:
            pieces.append(" t" if match["t"] else " ")
        elif match := _LETTERS.match(text, at):
            pieces.append(_spell_word(match.group(), rng))
        else:
            pieces.append(text[at])
            at += 1
            continue
        at = match.end()
    return "".join(pieces)


TRANSFORMS: Final[dict[str, Callable[[str], str]]] = {
    "strip_accents": strip_accents,
    "capitals": capitals,
    "typos": typos,
    "sms": sms,
}
