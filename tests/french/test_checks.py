"""Each check finds what it is for, and leaves good French alone."""

from __future__ import annotations

import pytest

from scripts.french.checks import CHECKS
from scripts.french.checks.agreement import slips
from scripts.french.checks.counting import running_text, words
from scripts.french.checks.ease import FLOOR, ease, syllables
from scripts.french.checks.grammar import Explained, available, check_grammar
from scripts.french.checks.length import MOST_WORDS
from scripts.french.checks.typography import breaches
from scripts.french.model import Collection, Kind

N, B = "\u202f", "\u00a0"
needs_grammalecte = pytest.mark.skipif(not available(), reason="Grammalecte was not found (make system-packages)")


def of(*texts: str, kind: Kind = "message") -> Collection:
    collection = Collection()
    for text in texts:
        collection.add(kind, text, "a test")
    return collection


def remarks(check: str, *texts: str, kind: Kind = "message") -> list[str]:
    return [remark.what for remark in CHECKS[check](of(*texts, kind=kind))]


@pytest.mark.parametrize(
    "wrong",
    [
        "C'est exact.",
        'Un "mot".',
        "Vraiment ?",
        f"Vraiment{B}?",
        "Bravo!",
        "Oui ; non.",
        "73 %",
        f"73{B}%",
        "Voici : cela.",
        f"Voici{N}: cela.",
        "Voici: cela.",
        f"Voici{B}:cela.",
        "le « mot »",
        f"le «{N}mot{B}»",
        "12 PME",
        "14 points",
        f"1{N}234 entreprises",
        "15 mai 2024",
        "1 h 30",
        "1234 PME",
        f"12345{B}PME",
        f"1{B}234{B}PME",
        "1.234",
        "8.5",
        "deux  espaces",
        f"deux{B} espaces",
        " une ligne",
        "une ligne ",
        "un mot , puis",
        "l’ ami",
        "( mot )",
        "la suite...",
        "un mot - un autre",
        "un,deux",
        f"Métier{B}: «{B}{B}».",
        "(seul (ou non))",
        f"Pourquoi{B}: pour ceci{B}: cela.",
        f"«{B}sans fin",
        "(sans fin",
    ],
)
def test_typography_that_is_wrong_is_found(wrong: str) -> None:
    assert list(breaches(wrong))


@pytest.mark.parametrize(
    "right",
    [
        f"C’est exact{B}: 73{N}% des PME{N}; et l’e-mailing{N}?",
        f"le «{B}mot{B}»",
        f"9{B}PME sur{B}10 utilisent",
        f"1{N}234{B}entreprises, fin 2013 surtout",
        f"1{B}h{B}30, 8,5{B}points, du 15{B}mai 2024",
        f"Je garde «{B}passer à 40 couverts{B}».",
        f"Le plan{B}: /plan/0123456789abcdef0123456789abcdef",
        "https://exemple.fr/a?b=c;d, camille@exemple.fr",
    ],
)
def test_good_typography_is_left_alone(right: str) -> None:
    assert list(breaches(right)) == []


@pytest.mark.parametrize(("line", "count"), [("sans capitale.", 1), ("Sans point", 1), ("- un titre", 0), ("Bon.", 0)])
def test_the_lines_of_a_message_begin_and_end_as_sentences(line: str, count: int) -> None:
    assert len(remarks("typography", line)) == count
    assert remarks("typography", line, kind="label") == []


@pytest.mark.parametrize(
    "wrong",
    [
        "les campagnes de e-mailing",
        "des entreprises de hypercroissance",
        "la étude",
        "le objectif",
        "que il",
        "jusque ici",
        "si il veut",
        "ce est",
        f"en faveur de «{B}obtenir des contacts{B}»",
        "d’publicité",
        "à les entreprises",
        "la part de les PME",
        "de le salon",
        "la la publicité",
        f"1{B}points",
        f"0{B}personnes",
        f"1,5{B}points",
        f"2{B}point",
        f"12{B}personne",
        f"1{N}234{B}entreprise",
        f"2{B}nouvel emploi",
    ],
)
def test_a_slip_is_found(wrong: str) -> None:
    assert list(slips(wrong))
    assert remarks("agreement", wrong)


@pytest.mark.parametrize(
    "right",
    [
        "les campagnes d’e-mailing",
        "les entreprises de l’hypercroissance",
        "de hausse en hausse",
        "le onze mai",
        "de le faire, à les aider",
        "dites-le avec des mots",
        "Tenez-la à jour",
        "vous vous associez",
        f"1{B}point, 1,5{B}point, 2{B}points",
        f"1{B}personne et 12{B}personnes",
        f"1{N}234{B}entreprises",
        f"1{B}nouvel emploi, 2{B}nouveaux emplois",
        f"1{B}h{B}30 en 3{B}mois",
    ],
)
def test_what_agrees_is_left_alone(right: str) -> None:
    assert list(slips(right)) == []


@pytest.mark.parametrize(
    "wrong", ["Que veux-tu ?", "Dans ta ville.", "Dis-moi tout.", "Fais-le.", "Je t’aide.", "Le tien."]
)
def test_who_says_tu_is_found(wrong: str) -> None:
    assert remarks("vous", wrong)
    assert remarks("vous", wrong, kind="suggestion") == []


@pytest.mark.parametrize(
    "right", ["Dites-le-moi.", f"Dites «{B}fais-moi un plan{B}».", "Allez-y.", "Le ton juste.", "Que puis-je faire ?"]
)
def test_who_says_vous_is_left_alone(right: str) -> None:
    assert remarks("vous", right) == []


def test_a_message_counts_its_running_words() -> None:
    message = (
        f"Voici l’étude{B}:\n- un mot de trop\n1. Un titre\nSource{B}: LinkedIn.\n73{N}% des PME{N}; 1{N}234{B}points"
    )
    assert running_text(message).count("\n") == 1
    assert words(running_text(message)) == ["Voici", "l’étude", f"73{N}%", "des", f"PME{N};", f"1{N}234", "points"]


def test_a_message_that_is_too_long_is_found() -> None:
    most = " ".join(["mot"] * MOST_WORDS)
    assert remarks("length", most) == []
    assert remarks("length", f"{most} mot")
    assert remarks("length", f"{most}\n- {most}\nSource{B}: {most}") == []
    assert remarks("length", f"{most} mot", kind="page") == []


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("l’été", 2), ("réseaux", 2), ("entreprises", 3), ("hypercroissance", 4), ("publicité", 4), ("idée", 2),
        ("créer", 2), ("avis", 2), ("e-mailing", 3), ("événements", 4), ("question", 2), ("vieux", 1), ("payer", 2),
        ("bouche-à-oreille", 4), ("août", 1), ("pme", 1), ("73", 0),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_heard(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_text_that_is_hard_to_read_is_found() -> None:
    easy = "Une page suffit. Publiez ce que vous faites. Dites où vous êtes. Vos clients le liront. " * 2
    hard = (
        "L’appropriation organisationnelle des technologies socionumériques conditionnerait vraisemblablement "
        "l’internationalisation progressive des microstructures entrepreneuriales territorialement spécialisées, "
        "indépendamment de considérations macroéconomiques conjoncturellement défavorables à leur développement."
    )
    assert ease(hard) < FLOOR < 60 < ease(easy)
    assert remarks("reading ease", easy) == []
    # Itself, and that too few of all are easy.
    assert len(remarks("reading ease", f"{hard} {hard}", easy, kind="page")) == 2


@needs_grammalecte
@pytest.mark.parametrize(
    "wrong",
    [
        "Les entreprise sont belles.",
        f"Pour {B}les entreprises, l’étude a été faites.",
        "La question n’a pas été posée de la même façon à les entreprises.",
        "Il a manger une pomme.",
        "La notoriétté de votre marque.",
    ],
)
def test_grammalecte_finds_mistakes(wrong: str) -> None:
    assert list(check_grammar(of(wrong), known=[], words=[]))


@needs_grammalecte
def test_what_is_explained_is_no_remark_and_an_idle_explanation_is_one() -> None:
    texts = of("Une étude Social de LinkedIn.")
    known = [Explained(rule="g3__gn_2m", words="Social", reason="")]
    (found, *others) = check_grammar(texts, known=[], words=["LinkedIn"])
    rule = found.what.split(",")[0]
    assert others == []
    right = [Explained(rule=rule, words="Social", reason="a title")]
    assert list(check_grammar(texts, known=right, words=["LinkedIn"])) == []
    idle = [remark.what for remark in check_grammar(texts, known=[*right, *known], words=["LinkedIn", "lead"])]
    assert len(idle) == 2
    assert all("without need" in what for what in idle)
