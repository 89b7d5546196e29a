"""Sentence embeddings with a model that the user has, named by an environment variable."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clustomers.errors import ClustomersError

VARIABLE = "CLUSTOMERS_EMBEDDINGS"
FILES = ("model.onnx", "tokenizer.json")
MAX_TOKENS = 256
BATCH = 64


class OnnxEmbedder:
    """A sentence model in ONNX with its tokenizer, as Hugging Face exports them.

    Parameters
    ----------
    directory
        Holds ``model.onnx`` and ``tokenizer.json``.

    Raises
    ------
    ClustomersError
        When a file is missing or cannot be read, or the extra ``embeddings`` is not installed.
    """

    def __init__(self, directory: Path) -> None:
        missing = [name for name in FILES if not (directory / name).is_file()]
        if missing:
            raise ClustomersError(
                f"{directory}: has no {' and no '.join(missing)}. Put both files of a sentence "
                f"model there, or unset {VARIABLE}."
            )
        try:
            import onnxruntime
            import tokenizers
        except ImportError as error:
            raise ClustomersError(
                f"{VARIABLE} is set, but {error.name} is not installed. "
                "Run `pip install 'clustomers[embeddings]'`, or unset it."
            ) from error
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(directory / FILES[1]))
            options = onnxruntime.SessionOptions()
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                str(directory / FILES[0]), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # each library has errors of its own
            raise ClustomersError(
                f"{directory}: cannot be read as a sentence model "
                f"({str(error).splitlines()[0]}). Put both its files there again."
            ) from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self._inputs = {one.name for one in self._session.get_inputs()}

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return a point of length 1 for each text, shape (n_texts, n_dimensions).

        A model that gives a point per token is averaged over the tokens of the text.
        """
        points = [
            self._embed(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)
        ]
        return np.concatenate(points) if points else np.zeros((0, 0))

    def _embed(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        read = self._tokenizer.encode_batch(list(texts))
        mask = np.array([one.attention_mask for one in read], dtype=np.int64)
        given = {
            "input_ids": np.array([one.ids for one in read], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.array([one.type_ids for one in read], dtype=np.int64),
        }
        found = self._session.run(
            None, {name: value for name, value in given.items() if name in self._inputs}
        )
        points: npt.NDArray[np.float64] = np.asarray(found[0], dtype=np.float64)
        if points.ndim == 3:
            weights = mask[:, :, None].astype(np.float64)
            points = (points * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
        lengths: npt.NDArray[np.float64] = np.linalg.norm(points, axis=1, keepdims=True)
        return points / np.maximum(lengths, 1e-12)


def configured_embedder() -> OnnxEmbedder | None:
    """Return the embedder that ``CLUSTOMERS_EMBEDDINGS`` names; None when it is not set."""
    named = os.environ.get(VARIABLE)
    return OnnxEmbedder(Path(named).expanduser()) if named else None
