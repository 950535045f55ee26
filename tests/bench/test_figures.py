"""The table and the JSON of what was measured."""

from __future__ import annotations

import json

import pytest

from bench.speed.figures import Figure, Switched, as_json, shown, switched_table, table

SLOWER = Figure("a turn", "ms", 300, 100, note="On a warm day.")
RATE = Figure("turns a second", "1/s", 4, 10, more_is_better=True)
ALONE = Figure("make run", "s", None, 12.34)


@pytest.mark.parametrize(
    ("figure", "ratio"),
    [
        (SLOWER, 3),
        (RATE, 2.5),
        (Figure("memory", "MB", 100, 200), 0.5),
        (ALONE, None),
        (Figure("without an answer", "%", 0, 0), None),
    ],
)
def test_the_ratio_is_above_one_when_ours_is_better(figure: Figure, ratio: float | None) -> None:
    assert figure.ratio == ratio


def test_the_table_has_each_figure_and_each_note_once() -> None:
    told = table([SLOWER, Figure("another", "ms", 1234.5, 2, note=SLOWER.note), ALONE])
    assert told.count(SLOWER.note) == 1 and told.count("[1]") == 3
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in told.splitlines()]
    assert ["a turn [1]", "ms", "300", "100", "3 ×"] in cells
    assert ["another [1]", "ms", "1,234", "2", "617 ×"] in cells
    assert ["make run", "s", "–", "12.3", "–"] in cells


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (1234.5, "1,234"), (0.01234, "0.0123"), (0.0, "0")])
def test_three_digits_count(value: float | None, text: str) -> None:
    assert shown(value) == text


def test_the_switches_are_named() -> None:
    told = switched_table([Switched(off, 10, 2, 300, 200) for off in ("", "one_thing", "1")])
    assert [line.split("|")[1].strip() for line in told.splitlines()[2:]] == [
        "nothing left out",
        "without one_thing",
        "all left out",
    ]


def test_the_json_has_all_of_it() -> None:
    read = json.loads(json.dumps(as_json([SLOWER, ALONE], [Switched("x", 1, 2, 3, 4)], about={"cores": 2})))
    assert read["about"] == {"cores": 2}
    assert [figure["ratio"] for figure in read["figures"]] == [3, None]
    assert {"name", "unit", "stock", "ours", "note", "more_is_better"} < {*read["figures"][0]}
    assert read["switches"] == [{"off": "x", "processor": 1, "cold_start": 2, "rss": 3, "pss": 4}]
