"""spaCy's word vectors by onnxruntime: the same network, without thinc's cost of calling it layer by layer.

Written for spaCy 3.8 and its HashEmbedCNN; tests/rasa_faster/test_tok2vec.py compares it with what it replaces.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from networks.unpacked import NETWORK, session, unpacked
from rasa_faster import is_on

# Rows of zeros before, between and after documents: so far does the network look. spaCy puts as many.
_APART = 4
# Each word is in so many rows of each table, whose sum stands for it.
_HASHES = 4
_HASH = NumpyOps().hash
Vectors = list[NDArray[np.float32]]


def run_faster(nlp: Language) -> None:
    """Let onnxruntime compute the word vectors of a pipeline whose tok2vec has not been changed."""
    if is_on("tok2vec"):
        pipe = nlp.get_pipe("tok2vec")
        pipe.model = _faster(pipe.model, f"{nlp.lang}_{nlp.meta['name']}")


def _faster(model: Model, package: str) -> Model:
    def make(folder: Path) -> None:
        # Imported here: a server that finds its network never writes one.
        import onnx

        from networks.tok2vec import network

        onnx.save(network(tables, _named(model, "maxout"), _named(model, "layernorm")), folder / NETWORK)

    columns = _named(model, "extract_features")[0].attrs["columns"]
    tables = _named(model, "hashembed")
    run = session(unpacked("tok2vec", package, make)).run
    seeds = [table.attrs["seed"] for table in tables]
    sizes = np.array([table.get_dim("nV") for table in tables])
    firsts = np.cumsum(sizes) - sizes

    def rows_of(doc: Doc) -> NDArray[np.int64]:
        keys = doc.to_array(columns).reshape(len(doc), -1)
        hashed = [_HASH(np.ascontiguousarray(keys[:, column]), seed) for column, seed in enumerate(seeds)]
        return np.stack(hashed, axis=1).astype(np.int64) % sizes[:, None] + firsts[:, None]

    def forward(_: Model, docs: Sequence[Doc], is_train: bool) -> tuple[Vectors, Callable[[Vectors], list[Doc]]]:
        if is_train:
            raise NotImplementedError("RASA_AS_IT_IS=tok2vec leaves spaCy's own network, which can be trained")
        lengths = np.array([len(doc) for doc in docs])
        ends = np.cumsum(lengths + _APART)
        rows = np.zeros((ends[-1] + _APART, len(seeds), _HASHES), np.int64)
        tokens = np.zeros((len(rows), 1), np.float32)
        places = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        for doc, place in zip(docs, places, strict=True):
            rows[place] = rows_of(doc)
            tokens[place] = 1
        vectors = run(None, {"rows": rows, "tokens": tokens})[0]
        return [vectors[place] for place in places], lambda _: []

    return Model("tok2vec_by_onnxruntime", forward, dims={"nO": model.get_dim("nO")})


def _named(model: Model, name: str) -> list[Model]:
    return [layer for layer in model.walk() if layer.name == name]
