"""Words of several languages as terms of one: what a text is about, whatever it was written in.

A list gives the English of other languages' words. A text is in the language whose words it holds
most; each word becomes the stems of its English, or its own stem where the list has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd
import snowballstemmer
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

ENGLISH = "en"
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
# What masking leaves in the place of personal data says nothing.
_MASK = re.compile(r"\((?:e-mail|number|name)\)")
_SNOWBALL = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
}  # fmt: skip


class Words:
    """A list of words with their English, made ready to read texts.

    Parameters
    ----------
    listed
        Columns language (two letters), word and english. A word without English is left out of
        every text; English words may be listed too, to leave them out.

    Raises
    ------
    ValueError
        A language has no stemmer; the message names those that have.
    """

    def __init__(self, listed: pd.DataFrame) -> None:
        unknown = sorted(set(listed["language"]) - set(_SNOWBALL))
        if unknown:
            raise ValueError(
                f"Seed voice_words, column language: no stemmer for {', '.join(unknown)}; "
                f"there is one for {', '.join(sorted(_SNOWBALL))}."
            )
        languages = sorted(set(listed["language"]) | {ENGLISH})
        self._stemmers = {name: snowballstemmer.stemmer(_SNOWBALL[name]) for name in languages}
        self._words: dict[str, dict[str, str]] = {name: {} for name in languages}
        self._stems: dict[str, dict[str, str]] = {name: {} for name in languages}
        english = listed["english"].fillna("")
        for language, word, meaning in zip(
            listed["language"], listed["word"].str.lower(), english, strict=True
        ):
            self._words[language][word] = meaning
            # The first word of a stem speaks for it.
            self._stems[language].setdefault(self._stemmers[language].stemWord(word), meaning)
        self._left_out = ENGLISH_STOP_WORDS | {
            word for word, meaning in self._words[ENGLISH].items() if not meaning
        }
        known = {name: frozenset(words) for name, words in self._words.items()}
        known[ENGLISH] |= ENGLISH_STOP_WORDS
        self._knows = {name: words.__contains__ for name, words in known.items()}
        self._terms = cache(self._terms_of)

    def language(self, text: str, stated: str | None = None) -> str:
        """Return the language of a text: as stated if it is listed, else whose words it holds most.

        English holds its stop words; a tie is English.
        """
        if stated in self._words:
            return str(stated)
        words = _WORD.findall(text.lower())
        counts = {name: sum(map(known, words)) for name, known in self._knows.items()}
        return max(counts, key=lambda name: (counts[name], name == ENGLISH))

    def terms(self, text: str, language: str) -> list[str]:
        """Return a text's terms, in order and with repetitions."""
        found = _WORD.findall(_MASK.sub(" ", text).lower())
        return [term for word in found for term in self._terms(language, word)]

    def in_english(self, text: str, language: str) -> str:
        """Return a text word by word in English, as far as the list goes, for its tone."""
        if language == ENGLISH:
            return text
        return _WORD.sub(lambda match: self._meaning(language, match.group(0)), text)

    def _meaning(self, language: str, word: str) -> str:
        small = word.lower()
        meaning = self._words[language].get(small)
        if meaning is None:
            meaning = self._stems[language].get(self._stemmers[language].stemWord(small))
        return word if meaning is None else meaning

    def _terms_of(self, language: str, word: str) -> tuple[str, ...]:
        if len(word) < 2 or word in self._left_out:
            return ()
        if language == ENGLISH:
            return (str(self._stemmers[ENGLISH].stemWord(word)),)
        meaning = self._meaning(language, word)
        if meaning == word and word not in self._words[language]:
            return (str(self._stemmers[language].stemWord(word)),)
        parts = [part for part in meaning.lower().split() if part not in self._left_out]
        return tuple(str(self._stemmers[ENGLISH].stemWord(part)) for part in parts)


def spelled(texts: Iterable[tuple[str, str]], words: Words) -> Mapping[str, str]:
    """Return for each term the word that most often stood for it, to name it by.

    Parameters
    ----------
    texts
        Pairs of text and language; English ones name the terms where they have them.
    """
    found = Counter(
        word
        for text, language in texts
        if language == ENGLISH
        for word in _WORD.findall(_MASK.sub(" ", text).lower())
    )
    # Most frequent first, then by the alphabet: the first word of a term names it.
    names: dict[str, str] = {}
    for word in sorted(found, key=lambda word: (-found[word], word)):
        for term in words.terms(word, ENGLISH):
            names.setdefault(term, word)
    return names
