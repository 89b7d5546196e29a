"""Themes and tone of what people write, comparable over time and across languages.

`words` makes terms of texts, `model` finds and freezes themes, `choice` says how many there are if
any, `history` chains versions, `sentiment` tells the tone, `frames` turns all into tables.
"""

from clustomers.methods.themes.choice import Candidate, ThemeChoice, choose_count
from clustomers.methods.themes.frames import (
    FIT_COLUMNS,
    SCORE_COLUMNS,
    fit_themes,
    published_model,
    score_documents,
)
from clustomers.methods.themes.history import ThemeVersion, fit_versions
from clustomers.methods.themes.model import ThemeModel, factorize, match, vectorize
from clustomers.methods.themes.sentiment import sentiments
from clustomers.methods.themes.words import Words

__all__ = [
    "FIT_COLUMNS",
    "SCORE_COLUMNS",
    "Candidate",
    "ThemeChoice",
    "ThemeModel",
    "ThemeVersion",
    "Words",
    "choose_count",
    "factorize",
    "fit_themes",
    "fit_versions",
    "match",
    "published_model",
    "score_documents",
    "sentiments",
    "vectorize",
]
