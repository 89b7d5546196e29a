"""Counts what shows the planted effects of the core, chunk by chunk, for ``truth/effects``."""

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from clustomers.demo import kinds, privacy, purchases
from clustomers.demo.aftermath import Parcels, Refunds
from clustomers.demo.baskets import RAIN, WARM_CELSIUS, Lines, all_rainwear
from clustomers.demo.company import Company
from clustomers.demo.people import DROP_DAYS, People
from clustomers.demo.purchases import BONUS, BOUTIQUE, CAFE, MEDIA, OWN, TILL, Drafts, Orders

Flags = npt.NDArray[np.bool_]
ADOPTION_DAYS = 60
VALUE_DAYS = 180


class Evidence:
    """Sizes, sums and sums of squares by name; the order of the chunks does not matter."""

    def __init__(self) -> None:
        self._sums: dict[str, npt.NDArray[np.float64]] = defaultdict(_nothing)

    def add(self, name: str, values: npt.ArrayLike) -> None:
        """Add a sample of values, or of flags whose mean is a share."""
        array = np.asarray(values, dtype=np.float64)
        self._sums[name] += (len(array), array.sum(), (array**2).sum())

    def merge(self, other: "Evidence") -> None:
        """Add the samples of another one."""
        for name, sums in other._sums.items():
            self._sums[name] += sums

    def n(self, name: str) -> int:
        """Return the size of a sample."""
        return int(self._sums[name][0])

    def mean(self, name: str) -> float:
        """Return its mean, 0 when there is none."""
        size, total, _ = self._sums[name]
        return float(total / size) if size else 0.0

    def total(self, name: str) -> float:
        """Return its sum."""
        return float(self._sums[name][1])

    def deviation(self, name: str) -> float:
        """Return its standard deviation."""
        size, total, squares = self._sums[name]
        return float(np.sqrt(max(squares / size - (total / size) ** 2, 0.0))) if size else 0.0


def _nothing() -> npt.NDArray[np.float64]:
    return np.zeros(3)


def observe(
    evidence: Evidence,
    company: Company,
    people: People,
    drafts: Drafts,
    orders: Orders,
    lines: Lines,
    parcels: Parcels,
    refunds: Refunds,
) -> None:
    """Add what a chunk shows."""
    _lunch(evidence, company, drafts)
    _people(evidence, company, people, drafts)
    _products(evidence, company, drafts, lines)
    _service(evidence, orders, lines, parcels, refunds)
    _types(evidence, company, drafts, lines, refunds)
    offered = people.consent_benefit != ""
    for purpose in privacy.PURPOSES:
        answer = getattr(people, f"consent_{purpose}")
        evidence.add(f"consent {purpose} offered", answer[offered])
        evidence.add(f"consent {purpose} plain", answer[~offered])


def _lunch(evidence: Evidence, company: Company, drafts: Drafts) -> None:
    hour = drafts.second // 3600
    cafe = (drafts.line == CAFE) & (drafts.cause != BONUS)
    after = drafts.day >= company.quick_bite_day
    lunch = (hour >= 11) & (hour < 13)
    evidence.add("lunch after", lunch[cafe & after])
    evidence.add("lunch before", lunch[cafe & ~after])
    shares = purchases.cafe_hour_shares()[drafts.kind[cafe & ~after]]
    noon = [place - 7 for place in kinds.LUNCH_HOURS]
    evidence.add("lunch expected", shares[:, noon].sum(axis=1))
    evidence.add("beside expected", shares[:, [noon[0] - 1, noon[-1] + 1]].sum(axis=1))
    rainy = company.weather.is_rainy[company.stores.city[drafts.store], drafts.day]
    own = (drafts.line == CAFE) & (drafts.person >= 0)
    evidence.add("cafe rainy", rainy[own])
    fashion = drafts.line == BOUTIQUE
    december = company.calendar.month == 12
    evidence.add("fashion december", december[drafts.day[fashion]])
    shop = fashion & (drafts.channel != TILL)
    evidence.add("shop by media", drafts.cause[shop] >= MEDIA)
    weekend = company.calendar.weekday[drafts.day] >= 6
    for kind in (0, 2):
        evidence.add(f"weekend {kind}", weekend[own & (drafts.kind == kind)])


def _people(evidence: Evidence, company: Company, people: People, drafts: Drafts) -> None:
    known = drafts.person >= 0
    person, day = drafts.person[known], drafts.day[known]
    size, days = len(people), company.settings.days

    def orders_between(
        first: npt.ArrayLike, end: npt.ArrayLike, which: Flags
    ) -> npt.NDArray[np.float64]:
        begin = np.broadcast_to(np.asarray(first), size)[person]
        stop = np.broadcast_to(np.asarray(end), size)[person]
        inside = which[known] & (day >= begin) & (day < stop)
        return np.bincount(person[inside], minlength=size).astype(np.float64)

    everything = np.ones(len(drafts), dtype=bool)
    first, last = company.bonus_days
    counted = orders_between(first, last + 1, drafts.line == CAFE)
    there = people.in_cafe & (people.first_day <= first) & (people.left_day > last)
    evidence.add("bonus offered", counted[there & people.bonus_treated])
    evidence.add("bonus plain", counted[there & ~people.bonus_treated])

    counted = orders_between(people.first_day + 1, people.first_day + VALUE_DAYS, everything)
    new = (people.joined_day >= 0) & (people.joined_day <= days - VALUE_DAYS)
    evidence.add("referred", counted[new & (people.referrer >= 0)])
    evidence.add("came alone", counted[new & (people.referrer < 0)])

    lapses = people.visit_drop_day < days
    drop = np.where(lapses, people.visit_drop_day, 0)
    evidence.add("drop last", orders_between(drop, drop + DROP_DAYS, everything)[lapses])
    evidence.add("drop before", orders_between(drop - DROP_DAYS, drop, everything)[lapses])

    start = company.quick_bite_day
    by_menu = people.app_user & ~people.was_early_app_user
    for name, begin in (("after", start), ("before", start - ADOPTION_DAYS)):
        risk = people.in_cafe & (people.first_day < begin) & (people.app_from_day >= begin)
        risk &= people.left_day > begin + ADOPTION_DAYS
        installs = people.app_from_day < begin + ADOPTION_DAYS
        evidence.add(f"adopts {name}", installs[risk])
        evidence.add(f"adopts {name} by menu", (installs & by_menu)[risk])
    expected = people.cafe_rate > 0
    stayed = expected & (people.first_day == 0) & (people.left_day >= days)
    evidence.add("orders of the steady", orders_between(0, days, drafts.line == CAFE)[stayed])
    evidence.add("left", (people.left_day < days)[people.joined_day < 0])
    for kind in (3, 4):
        evidence.add(f"attitude_price {kind}", people.attitudes[people.kind == kind, 2])
        age = (np.datetime64(company.settings.as_of, "D") - people.birth_date).astype(
            np.int64
        ) / 365.25
        evidence.add(f"age {kind}", age[people.kind == kind])


def _products(evidence: Evidence, company: Company, drafts: Drafts, lines: Lines) -> None:
    day, store = drafts.day[lines.order], drafts.store[lines.order]
    city = company.stores.city[store]
    line = drafts.line[lines.order]
    visits = (line == BOUTIQUE) & (drafts.channel[lines.order] == TILL)
    visits &= all_rainwear(company)[store, day]
    is_rainwear = (company.products.weather_fit == "rain")[lines.product]
    rainy = company.weather.is_rainy[city, day]
    for state in (0, RAIN):
        evidence.add(f"rainwear {state}", is_rainwear[visits & (rainy == (state == RAIN))])
    cafe = (line == CAFE) & (drafts.cause[lines.order] == OWN)
    products = company.products
    is_cold = (products.subcategory == "Iced coffee") | (products.category == "Cold drinks")
    warm = company.weather.temperature_max[city, day] >= WARM_CELSIUS
    for name, mine in (("warm", warm), ("cool", ~warm)):
        evidence.add(f"cold drinks {name}", is_cold[lines.product][cafe & mine])
    dearer = products.name == "Cappuccino"
    after = day >= company.price_change_day
    for name, mine in (("after", after), ("before", ~after)):
        evidence.add(f"cappuccino {name}", dearer[lines.product][cafe & mine])


def _service(
    evidence: Evidence, orders: Orders, lines: Lines, parcels: Parcels, refunds: Refunds
) -> None:
    is_back = np.zeros(len(lines), dtype=bool)
    is_back[refunds.line] = True
    state = np.full(len(orders), -1)
    state[parcels.order] = parcels.late_days > 0
    for name, value in (("late", 1), ("in time", 0)):
        evidence.add(f"returned {name}", is_back[state[lines.order] == value])
    for carrier in (0, 1):
        evidence.add(f"carrier {carrier} late", (parcels.late_days > 0)[parcels.carrier == carrier])


def _types(
    evidence: Evidence, company: Company, drafts: Drafts, lines: Lines, refunds: Refunds
) -> None:
    size = len(drafts)
    in_basket = np.bincount(lines.order, minlength=size)
    net = lines.by_order(lines.net, size)
    margin = (net - lines.by_order(lines.cost, size)) / np.maximum(net, 1)
    coupons = np.isin(lines.promotion, np.flatnonzero(company.promotions.kind == "coupon"))
    own = (drafts.person >= 0) & (drafts.cause == OWN)
    back = np.zeros(len(lines), dtype=bool)
    back[refunds.line] = True
    for kind in range(5):
        mine = own & (drafts.kind == kind)
        cafe, fashion = mine & (drafts.line == CAFE), mine & (drafts.line == BOUTIQUE)
        evidence.add(f"basket {kind}", in_basket[cafe])
        evidence.add(f"morning {kind}", (drafts.second < 10 * 3600)[cafe])
        evidence.add(f"coupon {kind}", coupons[fashion])
        evidence.add(f"web {kind}", (drafts.channel != TILL)[fashion])
        evidence.add(f"margin {kind}", margin[fashion])
        evidence.add(f"returned {kind}", back[fashion[lines.order]])
