"""The planted effects of the core as rows of ``truth/effects``, with the samples that show them."""

from collections.abc import Iterator

import numpy as np

from clustomers.demo import aftermath, baskets, kinds, people, purchases
from clustomers.demo.assortment import PRICE_CHANGE_SHARE
from clustomers.demo.company import Company
from clustomers.demo.evidence import ADOPTION_DAYS, VALUE_DAYS, Evidence
from clustomers.demo.media import Media
from clustomers.demo.planted import Effect, detectable_mean, detectable_share

DETECTABLE = 2.8016  # 1.96 + 0.84


def effects(company: Company, media: Media, evidence: Evidence) -> Iterator[Effect]:
    """Yield the effects; sizes as planted, samples and deviations as they came out."""
    yield from _quick_bite(company, evidence)
    yield from _loyalty(company, evidence)
    yield from _weather_and_prices(company, evidence)
    yield from _service(company, evidence)
    yield from _consents(company, evidence)
    yield from _types(company, evidence)
    yield from _process(company, evidence)
    yield _media(company, media, evidence)


def _quick_bite(company: Company, evidence: Evidence) -> Iterator[Effect]:
    days, start = company.settings.days, company.quick_bite_day
    plain = kinds.CAFE_HOURS / kinds.CAFE_HOURS.sum(axis=1, keepdims=True)
    lunch = [hour - 7 for hour in kinds.LUNCH_HOURS]
    share = kinds.SHARE * kinds.CAFE_RATE * kinds.IN_CAFE
    full = float(share @ plain[:, lunch].sum(axis=1) / share.sum())
    lull = float(share @ purchases.LUNCH_SHARE / share.sum())
    before, after = evidence.n("lunch before"), evidence.n("lunch after")
    yield Effect(
        "lunch_lull",
        "cafe",
        "share_of_tickets_11_to_13",
        lull - full,
        "share",
        "café tickets before the Quick Bite, against the day's course without a lull",
        before,
        detectable_share(full, before, 10**9),
        0,
        start,
        "each type's weight of these two hours times .55",
    )
    noon, beside = evidence.total("lunch expected"), evidence.total("beside expected")
    yield Effect(
        "lunch_dip",
        "cafe",
        "tickets_11_to_13",
        noon / beside - 1,
        "ratio",
        "café tickets before the Quick Bite, against those of the hour before and the one after",
        before,
        _ratio_mde(noon, beside),
        0,
        start,
        "as the hours of the types that came let expect; the day without a lull, nobody sees",
    )
    cells = [
        evidence.total("lunch before"),
        before - evidence.total("lunch before"),
        evidence.total("lunch after"),
        after - evidence.total("lunch after"),
    ]
    yield Effect(
        "quick_bite_tickets",
        "cafe",
        "tickets_11_to_13",
        purchases.QUICK_BITE_LIFT,
        "ratio",
        "café tickets from 11 to 13 against all other hours, after the start against before",
        before + after,
        _ratio_mde(*cells),
        start,
        days,
        "orders added to those that come anyway; truth/orders names their cause",
    )
    caused = evidence.mean("adopts after by menu") - evidence.mean("adopts before by menu")
    n_before, n_after = evidence.n("adopts before"), evidence.n("adopts after")
    yield Effect(
        "quick_bite_app_adoption",
        "cafe",
        "installs_within_60_days",
        caused,
        "share",
        f"café members without the app, {ADOPTION_DAYS} days after the start against before",
        n_before + n_after,
        detectable_share(evidence.mean("adopts before"), n_before, n_after),
        start,
        min(start + ADOPTION_DAYS, days),
        "installs that the menu caused",
    )


def _loyalty(company: Company, evidence: Evidence) -> Iterator[Effect]:
    days = company.settings.days
    first, last = company.bonus_days
    yield Effect(
        "loyalty_bonus_orders",
        "cafe",
        "orders_of_a_member",
        purchases.BONUS_LIFT,
        "ratio",
        "café members of the whole period, offered (at random) against not",
        evidence.n("bonus offered") + evidence.n("bonus plain"),
        _relative_mde(evidence, "bonus offered", "bonus plain"),
        first,
        last + 1,
        "pos.offer_events tells who was offered it; truth/orders names the added orders",
    )
    yield Effect(
        "referred_customers_orders",
        "group",
        "repeat_orders_in_180_days",
        people.REFERRED_LIFT,
        "ratio",
        f"people who joined {VALUE_DAYS} days before the end or earlier, referred against not",
        evidence.n("referred") + evidence.n("came alone"),
        _relative_mde(evidence, "referred", "came alone"),
        0,
        days,
        "order rates of referred people",
    )
    counts = evidence.total("drop before"), evidence.total("drop last")
    yield Effect(
        "drop_before_lapse",
        "group",
        "orders_in_35_days",
        -people.DROP_SHARE,
        "ratio",
        "high-value people who leave: the last 35 days against the 35 before",
        evidence.n("drop last"),
        float(np.expm1(DETECTABLE * np.sqrt(sum(1 / max(count, 1) for count in counts)))),
        0,
        days,
        f"expected spend above {people.HIGH_VALUE_A_DAY} a day; web and app visits fall as well",
    )


def _weather_and_prices(company: Company, evidence: Evidence) -> Iterator[Effect]:
    days = company.settings.days
    rainy, dry = f"rainwear {baskets.RAIN}", f"rainwear {baskets.DRY}"
    yield Effect(
        "rain_sells_rainwear",
        "boutique",
        "share_of_rainwear_lines",
        baskets.RAIN_LIFT,
        "ratio",
        "till lines of boutiques on days with all rainwear in stock, rainy (1 mm) against dry",
        evidence.n(rainy) + evidence.n(dry),
        _share_ratio_mde(evidence, rainy, dry),
        0,
        days,
        "nothing where it is out of stock",
    )
    wet = evidence.total("cafe rainy")
    rest = evidence.n("cafe rainy") - wet
    yield Effect(
        "rain_keeps_from_cafes",
        "cafe",
        "tickets_a_day",
        -purchases.RAIN_LOSS,
        "ratio",
        "café tickets of members by city and day, rainy (1 mm) against dry",
        evidence.n("cafe rainy"),
        float(np.expm1(DETECTABLE * np.sqrt(1 / max(wet, 1) + 1 / max(rest, 1)))),
        0,
        days,
        "given weekday and season",
    )
    warm, cool = "cold drinks warm", "cold drinks cool"
    yield Effect(
        "warmth_sells_cold_drinks",
        "cafe",
        "share_of_cold_drink_lines",
        baskets.WARM_LIFT,
        "ratio",
        "café lines of the same daypart, 23 °C or more against less",
        evidence.n(warm) + evidence.n(cool),
        _share_ratio_mde(evidence, warm, cool),
        0,
        days,
    )
    change = company.price_change_day
    log_price = float(np.log1p(PRICE_CHANGE_SHARE))
    detectable = np.log1p(_share_ratio_mde(evidence, "cappuccino after", "cappuccino before"))
    yield Effect(
        "cappuccino_price_elasticity",
        "cafe",
        "units",
        baskets.ELASTICITY,
        "elasticity",
        "café lines without the Quick Bite: share of cappuccino, after the change against before",
        evidence.n("cappuccino after") + evidence.n("cappuccino before"),
        float(detectable) / log_price,
        change,
        days,
        "price up by 10 %; leavers take a filter coffee",
    )


def _service(company: Company, evidence: Evidence) -> Iterator[Effect]:
    days = company.settings.days
    late, punctual = aftermath.LATE_SHARE["Nordkurier"], aftermath.LATE_SHARE["Paketblitz"]
    n_late, n_punctual = evidence.n("carrier 1 late"), evidence.n("carrier 0 late")
    yield Effect(
        "carrier_lateness",
        "boutique",
        "share_of_late_parcels",
        late - punctual,
        "share",
        "parcels, by carrier at random: Nordkurier against Paketblitz",
        n_late + n_punctual,
        detectable_share((late + punctual) / 2, n_late, n_punctual),
        0,
        days,
    )
    yield Effect(
        "late_parcels_come_back",
        "boutique",
        "share_of_refunded_lines",
        aftermath.LATE_RETURN_LIFT,
        "ratio",
        "lines of shipped orders, late against in time",
        evidence.n("returned late") + evidence.n("returned in time"),
        _share_ratio_mde(evidence, "returned late", "returned in time"),
        0,
        days,
        "lines whose refund fell due after the end are not refunded yet",
    )


def _consents(company: Company, evidence: Evidence) -> Iterator[Effect]:
    for purpose, lift in people.CONSENT_LIFT.items():
        offered, plain = f"consent {purpose} offered", f"consent {purpose} plain"
        yield Effect(
            f"benefit_for_{purpose}_consent",
            "privacy",
            "share_granted",
            lift,
            "share",
            "first answers of people, with a benefit offered (at random) against without",
            evidence.n(offered) + evidence.n(plain),
            detectable_share(people.CONSENT_BASE[purpose], evidence.n(offered), evidence.n(plain)),
            0,
            company.settings.days,
            "" if lift else "no benefit is offered for this purpose: nothing to find",
            is_real=lift > 0,
        )


def _types(company: Company, evidence: Evidence) -> Iterator[Effect]:
    days = company.settings.days
    names = kinds.KINDS
    for metric, prefix, high, low, size, sample in (
        ("lines_of_a_cafe_order", "basket", 2, 0,
         kinds.CAFE_LINES[2] - kinds.CAFE_LINES[0], "café orders"),
        ("share_before_10", "morning", 0, 2, None, "café orders"),
        ("share_with_coupon", "coupon", 3, 4,
         kinds.BOUTIQUE_DISCOUNT[3] - kinds.BOUTIQUE_DISCOUNT[4], "boutique orders"),
        ("share_on_the_web", "web", 3, 4, None, "boutique orders"),
        ("share_of_refunded_lines", "returned", 2, 4,
         kinds.RETURN_SHARE[2] - kinds.RETURN_SHARE[4], "boutique lines"),
        ("margin_share", "margin", 4, 3, None, "boutique orders"),
    ):  # fmt: skip
        one, other = f"{prefix} {high}", f"{prefix} {low}"
        planted = evidence.mean(one) - evidence.mean(other) if size is None else float(size)
        deviation = max(evidence.deviation(one), evidence.deviation(other))
        yield Effect(
            f"types_{prefix}",
            "types",
            metric,
            planted,
            "difference",
            f"{sample} of {names[high]} against {names[low]}",
            evidence.n(one) + evidence.n(other),
            detectable_mean(deviation, evidence.n(one), evidence.n(other)),
            0,
            days,
            "" if size is not None else "as it came out: several settings of the types make it",
        )
    for prefix, high, low, size in (
        ("attitude_price", 3, 4, kinds.SCALE_MEANS[3, 2] - kinds.SCALE_MEANS[4, 2]),
        ("age", 4, 3, kinds.AGE_MEAN[4] - kinds.AGE_MEAN[3]),
    ):
        one, other = f"{prefix} {high}", f"{prefix} {low}"
        yield Effect(
            f"types_{prefix}",
            "types",
            prefix,
            float(size),
            "difference",
            f"people, {names[high]} against {names[low]}",
            evidence.n(one) + evidence.n(other),
            detectable_mean(evidence.deviation(one), evidence.n(one), evidence.n(other)),
            0,
            days,
            "before cutting off at the ends of the scale",
        )


def _process(company: Company, evidence: Evidence) -> Iterator[Effect]:
    days = company.settings.days
    n = evidence.n("orders of the steady")
    yield Effect(
        "heterogeneous_rates",
        "group",
        "variation_of_order_rates",
        1 / np.sqrt(kinds.RATE_SHAPE),
        "coefficient",
        "café members of the whole time: deviation of the rate by its mean within a type",
        n,
        DETECTABLE / np.sqrt(2 * max(n, 1)),
        0,
        days,
        f"gamma of shape {kinds.RATE_SHAPE}",
    )
    n = evidence.n("left")
    yield Effect(
        "drop_out",
        "group",
        "share_who_left",
        evidence.mean("left"),
        "share",
        "people who were customers on the first day",
        n,
        detectable_share(0.5, n, 10**9),
        0,
        days,
        "exponential lives with drop-out rates of a gamma; as it came out",
    )
    december = company.calendar.month == 12
    if december.any() and not december.all():
        daily = np.diff(purchases.day_weights(company)["web"], axis=1).mean(axis=0)
        lift = float(daily[december].mean() / daily[~december].mean() - 1)
        inside = evidence.total("fashion december")
        outside = evidence.n("fashion december") - inside
        yield Effect(
            "december_season",
            "boutique",
            "orders_a_day",
            lift,
            "ratio",
            "boutique orders a day of active people, December against other months",
            evidence.n("fashion december"),
            float(np.expm1(DETECTABLE * np.sqrt(1 / max(inside, 1) + 1 / max(outside, 1)))),
            0,
            days,
        )
    share = kinds.WEEKDAY[:, 5:].sum(axis=1) / kinds.WEEKDAY.sum(axis=1)
    one, other = "weekend 2", "weekend 0"
    yield Effect(
        "weekend_rhythm",
        "cafe",
        "share_at_weekends",
        float(share[2] - share[0]),
        "share",
        f"café orders of {kinds.KINDS[2]} against {kinds.KINDS[0]}",
        evidence.n(one) + evidence.n(other),
        detectable_share(float(share[2]), evidence.n(one), evidence.n(other)),
        0,
        days,
        "of weeks without holidays",
    )


def _media(company: Company, media: Media, evidence: Evidence) -> Effect:
    """Return what paid media brings the web shop, all channels together."""
    lift = media.order_lift.sum(axis=0)
    size = evidence.n("shop by media")
    weight = company.cities.weight
    own = (size - evidence.total("shop by media")) / company.settings.days * weight
    swing = lift - lift.mean(axis=0, keepdims=True)
    # Regression of counts on the lift: the error of the factor on it, as a share of the lift.
    error = float(1 / np.sqrt((swing**2 * own / (1 + lift)).sum())) if size else np.inf
    mean = float((lift.mean(axis=0) * weight).sum() / weight.sum())
    return Effect(
        "media_orders",
        "boutique",
        "web_orders",
        mean,
        "ratio",
        "orders of the web shop by city and day, against the spend of all paid channels",
        size,
        DETECTABLE * error * mean,
        0,
        company.settings.days,
        "carried over and saturated as the visits are; truth/orders names the channel of each",
    )


def _ratio_mde(*cells: float) -> float:
    """Return the smallest detectable ratio less 1 of four counts, each Poisson."""
    return float(np.expm1(DETECTABLE * np.sqrt(sum(1 / max(cell, 1.0) for cell in cells))))


def _share_ratio_mde(evidence: Evidence, one: str, other: str) -> float:
    """Return the smallest detectable ratio less 1 of two shares."""
    variance = sum(
        (1 - evidence.mean(name)) / max(evidence.total(name), 1.0) for name in (one, other)
    )
    return float(np.expm1(DETECTABLE * np.sqrt(variance)))


def _relative_mde(evidence: Evidence, one: str, other: str) -> float:
    """Return the smallest detectable difference of two means as a share of the second."""
    difference = detectable_mean(evidence.deviation(one), evidence.n(one), evidence.n(other))
    return difference / max(evidence.mean(other), 1e-9)
