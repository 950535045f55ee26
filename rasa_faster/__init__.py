"""Rasa 3.6.21 made faster without another Rasa: whatever this project replaces inside Rasa and spaCy for speed.

Each gain has a name and can be left out: RASA_AS_IT_IS names those to leave out (`RASA_AS_IT_IS=imports,rules`), 1
stands for all. tests/rasa_faster/ compares each with what it replaces, and fails when Rasa or spaCy changes there.
docs/performance.md tells what each is worth.
"""

from __future__ import annotations

import os

AS_IT_IS = "RASA_AS_IT_IS"
GAINS = {
    "imports": "TensorFlow, Rasa's channels, and what else is not used, are not imported by a server nor by a training",
    "tokenizer": "spaCy's French tokenizer compiles its 266 patterns for the letters of French",
    "lemmas": "spaCy's French lemmatizer keeps its tables of forms in arrays",
    "tags": "spaCy repeats no part of speech as a tag, which nobody reads",
    "tok2vec": "spaCy's word vectors are computed by onnxruntime",
    "validator": "what an action returns is checked by functions that are made once",
    "past": "an action is sent slots and the latest message, not the events before it",
    "events": "the class of an event that is read is looked up, not searched",
    "rules": "rules that may end as the conversation does are compared with no more of it than the longest of them has",
    "extraction": "no slot is looked for in a message when none is filled from messages",
    "copies": "slots are copied without looking up how, and what a debugging log would show is not copied for it",
    "domain": "whether the domain is empty is found out once",
    "memory": "a server that loads, and what it has loaded, is left alone by the garbage collection",
    "graph": "the components run in an order that is found out once",
}


def is_on(gain: str) -> bool:
    """Return whether a gain is to be had; raises ValueError for what RASA_AS_IT_IS names and is none."""
    return gain in gains()


def gains() -> set[str]:
    """Return the gains to be had; raises ValueError for what RASA_AS_IT_IS names and is none."""
    left_out = os.environ.get(AS_IT_IS, "")
    if left_out == "1":
        return set()
    names = {name.strip() for name in left_out.split(",")} - {""}
    if unknown := names - GAINS.keys():
        wrong = ", ".join(sorted(unknown))
        raise ValueError(f"{AS_IT_IS}={left_out}: {wrong} is no gain; there are {', '.join(GAINS)}")
    return GAINS.keys() - names
