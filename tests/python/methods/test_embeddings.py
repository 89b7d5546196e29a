"""A sentence model that the user names: read, averaged over tokens, and refused in plain words.

`tiny_embedder` is a table of nine words in three directions, written with the onnx package.
"""

import shutil
from pathlib import Path

import numpy as np
import pytest

from clustomers.errors import ClustomersError
from clustomers.methods.themes.embeddings import VARIABLE, OnnxEmbedder, configured_embedder

TINY = Path(__file__).parent / "tiny_embedder"


def test_texts_of_one_meaning_lie_together_whatever_their_length() -> None:
    """Padding of the shorter text must not move it."""
    embedder = OnnxEmbedder(TINY)
    points = embedder.embed(["Coffee", "espresso latte coffee latte", "dentist", "umbrella coat"])
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1)
    np.testing.assert_allclose(points @ points[0], [1, 1, 0, 0], atol=1e-7)


def test_many_texts_are_read_in_parts() -> None:
    texts = [("coffee", "tooth", "rain")[n % 3] for n in range(200)]
    points = OnnxEmbedder(TINY).embed(texts)
    assert points.argmax(axis=1).tolist() == [n % 3 for n in range(200)]


def test_nothing_is_embedded_unless_a_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert configured_embedder() is None
    monkeypatch.setenv(VARIABLE, str(TINY))
    assert configured_embedder() is not None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    shutil.copy(TINY / "model.onnx", tmp_path)
    with pytest.raises(ClustomersError, match=r"has no tokenizer\.json"):
        OnnxEmbedder(tmp_path)


def test_a_broken_model_is_refused_in_a_sentence(tmp_path: Path) -> None:
    shutil.copy(TINY / "tokenizer.json", tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(ClustomersError, match="cannot be read as a sentence model"):
        OnnxEmbedder(tmp_path)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    with pytest.raises(ClustomersError, match=r"clustomers\[embeddings\]"):
        OnnxEmbedder(TINY)
