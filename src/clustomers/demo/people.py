"""The people of a chunk: who they are, and how often they come and for how long."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clustomers.demo import kinds, names, persons
from clustomers.demo.arrays import Lottery, Numbers, Texts, hexes, join, numbered, shuffled
from clustomers.demo.company import NEVER, Company
from clustomers.demo.kinds import KINDS, SCALES

__all__ = ["KINDS", "NEVER", "SCALES", "People", "make", "person_ids"]

Flags = npt.NDArray[np.bool_]

# Planted: a referred person comes more often; a good one comes less before leaving for good.
REFERRED_LIFT = 0.35
DROP_DAYS = 35
DROP_SHARE = 0.5
HIGH_VALUE_A_DAY = 1.2  # expected spend in EUR a day, about the best quarter
CONSENT_BASE = {"analytics": 0.70, "personalization": 0.50, "advertising": 0.38}
CONSENT_LIFT = {"analytics": 0.00, "personalization": 0.12, "advertising": 0.10}
CONSENT_BENEFIT = "50 bonus points"
EARLY_SHARE = 0.45  # were customers before the first day


@dataclass
class People:
    """The people of one chunk; arrays of one length, index i is the person.

    Days are numbers from the first day of the demo. A text is empty where there is nothing.
    """

    number: npt.NDArray[np.int64]  # global: the true identity
    kind: npt.NDArray[np.int8]  # index into KINDS
    city: npt.NDArray[np.int16]
    household: npt.NDArray[np.int64]  # equal for those who live together
    in_cafe: Flags
    in_boutique: Flags
    in_dental: Flags
    in_software: Flags
    gender: Texts  # female, male or diverse
    occupation: Texts
    birth_date: npt.NDArray[np.datetime64]
    attitudes: npt.NDArray[np.float64]  # (n, len(SCALES)), 1 to 7
    first_name: Texts
    last_name: Texts
    street: Texts
    postal_code: Texts
    former_street: Texts  # address before a move, which some systems still hold
    former_postal_code: Texts
    email: Texts
    second_email: Texts  # another address, used with some systems
    email_is_shared: Flags  # one mailbox for a household
    phone: Texts
    rate: npt.NDArray[np.float64]  # visits a day while active, of any kind: the next three
    cafe_rate: npt.NDArray[np.float64]  # orders at cafés a day, 0 when no customer there
    boutique_rate: npt.NDArray[np.float64]
    browse_rate: npt.NDArray[np.float64]  # web and app visits a day without an order
    joined_day: npt.NDArray[np.int32]  # may be negative
    left_day: npt.NDArray[np.int32]  # may be past the end
    visit_drop_day: npt.NDArray[np.int32]  # visits halve from here until left_day; NEVER for most
    app_user: Flags
    app_from_day: npt.NDArray[np.int32]  # day the app was installed; NEVER when not an app user
    was_early_app_user: Flags  # installed the app without the Quick Bite
    referrer: npt.NDArray[np.int32]  # index of the person who brought this one, -1 for none
    bonus_treated: Flags  # was offered the loyalty bonus
    consent_benefit: Texts  # what was offered for the consent
    consent_analytics: Flags  # the first answers; changes are in privacy
    consent_personalization: Flags
    consent_advertising: Flags
    loyalty_member_id: Texts
    shop_customer_id: Texts
    client_id: Texts
    primary_anonymous_id: Texts
    secondary_anonymous_id: Texts
    device_id: Texts

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.number)

    @property
    def first_day(self) -> npt.NDArray[np.int64]:
        """First day of the calendar on which the person is a customer."""
        return np.maximum(self.joined_day, 0).astype(np.int64)


def person_ids(number: Numbers) -> Texts:
    """Return the ids by which the truth knows people; ``-1`` (nobody) gives an empty text."""
    return np.where(number >= 0, numbered("p", np.maximum(number, 0), 7), "")


def make(company: Company, first: int, size: int, rng: np.random.Generator) -> People:
    """Make people ``first`` to ``first + size - 1``; the same arguments make the same people."""
    days = company.settings.days
    number = np.arange(first, first + size, dtype=np.int64)
    kind = rng.choice(len(KINDS), size, p=kinds.SHARE).astype(np.int8)
    # Two neighbours in the list share a household where the first of them has one to share.
    even = np.arange(size) // 2 * 2
    shares_home = (rng.random(size) < kinds.HOUSEHOLD[kind])[even] & (even + 1 < size)
    head = np.where(shares_home, even, np.arange(size))

    lines = [
        rng.random(size) < share[kind]
        for share in (kinds.IN_CAFE, kinds.IN_BOUTIQUE, kinds.IN_DENTAL, kinds.IN_SOFTWARE)
    ]
    nowhere = ~np.logical_or.reduce(lines)
    in_cafe, in_boutique, in_dental, in_software = lines[0] | nowhere, *lines[1:]

    joined, left = _time_as_customer(kind, days, rng)
    frequency = rng.gamma(kinds.RATE_SHAPE, 1 / kinds.RATE_SHAPE, size)
    member = in_cafe | (in_boutique & (rng.random(size) < 0.6))
    home = persons.homes(company.cities, head, rng)
    person = persons.names_of(kind, head, number, rng)
    # A shared mailbox belongs to a household whose members sign their orders.
    email_is_shared = (shares_home & (rng.random(size) < 0.22)[head]) & (head >= 0)
    has_account = in_boutique & (email_is_shared | (rng.random(size) < 0.88) | member)
    shop_ids = np.where(has_account, numbered("1", shuffled(number, factor=61_803_399), 8), "")

    referrer = _referrers(joined, has_account, rng)
    frequency = frequency * np.where(referrer >= 0, 1 + REFERRED_LIFT, 1.0)
    cafe_rate = np.where(in_cafe, np.minimum(kinds.CAFE_RATE[kind] * frequency, 0.9), 0.0)
    boutique_rate = np.where(in_boutique, kinds.BOUTIQUE_RATE[kind] * frequency, 0.0)
    browse_rate = kinds.BROWSE_RATE[kind] * frequency
    worth = cafe_rate * 8.5 + boutique_rate * 110.0
    lapses = (worth > HIGH_VALUE_A_DAY) & (left < days)
    lapses &= left - 2 * DROP_DAYS > np.maximum(joined, 0)
    drop = np.where(lapses, left - DROP_DAYS, NEVER).astype(np.int32)

    app_from, early = _app_users(company, kind, in_cafe, joined, left, rng)
    app_user = app_from < NEVER
    benefit = rng.random(size) < 0.5
    answers = {
        purpose: rng.random(size)
        < CONSENT_BASE[purpose] + CONSENT_LIFT[purpose] * benefit - 0.03 * (kind == 4)
        for purpose in CONSENT_BASE
    }
    browses = in_boutique | in_dental | in_software | (rng.random(size) < 0.6)
    seen = rng.integers(0, 400 * 86_400, size) + 1_600_000_000
    return People(
        number=number,
        kind=kind,
        city=home.city,
        household=first + head.astype(np.int64),
        in_cafe=in_cafe,
        in_boutique=in_boutique,
        in_dental=in_dental,
        in_software=in_software,
        gender=person.gender,
        occupation=np.array(names.OCCUPATIONS)[Lottery(kinds.OCCUPATION).draw(rng, kind, size)],
        birth_date=_birth_dates(company, kind, rng),
        attitudes=_attitudes(kind, rng),
        first_name=person.first_name,
        last_name=person.last_name,
        street=home.street,
        postal_code=home.postal_code,
        former_street=home.former_street,
        former_postal_code=home.former_postal_code,
        email=np.where(email_is_shared, person.household_email, person.email),
        second_email=person.second_email,
        email_is_shared=email_is_shared,
        phone=join(
            np.where(company.cities.country[home.city] == "AT", "+43 659 ", "+49 154 "),
            numbered("", shuffled(number, factor=77_413_909), 8),
        ),
        rate=cafe_rate + boutique_rate + browse_rate,
        cafe_rate=cafe_rate,
        boutique_rate=boutique_rate,
        browse_rate=browse_rate,
        joined_day=joined,
        left_day=left,
        visit_drop_day=drop,
        app_user=app_user,
        app_from_day=app_from,
        was_early_app_user=early,
        referrer=referrer,
        bonus_treated=member & (rng.random(size) < 0.5),
        consent_benefit=np.where(benefit, CONSENT_BENEFIT, ""),
        consent_analytics=answers["analytics"],
        consent_personalization=answers["personalization"],
        consent_advertising=answers["advertising"],
        loyalty_member_id=np.where(
            member, numbered("LC", shuffled(number, factor=31_415_927), 8), ""
        ),
        shop_customer_id=shop_ids,
        client_id=np.where(in_dental, numbered("PAT-", shuffled(number, factor=27_182_817), 8), ""),
        primary_anonymous_id=np.where(browses, _cookies(number, 0, seen), ""),
        secondary_anonymous_id=np.where(
            browses & (rng.random(size) < 0.4), _cookies(number, 1, seen + 7_000_000), ""
        ),
        device_id=np.where(app_user, _device_ids(rng, size), ""),
    )


def _time_as_customer(
    kind: npt.NDArray[np.int8], days: int, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return first and last day: lives are exponential, with a drop-out rate of each one's own."""
    size = len(kind)
    early = rng.random(size) < EARLY_SHARE
    joined = np.where(early, -rng.integers(1, 900, size), rng.integers(0, days, size))
    dropout = rng.gamma(kinds.LIFETIME_SHAPE, 1 / (kinds.LIFETIME_SHAPE - 1), size)
    life = rng.exponential(1.0, size) / dropout * kinds.LIFETIME_DAYS[kind]
    left = np.maximum(joined, 0) + np.minimum(np.ceil(life), 20_000).astype(np.int64)
    return joined.astype(np.int32), left.astype(np.int32)


def _referrers(
    joined: npt.NDArray[np.int32], has_account: Flags, rng: np.random.Generator
) -> npt.NDArray[np.int32]:
    size = len(joined)
    referrer = np.full(size, -1, dtype=np.int32)
    givers = np.flatnonzero(has_account & (joined < 0))
    came = np.flatnonzero((joined >= 0) & (rng.random(size) < 0.20))
    if len(givers):
        referrer[came] = rng.choice(givers, len(came))
    return referrer


def _app_users(
    company: Company,
    kind: npt.NDArray[np.int8],
    in_cafe: Flags,
    joined: npt.NDArray[np.int32],
    left: npt.NDArray[np.int32],
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.int32], Flags]:
    """Return when the app was installed: soon after joining, or for the Quick Bite."""
    size = len(kind)
    early = in_cafe & (rng.random(size) < kinds.APP_USER[kind])
    early_day = joined + np.ceil(rng.exponential(45.0, size))
    late = in_cafe & ~early & (rng.random(size) < np.array([0.30, 0.55, 0.18, 0.30, 0.15])[kind])
    start = np.maximum(company.quick_bite_day, joined)
    late_day = start + np.floor(rng.exponential(30.0, size))
    day = np.where(early, early_day, np.where(late, late_day, NEVER))
    last = np.minimum(left, company.settings.days)
    day = np.where(day < last, day, NEVER).astype(np.int32)
    return day, early & (day < NEVER)


def _attitudes(kind: npt.NDArray[np.int8], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    means = kinds.SCALE_MEANS[kind]
    return np.clip(means + rng.normal(0, kinds.SCALE_SPREAD, means.shape), 1, 7)


def _birth_dates(
    company: Company, kind: npt.NDArray[np.int8], rng: np.random.Generator
) -> npt.NDArray[np.datetime64]:
    age = rng.normal(kinds.AGE_MEAN[kind], kinds.AGE_SPREAD[kind])
    age_days = (np.clip(age, 17, 88) * 365.25).astype(np.int64) + rng.integers(0, 365, len(kind))
    return np.datetime64(company.settings.start, "D") - age_days


def _cookies(number: Numbers, browser: int, seen: Numbers) -> Texts:
    """Return first-party ids in the style of the browser collector, none of them twice."""
    digits = shuffled(number * 10 + browser, 10_000_000_000, 6_364_136_223)
    return join(numbered("", digits, 10), ".", numbered("", seen, 10))


def _device_ids(rng: np.random.Generator, size: int) -> Texts:
    bits = rng.integers(0, 2**63, (size, 2), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return hexes(bits, 32, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
