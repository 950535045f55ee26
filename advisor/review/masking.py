"""Masking what tells who somebody is: addresses, numbers of telephones, accounts, cards and persons, links and keys.

What a question is about stays: years, prices, shares, counts, postal codes, the host of a link, and the public numbers
of firms (SIREN, SIRET, VAT). Names of persons are not found: nothing tells « Martin » from the name of a shop.
"""

from __future__ import annotations

import re
import unicodedata
from re import Match

from phonenumbers import PhoneNumberMatcher

EMAIL, PHONE, IBAN, NUMBER = "<e-mail>", "<téléphone>", "<IBAN>", "<numéro>"
STREET, ACCOUNT, LINK, SECRET = "<adresse>", "<compte>", "<lien>", "<secret>"
MASKS = frozenset({EMAIL, PHONE, IBAN, NUMBER, STREET, ACCOUNT, LINK, SECRET})

_FLAGS = re.IGNORECASE | re.VERBOSE
_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)*", _FLAGS)
# « jean point dupont arobase exemple point fr », « jean [at] exemple.fr », « jean @ exemple . fr »
_SPELT_EMAIL = re.compile(
    r"""(?:[\w+-]+[ ](?:point|tiret|underscore)[ ])* [\w.+-]+
    (?: [ ]?[(\[{<][ ]?(?:@|at|arobase?)[ ]?[)\]}>][ ]? | [ ](?:at|arobase?)[ ] | [ ]?@[ ]? )
    [\w-]+ (?: (?: [ ]?[(\[{<]?[ ]?(?:\.|\b(?:point|dot)\b)[ ]?[)\]}>]?[ ]? ) [a-z]{2,10}\b ){1,2}""",
    _FLAGS,
)
# The host stays. Without a scheme it takes a path to make a link: « linkedin.com » is no more than a name.
_LINK = re.compile(
    r"""(?:https?://(?P<host>[\w.-]+)|\b(?P<bare>[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}))
    (?P<rest>(?::\d+)?[/?\#][^\s<>«»"]*)?""",
    _FLAGS,
)
# Whoever knows it may read something: the address of a plan, a session, a key to some service.
_SECRET = re.compile(r"(?:/plan/)?(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20,}", _FLAGS)
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.]*\w", _FLAGS)
# Country, two digits, then by fours: longer than a VAT number (« FR12345678901 »), and mostly digits.
_IBAN = re.compile(r"\b(?:[A-Z]{2}\s?|[a-z]{2})\d{2}(?:[\s.-]?[A-Za-z\d]{4}){3,7}(?:[\s.-]?[A-Za-z\d]{1,3})?\b")
_LEAST_DIGITS_OF_IBAN = 10
# By fours, four years in a row excepted, or 4-6-5; and so many digits in one go count nothing that firms have.
_CARD = re.compile(
    r"""(?<!\d)(?!(?:(?:19|20)\d{2}[\s.-]?){4}(?!\d))
    (?: \d{4}(?P<sign>[\s.-])\d{4}(?P=sign)\d{4}(?P=sign)\d{1,4}(?:(?P=sign)\d{1,3})?
      | \d{4}[\s.-]\d{6}[\s.-]\d{5} | \d{15,19} )(?!\d)""",
    _FLAGS,
)
# The number of a person at the French social security: sex, year, month, department, then six digits and a key.
_PERSON = re.compile(
    r"""(?<!\d)[12][\s.-]?\d{2}[\s.-]?[01]\d[\s.-]?(?:\d{2}|2[AB])[\s.-]?\d{3}[\s.-]?\d{3}(?:[\s.-]?\d{2})?(?!\d)""",
    _FLAGS,
)
# What phonenumbers leaves: other signs between the pairs, French regions with a plan of their own, words on both sides,
# a digit too few or too many. All signs are the same, as they are not in « 01/02/2013 03 ».
_PAIRS = re.compile(
    r"""(?<!\d)0[1-9](?:\d\d)?(?P<sign>[\s._/·•-]{0,3})\d\d(?:(?P=sign)\d\d){1,2}
    (?P=sign)\d{1,2}(?:(?P=sign)\d{1,2})?(?!\d)""",
    _FLAGS,
)
_WITHOUT_ZERO = re.compile(r"(?<![\d.,])[67](?P<sign>[\s.-])\d\d(?:(?P=sign)\d\d){3}(?![\d,])")
_IN_WORDS = re.compile(
    r"""\bz[ée]ro(?:[\s,-]+(?:et[\s-]+)?(?:z[ée]ro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|
    treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante)\b){5,}""",
    _FLAGS,
)
# « cours » is left out, for its more frequent sense: « 3 cours de poterie ».
_STREET = re.compile(
    r"""\b\d{1,4}(?:\s?(?:bis|ter|quater|[a-d]))?,?\s
    (?:rue|avenue|av\.?|boulevard|bl?d\.?|impasse|all[ée]e|quai|chemin|square|faubourg|ruelle|place|route)\s
    (?:(?:de|du|des|la|le|les|aux?|et)\s|[dl]['’])*[\w'’-]+
    (?:\s(?:(?:de|du|des|la|le|les)\s|[dl]['’])*(?-i:[A-ZÀ-Ý])[\w'’-]+)*""",
    _FLAGS,
)


def mask(text: str) -> str:
    """Return `text` on one line, with a mask in place of whatever tells who wrote it or opens a door."""
    text = _SPELT_EMAIL.sub(EMAIL, _EMAIL.sub(EMAIL, _one_line(text)))
    text = _LINK.sub(_host_of, text)
    text = _HANDLE.sub(ACCOUNT, text)
    text = _IBAN.sub(_iban_or_not, text)
    text = _SECRET.sub(SECRET, text)
    text = _mask_telephones(text)
    text = _CARD.sub(NUMBER, _PERSON.sub(NUMBER, text))
    return _STREET.sub(STREET, text)


def _one_line(text: str) -> str:
    """Return `text` with plain digits and spaces, so that nothing hides behind other forms of them."""
    visible = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return " ".join(visible.split())


def _host_of(link: Match[str]) -> str:
    """Return what stays of a link: all of a bare host, else the host alone."""
    return f"{link['host'] or link['bare']}/{LINK}" if link["rest"] not in (None, "/") else link[0]


def _iban_or_not(found: Match[str]) -> str:
    return IBAN if sum(char.isdigit() for char in found[0]) >= _LEAST_DIGITS_OF_IBAN else found[0]


def _mask_telephones(text: str) -> str:
    # From the end, so that the places of the others stay.
    for found in reversed(list(PhoneNumberMatcher(text, "FR"))):
        text = text[: found.start] + PHONE + text[found.end :]
    for pattern in (_PAIRS, _WITHOUT_ZERO, _IN_WORDS):
        text = pattern.sub(PHONE, text)
    return text
