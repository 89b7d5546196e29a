"""Tone of short texts by VADER, in English or word by word in it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from clustomers.methods.themes.words import Words


def sentiments(texts: Iterable[tuple[str, str]], words: Words) -> list[float]:
    """Return each text's compound tone, from -1 to 1; from -.05 to .05 is neutral.

    Parameters
    ----------
    texts
        Pairs of text and language.
    words
        What other languages' words are in English.

    References
    ----------
    Hutto and Gilbert (2014), VADER: a parsimonious rule-based model for sentiment analysis of
    social media text, ICWSM.
    """
    analyzer = _analyzer()
    return [
        float(analyzer.polarity_scores(words.in_english(text, language))["compound"])
        for text, language in texts
    ]


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
