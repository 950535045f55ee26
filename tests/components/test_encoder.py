"""The sentence encoder: what the network computes with 8 bits, beside the same in floats."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from components import encoder as module
from components.encoder import encoder
from networks.encoder import in_steps, network

TEXTS = [
    "bonjour",
    "combien de pme sont sur les réseaux ?",
    "ma boulangerie est à Nantes, je veux des clients et un apprenti",
    "ok",
    "90 % des boîtes y sont, c'est vrai ? et l'e-mailing 👍",
]


@pytest.fixture(scope="module")
def weights() -> dict[str, NDArray[np.generic]]:
    with np.load(str(module._DATA / "weights.npz")) as packed:
        return {name: packed[name] for name in packed.files if not name.startswith("q")}


def in_floats(embeddings: NDArray[np.float32], w: dict[str, NDArray[np.generic]]) -> NDArray[np.float64]:
    """The published network, written plainly."""

    def norm(x: NDArray[np.float64], n: str = "") -> NDArray[np.float64]:
        centred = x - x.mean(1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(1, keepdims=True) + w["eps"]) * w[f"ln_g{n}"] + w[f"ln_b{n}"]

    found = [embeddings]
    for n, before in ((2, 0), (3, 1), (5, 2)):
        seen = norm(embeddings @ w[f"proj{n}"] + w[f"proj_b{n}"], str(n))
        for layer in (1, 2):
            padded = np.pad(seen, ((before, n - 1 - before), (0, 0)))
            around = np.array([padded[place : place + n].ravel() for place in range(len(seen))])
            seen = np.maximum(around @ w[f"w{layer}_{n}"] + w[f"b{layer}_{n}"], 0) + seen
        found.append(seen)
    mean = (norm(np.hstack(found)) @ w["cnn_W"] + w["cnn_b"]).sum(0) / np.sqrt(len(embeddings))
    first = np.maximum(mean @ w["d0"], 0)
    second = np.maximum(mean @ w["p1"] + first @ w["d1"], 0)
    meaning = np.tanh(second @ w["p3"] + np.maximum(second @ w["d2"], 0) @ w["d3"])
    return meaning / np.linalg.norm(meaning)


@pytest.mark.parametrize("text", TEXTS)
def test_eight_bits_say_what_floats_say(text: str, weights: dict[str, NDArray[np.generic]]) -> None:
    of_text = encoder()
    pieces = np.array(of_text._pieces.encode(text, add_bos=True, add_eos=True))
    part = (pieces % module._PARTS)[:, None]
    with np.load(str(module._DATA / "weights.npz")) as packed:
        rows = np.array([packed[f"q{piece % module._PARTS + 1}"][piece // module._PARTS] for piece in pieces])
    expected = in_floats(rows * weights["scale"][part] + weights["lo"][part], weights)
    assert of_text.encode([text])[0] @ expected > 0.98


def test_a_text_has_one_vector_whatever_comes_with_it() -> None:
    together = encoder().encode(TEXTS)
    assert together.shape == (len(TEXTS), 512)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.array_equal(encoder().encode([text])[0], vector)


def test_what_means_the_same_is_nearer() -> None:
    asked, alike, other = encoder().encode(
        ["combien coûte une page ?", "quel est le prix d'une page ?", "je veux recruter un apprenti"]
    )
    assert asked @ alike > asked @ other + 0.2


def test_kernels_are_the_published_numbers(weights: dict[str, NDArray[np.generic]]) -> None:
    for name in ("proj2", "w1_5", "w2_3", "cnn_W", "d0", "p3"):
        steps, step, zero = in_steps(weights[name])
        assert (steps.astype(float) - zero) * step == pytest.approx(weights[name], abs=1e-5)


def test_a_kernel_that_has_more_than_eight_bits_is_refused(weights: dict[str, NDArray[np.generic]]) -> None:
    weights = {**weights, "d2": np.random.default_rng(1).normal(size=(320, 512)).astype(np.float32)}
    with pytest.raises(ValueError, match="8 bits"):
        network(weights)
