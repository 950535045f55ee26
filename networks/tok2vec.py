"""The network of spaCy's HashEmbedCNN: what a word looks like, and then what stands around it, four times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from onnx import ModelProto, TensorProto
from thinc.api import Model

from networks.graph import Graph

# thinc.layers.layernorm adds it to the variance.
_EPSILON = 1e-8


def network(tables: Sequence[Model], maxouts: Sequence[Model], norms: Sequence[Model]) -> ModelProto:
    """Return the network of a model that spacy.HashEmbedCNN.v2 has made, without vectors and with a window of 1.

    Its layers are given in their order: the tables of embeddings, the maxout layers, the norms that follow those.
    Inputs: `rows` (tokens × tables × rows of each, whose sum counts: of the tables, one below the other), `tokens`
    (tokens × 1: 1 for a token, 0 for what is between two documents). Output: a vector each.
    """
    graph = Graph()
    embeddings = np.vstack([table.get_param("E") for table in tables])
    width = embeddings.shape[1]
    first, *others = zip(maxouts, norms, strict=True)
    looks = graph.add("Gather", graph.constant(embeddings), "rows")
    looks = graph.add("ReduceSum", looks, _at(graph, 2), keepdims=0)
    value = graph.add("Reshape", looks, _at(graph, -1, width * len(tables)))
    value = graph.add("Mul", _layer(graph, value, *first), "tokens")
    for maxout, norm in others:
        value = graph.add("Add", _layer(graph, graph.neighbours(value, 3, 1), maxout, norm), value)
    inputs: dict[str, tuple[int, list[int | str]]] = {
        "rows": (TensorProto.INT64, ["tokens", len(tables), "hashes"]),
        "tokens": (TensorProto.FLOAT, ["tokens", 1]),
    }
    return graph.model(inputs, value, width)


def _at(graph: Graph, *numbers: int) -> str:
    return graph.constant(np.array(numbers))


def _layer(graph: Graph, value: str, maxout: Model, norm: Model) -> str:
    """Add a maxout layer, whose outputs are the largest of some pieces each, and bring its rows to one scale."""
    kernel, bias = maxout.get_param("W"), maxout.get_param("b")
    outputs, pieces, inputs = kernel.shape
    product = graph.add("MatMul", value, graph.constant(kernel.transpose(2, 1, 0).reshape(inputs, -1)))
    product = graph.add("Add", product, graph.constant(bias.T.ravel()))
    largest = graph.add(
        "ReduceMax", graph.add("Reshape", product, _at(graph, -1, pieces, outputs)), axes=[1], keepdims=0
    )
    return graph.normalized(largest, norm.get_param("G"), norm.get_param("b"), _EPSILON)
