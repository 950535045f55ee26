"""Numbers as people type them: « 95 % », « neuf sur dix », « la moitié », « sur 200 », « top 3 »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from text_to_num import alpha2digit

from advisor.text import fold, fold_in_place

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_PERCENT = re.compile(rf"(?P<value>{_NUMBER})\s*(?:%|pour\s?cents?\b|p\.?\s?cent\b|pct\b|pourcents?\b|pour\s100\b)")
_OUT_OF = re.compile(
    rf"(?P<part>{_NUMBER}|\bune?\b)(?P<middle>\s*/\s*|\s+(?:[^\W\d]+\s+){{0,4}}?(?:sur|parmi)\s+)(?P<whole>{_NUMBER})(?!\d)"
)
_FRACTIONS = {
    r"\b(?:la )?moiti[ée]s?\b": 50.0,
    r"\b(?:trois|les trois|3) quarts?\b|\b3/4\b": 75.0,
    r"\b(?:deux|2) tiers\b|\b2/3\b": 200 / 3,
    r"\b(?:un|le|1) tiers\b|\b1/3\b": 100 / 3,
    r"\b(?:un|le|1) quart\b|\b1/4\b": 25.0,
    r"\b(?:un|1) cinqui[eè]me\b": 20.0,
    r"\b(?:quatre|4) cinqui[eè]mes\b": 80.0,
    r"\b(?:un|1) dixi[eè]me\b": 10.0,
}
# « sur 2000 » counts firms; « en 2000 » is a year.
_SO_MANY = re.compile(r"\b(?:sur|prends|prenons|prenez|mettons|disons|parmi|avec)\s+$")
_FIRMS = re.compile(r"\s*(?:pme|entreprises?|boites?|societes?|firmes?)\b")
# « lequel des deux » counts nothing; « les deux premiers » does.
_BOTH = re.compile(r"\b(?:les|des|ces|aux|entre|nous|vous|eux|elles)\s+$")
_FIRST_ONES = re.compile(r"\s*(?:premi|derni|plus|moins|principa|meilleur|grand)")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%]|[.,]\d)")
# Without one of these, whatever is looked for below is not there: most messages name no quantity.
_ANY = re.compile(r"\d|moiti|quart|tiers|cinqui|dixi")


@dataclass(frozen=True)
class Quantity:
    """A number of the visitor: a `share` (in percent), a plain `number` or a `year`, and where it stands."""

    type: str
    value: float
    start: int
    end: int


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text`, left to right, in digits or in French words.

    A share is written as a percentage, « N sur M » with N ≤ M ≤ 10 or a fraction. « sur 200 » alone is a number,
    and so is the whole of « 90 sur 200 »: whoever types it speaks of firms that can be counted.
    """
    digits, back = spelled_out(text)
    folded = fold_in_place(digits)
    if not _ANY.search(folded):
        return []
    found: list[Quantity] = []
    taken = [False] * (len(folded) + 1)

    def take(kind: str, value: float, start: int, end: int) -> None:
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            found.append(Quantity(kind, round(value, 4), back[start], back[end]))

    for share, start, end in _shares(folded):
        take("share", share, start, end)
    for match in _YEAR.finditer(folded):
        if not (_SO_MANY.search(folded[: match.start()]) or _FIRMS.match(folded[match.end() :])):
            take("year", float(match.group()), match.start(), match.end())
    for match in re.finditer(_NUMBER, folded):
        if _counts_something(folded, match):
            take("number", _value(match.group()), match.start(), match.end())
    return sorted(found, key=lambda quantity: quantity.start)


def _shares(text: str) -> Iterator[tuple[float, int, int]]:
    """Yield each share of `text` in percent, with its start and end."""
    for match in _PERCENT.finditer(text):
        yield _value(match["value"]), *match.span()
    for pattern, share in _FRACTIONS.items():
        yield from ((share, *match.span()) for match in re.finditer(pattern, text))
    for match in _OUT_OF.finditer(text):
        part = 1.0 if match["part"].startswith("un") else _value(match["part"])
        whole = _value(match["whole"])
        if 0 < part <= whole and (whole <= 10 or whole == 100):
            yield 100 * part / whole, *match.span()


def _counts_something(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number is one, rather than « les deux », an ordinal (« 2e ») or part of a word."""
    before, after = text[: match.start()], text[match.end() :]
    if match.group() == "2" and _BOTH.search(before) and not _FIRST_ONES.match(after):
        return False
    if re.search(r"(?:numero|n ?[°o])\s*$", before) or re.match(
        r"\s*(?:ans?|annees?|mois|jours?|semaines?|h|heures?|minutes?)\b", after
    ):
        return False
    return not (re.match(r"\s*(?:ere?|ere|eme|emes|nde?|er|ers)\b|\w", after) or before[-1:].isalpha())


def _value(digits: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+", digits):
        return float(re.sub(r"\D", "", digits))
    return float(digits.replace(",", "."))


def spelled_out(text: str) -> tuple[str, list[int]]:
    """Turn number words into digits; return the new text and, for each of its positions, the place in `text`."""
    if not _BEGINNING.search(fold(text)):
        return text, list(range(len(text) + 1))
    tokens = list(re.finditer(r"\S+|\s+", text))
    out: list[str] = []
    back: list[int] = []
    index = 0
    while index < len(tokens):
        run, converted = _number_run(tokens, index)
        start, end = tokens[index].start(), tokens[index + run - 1].end()
        piece = converted if converted is not None else text[start:end]
        out.append(piece)
        same = piece == text[start:end]
        back += range(start, end) if same else [start] * len(piece)
        index += run
    back.append(len(text))
    return "".join(out), back


_NUMBER_WORD = re.compile(
    r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|"
    r"soixante|septante|octante|huitante|nonante|cents?|mille|millions?|et|un|une)(?:-[a-z-]+)*[.,;:!?]?"
)
# A number in words does not begin with an article or « et ».
_BEGINNING = re.compile(rf"(?<!\S)(?!(?:et|une?)(?!\S)){_NUMBER_WORD.pattern}(?!\S)")


def _dangling(tokens: list[re.Match[str]]) -> bool:
    """Tell whether the last word is an article or « et » rather than the end of a number such as « vingt et un »."""
    last = fold(tokens[-1].group())
    before = fold("".join(token.group() for token in tokens[-5:-1]))
    return last == "et" or (last in {"un", "une"} and not re.search(r"(?:vingt|ante) et $", before))


def _number_run(tokens: list[re.Match[str]], index: int) -> tuple[int, str | None]:
    """Return how many tokens from `index` make one number in words, and its digits (None: not a number)."""
    end = index
    while end < len(tokens) and (tokens[end].group().isspace() or _NUMBER_WORD.fullmatch(fold(tokens[end].group()))):
        end += 1
    while end > index and (tokens[end - 1].group().isspace() or _dangling(tokens[:end])):
        end -= 1
    if end <= index or tokens[index].group().isspace() or fold(tokens[index].group()) in {"et", "un", "une"}:
        return 1, None
    words = fold("".join(token.group() for token in tokens[index:end]))
    if words.startswith("cent") and index >= 2 and fold(tokens[index - 2].group()) == "pour":
        return end - index, None  # « combien de pour cent »
    if re.match(r"(?:deux|trois|quatre)\s*$", words) and re.match(
        r"\s*(?:tiers|quarts?|cinquiemes?)", fold("".join(token.group() for token in tokens[end : end + 2]))
    ):
        return end - index, None
    digits = alpha2digit(words, "fr", 0)
    return end - index, digits if digits != words else None
