"""Personas that researchers wrote down before there were clustomers, claim by claim."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from clustomers.demo.arrays import numbered
from clustomers.demo.company import Company

Array = npt.NDArray[Any]


class Claim(NamedTuple):
    """What a persona is said to be like; whether it is so, where data can tell."""

    attribute: str
    expectation: str
    text: str
    is_true: bool | None


class ResearchPersona(NamedTuple):
    """A persona of a study and the behavioral type it was drawn from."""

    name: str
    kind: str
    people: int
    claims: tuple[Claim, ...]


PERSONAS = (
    ResearchPersona("Early on the way to work", "morning_commuter", 12, (
        Claim("morning", "high", "Buys before eleven.", True),
        Claim("weekend", "low", "Is hardly seen at weekends.", True),
        Claim("basket_size", "low", "Takes one or two things.", True),
        Claim("discounted", "high", "Waits for offers.", False),
    )),
    ResearchPersona("Saturday stroller", "weekend_browser", 9, (
        Claim("weekend", "high", "Comes on Saturdays and Sundays.", True),
        Claim("afternoon", "high", "Comes after lunch.", True),
        Claim("basket_size", "high", "Takes several things home.", True),
        Claim("morning", "high", "Is there when the doors open.", False),
        Claim("has_dog", "yes", "Comes with a dog.", None),
    )),
    ResearchPersona("Offer hunter", "bargain_hunter", 10, (
        Claim("discounted", "high", "Buys at a discount.", True),
        Claim("occupation", "student", "Studies.", True),
        Claim("browsing", "high", "Looks around without buying.", True),
        Claim("item_price", "high", "Takes the dearer one.", False),
    )),
)  # fmt: skip
_WHEN = 0.2  # share of the demo's time at which they were written


def make(company: Company) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make voice.persona_claims, and the truth about each claim that data can judge."""
    claims = [
        (number, persona, claim)
        for number, persona in enumerate(PERSONAS, start=1)
        for claim in persona.claims
    ]
    count = len(claims)
    ids = numbered("PC", np.arange(1, count + 1), 3)
    persona_ids = numbered("RP", np.array([number for number, _, _ in claims]), 2)
    day = np.full(count, int(_WHEN * company.settings.days))
    landed = {
        "claim_id": ids,
        "research_persona_id": persona_ids,
        "persona_name": np.array([persona.name for _, persona, _ in claims]),
        "study_id": np.full(count, "ST00"),
        "attribute": np.array([claim.attribute for _, _, claim in claims]),
        "expectation": np.array([claim.expectation for _, _, claim in claims]),
        "claim": np.array([claim.text for _, _, claim in claims]),
        "participant_count": np.array([persona.people for _, persona, _ in claims]),
        "recorded_at": company.calendar.utc(day, np.full(count, 12 * 3600)),
    }
    known = np.array([claim.is_true is not None for _, _, claim in claims])
    truth = {
        "claim_id": ids[known],
        "research_persona_id": persona_ids[known],
        "kind": np.array([persona.kind for _, persona, _ in claims])[known],
        "is_true": np.array([bool(claim.is_true) for _, _, claim in claims])[known],
    }
    return landed, truth
