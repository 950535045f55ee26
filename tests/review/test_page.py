"""What the editor reads: groups of what is alike, lines to paste, counts; on a page that runs nothing from visitors."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from advisor.review.grouping import Group, grouped
from advisor.review.log import Counts, Miss
from advisor.review.page import Learnt, Review, page
from advisor.review.proposing import Proposal, Proposer, TrainedExamples
from advisor.review.turn import Reason
from advisor.survey import load_facts, shipped_facts
from components.shared import mention_finder
from scripts.review import nouns_of, sentence_vectors
from tests.review.conftest import Calendar

ROOT = Path(__file__).resolve().parents[2]
DAY = Calendar().day

ABOUT = {
    "unknown": [
        "combien de PME ont un vlog ?",
        "cb de pme on un vlog",
        "quel pourcentage de PME ont un vlog ?",
        "les vlogs, combien de boîtes en font ?",
    ],
    "weather": ["quel temps fera-t-il demain ?", "Quel temps va-t-il faire demain", "kel tps il va fere demain"],
    "dog": ["mon chien ne mange plus", "mon chien refuse de manger ses croquettes"],
}


def missed(text: str, *reasons: Reason, word: str = "", answer: str = "Ce n’est pas mon domaine.") -> Miss:
    return Miss(text, reasons or ("refused",), "out_of_scope", 0.9, answer, word, DAY)


def group_of(*texts: str) -> Group:
    return Group(tuple(missed(text) for text in texts), tuple((text, 1) for text in texts))


@pytest.fixture(scope="module")
def examples() -> TrainedExamples:
    return TrainedExamples(ROOT / "data/nlu")


@pytest.fixture(scope="module")
def proposer(examples: TrainedExamples) -> Proposer:
    return Proposer(examples, shipped_facts(), mention_finder().words, nouns_of, sentence_vectors)


def review_of(*learnt: Learnt, failures: tuple[Miss, ...] = (), counts: Counts | None = None, **fields: Any) -> Review:
    none = Counts(Counter(), Counter(), Counter(), Counter())
    values: dict[str, Any] = {"since": date(2026, 11, 10), "until": DAY, "days_kept": 90, "left_out": 0, **fields}
    return Review(
        learnt=learnt, failures=failures, counts=counts or none, example=lambda kind: f"exemple de {kind}", **values
    )


# ---------------------------------------------------------------- grouping


def test_paraphrases_come_together_the_most_frequent_first() -> None:
    misses = [missed(text) for about in zip(*ABOUT.values(), strict=False) for text in about]
    misses += [missed(text) for texts in ABOUT.values() for text in texts[2:]]
    misses += [missed("mon chien ne mange plus")] * 3
    found = [{text for text, _ in group.sentences} for group in grouped(misses, sentence_vectors)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, (set(texts) for texts in ABOUT.values())))
    assert found[0] == set(ABOUT["dog"])


def test_spellings_of_a_sentence_are_one_with_how_often_it_came() -> None:
    (group,) = grouped(
        [missed(text) for text in ("Ça marche ?", "ca marche", "ÇA MARCHE", "ca marche")], sentence_vectors
    )
    assert group.sentences == (("ca marche", 4),)
    assert len(group.misses) == 4


@pytest.mark.parametrize("texts", [[], ["seul"], ["🙂"], ["<téléphone>"], ["🙂", "…", "<e-mail>", "?"]])
def test_few_messages_and_messages_without_words(texts: list[str]) -> None:
    groups = grouped([missed(text) for text in texts], sentence_vectors)
    assert sorted(text for group in groups for text, _ in group.sentences) == sorted(texts)


def test_masks_make_nothing_alike() -> None:
    groups = grouped([missed("mon chien, <e-mail>"), missed("la météo <e-mail>")], sentence_vectors)
    assert len(groups) == 2


# ---------------------------------------------------------------- proposals


def test_the_proposed_kind_is_that_of_the_nearest_examples(proposer: Proposer) -> None:
    for texts, kind in (
        (ABOUT["weather"], "out_of_scope"),
        (["j'aimerais plus de clients pour mon gîte"], "state_goals"),
    ):
        proposed = proposer.propose(group_of(*texts)).kinds[0]
        assert (proposed.kind, proposed.file) == (kind, f"data/nlu/{kind}.yml")
        assert 0 < proposed.share <= 1
        assert proposed.like


def test_the_lines_can_be_pasted(proposer: Proposer) -> None:
    """Whatever signs a visitor typed: Rasa reads sentences, without entities of its own making."""
    typed = ("- que vaut [ceci](item) {x} ?", 'deux : "points" # et dièse', "'apostrophe", "  -- tirets")
    lines = proposer.propose(group_of(*typed)).kinds[0].text
    text = f'version: "3.1"\nnlu:\n  - intent: rank\n    examples: |\n      - un\n{lines}\n'
    training = RasaYAMLReader().reads(text)
    read = [example.get("text") for example in training.intent_examples]
    assert len(read) == 5 and not training.entities
    assert read[1:] == ["que vaut ceci(item) x ?", 'deux : "points" # et dièse', "'apostrophe", "tirets"]


def test_lines_for_a_block_with_a_label_say_which(proposer: Proposer) -> None:
    proposal = proposer.propose(group_of("combien ça coûte de faire de la pub facebook pour ma boutique"))
    place = next(lines for lines in proposal.kinds if lines.kind == "ask_advice")
    assert place.where.startswith("topic: ")
    assert f"{place.where}\n" in (ROOT / place.file).read_text(encoding="utf-8")


def test_what_is_masked_or_trained_is_no_line(proposer: Proposer) -> None:
    known = yaml.safe_load((ROOT / "data/nlu/rank.yml").read_text(encoding="utf-8"))["nlu"][0]["examples"]
    sentence = known.splitlines()[0].removeprefix("- ")
    assert proposer.propose(group_of(sentence, "rappelez le <téléphone>", "🙂")).kinds == ()


def test_a_word_that_nothing_knows_may_be_an_alias_or_a_topic(proposer: Proposer, tmp_path: Path) -> None:
    """What is to be pasted into surveys/ is a valid topic there."""
    alias, topic = proposer.propose(group_of(*ABOUT["unknown"])).names
    assert alias.text in (", vlog", ", vlogs")
    name = re.search(r"› (\w+) ›", alias.where)
    assert name and f"  {name[1]}:\n" in (ROOT / alias.file).read_text(encoding="utf-8")
    for path in (ROOT / "surveys").glob("*.yml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    topics = tmp_path / "topics.yml"
    content = topics.read_text(encoding="utf-8")
    topics.write_text(content.replace("topics:\n", f"topics:\n{topic.text}\n", 1), encoding="utf-8")
    assert load_facts(tmp_path).topics["vlog"].aliases[0].startswith("vlog")


def test_what_is_known_is_no_new_word(proposer: Proposer) -> None:
    """Nor is a verb, however rare."""
    for text in ("combien de PME font de l'e-mailing ?", "les réseaux devancent la radio de combien ?"):
        assert proposer.propose(group_of(text)).names == ()


# ---------------------------------------------------------------- the page


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;</pre>{{ 7*7 }}"


def test_the_page_escapes_whatever_visitors_typed(proposer: Proposer) -> None:
    miss = missed(EVIL, "disliked", word=EVIL, answer=EVIL)
    for times in (1, 2):
        group = Group((miss,) * times, ((EVIL, times),))
        html = page(review_of(Learnt(group, proposer.propose(group)), failures=(miss,)), shipped_facts())
        tags = Tags()
        tags.feed(html)
        assert not {"script", "img", "iframe", "link", "object", "form"} & set(tags.tags)
        assert not any(name.startswith("on") for name, _ in tags.attributes)
        assert "&lt;script&gt;" in html and "49" not in html


def test_the_page_needs_nothing_from_anywhere() -> None:
    html = page(review_of(Learnt(group_of("un", "deux"), Proposal(()))), shipped_facts())
    tags = Tags()
    tags.feed(html)
    assert "default-src 'none'; style-src 'unsafe-inline'" in html
    assert not re.findall(r"url\(|@import|https?://", html)
    assert all((value or "").startswith("#") for name, value in tags.attributes if name in ("src", "href"))


def test_the_page_shows_groups_answers_reasons_and_counts(proposer: Proposer) -> None:
    texts = ABOUT["weather"]
    group = Group(
        tuple(missed(text, "refused", "disliked", word="pas ma question") for text in texts),
        ((texts[0], 2), (texts[1], 1)),
    )
    counts = Counts(
        Counter({"rank": 12, "answer": 3}),
        Counter({"channel.email": 7, "gone": 1}),
        Counter({"country": 4}),
        Counter({DAY: 15}),
    )
    single = Learnt(group_of("seul au monde"), Proposal(()))
    html = page(
        review_of(Learnt(group, proposer.propose(group)), single, counts=counts, simulated=True), shipped_facts()
    )
    for expected in (
        "quel temps fera-t-il demain",
        "Ce n’est pas mon domaine.",
        "pas ma question",
        "refusé&nbsp;: 3",
        "pouce baissé&nbsp;: 3",
        "Sans doute bien refusé",
        "data/nlu/out_of_scope.yml",
        "seul au monde",
        "exemple de rank",
        "E-mailing",
        "un pays en particulier",
        "Semaine simulée",
        "lun. 16 nov. 2026",
        "90\u00a0jours",
    ):
        assert expected in html, expected


def test_an_empty_review_is_a_page_too() -> None:
    html = page(review_of(), shipped_facts())
    assert "Rien ne revient." in html and "Il n’y en a pas." in html
