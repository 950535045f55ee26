"""What the networks are written with: ONNX nodes and constants, named as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, ValueInfoProto, checker, helper, numpy_helper

# LayerNormalization came with 17; IR 8 is of the same year.
_OPSET, _IR = 17, 8
_TO_THE_END = np.iinfo(np.int64).max


class Graph:
    """A network in the making; a value is known by its name."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._nodes: list[Any] = []
        self._constants: list[TensorProto] = []

    def constant(self, array: NDArray[np.generic]) -> str:
        """Return the name of a constant."""
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), f"c{len(self._constants)}"))
        return str(self._constants[-1].name)

    def add(self, operator: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        """Add an operator of one output, and return the name of that: `out` if it matters."""
        return self.add_many(operator, inputs, [out or self.new_name()], **attributes)[0]

    def add_many(self, operator: str, inputs: tuple[str, ...], outputs: list[str], **attributes: Any) -> list[str]:
        """Add an operator of several outputs, and return their names."""
        self._nodes.append(helper.make_node(operator, inputs, outputs, name=outputs[0], **attributes))
        return outputs

    def new_name(self) -> str:
        """Return a name that no value has yet."""
        return f"n{len(self._nodes)}"

    def normalized(self, value: str, scale: NDArray[np.generic], bias: NDArray[np.generic], epsilon: float) -> str:
        """Bring each row to mean 0 and variance 1, then to a scale and a bias."""
        return self.add(
            "LayerNormalization", value, self.constant(scale), self.constant(bias), axis=-1, epsilon=epsilon
        )

    def neighbours(self, value: str, width: int, before: int) -> str:
        """Put each row side by side with those around it, `width` in all; beyond the ends there are zeros."""
        padded = self.add("Pad", value, self.constant(np.array([before, 0, width - 1 - before, 0])))
        shifted = []
        for place in range(width):
            end = place - width + 1 or _TO_THE_END
            shifted.append(self.add("Slice", padded, *(self.constant(np.array([at])) for at in (place, end, 0))))
        return self.add("Concat", *shifted, axis=1)

    def model(self, inputs: Mapping[str, tuple[int, Sequence[int | str]]], output: str, width: int) -> ModelProto:
        """Return the whole: `inputs` are types and shapes by name, the output has rows of `width` floats."""
        graph = helper.make_graph(
            self._nodes,
            "network",
            [_value(name, *kind) for name, kind in inputs.items()],
            [_value(output, TensorProto.FLOAT, ["rows", width])],
            self._constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
        checker.check_model(model)
        return model


def _value(name: str, kind: int, shape: Sequence[int | str]) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)
