"""Marketing as the company runs it: campaigns, creatives, spend, budgets, templates, promotions."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.browsing import Plan
from clustomers.demo.campaigns import Campaigns
from clustomers.demo.columns import Coded
from clustomers.demo.company import COMPANY_CHUNK, Company
from clustomers.demo.media import CHANNELS, NAMES, Media
from clustomers.demo.planted import Effect

Tables = dict[tuple[str, str], dict[str, Any]]

# name, channel, purpose, subject, body
TEMPLATES = (
    ("Newsletter", "email", "advertising", "What is new at Lindenhof",
     "Hello {first_name}, here is what came in this month: {product_name}."),
    ("Rain is coming", "email", "advertising", "Rain in {city} tomorrow",
     "Hello {first_name}, tomorrow it rains in {city}. {product_name} is in stock near you."),
    ("Come back", "email", "advertising", "We have missed you",
     "Hello {first_name}, here is {offer} for your next visit."),
    ("For you", "email", "personalization", "Picked for you",
     "Hello {first_name}, you liked {category}. Have a look at {product_name}."),
    ("Your order", "email", "", "Your order {order_id}",
     "Hello {first_name}, your order {order_id} arrives {window}."),
    ("Your appointment", "sms", "", "",
     "Your appointment is on {date}. Confirm: {link}"),
    ("Quick Bite", "push", "advertising", "Lunch in two minutes",
     "Order your Quick Bite now, pick it up at {store_name}."),
    ("Postcard", "mail", "advertising", "A coffee is on us",
     "Dear {first_name}, bring this card and your second coffee is free."),
)  # fmt: skip
_FORMATS = ("image", "video", "text", "carousel")
_HEADLINES = (
    "Dry through the autumn", "Linen for warm days", "Made to last", "Your coffee is ready",
    "A smile for life", "Fewer meetings, more done", "New in this week", "Free shipping from 60",
)  # fmt: skip
_SEASONS = ("", "spring", "summer", "autumn", "winter")
_WEATHER = ("", "", "", "rain", "sun", "cold")


def make(company: Company, plan: Plan | None = None) -> Tables:
    """Return the tables that no single person owns, made once for the company.

    Parameters
    ----------
    company
        The company.
    plan
        Its digital plan, made anew when not given.
    """
    plan = plan or Plan.of(company)
    rng = company.settings.rng(COMPANY_CHUNK, "marketing")
    spend = _spend(company, plan.media, plan.campaigns)
    return {
        ("marketing", "campaigns"): _campaigns(company, plan.campaigns, spend),
        ("marketing", "creatives"): _creatives(company, plan.campaigns, rng),
        ("marketing", "ad_spend"): spend,
        ("marketing", "message_templates"): _templates(company),
        ("marketing", "promotions"): _promotions(company),
        ("marketing", "coupons"): coupons(company, plan.campaigns),
        ("planning", "budgets"): _budgets(company, plan.media),
    }


def _spend(company: Company, plan: Media, campaigns: Campaigns) -> dict[str, Any]:
    """Return spend by day, channel, campaign and city; days without spend have no row."""
    days = company.settings.days
    parts: list[tuple[npt.NDArray[Any], ...]] = []
    people = company.settings.customers * company.cities.weight
    for number, channel in enumerate(CHANNELS):
        rows = campaigns.of_channel(channel.name)
        shares = campaigns.shares(channel.name, days)
        # (campaigns, days, cities), in cents so that the parts add up to what was planned.
        whole = np.rint(plan.spend[number] * 100)
        edges = np.rint(np.cumsum(shares, axis=0)[:, :, None] * whole)
        cents = np.diff(edges, axis=0, prepend=0.0)
        campaign, day, city = np.nonzero(cents > 0)
        amount = cents[campaign, day, city] / 100
        if channel.cost_per_click:
            clicks = np.rint(amount / channel.cost_per_click)
            shown = np.rint(amount / channel.cost_per_click / channel.clicks_per_thousand * 1000)
        else:
            clicks = np.zeros(len(amount))
            shown = np.rint(
                people[city] * 40 * (1 - np.exp(-amount / (people[city] * 0.02 + 1e-9)))
            )
        parts.append((rows[campaign], day, city, amount, clicks, shown, np.full(len(day), number)))
    campaign, day, city, amount, clicks, shown, channel_ = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return {
        "channel": Coded(channel_, list(NAMES)),
        "campaign_id": Coded(campaign, campaigns.campaign_id),
        "city": Coded(city, company.cities.name),
        "spend_amount": amount,
        "reach_count": np.rint(shown * 0.6).astype(np.int64),
        "impression_count": shown.astype(np.int64),
        "click_count": clicks.astype(np.int64),
        "spend_date": company.calendar.dates[day],
    }


def _campaigns(company: Company, campaigns: Campaigns, spend: dict[str, Any]) -> dict[str, Any]:
    count = len(campaigns.campaign_id)
    cost = np.bincount(spend["campaign_id"].codes, spend["spend_amount"], minlength=count)
    mailed = np.isin(campaigns.channel, ["email", "push", "mail"])
    rate = np.where(campaigns.channel == "mail", 0.35, 0.01)
    cost = np.where(mailed, rate * company.settings.customers * 0.25, cost)
    return {
        "campaign_id": campaigns.campaign_id,
        "campaign_name": campaigns.name,
        "campaign_type": campaigns.kind,
        "channel": campaigns.channel,
        "cost_amount": np.round(cost, 2),
        "start_date": company.calendar.dates[campaigns.first],
        "end_date": company.calendar.dates[campaigns.last],
    }


def _creatives(company: Company, campaigns: Campaigns, rng: np.random.Generator) -> dict[str, Any]:
    """Return three designs for every campaign."""
    campaign = np.repeat(np.arange(len(campaigns.campaign_id)), 3)
    size = len(campaign)
    rainy = np.char.find(campaigns.name[campaign], "rain") >= 0
    boutique = company.products.of("boutique")
    categories = np.unique(company.products.category[boutique])
    category = categories[rng.integers(0, len(categories), size)]
    weather = np.array(_WEATHER)[rng.integers(0, len(_WEATHER), size)]
    weather = np.where(rainy, "rain", weather)
    return {
        "creative_id": np.array([f"CR-{number + 1:05d}" for number in range(size)]),
        "campaign_id": campaigns.campaign_id[campaign],
        "channel": campaigns.channel[campaign],
        "format": np.array(_FORMATS)[rng.integers(0, len(_FORMATS), size)],
        "headline": np.array(_HEADLINES)[rng.integers(0, len(_HEADLINES), size)],
        "season": np.array(_SEASONS)[rng.integers(0, len(_SEASONS), size)],
        "category": np.where(rainy, "Rainwear", category),
        "weather_rule": weather,
        "needs_stock": weather != "",
        "valid_from_date": company.calendar.dates[campaigns.first[campaign]],
        "valid_to_date": company.calendar.dates[campaigns.last[campaign]],
    }


def _templates(company: Company) -> dict[str, Any]:
    columns = list(zip(*TEMPLATES, strict=True))
    return {
        "template_id": np.array([f"TPL-{number + 1:02d}" for number in range(len(TEMPLATES))]),
        "template_name": np.array(columns[0]),
        "channel": np.array(columns[1]),
        "purpose": np.array(columns[2]),
        "language": "en",
        "subject": np.array(columns[3]),
        "body": np.array(columns[4]),
        "valid_from_date": np.full(len(TEMPLATES), company.calendar.dates[0]),
    }


def _promotions(company: Company) -> dict[str, Any]:
    made = company.promotions
    none = made.product < 0
    return {
        "promotion_id": made.promotion_id,
        "promotion_name": made.name,
        "kind": made.kind,
        "category": made.category,
        "product_id": np.where(none, "", company.products.product_id[np.maximum(made.product, 0)]),
        "store_id": "",
        "discount_share": made.share,
        "budget_amount": made.budget,
        "valid_from_date": company.calendar.dates[made.from_day],
        "valid_to_date": company.calendar.dates[made.to_day],
    }


def coupons(company: Company, campaigns: Campaigns) -> dict[str, Any]:
    """Return the coupons that postcards and newsletters carry: one each, for some products."""
    carriers = np.flatnonzero(np.isin(campaigns.channel, ["mail", "email"]))
    cafe = company.products.of("cafe")
    per = 4
    campaign = np.repeat(carriers, per)
    product = cafe[(campaign * 5 + np.tile(np.arange(per), len(carriers))) % len(cafe)]
    return {
        "campaign_id": campaigns.campaign_id[campaign],
        "coupon_id": np.strings.add(
            "CPN-", np.strings.slice(campaigns.campaign_id[campaign], 4, None)
        ),
        "product_id": company.products.product_id[product],
    }


def _budgets(company: Company, plan: Media) -> dict[str, Any]:
    """Return the money planned by month and channel: what was spent, rounded as plans are."""
    month = company.calendar.dates.astype("datetime64[M]")
    months, where = np.unique(month, return_inverse=True)
    spent = np.stack([np.bincount(where, row.sum(axis=1), len(months)) for row in plan.spend])
    step = max(company.settings.customers / 100, 1)
    planned = np.ceil(spent * 1.04 / step) * step
    return {
        "channel": np.repeat(np.array(NAMES), len(months)),
        "city": "",
        "budget_amount": planned.ravel(),
        "budget_month_date": np.tile(months, len(NAMES)).astype("datetime64[D]"),
    }


def contributions(company: Company, plan: Plan) -> dict[str, Any]:
    """Return the columns of ``truth/marketing``: spend and true visits by channel and week."""
    return plan.media.by_week(company)


def effects(company: Company, plan: Plan) -> list[Effect]:
    """Return what each channel truly brings, as effects.

    The noise is that of counts: visits a week with the channel's spend as it swings.
    """
    people = company.settings.customers * company.cities.weight
    rows = []
    base = company.settings.customers * 0.0080  # visits a day that no spend brings
    for number, name in enumerate(NAMES):
        visits = plan.media.visits[number] * people
        total = float(visits.sum())
        # Regression of counts on the response: the error of the factor on it.
        mean = base * company.cities.weight[None, :] + (plan.media.total * people)
        swing = visits - visits.mean(axis=0, keepdims=True)
        error = float(1 / np.sqrt((swing**2 / mean).sum())) if total else np.inf
        rows.append(
            Effect(
                f"marketing_{name}",
                "measurement",
                "extra web visits",
                total,
                "visits",
                "web sessions by city and day",
                company.settings.days * len(people),
                2.8016 * error * total,
                0,
                company.settings.days,
                f"carry-over {CHANNELS[number].carry} a day, saturation at "
                f"{CHANNELS[number].half} EUR a person and day; weekly truth in truth/marketing",
            )
        )
    return rows
