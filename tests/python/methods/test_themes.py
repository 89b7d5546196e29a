"""Themes and tone of texts: known answers, invariance, and what is refused."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import sparse

from clustomers.methods.themes import (
    FIT_COLUMNS,
    SCORE_COLUMNS,
    ThemeModel,
    Words,
    add_themes_by_meaning,
    choose_count,
    factorize,
    fit_themes,
    fit_versions,
    match,
    published_models,
    score_documents,
    vectorize,
)

LISTED = pd.DataFrame(
    [
        ("de", "schlange", "queue"),
        ("de", "langsam", "slow"),
        ("de", "nicht", "not"),
        ("de", "gut", "good"),
        ("de", "regenjacke", "rain jacket"),
        ("de", "die", ""),
        ("de", "war", ""),
        ("en", "hello", ""),
    ],
    columns=["language", "word", "english"],
)
TOPICS = {
    "parcel": "parcel courier depot tracking doorstep shipment".split(),
    "coffee": "espresso roast croissant foam milk aroma".split(),
    "booking": "appointment calendar reminder practice dentist slot".split(),
    "report": "dashboard chart export filter spreadsheet numbers".split(),
}


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(LISTED)


def company(count: int, seed: int = 0, topics: tuple[str, ...] = tuple(TOPICS)) -> pd.DataFrame:
    """Return texts of planted topics over two years: four words of one, one of any."""
    rng = np.random.default_rng(seed)
    anything = [word for topic in topics for word in TOPICS[topic]]
    planted = rng.choice(topics, count)
    return pd.DataFrame(
        {
            "document_id": [f"d{number:05d}" for number in range(count)],
            "topic": planted,
            "text": [
                " ".join([*rng.choice(TOPICS[topic], 4, replace=False), rng.choice(anything)])
                for topic in planted
            ],
            "language": None,
            "written_at": pd.Timestamp("2024-10-01")
            + pd.to_timedelta(np.sort(rng.integers(0, 730, count)), unit="D"),
        }
    )


def test_a_text_has_the_terms_of_its_english_in_any_language(words: Words) -> None:
    assert words.terms("The queue was slow", "en") == words.terms("Die Schlange war langsam", "de")
    assert words.terms("Die Regenjacken", "de") == words.terms("rain jackets", "en")


def test_courtesies_and_masks_are_no_terms(words: Words) -> None:
    assert words.terms("Hello, write to (e-mail) or (number), (name)", "en") == ["write"]


def test_a_word_that_is_not_listed_keeps_its_own_stem(words: Words) -> None:
    (term,) = words.terms("Kaffees", "de")
    assert words.terms("Kaffee", "de") == [term]


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        ("Die Schlange war langsam", None, "de"),
        ("The queue was slow", None, "en"),
        ("Espresso", None, "en"),
        ("Espresso", "de", "de"),
        ("The queue was slow", "xx", "en"),
    ],
)
def test_a_language_is_as_stated_or_as_its_words_tell(
    words: Words, text: str, stated: str | None, language: str
) -> None:
    assert words.language(text, stated) == language


def test_a_language_without_a_stemmer_is_named() -> None:
    listed = pd.DataFrame([("xx", "a", "b")], columns=["language", "word", "english"])
    with pytest.raises(
        ValueError, match=r"voice_words.*no stemmer for xx; there is one for da, de"
    ):
        Words(listed)


def test_themes_of_known_factors_are_found() -> None:
    """A product of non-negative factors is taken apart into them."""
    rng = np.random.default_rng(1)
    parts = np.eye(4).repeat(5, axis=1)
    matrix = sparse.csr_array(rng.dirichlet(np.full(4, 0.2), 500) @ parts)
    _, likeness = match(parts / np.sqrt(5), factorize(matrix, 4))
    assert likeness.min() > 0.99


def test_the_number_of_themes_is_found_and_none_in_noise() -> None:
    texts = [text.split() for text in company(1_200)["text"]]
    assert choose_count(vectorize(texts)[0]).k == len(TOPICS)
    rng = np.random.default_rng(2)
    vocabulary = [f"word{number}" for number in range(60)]
    noise = [rng.choice(vocabulary, 6, replace=False).tolist() for _ in range(1_200)]
    choice = choose_count(vectorize(noise)[0])
    assert choice.k is None
    assert "themes" in choice.reason


@pytest.mark.parametrize("count", [0, 5, 299])
def test_too_few_texts_are_refused_with_the_reason(count: int) -> None:
    texts = company(count)
    fits = fit_themes(texts, LISTED, date(2026, 9, 30))
    assert {column: str(fits[column].dtype) for column in FIT_COLUMNS} == FIT_COLUMNS
    assert not fits["is_published"].fillna(False).any()
    assert f"{count} documents" in fits["reason"].dropna().iloc[-1]
    scores = score_documents(texts, LISTED, fits)
    assert list(scores) == list(SCORE_COLUMNS)
    assert len(scores) == count
    assert scores["theme_number"].isna().all()


def test_texts_get_their_planted_theme_by_the_stored_fit() -> None:
    texts = company(1_500)
    fits = fit_themes(texts, LISTED, date(2026, 9, 30))
    scores = score_documents(texts, LISTED, fits)
    table = pd.crosstab(texts["topic"].to_numpy(), scores["theme_number"].to_numpy())
    assert table.max(axis=1).sum() >= 0.99 * len(texts)
    assert (scores["theme_weight"] <= 1).all()
    last = published_models(fits)[-1]
    assert last.number == scores["theme_version"].max()
    assert len(last.theme_numbers) == len(TOPICS)


def test_what_a_text_was_about_then_is_not_changed_by_later_versions() -> None:
    """Texts of before the first version have no theme then; the last version speaks for its own."""
    texts = company(1_500)
    written = pd.to_datetime(texts["written_at"])
    fits = fit_themes(texts, LISTED, date(2026, 9, 30))
    last = published_models(fits)[-1]
    scores = score_documents(texts, LISTED, fits)
    before = (written <= published_models(fits)[0].fit_date).to_numpy()
    since = (written > last.fit_date).to_numpy()
    assert before.any() and scores.loc[before, "theme_number_then"].isna().all()
    assert since.any() and scores.loc[since, "theme_number_then"].equals(
        scores.loc[since, "theme_number"]
    )
    early = texts[(written <= pd.Timestamp(2026, 3, 31)).to_numpy()].reset_index(drop=True)
    then = score_documents(early, LISTED, fit_themes(early, LISTED, date(2026, 3, 31)))
    known = scores.set_index("document_id").loc[early["document_id"], "theme_number_then"]
    assert known.tolist() == then["theme_number_then"].tolist()


def test_the_order_of_texts_changes_nothing_but_their_order() -> None:
    texts = company(800)
    fits = fit_themes(texts, LISTED, date(2026, 9, 30))
    scores = score_documents(texts, LISTED, fits)
    shuffled = score_documents(texts.sample(frac=1, random_state=3), LISTED, fits)
    pd.testing.assert_frame_equal(
        scores, shuffled.sort_values("document_id").reset_index(drop=True), rtol=1e-6
    )


def test_a_text_without_known_words_has_no_theme() -> None:
    texts = company(800)
    fits = fit_themes(texts, LISTED, date(2026, 9, 30))
    strange = texts.head(1).assign(text="xqx qqv")
    scores = score_documents(strange, LISTED, fits)
    assert scores["theme_number"].isna().all()
    assert scores["theme_weight"].isna().all()
    assert scores["sentiment"].tolist() == [0.0]


def test_themes_keep_their_number_when_a_new_one_comes() -> None:
    """A topic of the second year gets a number of its own; the others keep theirs."""
    old = company(700, topics=("parcel", "coffee", "booking"))
    new = company(700, seed=1)
    texts = [text.split() for text in [*old["text"], *new["text"]]]
    days = [date(2024, 10, 1) + timedelta(days=number // 2) for number in range(700)]
    days += [date(2025, 10, 1) + timedelta(days=number // 2) for number in range(700)]
    versions = fit_versions(texts, days, date(2026, 9, 30))
    published = [version for version in versions if version.is_published]
    assert sorted(published[0].theme_numbers) == [1, 2, 3]
    assert sorted(published[-1].theme_numbers) == [1, 2, 3, 4]
    first, last = published[0], published[-1]
    assert first.model is not None
    assert last.model is not None
    for number in (1, 2, 3):
        before = topic_of(first.model, first.theme_numbers.index(number))
        assert topic_of(last.model, last.theme_numbers.index(number)) == before


def test_a_refit_of_another_picture_is_not_published() -> None:
    """Where hardly a text would keep its theme, the themes before go on."""
    rng = np.random.default_rng(4)
    words = [word for topic in TOPICS.values() for word in topic]
    dealt = rng.permutation(words).reshape(4, 6)
    old = [text.split() for text in company(1_000)["text"]]
    new = [rng.choice(dealt[number % 4], 5, replace=False).tolist() for number in range(6_000)]
    days = [date(2024, 12, 1)] * 1_000 + [date(2025, 5, 1)] * 6_000
    versions = fit_versions([*old, *new], days, date(2025, 6, 30))
    assert [version.is_published for version in versions] == [True, False]
    assert versions[-1].agreement < 0.8
    assert "themes before go on" in versions[-1].reason


def test_tone_is_heard_in_both_languages() -> None:
    texts = pd.DataFrame(
        {
            "document_id": ["a", "b", "c", "d"],
            "text": ["This is good", "This is not good", "Das ist gut", "Das ist nicht gut"],
            "language": [None, None, "de", "de"],
            "written_at": pd.Timestamp("2026-01-01"),
        }
    )
    fits = fit_themes(texts, LISTED, date(2026, 9, 30))
    tone = score_documents(texts, LISTED, fits)["sentiment"].tolist()
    # VADER's published lexicon: good 1.9, and its damping of a negation.
    assert tone[0] == pytest.approx(1.9 / np.sqrt(1.9**2 + 15), abs=1e-4)
    assert tone[1] == pytest.approx(-0.74 * 1.9 / np.sqrt((0.74 * 1.9) ** 2 + 15), abs=1e-4)
    assert tone[2] == pytest.approx(tone[0])
    assert tone[3] == pytest.approx(tone[1])


def topic_of(model: ThemeModel, row: int) -> str:
    """Return the topic that a theme's four heaviest terms are all of."""
    terms = {model.vocabulary[column] for column in np.argsort(-model.components[row])[:4]}
    (topic,) = [topic for topic, words in TOPICS.items() if terms <= set(words)]
    return topic


class ByLetter:
    """Texts mean alike when they begin alike; what begins with z lies between all."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        points = np.array([[text[0] == letter for letter in "abc"] for text in texts], dtype=float)
        points[[text[0] == "z" for text in texts]] = 1
        return points / np.linalg.norm(points, axis=1, keepdims=True)


def test_a_text_without_known_words_joins_the_theme_that_means_alike() -> None:
    """Near enough: as near as three quarters of the theme's own. z is near to none, c has none."""
    texts = ["a one", "a two", "b one", "b two", "a strange", "b strange", "z strange", "c strange"]
    scores = pd.DataFrame(
        {
            "document_id": [f"d{n}" for n in range(8)],
            "theme_version": pd.array([3, 3, 3, 3] + [None] * 4, dtype="Int64"),
            "theme_number": pd.array([7, 7, 9, 9] + [None] * 4, dtype="Int64"),
            "theme_weight": [0.9, 0.8, 0.9, 0.8] + [np.nan] * 4,
            "theme_basis": pd.array(["words"] * 4 + [None] * 4, dtype="string"),
        }
    )
    found = add_themes_by_meaning(scores, texts, ByLetter())
    assert found["theme_number"].fillna(0).tolist() == [7, 7, 9, 9, 7, 9, 0, 0]
    assert found["theme_basis"].fillna("").tolist() == ["words"] * 4 + ["meaning"] * 2 + [""] * 2
    assert found["theme_version"].fillna(0).tolist() == [3] * 6 + [0, 0]
    assert found.iloc[:4].equals(scores.iloc[:4])
