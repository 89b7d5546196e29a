"""Themes and tone of what people write, comparable over time and across languages.

`words` makes terms of texts, `model` finds and freezes themes, `choice` says how many there are if
any, `history` chains versions, `meaning` places texts without their words, `sentiment` tells the
tone, `frames` turns all into tables.
"""

from clustomers.methods.themes.choice import Candidate, ThemeChoice, choose_count
from clustomers.methods.themes.frames import (
    FIT_COLUMNS,
    SCORE_COLUMNS,
    fit_themes,
    published_models,
    score_documents,
)
from clustomers.methods.themes.history import ThemeVersion, fit_versions
from clustomers.methods.themes.meaning import Embedder, add_themes_by_meaning
from clustomers.methods.themes.model import ThemeModel, factorize, match, vectorize
from clustomers.methods.themes.sentiment import sentiments
from clustomers.methods.themes.words import Words

__all__ = [
    "FIT_COLUMNS",
    "SCORE_COLUMNS",
    "Candidate",
    "Embedder",
    "ThemeChoice",
    "ThemeModel",
    "ThemeVersion",
    "Words",
    "add_themes_by_meaning",
    "choose_count",
    "factorize",
    "fit_themes",
    "fit_versions",
    "match",
    "published_models",
    "score_documents",
    "sentiments",
    "vectorize",
]
