"""Themes by meaning: texts without a known word join the theme that they are nearest to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pandas as pd

from clustomers.methods.themes.model import FloatArray

TYPICAL_TEXTS = 200
# A text joins when it is as near to the theme as three quarters of the theme's own texts.
OWN_SHARE_FARTHER = 0.25


class Embedder(Protocol):
    """Turns texts into points: texts that mean alike lie near each other."""

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Return a point of length 1 for each text, shape (n_texts, n_dimensions)."""
        ...


def add_themes_by_meaning(
    scores: pd.DataFrame, texts: Sequence[str], embedder: Embedder
) -> pd.DataFrame:
    """Give texts without a theme the one whose typical texts mean most alike, if any is near.

    A theme's center is the mean of its most typical texts (`TYPICAL_TEXTS` by weight). A text joins
    the nearest center if its cosine with it is at least the lower quartile of those texts' own.
    Only typical texts and those without a theme are embedded.

    Parameters
    ----------
    scores
        Rows of `score_documents`.
    texts
        The documents' texts, in the same order.
    embedder
        See `Embedder`.

    Returns
    -------
    DataFrame
        The rows; of texts that joined a theme `theme_basis` is ``meaning`` and `theme_weight` the
        cosine.
    """
    scores = scores.copy()
    themed = scores[scores["theme_number"].notna()]
    without = np.flatnonzero(scores["theme_number"].isna())
    if themed.empty or not len(without):
        return scores
    order = themed.sort_values(["theme_weight", "document_id"], ascending=[False, True])
    numbers, centers, nearness = [], [], []
    for _, rows in order.groupby("theme_number", sort=True):
        points = embedder.embed([texts[row] for row in rows.index[:TYPICAL_TEXTS].tolist()])
        center = points.mean(axis=0)
        center /= max(float(np.linalg.norm(center)), 1e-12)
        numbers.append(int(rows["theme_number"].iloc[0]))
        centers.append(center)
        nearness.append(float(np.quantile(points @ center, OWN_SHARE_FARTHER)))
    cosines = embedder.embed([texts[row] for row in without.tolist()]) @ np.array(centers).T
    nearest = cosines.argmax(axis=1)
    cosine = cosines[np.arange(len(without)), nearest].round(6)
    joins = cosine >= np.array(nearness)[nearest].round(6)
    rows = scores.index[without[joins]]
    scores.loc[rows, "theme_version"] = int(themed["theme_version"].iloc[0])
    scores.loc[rows, "theme_number"] = np.array(numbers)[nearest[joins]]
    scores.loc[rows, "theme_weight"] = cosine[joins]
    scores.loc[rows, "theme_basis"] = "meaning"
    return scores
