"""What the loader refuses, and how it says so: « file:line: field: what is wrong »."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.checked_yaml import ContentError
from advisor.survey import FactBase, load_facts

SURVEY = """\
id: shops
title: Vitrines
publisher: La rue
year: 2020
period: au printemps
country: partout
sources:
  article: {label: La gazette, secondary: false}
populations:
  shops:
    singular: boutique
    plural: boutiques
    label: les boutiques
    aliases: [boutique]
items:
  poster:
    name: les affiches
    short: Affiches
    aliases: [affiche]
  radio: {name: la radio, short: Radio, aliases: [radio]}
item_groups:
  - items: [poster, radio]
    aliases: [annonce]
measures:
  means:
    population: shops
    secondary: false
    title: Les moyens des boutiques
    predicate: emploient {item}
    cues: [moyen]
    suggestions: [Et la radio ?]
    computed_with: [environ]
figures:
  - id: means.poster
    measure: means
    population: shops
    item: poster
    kind: exact
    value: 40
    source: article
    also: more
  - {id: means.radio, measure: means, population: shops, item: radio, kind: ratio, value: 2, of: 3, source: article}
notes:
  more: "Pour la radio, {means.radio}."
definitions:
  poster: "Une affiche est une feuille collée au mur, depuis {year}."
terms:
  wall: [mur]
method:
  author:
    cues: [qui]
    text: "Des passants, selon {source:article}."
method_summary: [author]
"""
TOPICS = """\
topics:
  price:
    label: les prix
    text: "Aucun prix (« {mention} »)."
    nearest: [means.poster]
    aliases: [prix]
ignored: [au coin]
"""


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shops.yml").write_text(SURVEY, encoding="utf-8")
    (tmp_path / "topics.yml").write_text(TOPICS, encoding="utf-8")
    return tmp_path


def refused(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as error:
        load_facts(folder)
    return str(error.value).splitlines()


def change(path: Path, old: str, new: str) -> int:
    """Write `new` in place of the first `old`; return the line where it then stands, from 1."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_a_good_survey_is_read_whole(folder: Path) -> None:
    facts = load_facts(folder)
    assert [(f.id, f.value, f.percent) for f in facts.figures_of("means")] == [
        ("means.radio", 2, pytest.approx(200 / 3)),
        ("means.poster", 40, 40),
    ]
    found = facts.find("means", "radio", "shops")
    assert found
    assert facts.source(found).label == "La gazette"
    assert facts.find("means", "radio", "nobody") is None
    assert facts.measures_of("poster") == ["means"]
    assert facts.topics["price"].label == "les prix"
    assert facts.ignored == ["au coin"]


def test_several_surveys_are_read_and_the_first_by_name_answers(folder: Path) -> None:
    (folder / "z.yml").write_text(SURVEY.replace("id: shops", "id: other"), encoding="utf-8")
    facts = load_facts(folder)
    assert [survey.id for survey in facts.surveys] == ["shops", "other"]
    assert facts.survey.id == "shops"


# What is written in place of what; the field and the reason that must be named.
MISTAKES = [
    ("year: 2020", "year: bientôt", "year", "integer"),
    ("country: partout", "nation: partout", "nation", "not permitted"),
    ("secondary: false", "secondary: peut-être", "sources.article.secondary", "boolean"),
    ("    aliases: [boutique]", "    aliases: boutique", "populations.shops.aliases", "list"),
    (
        "    aliases: [boutique]",
        "    meaningful_gap: 0\n    aliases: [boutique]",
        "populations.shops.meaningful_gap",
        "greater",
    ),
    ("    short: Affiches", "    short: ''", "items.poster.short", "sentence"),
    ("    name: les affiches", "    name: les 3 affiches", "items.poster.name", "no number"),
    ("  - items: [poster, radio]", "  - items: [poster]", "item_groups.0.items", "at least 2"),
    ("  - items: [poster, radio]", "  - items: [poster, cinema]", "item_groups.0.items", "unknown item cinema"),
    ("    secondary: false", "    secondary: oui et non", "measures.means.secondary", "boolean"),
    ("    population: shops", "    population: cafes", "measures.means.population", "unknown population cafes"),
    ("    title: Les", "    title: Les deux", "measures.means.title", "no number"),
    ("    predicate: emploient {item}", "    predicate: emploient {thing}", "measures.means.predicate", "{thing}"),
    ("    title: Les", "    title: Les {item}", "measures.means.title", "{item}"),
    ("    suggestions: [Et la radio ?]", "    suggestions: []", "measures.means.suggestions", "at least 1"),
    ("    suggestions: [Et la radio ?]", "    suggestions: [La moitié ?]", "measures.means.suggestions.0", "no number"),
    ("    computed_with: [environ]", "    computed_with: []", "measures.means.computed_with", "rounded figures"),
    ("    computed_with: [environ]", "    computed_with: ['…']", "measures.means.computed_with.0", "word"),
    ("    computed_with: [environ]", "    always_said: environ", "measures.means.always_said", "list"),
    ("    plural: boutiques", "    plural: deux boutiques", "populations.shops.plural", "no number"),
    ("    measure: means", "    measure: ways", "figures.0.measure", "unknown measure ways"),
    (
        "    population: shops\n    item",
        "    population: cafes\n    item",
        "figures.0.population",
        "unknown population",
    ),
    ("    item: poster", "    item: cinema", "figures.0.item", "unknown item cinema"),
    ("    kind: exact", "    kind: guess", "figures.0.kind", "unexpected value"),
    ("    value: 40", "    value: beaucoup", "figures.0.value", "float"),
    ("    value: 40", "    value: -1", "figures.0.value", "greater"),
    ("    source: article", "    source: rumour", "figures.0.source", "unknown source rumour"),
    ("    also: more", "    also: less", "figures.0.also", "unknown note less"),
    ('  more: "Pour la radio, {means.radio}."', '  more: "Avec {means.tv}."', "notes.more", "{means.tv}"),
    ('  more: "Pour la radio, {means.radio}."', '  more: "Neuf fois."', "notes.more", "no number"),
    ('  more: "Pour la radio, {means.radio}."', '  more: "Un.\\n\\nDeux."', "notes.more", "number"),
    ('  more: "Pour la radio, {means.radio}."', '  more: "Ici.\\n\\nLà."', "notes.more", "blank line"),
    ('  poster: "Une affiche est', '  poster: "Un {mur} est', "definitions.poster", "{mur}"),
    ("    cues: [qui]", "    cues: []", "method.author.cues", "at least 1"),
    ('    text: "Des passants', '    text: "{who}', "method.author.text", "{who}"),
    ("method_summary: [author]", "method_summary: [author, date]", "method_summary", "unknown aspect date"),
]


@pytest.mark.parametrize(("old", "new", "field", "reason"), MISTAKES, ids=[f"{m[2]}: {m[3]}" for m in MISTAKES])
def test_a_mistake_is_named_with_its_file_line_and_field(
    folder: Path, old: str, new: str, field: str, reason: str
) -> None:
    line = change(folder / "shops.yml", old, new)
    matching = [told for told in refused(folder) if told.startswith(f"{folder / 'shops.yml'}:{line}: {field}: ")]
    assert [reason in told for told in matching] == [True]


# Whatever concerns a whole figure is said on the line where the figure begins.
FIGURE_MISTAKES = [
    ("kind: ratio, value: 2, of: 3", "kind: ratio, value: 2", "figures.1", "ratio"),
    ("kind: ratio, value: 2, of: 3", "kind: exact, value: 2, of: 3", "figures.1", "ratio"),
    ("kind: ratio, value: 2, of: 3", "kind: ratio, value: 4, of: 3", "figures.1", "more than all"),
    ("kind: ratio, value: 2, of: 3", "kind: ratio, value: 0, of: 0", "figures.1.of", "greater than 0"),
    ("kind: ratio, value: 2, of: 3", "kind: exact, value: 101", "figures.1", "no percentage"),
    ("kind: ratio, value: 2, of: 3", "kind: more_than, value: 101", "figures.1", "no percentage"),
    (", item: radio", "", "figures.1.item", "required"),
]


@pytest.mark.parametrize(("old", "new", "field", "reason"), FIGURE_MISTAKES, ids=[m[1] for m in FIGURE_MISTAKES])
def test_a_figure_that_contradicts_itself_is_refused(folder: Path, old: str, new: str, field: str, reason: str) -> None:
    line = change(folder / "shops.yml", old, new)
    assert [told.startswith(f"{folder / 'shops.yml'}:{line}: {field}: ") for told in refused(folder)] == [True]
    assert reason in refused(folder)[0]


def test_what_is_said_of_small_gaps_goes_with_the_gap_from_which_they_count(folder: Path) -> None:
    change(folder / "shops.yml", "    aliases: [boutique]", "    aliases: [boutique]\n    meaningful_gap: 5")
    assert ["go together" in told and "populations.shops" in told for told in refused(folder)] == [True]


def test_a_field_that_is_missing_is_named_where_its_parent_stands(folder: Path) -> None:
    path = folder / "shops.yml"
    change(path, "    predicate: emploient {item}\n", "")
    line = path.read_text(encoding="utf-8").splitlines().index("  means:") + 1
    assert refused(folder) == [f"{path}:{line}: measures.means.predicate: field required"]


def test_an_id_that_stands_twice_is_refused(folder: Path) -> None:
    change(folder / "shops.yml", "{id: means.radio", "{id: means.poster")
    told = refused(folder)
    assert len(told) == 1
    assert "figures: the id means.poster stands twice" in told[0]


def test_every_mistake_of_a_file_is_told_at_once(folder: Path) -> None:
    change(folder / "shops.yml", "year: 2020", "year: bientôt")
    change(folder / "shops.yml", "    kind: exact", "    kind: guess")
    assert [re.sub(r"^.*?:\d+: ", "", told).split(":")[0] for told in refused(folder)] == ["year", "figures.0.kind"]


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("    nearest: [means.poster]", "    nearest: [means.tv]", "topics.price.nearest", "unknown figure means.tv"),
        ("    nearest: [means.poster]", "    nearest: []", "topics.price.nearest", "at least 1"),
        ('    text: "Aucun prix', '    text: "Aucun {prix}', "topics.price.text", "{prix}"),
        ('    text: "Aucun prix', '    text: "Deux prix', "topics.price.text", "no number"),
        ("    label: les prix", "    titre: les prix", "topics.price.titre", "not permitted"),
    ],
)
def test_a_mistake_in_the_topics_is_named_too(folder: Path, old: str, new: str, field: str, reason: str) -> None:
    line = change(folder / "topics.yml", old, new)
    matching = [told for told in refused(folder) if told.startswith(f"{folder / 'topics.yml'}:{line}: {field}: ")]
    assert [reason in told for told in matching] == [True]


def test_yaml_that_cannot_be_read_is_named_with_its_line(folder: Path) -> None:
    line = change(folder / "shops.yml", "items:", "items: [")
    told = refused(folder)
    assert len(told) == 1
    found = re.fullmatch(rf"{re.escape(str(folder / 'shops.yml'))}:(\d+): not valid YAML: .+", told[0])
    assert found
    assert int(found[1]) >= line


def test_a_key_that_stands_twice_is_refused(folder: Path) -> None:
    line = change(folder / "shops.yml", "year: 2020", "year: 2020\nyear: 2021")
    told = refused(folder)[0]
    assert told.startswith(f"{folder / 'shops.yml'}:{line + 1}: not valid YAML: ")


@pytest.mark.parametrize("content", ["", "- une liste\n", "un mot\n"])
def test_a_file_that_is_no_mapping_is_refused(folder: Path, content: str) -> None:
    (folder / "shops.yml").write_text(content, encoding="utf-8")
    assert refused(folder)[0].startswith(f"{folder / 'shops.yml'}:1: ")


def test_what_is_not_utf8_or_not_there_is_said(folder: Path) -> None:
    (folder / "shops.yml").write_bytes(SURVEY.encode("latin-1"))
    assert refused(folder) == [f"{folder / 'shops.yml'}: the file is not UTF-8 text"]
    (folder / "shops.yml").write_text(SURVEY, encoding="utf-8")
    (folder / "topics.yml").unlink()
    assert refused(folder) == [f"{folder / 'topics.yml'}: the file is missing"]
    (folder / "shops.yml").unlink()
    assert refused(folder) == [f"{folder}: there is no survey (*.yml) in this folder"]


@pytest.mark.parametrize("good", [True, False])
def test_the_command_line_prints_mistakes_and_fails_on_them(folder: Path, good: bool) -> None:
    if not good:
        change(folder / "shops.yml", "year: 2020", "year: bientôt")
    done = subprocess.run(
        [sys.executable, "-m", "advisor.survey", str(folder)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == (0 if good else 1)
    assert ("shops: 2 figures" in done.stdout) == good
    assert ("shops.yml:4: year: " in done.stderr) != good
    assert "Traceback" not in done.stderr


def test_no_figure_of_the_product_lacks_what_it_needs(facts: FactBase) -> None:
    """What the schema can't see: every share belongs to a population that its measure may speak of."""
    for figure in facts.survey.figures:
        assert facts.population(figure.population).plural
        if figure.measure:
            assert facts.find(figure.measure, figure.item, figure.population) == figure
