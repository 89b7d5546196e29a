"""Consents, as offered, given, changed and withdrawn, and requests to be forgotten."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.arrays import Texts, numbered
from clustomers.demo.company import Company
from clustomers.demo.identity import Tables
from clustomers.demo.people import People, person_ids
from clustomers.demo.zone import Coded, Values

PURPOSES = ("analytics", "personalization", "advertising")
ACTIONS = ("shown", "granted", "declined", "withdrawn")
SHOWN, GRANTED, DECLINED, WITHDRAWN = range(4)
PLACES = ("banner", "checkout", "app", "till", "form")
WITHDRAWN_SHARE = 0.06
GRANTED_LATER_SHARE = 0.04
ERASURE_SHARE = 0.003
LEAST_ERASURES = 3
CHANNELS = ("email", "form", "phone", "letter")
_IDS = (
    ("loyalty_member_id", "till"),
    ("shop_customer_id", "checkout"),
    ("client_id", "form"),
    ("anonymous_id", "banner"),
    ("email", "form"),
)
_BROWSER = 3


def tables(
    company: Company, people: People, rng: np.random.Generator
) -> tuple[Tables, dict[str, dict[str, Values]]]:
    """Return ``privacy.*`` of a chunk, and the truth's ``consents`` and ``erasures``."""
    consents, truth = _consents(company, people, rng)
    requests, erasures = _erasures(company, people, rng)
    made: Tables = {("privacy", "consents"): consents, ("privacy", "erasure_requests"): requests}
    return made, {"consents": truth, "erasures": erasures}


@dataclass
class _Asks:
    """Every place where a person was asked: first the one of each person, then the banners."""

    person: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]  # of the identifier, index into _IDS
    value: Texts
    place: npt.NDArray[np.int64]  # index into PLACES


def _asks(people: People, rng: np.random.Generator) -> _Asks:
    size = len(people)
    values = [
        people.loyalty_member_id,
        people.shop_customer_id,
        people.client_id,
        people.primary_anonymous_id,
        people.email,
    ]
    kind = np.full(size, len(values) - 1)
    for index in range(len(values) - 2, -1, -1):
        kind = np.where(values[index] != "", index, kind)
    place = np.array([PLACES.index(name) for _, name in _IDS])[kind]
    in_app = (kind == 0) & people.app_user & (rng.random(size) < 0.5)
    place = np.where(in_app, PLACES.index("app"), place)
    # Who comes to a site is asked in each browser, and answers alike.
    first = np.flatnonzero((people.primary_anonymous_id != "") & (kind != _BROWSER))
    second = np.flatnonzero(people.secondary_anonymous_id != "")
    banners = len(first) + len(second)
    return _Asks(
        np.concatenate([np.arange(size), first, second]),
        np.concatenate([kind, np.full(banners, _BROWSER)]),
        np.concatenate(
            [
                np.asarray(np.choose(kind, values)),
                people.primary_anonymous_id[first],
                people.secondary_anonymous_id[second],
            ]
        ),
        np.concatenate([place, np.full(banners, PLACES.index("banner"))]),
    )


def _consents(
    company: Company, people: People, rng: np.random.Generator
) -> tuple[dict[str, Values], dict[str, Values]]:
    size = len(people)
    asks = _asks(people, rng)
    who = asks.person
    # Asked on the day of joining, before anything else happens.
    asked_at = company.calendar.utc(people.joined_day, rng.integers(4 * 3600, 6 * 3600, size))
    last = np.minimum(people.left_day, company.settings.days).astype(np.int64)
    begins = people.first_day + 1
    never = np.datetime64("NaT")
    # Index of the ask, purpose, action, time, whether a benefit was offered.
    rows: list[tuple[Any, int, Any, Any, Any]] = []
    truths: list[dict[str, Any]] = []
    for purpose, name in enumerate(PURPOSES):
        answer = getattr(people, f"consent_{name}")
        draw = rng.random(size)
        withdraws = answer & (draw < WITHDRAWN_SHARE)
        gives = ~answer & (draw < GRANTED_LATER_SHARE)
        day = begins + (rng.random(size) * (last - begins)).astype(np.int64)
        changes = (withdraws | gives) & (last > begins)
        changed_at = company.calendar.utc(
            np.where(changes, day, 0), rng.integers(8 * 3600, 22 * 3600, size)
        )
        answered_at = asked_at + rng.integers(3, 90, size).astype("timedelta64[s]")
        has_benefit = ((people.consent_benefit != "") & (name != "analytics"))[who]
        every, changed = np.arange(len(who)), np.flatnonzero(changes)
        action = np.where(answer, GRANTED, DECLINED)[who]
        change = np.where(withdraws, WITHDRAWN, GRANTED)[changed]
        nothing = np.zeros(len(changed), dtype=bool)
        rows += [
            (every, purpose, np.full(len(who), SHOWN), asked_at[who], has_benefit),
            (every, purpose, action, answered_at[who], has_benefit),
            (changed, purpose, change, changed_at[changed], nothing),
        ]
        truths.append(
            {
                "person_id": person_ids(people.number),
                "purpose": np.full(size, name),
                "granted_at": np.where(
                    answer, answered_at, np.where(gives & changes, changed_at, never)
                ),
                "withdrawn_at": np.where(withdraws & changes, changed_at, never),
            }
        )
    purposes = np.repeat([row[1] for row in rows], [len(row[0]) for row in rows])
    ask, action, at, benefit = (
        np.concatenate([row[item] for row in rows]) for item in (0, 2, 3, 4)
    )
    order = np.lexsort((action, at))
    ask, purposes, action, at, benefit = (
        values[order] for values in (ask, purposes, action, at, benefit)
    )
    person = who[ask]
    wording = people.joined_day[person] >= company.settings.days // 2
    base = int(people.number[0]) * 40
    landed: dict[str, Values] = {
        "consent_id": numbered("CO", base + np.arange(len(ask)), 10),
        "identifier_type": Coded(asks.kind[ask], [item[0] for item in _IDS]),
        "identifier_value": asks.value[ask],
        "purpose": Coded(purposes, list(PURPOSES)),
        "action": Coded(action, list(ACTIONS)),
        "place": Coded(asks.place[ask], list(PLACES)),
        "benefit": np.where(benefit, people.consent_benefit[person], ""),
        "wording_version": Coded(wording.astype(np.int8), ["2023-05", "2025-10"]),
        "recorded_at": at,
    }
    truth: dict[str, Values] = {
        name: np.concatenate([part[name] for part in truths]) for name in truths[0]
    }
    return landed, truth


def _erasures(
    company: Company, people: People, rng: np.random.Generator
) -> tuple[dict[str, Values], dict[str, Values]]:
    """Return requests of the last days: what was asked before is gone already."""
    size = len(people)
    # Nobody shares a mailbox that names the person, and everybody was somebody's customer.
    able = np.flatnonzero(
        ~people.email_is_shared & (people.joined_day < company.settings.days - 60)
    )
    count = min(max(LEAST_ERASURES, round(size * ERASURE_SHARE)), len(able))
    who = np.sort(rng.choice(able, count, replace=False)) if count else able[:0]
    choices = [
        ("email", people.email[who]),
        ("loyalty_member_id", people.loyalty_member_id[who]),
        ("shop_customer_id", people.shop_customer_id[who]),
    ]
    kind = rng.integers(0, len(choices), count)
    values = np.asarray(np.choose(kind, [item[1] for item in choices]))
    kind = np.where(values == "", 0, kind)
    values = np.where(values == "", people.email[who], values)
    first = max(company.settings.days - 30, 0)
    day = rng.integers(first, company.settings.days, count)
    at = company.calendar.utc(day, rng.integers(8 * 3600, 20 * 3600, count))
    requests: dict[str, Values] = {
        "request_id": numbered("ER", people.number[who], 8),
        "identifier_type": Coded(kind, [item[0] for item in choices]),
        "identifier_value": values,
        "channel": Coded(rng.integers(0, len(CHANNELS), count), list(CHANNELS)),
        "requested_at": at,
    }
    erasures: dict[str, Values] = {
        "person_id": person_ids(people.number[who]),
        "request_id": requests["request_id"],
        "requested_at": at,
    }
    return requests, erasures
