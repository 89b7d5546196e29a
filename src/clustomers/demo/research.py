"""Research notes: a few studies, coded passage by passage, that speak to stated hypotheses."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from clustomers.demo import feelings, wording
from clustomers.demo.arrays import numbered
from clustomers.demo.company import Company
from clustomers.demo.documents import Documents
from clustomers.demo.feelings import Moods
from clustomers.demo.people import People
from clustomers.demo.wording import LINES, THEMES

Array = npt.NDArray[Any]

PARTICIPANTS, PASSAGES = 14, 5
# Stances (supports, contradicts, neither) when a hypothesis is true, and when it is false.
STANCES = {True: (0.70, 0.10, 0.20), False: (0.18, 0.57, 0.25)}
PII_SHARE = 0.05


class Study(NamedTuple):
    """A study and the hypothesis it speaks to."""

    name: str
    method: str
    line: str
    themes: tuple[str, ...]
    codes: tuple[str, ...]
    hypothesis: str
    is_true: bool
    when: float  # share of the demo's time at which it was done
    mood: int  # tone of passages that support the hypothesis


STUDIES = (
    Study("Lunch at noon", "interview", "cafe", ("queue", "app"),
          ("waiting time", "short break", "goes elsewhere"),
          "People skip the cafés at noon because the queue eats their break.", True, 0.42, -1),
    Study("Pick-up diary", "diary", "cafe", ("app", "queue"),
          ("pre-order", "saves time", "pick-up shelf"),
          "Ordering ahead in the app brings people in at noon.", True, 0.62, 1),
    Study("Checkout on the phone", "usability_test", "boutique", ("checkout",),
          ("payment step", "slow on mobile", "gives up"),
          "The payment step is slow on phones and makes people give up.", True, 0.35, -1),
    Study("Why people cancel", "interview", "dental", ("appointment", "treatment"),
          ("preparation unclear", "hard to rebook", "forgets"),
          "People cancel late because they do not know how to prepare and cannot rebook.", True,
          0.30, -1),
    Study("Rainy days", "intercept", "boutique", ("rainwear",),
          ("sudden shower", "in stock near me", "walks in"),
          "Showers bring people who buy rainwear at once if it is in stock.", True, 0.48, 1),
    Study("First week with the product", "usability_test", "software", ("onboarding", "reports"),
          ("connects data", "invites colleagues", "first report"),
          "Teams that connect data and invite colleagues in two days stay.", True, 0.55, 1),
    Study("Price and value", "interview", "cafe", ("price", "coffee"),
          ("price increase", "value for money", "stays anyway"),
          "A dearer cappuccino drives regular guests away.", False, 0.80, -1),
    Study("Watching in the store", "observation", "boutique", ("staff", "fit"),
          ("asks for help", "wants to be alone", "tries on"),
          "Customers of the boutique do not want to be spoken to.", False, 0.70, -1),
)  # fmt: skip


def make(
    company: Company, people: People, moods: Moods, documents: Documents, rng: np.random.Generator
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make voice.research_notes, and the truth about each hypothesis."""
    who, parts = [], []
    for number, study in enumerate(STUDIES):
        line = LINES.index(study.line)
        members = np.flatnonzero(
            (people.in_cafe, people.in_boutique, people.in_dental, people.in_software)[line]
        )
        if not len(members):
            continue
        chosen = rng.permutation(members)[:PARTICIPANTS]
        person = np.repeat(chosen, PASSAGES)
        who.append(person)
        parts.append(np.full(len(person), number))
    person, study_of = np.concatenate(who), np.concatenate(parts)
    size = len(person)
    stances = np.array([STANCES[study.is_true] for study in STUDIES])[study_of]
    stance = (rng.random(size)[:, None] > np.cumsum(stances, axis=1)).sum(axis=1).clip(0, 2)
    mood = np.array([study.mood for study in STUDIES])[study_of]
    sentiment = np.where(stance == 0, mood, np.where(stance == 1, -mood, 0))
    line = np.array([LINES.index(study.line) for study in STUDIES])[study_of]
    pick = rng.random(size)
    theme = np.array(
        [
            THEMES.index(STUDIES[number].themes[int(share**1.5 * len(STUDIES[number].themes))])
            for number, share in zip(study_of.tolist(), pick.tolist(), strict=True)
        ]
    )
    ids = numbered("RN", np.arange(size), 7)
    said = feelings.said(people, moods, person, theme, sentiment, line, "interview")
    said.form = np.array([_form(study.method) for study in STUDIES])[study_of]
    body = documents.write("voice.research_notes", ids, person, said, PII_SHARE)
    days = company.settings.days
    day = (np.array([study.when for study in STUDIES])[study_of] * days).astype(np.int64)
    day = np.minimum(day + rng.integers(0, 21, size), days - 1)
    consent = rng.random(len(people)) < 0.85
    named = consent & (rng.random(len(people)) < 0.6)
    shown = rng.random((size, 3)) < np.array([0.75, 0.5, 0.35])
    codes = [
        "|".join(code for code, given in zip(STUDIES[number].codes, row, strict=True) if given)
        for number, row in zip(study_of.tolist(), shown.tolist(), strict=True)
    ]
    participant = np.unique(person, return_inverse=True)[1]
    notes = {
        "note_id": ids,
        "study_id": numbered("ST", study_of + 1, 2),
        "study_name": np.array([study.name for study in STUDIES])[study_of],
        "method": np.array([study.method for study in STUDIES])[study_of],
        "participant_id": numbered("PT", participant + 1, 4),
        "participant_email": np.where(named[person], people.email[person], ""),
        "codes": np.array(codes),
        "hypothesis_id": numbered("H", study_of + 1, 2),
        "hypothesis": np.array([study.hypothesis for study in STUDIES])[study_of],
        "stance": np.array(["supports", "contradicts", "neither"])[stance],
        "body": body,
        "has_consent": consent[person],
        "recorded_at": company.calendar.utc(day, rng.uniform(9, 18, size) * 3600),
    }
    truth = {
        "hypothesis_id": numbered("H", np.arange(1, len(STUDIES) + 1), 2),
        "hypothesis": np.array([study.hypothesis for study in STUDIES]),
        "is_true": np.array([study.is_true for study in STUDIES]),
    }
    return notes, truth


def _form(method: str) -> int:
    return wording.FORMS.index(method if method in wording.FORMS else "interview")
