"""Surveys: NPS every quarter, satisfaction after a visit, and the psychographic scales.

Who is discontent answers less. What everyone would have answered is in the truth, so that weights
for non-response can be judged.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import feelings
from clustomers.demo.arrays import numbered
from clustomers.demo.arrow import Coded
from clustomers.demo.columns import within
from clustomers.demo.company import Company
from clustomers.demo.dental_visits import home_practices
from clustomers.demo.documents import Documents
from clustomers.demo.feelings import Moods
from clustomers.demo.kinds import SCALES, SHARE
from clustomers.demo.people import People, person_ids

Array = npt.NDArray[Any]
Tables = dict[tuple[str, str], dict[str, Any]]

NPS_QUESTION = "How likely are you to recommend us to a friend or colleague?"
CSAT_QUESTION = "How satisfied were you with your last visit?"
INVITED_SHARE, CSAT_SHARE, SCALES_SHARE = 0.35, 0.10, 0.42
# Chance to answer: logistic in contentment.
ANSWER_LEVEL, ANSWER_SLOPE = -0.65, 0.55
REASON_SHARE = 0.5  # of the NPS answers come with words
SKIPPED_SHARE = 0.04  # questions left out in a survey that was answered
PII_SHARE = 0.03
NPS_MEAN, NPS_SLOPE, NPS_NOISE = 8.0, 1.9, 0.9
CHANNELS = ("email", "app", "sms", "till")
# For the sample of `effects`: NPS answers a customer comes to, and the share with a late delivery.
_ANSWERS_A_CUSTOMER, _LATE_SHARE = 0.45, 0.06


def late_delivery_effect(company: Company) -> tuple[float, float, int, int]:
    """Return what one late delivery does to the NPS answer, and the sample that shows it.

    That is the effect, the spread of the answers, the number of answers, and how many of them are
    by people with a late delivery. The scale ends at 0 and 10, so that the effect is smaller than
    the slope times the change.
    """
    rng = np.random.default_rng(0)
    mood = np.repeat(feelings.KIND_MOOD, np.rint(SHARE * 40_000).astype(np.int64))
    mood = mood + rng.normal(0, feelings.PERSONAL_SPREAD, len(mood))
    noise = rng.normal(0, NPS_NOISE, len(mood))
    before = _nps(mood, noise)
    after = _nps(mood + feelings.WEIGHTS["late_deliveries"][0], noise)
    answers = int(company.settings.customers * _ANSWERS_A_CUSTOMER)
    return float((after - before).mean()), float(before.std()), answers, int(answers * _LATE_SHARE)


def make(
    company: Company,
    people: People,
    moods: Moods,
    documents: Documents,
    base: int,
    rng: np.random.Generator,
) -> Tables:
    """Make voice.survey_responses, and ("truth", "survey_answers") beside it."""
    days = company.settings.days
    waves, wave_days = _waves(company)
    size = len(people)
    left = people.left_day + 150  # some weeks after the last visit, one is still asked
    invitations = []
    for number, share in enumerate((INVITED_SHARE, CSAT_SHARE)):
        asked = rng.random((len(waves), size)) < share
        asked &= (people.joined_day < wave_days[:, None]) & (left > wave_days[:, None])
        invitations.append((np.full(int(asked.sum()), number), *np.nonzero(asked)))
    # The scales are asked once: each person in one wave at most.
    once = rng.integers(0, len(waves), size)
    alive = (people.joined_day < wave_days[once]) & (left > wave_days[once])
    whom = np.flatnonzero(alive & (rng.random(size) < SCALES_SHARE))
    invitations.append((np.full(len(whom), 2), once[whom], whom))
    survey: Array
    wave: Array
    person: Array
    survey, wave, person = (np.concatenate(column) for column in zip(*invitations, strict=True))

    count = len(person)
    # A survey after a visit comes on any day of its quarter, the others within ten days.
    day = wave_days[wave] + rng.integers(
        np.where(survey == 1, -30, 0), np.where(survey == 1, 50, 10), count
    )
    day = np.clip(day, np.maximum(people.joined_day[person] + 1, 0), days - 1)
    invited = company.calendar.utc(day, rng.uniform(8, 19, count) * 3600)
    mood = moods.contentment[person]
    chance = 1 / (1 + np.exp(-(ANSWER_LEVEL + ANSWER_SLOPE * mood)))
    answered_at = invited + (rng.exponential(1.5, count) * 86_400e6).astype("timedelta64[us]")
    answers = (rng.random(count) < chance) & (answered_at < company.calendar.end)
    response = numbered("SR", base + np.arange(count), 10)

    # One row per invitation and question: NPS and CSAT have one, the scales have several.
    questions = np.array([1, 1, len(SCALES)])[survey]
    row = np.repeat(np.arange(count), questions)
    question = np.where(survey[row] == 2, 2 + within(questions), survey[row])
    value = np.select(
        [question == 0, question == 1],
        [
            _nps(mood[row], rng.normal(0, NPS_NOISE, len(row))),
            np.clip(np.rint(3.9 + 0.8 * mood[row] + rng.normal(0, 0.5, len(row))), 1, 5),
        ],
        np.rint(people.attitudes[person[row], np.maximum(question - 2, 0)]),
    )
    given = answers[row] & ((survey[row] < 2) | (rng.random(len(row)) >= SKIPPED_SHARE))
    text = np.full(len(row), "", dtype=object)
    worded = np.flatnonzero(given & (question == 0) & (rng.random(len(row)) < REASON_SHARE))
    text[worded] = _reasons(
        company,
        people,
        moods,
        documents,
        response[row[worded]],
        person[row[worded]],
        value[worded],
        day[row[worded]],
        rng,
    )
    channel = rng.choice(4, count, p=[0.62, 0.18, 0.15, 0.05])
    has_app = people.app_user[person]
    channel = np.where((channel == 1) & ~has_app, 0, channel)
    practice = home_practices(company, people)
    is_client = people.in_dental[person] & (survey == 1)
    codes = ["nps", "csat", *(scale[0] for scale in SCALES)]
    texts = [NPS_QUESTION, CSAT_QUESTION, *(scale[2] for scale in SCALES)]
    return {
        ("voice", "survey_responses"): {
            "response_id": response[row],
            "survey_id": Coded(survey[row], ["nps", "csat_visit", "attitudes"]),
            "wave": Coded(wave[row], waves),
            "channel": Coded(channel[row], list(CHANNELS)),
            "question_code": Coded(question, codes),
            "question_text": Coded(question, texts),
            "email": Coded(person[row], people.email),
            "loyalty_member_id": Coded(person[row], people.loyalty_member_id),
            "location_id": Coded(
                np.where(is_client, practice[person], -1)[row], company.stores.store_id
            ),
            "answer_text": text,
            "answer_value": np.where(given, value, np.nan),
            "scale_maximum": np.where(question == 0, 10, np.where(question == 1, 5, 7)),
            "is_answered": given,
            "invited_at": invited[row],
            "answered_at": np.where(given, answered_at[row], np.datetime64("NaT", "us")),
        },
        ("truth", "survey_answers"): {
            "response_id": response[row],
            "question_code": Coded(question, codes),
            "person_id": Coded(person[row], person_ids(people.number)),
            "value": value,
        },
    }


def _nps(mood: Array, noise: Array) -> Array:
    return np.asarray(np.clip(np.rint(NPS_MEAN + NPS_SLOPE * mood + noise), 0, 10))


def _waves(company: Company) -> tuple[list[str], Array]:
    """Return the quarters that have begun by the as-of date, and the day they are asked."""
    start = np.datetime64(company.settings.start, "D")
    months = np.arange(
        np.datetime64(company.settings.start, "M"), np.datetime64(company.settings.as_of, "M") + 1
    )
    quarters = np.unique(months - months.astype(np.int64) % 3)
    day = (quarters.astype("datetime64[D]") - start).astype(np.int64) + 40
    inside = (day >= 0) & (day < company.settings.days - 14)
    years = quarters.astype("datetime64[Y]").astype(np.int64) + 1970
    quarter = quarters.astype(np.int64) % 12 // 3 + 1
    names = [
        f"{year}-Q{number}"
        for year, number in zip(years[inside].tolist(), quarter[inside].tolist(), strict=True)
    ]
    return names or [""], day[inside] if inside.any() else np.array([company.settings.days // 2])


def _reasons(
    company: Company,
    people: People,
    moods: Moods,
    documents: Documents,
    ids: Array,
    person: Array,
    value: Array,
    day: Array,
    rng: np.random.Generator,
) -> Array:
    """Return why people gave their score, about one of the lines they know."""
    lines = np.stack(
        [people.in_cafe, people.in_boutique, people.in_dental, people.in_software], axis=1
    )[person]
    line = np.argmax(rng.random(lines.shape) * lines, axis=1)
    theme = feelings.themes(company, people, moods, person, line, day, rng)
    # The words agree with the score: promoters praise, detractors complain.
    passive = rng.choice([-1, 0, 1], len(value))
    sentiment = np.where(value >= 9, 1, np.where(value <= 6, -1, passive))
    said = feelings.said(people, moods, person, theme, sentiment, line, "survey")
    return documents.write("voice.survey_responses", ids, person, said, PII_SHARE)
