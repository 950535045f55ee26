"""The network of the sentence encoder, written in ONNX from the weights that its package holds.

It is the convolutional one of the multilingual Universal Sentence Encoders (Yang et al. 2019, arXiv:1907.04307): three
branches look at 2, 3 and 5 neighbouring pieces of words, twice; what they found is summed up over the sentence and
passes four dense layers. The weights were published with 8 bits and are multiplied as such, which takes a fourth of the
time that floats take.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, checker, helper, numpy_helper

# How many pieces each branch looks at, and how many of them stand before the one in question.
_BRANCHES = {2: 0, 3: 1, 5: 2}
_EMBEDDING = 512
# LayerNormalization came with 17; IR 8 is of the same year.
_OPSET, _IR = 17, 8


def network(weights: Mapping[str, NDArray[np.generic]]) -> ModelProto:
    """Return the network, from the arrays of the package's weights.npz.

    Input: `embeddings` (pieces of a sentence × 512). Output: `vector` (1 × 512, of length 1). One sentence at a time,
    since how a value is rounded depends on all that passes with it. Raises ValueError if a kernel has no 8 bits.
    """
    graph = _Graph(weights)
    found = ["embeddings"]
    for width, before in _BRANCHES.items():
        seen = graph.dense("embeddings", f"proj{width}", f"proj_b{width}")
        seen = graph.normalized(seen, f"ln_g{width}", f"ln_b{width}")
        for layer in (1, 2):
            around = graph.neighbours(seen, width, before)
            beheld = graph.add("Relu", graph.dense(around, f"w{layer}_{width}", f"b{layer}_{width}"))
            seen = graph.add("Add", beheld, seen)
        found.append(seen)
    features = graph.normalized(graph.add("Concat", *found, axis=1), "ln_g", "ln_b")
    # The sum, over the square root of how many there are; the bias comes with each.
    total = graph.add("ReduceSum", graph.dense(features, "cnn_W", "cnn_b"), graph.constant(np.array([0])), keepdims=1)
    count = graph.add("Cast", graph.add("Shape", "embeddings", start=0, end=1), to=TensorProto.FLOAT)
    mean = graph.add("Div", total, graph.add("Sqrt", count))
    first = graph.add("Relu", graph.dense(mean, "d0"))
    second = graph.add("Relu", graph.add("Add", graph.dense(mean, "p1"), graph.dense(first, "d1")))
    third = graph.add("Relu", graph.dense(second, "d2"))
    meaning = graph.add("Tanh", graph.add("Add", graph.dense(second, "p3"), graph.dense(third, "d3")))
    graph.add("LpNormalization", meaning, axis=1, p=2, out="vector")
    return graph.model()


class _Graph:
    """Nodes and constants, named as they come."""

    def __init__(self, weights: Mapping[str, NDArray[np.generic]]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: list[TensorProto] = []

    def constant(self, array: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), f"c{len(self._constants)}"))
        return str(self._constants[-1].name)

    def add(self, operator: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        return self._add(operator, inputs, [out or f"n{len(self._nodes)}"], **attributes)[0]

    def _add(self, operator: str, inputs: tuple[str, ...], outputs: list[str], **attributes: Any) -> list[str]:
        self._nodes.append(helper.make_node(operator, inputs, outputs, name=outputs[0], **attributes))
        return outputs

    def normalized(self, value: str, scale: str, bias: str) -> str:
        epsilon = float(self._weights["eps"])
        names = self.constant(self._weights[scale]), self.constant(self._weights[bias])
        return self.add("LayerNormalization", value, *names, axis=-1, epsilon=epsilon)

    def neighbours(self, value: str, width: int, before: int) -> str:
        """Put each row side by side with those around it, zeros beyond the ends."""
        padded = self.add("Pad", value, self.constant(np.array([before, 0, width - 1 - before, 0])))
        shifted = []
        for place in range(width):
            # An end of 0 would leave nothing.
            end = place - width + 1 or np.iinfo(np.int64).max
            bounds = (self.constant(np.array([bound])) for bound in (place, end, 0))
            shifted.append(self.add("Slice", padded, *bounds))
        return self.add("Concat", *shifted, axis=1)

    def dense(self, value: str, kernel: str, bias: str = "") -> str:
        """Multiply by a kernel, with 8 bits on either side: those of the value are chosen anew each time."""
        steps, step, zero = in_steps(self._weights[kernel])
        name = f"n{len(self._nodes)}"
        rounded, size, nought = self._add("DynamicQuantizeLinear", (value,), [name, f"{name}_size", f"{name}_zero"])
        product = self.add("MatMulInteger", rounded, self.constant(steps), nought, self.constant(zero))
        product = self.add("Cast", product, to=TensorProto.FLOAT)
        product = self.add("Mul", product, self.add("Mul", size, self.constant(step)))
        return self.add("Add", product, self.constant(self._weights[bias])) if bias else product

    def model(self) -> ModelProto:
        embeddings = helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["pieces", _EMBEDDING])
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, _EMBEDDING])
        graph = helper.make_graph(self._nodes, "encoder", [embeddings], [vector], self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
        checker.check_model(model)
        return model


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
