"""What customers say: themes and tone follow the experience, and personal data is counted."""

import time
from typing import Any

import numpy as np
import pytest

from clustomers.demo import operations, people, personal_data, voice, wording
from clustomers.demo.company import Company, Settings

Tables = dict[tuple[str, str], dict[str, Any]]
TEXTS = {
    "support.tickets": "ticket_id",
    "voice.reviews": "review_id",
    "voice.social_mentions": "mention_id",
    "voice.research_notes": "note_id",
}


def _made(seed: int) -> tuple[Company, dict[str, np.ndarray], Tables]:
    settings = Settings(seed=seed)
    company = Company.of(settings)
    them = people.make(company, 0, 5_000, settings.rng(0, "people"))
    happened = np.random.default_rng(seed)
    experience = {
        "late_deliveries": (happened.random(5_000) < 0.15) * 1.0,
        "missed_calls": happened.poisson(0.3 * them.in_dental).astype(float),
    }
    tables = voice.make(company, them, experience, settings.rng(0, "voice"))
    return company, experience, tables


@pytest.fixture(scope="module")
def made() -> tuple[Company, dict[str, np.ndarray], Tables]:
    return _made(3)


def _words(column: Any) -> np.ndarray:
    return np.append(np.asarray(column.words), "")[column.codes]


def _persons(ids: np.ndarray) -> np.ndarray:
    return np.char.lstrip(ids, "p").astype(int)


def test_who_got_late_deliveries_talks_of_them_and_badly(made):
    _, experience, tables = made
    truth = tables["truth", "voice"]
    late = experience["late_deliveries"][_persons(truth["person_id"])] > 0
    about = _words(truth["theme"]) == "delivery"
    assert about[late].mean() > 2 * about[~late].mean()
    tone = truth["sentiment"]
    assert tone[late & about].mean() < tone[~late & about].mean() - 0.4


def test_late_delivery_lowers_the_nps_answer_by_the_planted_size(made):
    company, experience, tables = made
    effect = next(item for item in voice.effects(company) if item.name == "voice_late_delivery_nps")
    rows = tables["truth", "survey_answers"]
    nps = _words(rows["question_code"]) == "nps"
    late = experience["late_deliveries"][_persons(_words(rows["person_id"])[nps])] > 0
    value = rows["value"][nps]
    assert value[late].mean() - value[~late].mean() == pytest.approx(effect.size, abs=0.35)
    assert abs(effect.size) > effect.mde


def test_the_discontent_answer_less(made):
    _, _, tables = made
    rows, truth = tables["voice", "survey_responses"], tables["truth", "survey_answers"]
    nps = _words(rows["question_code"]) == "nps"
    answered = rows["is_answered"][nps]
    assert 0.2 < answered.mean() < 0.5
    assert truth["value"][nps][answered].mean() > truth["value"][nps].mean() + 0.2
    assert np.isnan(rows["answer_value"][nps][~answered]).all()
    assert (rows["answer_value"][nps][answered] == truth["value"][nps][answered]).all()


def test_price_is_talked_of_after_it_rose(made):
    company, _, tables = made
    effect = next(item for item in voice.effects(company) if item.name == "voice_price_talk")
    truth = tables["truth", "voice"]
    at: dict[str, Any] = {}
    for table, key, when in (
        ("reviews", "review_id", "reviewed_at"),
        ("social_mentions", "mention_id", "mentioned_at"),
        ("survey_responses", "response_id", "invited_at"),
    ):
        rows = tables["voice", table]
        at |= dict(zip(rows[key].tolist(), rows[when], strict=True))
    known = np.array([name in at for name in truth["id"].tolist()])
    known &= _words(truth["line"]) == "cafe"
    moments = np.array([at[name] for name in truth["id"][known].tolist()])
    day = (moments - np.datetime64(company.settings.start)).astype("timedelta64[D]").astype(int)
    price = _words(truth["theme"])[known] == "price"
    after = day >= company.price_change_day
    found = price[after].mean() - price[~after].mean()
    assert found == pytest.approx(effect.size, abs=0.08)
    assert effect.size > effect.mde


def test_every_text_has_its_truth_once(made):
    _, _, tables = made
    truth = tables["truth", "voice"]
    table = _words(truth["table"])
    for name, key in TEXTS.items():
        system, short = name.split(".")
        ids = tables[system, short][key]
        assert sorted(truth["id"][table == name].tolist()) == sorted(ids.tolist())
    rows = tables["voice", "survey_responses"]
    worded = rows["response_id"][rows["answer_text"] != ""]
    assert sorted(truth["id"][table == "voice.survey_responses"].tolist()) == sorted(
        worded.tolist()
    )


def test_planted_personal_data_stand_in_their_texts(made):
    _, _, tables = made
    planted = tables["truth", "planted_pii"]
    texts: dict[str, str] = {}
    for name, key in TEXTS.items():
        rows = tables[tuple(name.split("."))]
        texts |= dict(zip(rows[key].tolist(), rows["body"].tolist(), strict=True))
    rows = tables["voice", "survey_responses"]
    texts |= {
        name: text
        for name, text in zip(
            rows["response_id"].tolist(), rows["answer_text"].tolist(), strict=True
        )
        if text
    }
    assert len(planted["id"]) > 100
    assert set(np.unique(planted["kind"])) == set(personal_data.PII_KINDS)
    for name, value in zip(planted["id"].tolist(), planted["value"].tolist(), strict=True):
        assert value in texts[name]


def test_ratings_agree_with_the_tone(made):
    _, _, tables = made
    truth, rows = tables["truth", "voice"], tables["voice", "reviews"]
    tone = dict(zip(truth["id"].tolist(), truth["sentiment"].tolist(), strict=True))
    stars = np.array([tone[name] for name in rows["review_id"].tolist()])
    assert (rows["rating"][stars < 0] <= 2).all()
    assert (rows["rating"][stars > 0] >= 4).all()
    assert (rows["rating"][stars == 0] == 3).all()


def test_scales_are_those_of_the_people(made):
    company, _, tables = made
    them = people.make(company, 0, 5_000, company.settings.rng(0, "people"))
    rows, truth = tables["voice", "survey_responses"], tables["truth", "survey_answers"]
    codes = [scale[0] for scale in people.SCALES]
    question = _words(rows["question_code"])
    chosen = np.isin(question, codes)
    person = _persons(_words(truth["person_id"])[chosen])
    column = np.array([codes.index(name) for name in question[chosen].tolist()])
    assert set(question[chosen]) == set(codes)
    assert (truth["value"][chosen] == np.rint(them.attitudes[person, column])).all()
    assert (rows["scale_maximum"][chosen] == 7).all()


def test_studies_lean_to_what_is_true(made):
    _, _, tables = made
    notes, truth = tables["voice", "research_notes"], tables["truth", "hypotheses"]
    for name, is_true in zip(truth["hypothesis_id"], truth["is_true"], strict=True):
        stance = notes["stance"][notes["hypothesis_id"] == name]
        supports, contradicts = (stance == "supports").sum(), (stance == "contradicts").sum()
        assert (supports > contradicts) == is_true


def _said(size: int, rng: np.random.Generator) -> wording.Said:
    line = rng.integers(0, 4, size)
    lists = [[wording.THEMES.index(name) for name in row] for row in wording.LINE_THEMES.values()]
    theme = np.array([lists[number][size % len(lists[number])] for number in line.tolist()])
    return wording.Said(
        theme,
        rng.integers(-1, 2, size),
        line,
        rng.integers(0, len(wording.FORMS), size),
        rng.integers(0, 5, size),
        rng.random(size) < 0.15,
    )


def test_texts_differ_and_are_written_fast():
    rng = np.random.default_rng(1)
    said = _said(50_000, rng)
    began = time.process_time()
    texts = wording.write(rng, said)
    seconds = time.process_time() - began
    assert len(set(texts.tolist())) > 0.9 * len(texts)
    assert len(texts) / seconds > 50_000  # 200,000 on the machine it was written on


def test_every_theme_line_form_and_tone_has_words_in_both_languages():
    rng = np.random.default_rng(2)
    rows = [
        (wording.THEMES.index(theme), tone, number, form, kind, german)
        for number, line in enumerate(wording.LINES)
        for theme in wording.LINE_THEMES[line]
        for tone in (-1, 0, 1)
        for form in range(len(wording.FORMS))
        for kind in range(5)
        for german in (False, True)
    ]
    said = wording.Said(*(np.array(column) for column in zip(*rows, strict=True)))
    texts = wording.write(rng, said, typo_share=0.0).tolist()
    assert all(len(text) > 15 and "  " not in text and "{" not in text for text in texts)
    assert all(len(title) > 2 for title in wording.titles(rng, said).tolist())


def test_card_numbers_pass_their_check_digit():
    for text in personal_data.card_numbers(np.random.default_rng(3), 200).tolist():
        digits = [int(letter) for letter in text if letter.isdigit()]
        doubled = [value * 2 - 9 * (value > 4) for value in digits[-2::-2]]
        assert len(digits) == 16
        assert (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def test_same_seed_same_texts():
    (_, _, first), (_, _, again) = _made(5), _made(5)
    assert (first["voice", "reviews"]["body"] == again["voice", "reviews"]["body"]).all()


@pytest.mark.parametrize(("size", "months"), [(1, 24), (30, 1), (200, 3)])
def test_small_companies_work(size, months):
    settings = Settings(customers=size, months=months)
    company = Company.of(settings)
    them = people.make(company, 0, size, settings.rng(0, "people"))
    tables = voice.make(company, them, {}, settings.rng(0, "voice"))
    assert ("voice", "survey_responses") in tables


@pytest.mark.parametrize("months", [1, 24])
def test_operations_are_of_the_past_and_name_known_roles(months):
    company = Company.of(Settings(months=months))
    tables = operations.tables(company)
    roles = set(tables["planning", "owners"]["owner_role"].tolist())
    for (system, _), columns in tables.items():
        for name, values in columns.items():
            if name.endswith("_at"):
                assert not (values >= company.calendar.end).any()
            if name == "owner_role" and system == "operations":
                assert set(values.tolist()) <= roles
    calendar = tables["planning", "fiscal_calendar"]
    today = np.datetime64(company.settings.as_of)
    assert ((calendar["start_date"] <= today) & (calendar["end_date"] >= today)).sum() == 1
