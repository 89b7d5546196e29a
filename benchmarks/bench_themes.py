"""Themes and tone of a million short texts: choice, fit and scores, time and memory.

Run: python benchmarks/bench_themes.py [n_texts]. Exits 1 when a bar is missed.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer

from clustomers.demo import wording
from clustomers.demo.wording import LINE_THEMES, LINES, THEMES, Said
from clustomers.methods.themes import fit_themes, score_documents

BAR_SECONDS = 180.0
BAR_GIGABYTES = 4.0
PEER_TEXTS = 20_000
WORDS = Path(__file__).parents[1] / "seeds" / "voice_words.csv"


def make_texts(count: int) -> pd.DataFrame:
    """Return texts as the demo company's customers write them, over two years."""
    rng = np.random.default_rng(0)
    line = rng.integers(0, len(LINES), count)
    theme = np.zeros(count, dtype=np.int64)
    for number, name in enumerate(LINES):
        rows = np.flatnonzero(line == number)
        weights = np.array([LINE_THEMES[name].get(theme, 0.0) for theme in THEMES])
        theme[rows] = rng.choice(len(THEMES), len(rows), p=weights / weights.sum())
    said = Said(
        theme=theme,
        sentiment=rng.choice([-1, 0, 1], count, p=[0.5, 0.1, 0.4]),
        line=line,
        form=rng.integers(0, 3, count),
        kind=rng.integers(0, 5, count),
        german=rng.random(count) < 0.1,
    )
    return pd.DataFrame(
        {
            "document_id": [f"t{number:09d}" for number in range(count)],
            "text": wording.write(rng, said),
            "language": None,
            "written_at": pd.Timestamp("2024-10-01")
            + pd.to_timedelta(np.sort(rng.integers(0, 730, count)), unit="D"),
        }
    )


def main() -> int:
    """Print sizes, times and memory; return the exit code."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    texts = make_texts(count)
    words = pd.read_csv(WORDS, keep_default_na=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6

    start = time.perf_counter()
    fits = fit_themes(texts, words, date(2026, 9, 30))
    fitted = time.perf_counter()
    scores = score_documents(texts, words, fits)
    scored = time.perf_counter()
    # Of this process and the largest of its helpers, of which there are as many as cores.
    own, helpers = (
        resource.getrusage(who).ru_maxrss / 1e6
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    peak = own + (os.cpu_count() or 1) * helpers

    # The same two steps of scikit-learn alone, for English words, without choice, tone or versions.
    sample = texts["text"].head(PEER_TEXTS)
    begun = time.perf_counter()
    matrix = TfidfVectorizer(min_df=10, max_df=0.3, stop_words="english").fit_transform(sample)
    NMF(13, init="nndsvda", random_state=0, max_iter=300, tol=1e-3).fit_transform(matrix)
    peer = (time.perf_counter() - begun) * count / len(sample)

    seconds = scored - start
    versions = fits[fits["row_kind"] == "version"]
    print(
        f"{platform.machine()}, {count:,} texts, mean {texts['text'].str.len().mean():.0f} letters"
    )
    print(f"fit {fitted - start:.1f} s ({len(versions)} versions), scores {scored - fitted:.1f} s")
    print(f"with a theme {scores['theme_number'].notna().mean():.1%}")
    print(f"together {seconds:.1f} s (bar {BAR_SECONDS:.0f} s)")
    print(f"ratio to scikit-learn's TF-IDF and NMF alone, scaled up: {seconds / peer:.2f}")
    print(f"peak memory {peak:.2f} GB, {before:.2f} GB of it before (bar {BAR_GIGABYTES:.0f} GB)")
    return int(seconds > BAR_SECONDS or peak > BAR_GIGABYTES)


if __name__ == "__main__":
    sys.exit(main())
