"""Who is who: the members' and customers' records, referrals, and the true owner of every id."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clustomers.demo.arrays import Lottery, Texts, numbered, shuffled
from clustomers.demo.company import NEVER, Company
from clustomers.demo.people import People, person_ids
from clustomers.demo.spelling import emails, records
from clustomers.demo.zone import Coded, Values

Tables = dict[tuple[str, str], dict[str, Values]]

REFERRAL_REWARD = 10.0
INCOME_BANDS = ("Under 20K", "20-34K", "35-49K", "50-74K", "75-99K", "100K+")
INCOME = [[2, 10, 24, 34, 18, 8], [4, 16, 28, 30, 14, 6], [8, 22, 28, 24, 12, 4]]
INCOME += [[26, 34, 22, 12, 4, 1], [1, 6, 14, 28, 26, 24]]
MARITAL = ("single", "married", "divorced", "widowed")


@dataclass
class Cards:
    """Second loyalty cards, of those who lost the first, and second accounts in the shop."""

    second_card: Texts  # "" when none
    second_card_day: npt.NDArray[np.int64]  # NEVER when none
    second_account: Texts

    def member_id(
        self, people: People, person: npt.NDArray[np.int32], day: npt.NDArray[np.int32]
    ) -> Texts:
        """Return the card shown on a day; empty for nobody and for those without one."""
        owner = np.maximum(person, 0)
        card = np.where(
            day >= self.second_card_day[owner],
            self.second_card[owner],
            people.loyalty_member_id[owner],
        )
        return np.where(person >= 0, card, "")


def cards(company: Company, people: People, rng: np.random.Generator) -> Cards:
    """Give some people a second card and a second account."""
    size = len(people)
    lost = (people.loyalty_member_id != "") & (rng.random(size) < 0.02)
    day = rng.integers(1, max(company.settings.days, 2), size)
    lost &= (day > people.joined_day) & (day < people.left_day)
    again = (people.shop_customer_id != "") & ~people.email_is_shared & (rng.random(size) < 0.02)
    return Cards(
        np.where(lost, numbered("LC9", shuffled(people.number, 10_000_000, 3_141_593), 7), ""),
        np.where(lost, day, NEVER),
        np.where(again, numbered("2", shuffled(people.number, factor=16_180_339), 8), ""),
    )


def tables(
    company: Company, people: People, extra: Cards, rng: np.random.Generator
) -> tuple[Tables, dict[str, Values]]:
    """Return the landed tables and the rows of ``truth/identifiers``."""
    made: Tables = {
        ("pos", "loyalty_members"): _members(company, people, extra, rng),
        ("shop", "customers"): _customers(company, people, extra, rng),
        ("crm", "referrals"): _referrals(company, people, rng),
    }
    return made, _identifiers(people, extra)


def referral_codes(people: People) -> Texts:
    """Return the codes that customers give to friends; only accounts of the shop have one."""
    codes = numbered("FREUND", shuffled(people.number, factor=57_721_567), 8)
    return np.where(people.shop_customer_id != "", codes, "")


def _members(
    company: Company, people: People, extra: Cards, rng: np.random.Generator
) -> dict[str, Values]:
    size = len(people)
    held = records(company, people, rng)
    joined = company.calendar.day(people.joined_day)
    age = (np.datetime64(company.settings.as_of, "D") - people.birth_date).astype(np.int64) / 365.25
    asked = rng.random(size) < 0.6  # the rest of the form is optional
    in_home = np.bincount(people.household - people.household[0], minlength=size)[
        people.household - people.household[0]
    ]
    children = np.where(age > 26, rng.poisson(0.7, size), 0) * (rng.random(size) < 0.7)
    home = in_home + (in_home == 1) * (rng.random(size) < 0.4) + children
    married = np.where(home - children > 1, 1, np.where(rng.random(size) < 0.2, 2, 0))
    columns: dict[str, npt.NDArray[np.generic]] = {
        **held,
        "loyalty_member_id": people.loyalty_member_id,
        "joined_date": joined,
        "age_band": _banded(age, asked),
        "income_band": np.where(
            asked, np.array(INCOME_BANDS)[Lottery(INCOME).draw(rng, people.kind, size)], ""
        ),
        "home_ownership": np.where(
            asked,
            np.where(rng.random(size) < np.clip((age - 25) / 50, 0, 0.7), "Homeowner", "Renter"),
            "",
        ),
        "marital_status": np.where(asked, np.array(MARITAL)[married], ""),
        "household_size": np.where(
            asked, np.array(["", "1", "2", "3", "4", "5+"])[np.minimum(home, 5)], ""
        ),
        "household_composition": np.where(
            asked,
            np.where(
                children > 0,
                np.where(home - children > 1, "2 Adults Kids", "1 Adult Kids"),
                np.where(home > 1, "2 Adults No Kids", "1 Adult No Kids"),
            ),
            "",
        ),
        "children_count": np.where(
            asked, np.array(["0", "1", "2", "3+"])[np.minimum(children, 3)], ""
        ),
        "occupation": np.where(asked, people.occupation, ""),
    }
    first = np.flatnonzero(people.loyalty_member_id != "")
    second = np.flatnonzero(extra.second_card != "")
    rows = np.concatenate([first, second])
    out: dict[str, Values] = {name: values[rows] for name, values in columns.items()}
    out["loyalty_member_id"] = np.concatenate(
        [people.loyalty_member_id[first], extra.second_card[second]]
    )
    out["joined_date"] = np.concatenate(
        [joined[first], company.calendar.day(extra.second_card_day[second])]
    )
    return out


def _customers(
    company: Company, people: People, extra: Cards, rng: np.random.Generator
) -> dict[str, Values]:
    size = len(people)
    held = records(company, people, rng)
    # Every account has the address with which it signs in.
    held["email"] = np.where(held["email"] == "", emails(people.email, rng), held["email"])
    created = company.calendar.utc(people.joined_day, rng.integers(7 * 3600, 22 * 3600, size))
    changed = created + rng.integers(0, 500 * 86_400, size).astype("timedelta64[s]")
    changed = np.where(changed < company.calendar.end, changed, created)
    linked = rng.random(size) < 0.55
    first = np.flatnonzero(people.shop_customer_id != "")
    second = np.flatnonzero(extra.second_account != "")
    rows = np.concatenate([first, second])
    out: dict[str, Values] = {name: values[rows] for name, values in held.items()}
    again = created[second] + rng.integers(86_400, 200 * 86_400, len(second)).astype(
        "timedelta64[s]"
    )
    again = np.minimum(again, company.calendar.end - np.timedelta64(1, "h"))
    return out | {
        "shop_customer_id": np.concatenate(
            [people.shop_customer_id[first], extra.second_account[second]]
        ),
        "country": company.cities.country[people.city[rows]],
        "loyalty_member_id": np.where(linked, people.loyalty_member_id, "")[rows],
        "referral_code": np.concatenate([referral_codes(people)[first], np.full(len(second), "")]),
        "created_at": np.concatenate([created[first], again]),
        "updated_at": np.concatenate([changed[first], again]),
    }


def _referrals(company: Company, people: People, rng: np.random.Generator) -> dict[str, Values]:
    came = np.flatnonzero(people.referrer >= 0)
    day = people.joined_day[came]
    return {
        "referral_id": numbered("RF", people.number[came], 8),
        "referral_code": referral_codes(people)[people.referrer[came]],
        "referred_email": emails(people.email[came], rng),
        "reward_amount": REFERRAL_REWARD,
        "referred_at": company.calendar.utc(day, rng.integers(5 * 3600, 7 * 3600, len(came))),
    }


def _identifiers(people: People, extra: Cards) -> dict[str, Values]:
    """Return every id with its owner; a household's mailbox is there once for each owner."""
    owned: list[tuple[str, str, Texts]] = [
        ("pos", "loyalty_member_id", people.loyalty_member_id),
        ("pos", "loyalty_member_id", extra.second_card),
        ("shop", "shop_customer_id", people.shop_customer_id),
        ("shop", "shop_customer_id", extra.second_account),
        ("bookings", "client_id", people.client_id),
        ("web", "anonymous_id", people.primary_anonymous_id),
        ("web", "anonymous_id", people.secondary_anonymous_id),
        ("app", "device_id", people.device_id),
        ("", "email", people.email),
        ("", "email", people.second_email),
        ("", "phone", people.phone),
    ]
    persons = person_ids(people.number)
    rows = [np.flatnonzero(values != "") for _, _, values in owned]
    sizes = [len(row) for row in rows]
    labels = np.repeat(np.arange(len(owned)), sizes)
    is_email = labels == 8
    shared = is_email & people.email_is_shared[np.concatenate(rows)]
    return {
        "system": Coded(labels, [item[0] for item in owned]),
        "identifier_type": Coded(labels, [item[1] for item in owned]),
        "identifier_value": np.concatenate(
            [values[row] for (_, _, values), row in zip(owned, rows, strict=True)]
        ),
        "person_id": np.concatenate([persons[row] for row in rows]),
        "is_shared": shared,
    }


def tablet_identifiers(company: Company) -> dict[str, Values]:
    """Return the till tablets as ids of nobody: one device for many people."""
    return {
        "system": "app",
        "identifier_type": "device_id",
        "identifier_value": company.tablets.device_id,
        "person_id": "",
        "is_shared": True,
    }


def _banded(age: npt.NDArray[np.float64], asked: npt.NDArray[np.bool_]) -> Texts:
    bands = np.array(["Under 18", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"])
    return np.where(asked, bands[np.searchsorted([18, 25, 35, 45, 55, 65], age, side="right")], "")
