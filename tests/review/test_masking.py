"""What tells who somebody is never reaches the review, and what a question is about does."""

from __future__ import annotations

import pytest

from advisor.review.masking import ACCOUNT, EMAIL, IBAN, LINK, MASKS, NUMBER, PHONE, SECRET, STREET, mask

TELEPHONES = [
    "06 12 34 56 78",
    "0612345678",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "06/12/34/56/78",
    "06_12_34_56_78",
    "06 . 12 . 34 . 56 . 78",
    "06 - 12 - 34 - 56 - 78",
    "06\u00a012\u00a034\u00a056\u00a078",
    "06\u202f12\u202f34\u202f56\u202f78",
    "06 12 34\n56 78",
    "06\u200b12\u200b34\u200b56\u200b78",
    "０６ １２ ３４ ５６ ７８",
    "06 12 345 678",
    "06 123 456 78",
    "0 612 345 678",
    "(06) 12 34 56 78",
    "+33 6 12 34 56 78",
    "+33612345678",
    "+33(0)6 12 34 56 78",
    "+33 (0) 6 12 34 56 78",
    "+33.6.12.34.56.78",
    "0033 6 12 34 56 78",
    "0033612345678",
    "33612345678",
    "6 12 34 56 78",
    "01 42 68 53 00",
    "tél:0142685300",
    "04.78.00.11.22.",
    "09 72 00 00 00",
    "0 800 123 456",
    "0800 123 456",
    "08 92 70 12 34",
    "0690 12 34 56",
    "0262 12 34 56",
    "+590 690 12 34 56",
    "+32 475 12 34 56",
    "+41 79 123 45 67",
    "+1 514 555 0123",
    # A digit too few, and too many.
    "06 12 34 56 7",
    "06 12 34 56 78 90",
    "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
    "zero six, douze, trente quatre, cinquante six, soixante dix huit",
]


@pytest.mark.parametrize("number", TELEPHONES)
@pytest.mark.parametrize("sentence", ["appelez-moi au {} merci", "{}", "mon numéro ({}), c'est noté ?"])
def test_telephone_numbers(number: str, sentence: str) -> None:
    masked = mask(sentence.format(number))
    assert PHONE in masked
    assert not any(char.isdecimal() for char in masked), masked
    assert "trente" not in masked


@pytest.mark.parametrize("number", ["0612345678", "06 12 34 56 78", "06.12.34.56.78"])
def test_a_number_glued_to_words(number: str) -> None:
    assert mask(f"tel{number}svp") == f"tel{PHONE}svp"


def test_two_numbers_are_two() -> None:
    assert mask("06 12 34 56 78 ou 07 98 76 54 32") == f"{PHONE} ou {PHONE}"


@pytest.mark.parametrize(
    "address",
    [
        "jean.dupont@exemple.fr",
        "JEAN.DUPONT@EXEMPLE.FR",
        "jean+infos@sous.exemple.co.uk",
        "jean_dupont-2@exemple-pro.fr",
        "amélie@boulangerie-müller.fr",
        "jean@localhost",
        "jean dupont@exemple.fr",
        "jean @ exemple.fr",
        "jean@ exemple . fr",
        "jean[at]exemple.fr",
        "jean (at) exemple (point) fr",
        "jean [arobase] exemple [dot] fr",
        "jean at exemple.fr",
        "jean arobase exemple point fr",
        "jean point dupont arobase exemple point fr",
        "jean.dupont arobase exemple.co.uk",
        "mailto:jean.dupont@exemple.fr?subject=devis",
    ],
)
def test_email_addresses(address: str) -> None:
    masked = mask(f"écrivez à {address} s'il vous plaît")
    assert EMAIL in masked
    assert "exemple" not in masked and "dupont@" not in masked and "boulangerie" not in masked
    assert masked.startswith("écrivez à ") and masked.endswith("s'il vous plaît")


def test_what_follows_an_address_stays() -> None:
    assert mask("Écrivez à jean@exemple.fr. Merci beaucoup.") == f"Écrivez à {EMAIL}. Merci beaucoup."


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", IBAN),
        ("FR7630006000011234567890189", IBAN),
        ("fr7630006000011234567890189", IBAN),
        ("FR76-3000-6000-0112-3456-7890-189", IBAN),
        ("BE71 0961 2345 6769", IBAN),
        ("DE89 3704 0044 0532 0130 00", IBAN),
        ("GB29 NWBK 6016 1331 9268 19", IBAN),
        ("4970 1012 3456 7890", NUMBER),
        ("4970-1012-3456-7890", NUMBER),
        ("4970101234567890", NUMBER),
        ("3782 822463 10005", NUMBER),
        ("1 85 12 75 108 123 45", NUMBER),
        ("185127510812345", NUMBER),
        ("2 69 05 2A 588 157 80", NUMBER),
        ("12 rue de la Paix", STREET),
        ("3 bis, avenue du Général-de-Gaulle", STREET),
        ("14 bd Victor Hugo", STREET),
        ("221 chemin des vignes", STREET),
        ("@boulangerie_martin", ACCOUNT),
        ("https://exemple.fr/compte?token=a1b2c3", f"exemple.fr/{LINK}"),
        ("https://exemple.fr/#a1b2c3", f"exemple.fr/{LINK}"),
        ("www.exemple.fr/reset/a1b2c3d4", f"www.exemple.fr/{LINK}"),
        ("linkedin.com/in/jean-dupont-123", f"linkedin.com/{LINK}"),
        ("http://localhost:5005/plan/0123456789abcdef0123456789abcdef", f"localhost/{LINK}"),
        ("/plan/0123456789abcdef0123456789abcdef", SECRET),
        ("sk-proj-a1b2c3d4e5f6g7h8i9j0", SECRET),
        ("eyJhbGciOiJIUzI1NiJ9", SECRET),
    ],
)
def test_accounts_cards_streets_and_links(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert mask(f"c'est {text}, voilà").removeprefix("c'est ").startswith(masked)


@pytest.mark.parametrize(
    "text",
    [
        "et en 2013 ?",
        "2013 2014 2015",
        "2010 2011 2012 2013",
        "entre 2012 et 2014, 01/02/2013 03/04/2014",
        "le 01/02/2013 à 10h30",
        "300 000 €",
        "1 200,50 euros",
        "un budget de 12 345 678 euros",
        "1 000 000 000 000",
        "9 sur 10",
        "73 % des PME et 90,5 % des autres",
        "73 + 72 + 59, ça fait plus de 100",
        "73 72 59 90 89",
        "10 20 30 40 50 60 70",
        "-3,5 points",
        # Public numbers of firms.
        "SIRET 732 829 320 00074",
        "73282932000074",
        "SIREN 552 100 554",
        "552100554",
        "FR12345678901",
        "75008 Paris",
        "24/7, b2b/b2c, et/ou",
        "facebook.com ou linkedin.com ?",
        "https://www.exemple.fr",
        "3 cours de poterie par semaine",
        "dans 12 rues piétonnes",
        "de 12 mots pour dire bien des choses",
        "faut-il répondre au 3949 ?",
        "on est at home, point",
        "anticonstitutionnellement inter-professionnelles",
        "zéro budget et deux heures",
        "top 3 des objectifs",
        "🙂 👍",
        "",
    ],
)
def test_what_a_question_is_about_stays(text: str) -> None:
    assert mask(text) == text


def test_all_at_once_and_only_once() -> None:
    text = "Jean, 12 rue de la Paix, 06 12 34 56 78, jean@exemple.fr, FR7630006000011234567890189 : quel prix en 2013 ?"
    masked = mask(text)
    assert masked == f"Jean, {STREET}, {PHONE}, {EMAIL}, {IBAN} : quel prix en 2013 ?"
    assert mask(masked) == masked
    assert all(mask(sign) == sign for sign in MASKS)
