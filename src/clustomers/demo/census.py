"""``truth/people``: every person with every id, attribute and type."""

import numpy as np
import numpy.typing as npt

from clustomers.demo import kinds
from clustomers.demo.company import NEVER, Company
from clustomers.demo.people import People, person_ids
from clustomers.demo.zone import Coded, Values

_AS_THEY_ARE = (
    "in_cafe in_boutique in_dental in_software gender occupation birth_date first_name "
    "last_name street postal_code former_street former_postal_code email second_email "
    "email_is_shared phone rate cafe_rate boutique_rate browse_rate bonus_treated "
    "consent_benefit consent_analytics consent_personalization consent_advertising "
    "loyalty_member_id shop_customer_id client_id primary_anonymous_id secondary_anonymous_id "
    "device_id"
).split()


def census(company: Company, people: People) -> dict[str, Values]:
    """Return the rows of a chunk."""

    def date_of(day: npt.NDArray[np.int32]) -> Values:
        dates = company.calendar.day(np.where(day == NEVER, 0, day))
        return np.where(day == NEVER, np.datetime64("NaT"), dates)

    persons = person_ids(people.number)
    referrer = np.where(people.referrer >= 0, persons[np.maximum(people.referrer, 0)], "")
    columns: dict[str, Values] = {
        "person_id": persons,
        "kind": Coded(people.kind, list(kinds.KINDS)),
        "household": people.household,
        "city": Coded(people.city, company.cities.name),
        "joined_date": date_of(people.joined_day),
        "left_date": date_of(people.left_day),
        "visit_drop_date": date_of(people.visit_drop_day),
        "app_from_date": date_of(people.app_from_day),
        "referrer_id": referrer,
    }
    for name in _AS_THEY_ARE:
        columns[name] = getattr(people, name)
    for index, scale in enumerate(kinds.SCALES):
        columns[scale[0]] = people.attitudes[:, index]
    return columns
