"""How content people are, what they talk about and in which tone: type and experience decide.

The latent contentment is a normal number: 0 on average, 1 the spread between people.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import wording
from clustomers.demo.company import Company
from clustomers.demo.people import People
from clustomers.demo.wording import LINE_THEMES, LINES, THEMES

Array = npt.NDArray[Any]
Experience = dict[str, Array]

KIND_MOOD = np.array([0.05, 0.0, 0.15, -0.30, 0.25])  # by behavioural type
PERSONAL_SPREAD = 0.8
# experience: (what one of it does to contentment, the theme it makes people talk about, how much)
WEIGHTS: dict[str, tuple[float, str, float]] = {
    "late_deliveries": (-0.95, "delivery", 70.0),
    "refunds": (-0.25, "refund", 60.0),
    "slow_checkouts": (-0.50, "checkout", 60.0),
    "failed_payments": (-0.60, "checkout", 60.0),
    "out_of_stock": (-0.40, "rainwear", 60.0),
    "long_waits": (-0.40, "queue", 40.0),
    "cancelled_late": (-0.20, "appointment", 25.0),
    "no_shows": (-0.10, "appointment", 15.0),
    "missed_calls": (-0.45, "appointment", 40.0),
    "slow_quotes": (-0.30, "price", 15.0),
    "fast_activations": (0.45, "onboarding", 30.0),
    "slow_activations": (-0.40, "onboarding", 40.0),
    "cancelled_subscriptions": (-0.80, "reports", 30.0),
}
_MOST = 3.0  # of one experience; more of it changes little
# What each type talks more about than others.
TILTS: tuple[dict[str, float], ...] = (
    {"queue": 1.6, "app": 1.5},
    {"queue": 1.8, "coffee": 0.7},
    {"fit": 1.6, "rainwear": 1.3},
    {"price": 2.6, "refund": 1.3},
    {"coffee": 1.6, "staff": 1.5, "price": 0.5},
)
# Planted: people talk of the price after it rose, and less badly of the queue after Quick Bite.
PRICE_TALK, PRICE_GLOOM, QUEUE_RELIEF = 2.6, -0.5, 0.6


@dataclass
class Moods:
    """The people's side of what they say, arrays of length n."""

    contentment: Array
    counts: dict[str, Array]  # experiences, cut off where more changes little
    german: Array

    @classmethod
    def of(cls, people: People, experience: Experience, rng: np.random.Generator) -> "Moods":
        """Feel with a chunk of people; experiences not given count as none."""
        counts = {
            name: np.minimum(experience[name], _MOST) for name in WEIGHTS if name in experience
        }
        contentment = KIND_MOOD[people.kind] + rng.normal(0, PERSONAL_SPREAD, len(people))
        for name, values in counts.items():
            contentment = contentment + WEIGHTS[name][0] * values
        return cls(contentment, counts, rng.random(len(people)) < 0.13)


def _table(rows: list[dict[str, float]], default: float) -> Array:
    return np.array([[row.get(theme, default) for theme in THEMES] for row in rows])


_BY_LINE = _table([LINE_THEMES[line] for line in LINES], 0.0)
_BY_KIND = _table(list(TILTS), 1.0)


def themes(
    company: Company,
    people: People,
    moods: Moods,
    person: Array,
    line: Array,
    day: Array,
    rng: np.random.Generator,
) -> Array:
    """Draw a theme (index into `THEMES`) for each document."""
    weights = _BY_LINE[line] * _BY_KIND[people.kind[person]]
    for name, values in moods.counts.items():
        _, theme, push = WEIGHTS[name]
        place = THEMES.index(theme)
        weights[:, place] += push * values[person] * (_BY_LINE[line, place] > 0)
    price, is_cafe = THEMES.index("price"), line == 0
    weights[:, price] *= np.where(is_cafe & (day >= company.price_change_day), PRICE_TALK, 1.0)
    edges = np.cumsum(weights, axis=1)
    draw = rng.random(len(person)) * edges[:, -1]
    return np.asarray((edges <= draw[:, None]).sum(axis=1))


def sentiments(
    company: Company,
    moods: Moods,
    person: Array,
    theme: Array,
    line: Array,
    day: Array,
    offset: Array | float,
    rng: np.random.Generator,
) -> Array:
    """Draw -1, 0 or 1 for each document; people are angry about what happened to them."""
    tone = moods.contentment[person] + offset + rng.normal(0, 0.55, len(person))
    for name, values in moods.counts.items():
        change, about, _ = WEIGHTS[name]
        concerns = (theme == THEMES.index(about)) & (values[person] > 0)
        tone = tone + np.where(concerns, np.sign(change) * 0.9, 0.0)
    is_cafe = line == 0
    dearer = is_cafe & (theme == THEMES.index("price")) & (day >= company.price_change_day)
    quicker = is_cafe & (theme == THEMES.index("queue")) & (day >= company.quick_bite_day)
    tone = tone + PRICE_GLOOM * dearer + QUEUE_RELIEF * quicker
    return np.where(tone < -0.25, -1, np.where(tone < 0.05, 0, 1))


def price_talk_shares() -> tuple[float, float]:
    """Return the share of the café's documents about the price, before and after it rose."""
    weights = _BY_LINE[0] * _BY_KIND
    price = THEMES.index("price")
    before = weights[:, price] / weights.sum(axis=1)
    weights[:, price] *= PRICE_TALK
    after = weights[:, price] / weights.sum(axis=1)
    return float(before.mean()), float(after.mean())


def said(
    people: People,
    moods: Moods,
    person: Array,
    theme: Array,
    sentiment: Array,
    line: Array,
    form: str,
) -> wording.Said:
    """Return what documents of one form say."""
    return wording.Said(
        theme=theme,
        sentiment=sentiment,
        line=line,
        form=np.full(len(person), wording.FORMS.index(form)),
        kind=people.kind[person].astype(np.int64),
        german=moods.german[person],
    )
