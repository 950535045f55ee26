"""The network of the sentence encoder.

It is the convolutional one of the multilingual Universal Sentence Encoders (Yang et al. 2019, arXiv:1907.04307): three
branches look at 2, 3 and 5 neighbouring pieces of words, twice; what they found is summed up over the sentence and
passes four dense layers. The weights were published with 8 bits and are multiplied as such, which takes a fourth of the
time that floats take.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto

from networks.graph import Graph

# How many pieces each branch looks at, and how many of them stand before the one in question.
_BRANCHES = {2: 0, 3: 1, 5: 2}
_EMBEDDING = 512


def network(weights: Mapping[str, NDArray[np.generic]]) -> ModelProto:
    """Return the network, from the arrays of the package's weights.npz.

    Input: `embeddings` (pieces of a sentence × 512). Output: `vector` (1 × 512, of length 1). One sentence at a time,
    since how a value is rounded depends on all that passes with it. Raises ValueError if a kernel has no 8 bits.
    """
    graph = Graph()

    def dense(value: str, kernel: str, bias: str = "") -> str:
        product = _product(graph, value, weights[kernel])
        return graph.add("Add", product, graph.constant(weights[bias])) if bias else product

    def normalized(value: str, branch: str = "") -> str:
        return graph.normalized(value, weights[f"ln_g{branch}"], weights[f"ln_b{branch}"], float(weights["eps"]))

    found = ["embeddings"]
    for width, before in _BRANCHES.items():
        seen = normalized(dense("embeddings", f"proj{width}", f"proj_b{width}"), str(width))
        for layer in (1, 2):
            around = graph.neighbours(seen, width, before)
            seen = graph.add("Add", graph.add("Relu", dense(around, f"w{layer}_{width}", f"b{layer}_{width}")), seen)
        found.append(seen)
    features = normalized(graph.add("Concat", *found, axis=1))
    # The sum, over the square root of how many there are; the bias comes with each.
    total = graph.add("ReduceSum", dense(features, "cnn_W", "cnn_b"), graph.constant(np.array([0])), keepdims=1)
    count = graph.add("Cast", graph.add("Shape", "embeddings", start=0, end=1), to=TensorProto.FLOAT)
    mean = graph.add("Div", total, graph.add("Sqrt", count))
    first = graph.add("Relu", dense(mean, "d0"))
    second = graph.add("Relu", graph.add("Add", dense(mean, "p1"), dense(first, "d1")))
    third = graph.add("Relu", dense(second, "d2"))
    meaning = graph.add("Tanh", graph.add("Add", dense(second, "p3"), dense(third, "d3")))
    graph.add("LpNormalization", meaning, axis=1, p=2, out="vector")
    return graph.model({"embeddings": (TensorProto.FLOAT, ["pieces", _EMBEDDING])}, "vector", _EMBEDDING)


def _product(graph: Graph, value: str, kernel: NDArray[np.generic]) -> str:
    """Multiply by a kernel, with 8 bits on either side: the steps of the value are chosen anew each time."""
    steps, step, zero = in_steps(kernel)
    name = graph.new_name()
    rounded, size, nought = graph.add_many("DynamicQuantizeLinear", (value,), [name, f"{name}_size", f"{name}_zero"])
    product = graph.add("MatMulInteger", rounded, graph.constant(steps), nought, graph.constant(zero))
    product = graph.add("Cast", product, to=TensorProto.FLOAT)
    return graph.add("Mul", product, graph.add("Mul", size, graph.constant(step)))


def in_steps(kernel: NDArray[np.generic]) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.uint8]]:
    """Return the 8-bit numbers that a kernel was published with, the size of a step, and which number is zero.

    Raises ValueError if the kernel is not made of 256 equal steps, zero among them.
    """
    levels = np.unique(np.append(kernel.astype(np.float64), 0.0))
    step = np.diff(levels).min()
    # The steps are known less exactly than all of them together.
    step = np.ptp(levels) / np.rint(np.ptp(levels) / step)
    lowest = np.rint(levels[0] / step)
    steps = np.rint(kernel / step) - lowest
    if steps.max() > 255 or not np.allclose((steps + lowest) * step, kernel, atol=step / 100):
        raise ValueError("a kernel of the sentence encoder does not have 8 bits")
    return steps.astype(np.uint8), np.array(step, np.float32), np.array(-lowest, np.uint8)
