"""What the company tried on purpose: tests with a real effect, with none, and a broken one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.columns import Coded
from clustomers.demo.company import Company
from clustomers.demo.media import Media
from clustomers.demo.people import People
from clustomers.demo.planted import Effect, detectable_mean, detectable_share

# Share of the shop's browsing visits that search, and what the new search bar adds to it; and the
# shares of browsers that follow from it, as browsers make other visits, too.
SEARCH_SHARE, SEARCH_LIFT = 0.18, 0.22
SEARCH_BROWSERS, SEARCH_BROWSERS_LIFT = 0.24, 0.14
# Of the treated units of the broken test, this share was never recorded.
LOST_SHARE = 0.30
HOLDOUT_SHARE = 0.10
# Expected over 24 months, a person: browsers in a test of the shop, loyalty members, visits by
# links in e-mails of a member who is not held out, and visits a day that no spend brings.
VISITORS, _MEMBERS, EMAIL_VISITS, UNPAID_VISITS = 0.33, 0.90, 0.19, 0.0050


@dataclass(frozen=True)
class Test:
    """An experiment, its days as shares of the time."""

    experiment_id: str
    name: str
    hypothesis: str
    kind: str
    unit_type: str
    metric: str
    planned: str
    minimum: float
    start: float
    end: float

    def days(self, company: Company) -> tuple[int, int]:
        """Return first day and the day after the last."""
        return int(self.start * company.settings.days), int(self.end * company.settings.days)


SEARCH_BAR = Test(
    "EXP-001", "Search bar at the top of every page",
    "Visitors who see the search bar at once search more, because menus hide what they want.",
    "ab", "anonymous_id", "search_visitor_share", "control:0.5|treatment:0.5", 0.30, 0.40, 0.70,
)  # fmt: skip
BUTTON = Test(
    "EXP-002", "Green instead of black button",
    "A green button is noticed sooner, so more visitors put something into the cart.",
    "ab", "anonymous_id", "add_to_cart_visitor_share", "control:0.5|treatment:0.5",
    0.30, 0.05, 0.30,
)  # fmt: skip
BROKEN = Test(
    "EXP-003", "Recommendations on the start page",
    "Visitors who see what fits their taste view more products.",
    "ab", "anonymous_id", "product_views_per_visitor", "control:0.5|treatment:0.5",
    0.10, 0.72, 0.95,
)  # fmt: skip
HOLDOUT = Test(
    "EXP-004", "Global holdout from advertising messages",
    "Members who get no advertising messages visit less often.",
    "holdout", "loyalty_member_id", "email_visits_per_member", "holdout:0.1|contacted:0.9",
    0.05, 0.0, 1.0,
)  # fmt: skip
GEO = Test(
    "EXP-005", "Social advertising in test cities",
    "Cities with six times the social budget send more visitors to the sites.",
    "geo", "city", "web_sessions_per_week", "control:0.67|treatment:0.33", 0.05, 0.62, 0.75,
)  # fmt: skip
TESTS = (SEARCH_BAR, BUTTON, BROKEN, HOLDOUT, GEO)


def chance(unit: npt.NDArray[Any], test: Test, seed: int) -> npt.NDArray[np.float64]:
    """Return a number from 0 to 1 for each unit, the same one whenever it is asked.

    Parameters
    ----------
    unit
        Whole numbers that know the units, shape (n,).
    test
        Experiment; each has numbers of its own.
    seed
        Seed of the demo.
    """
    salt = np.uint64(int(test.experiment_id[-3:]) * 1_000_003 + seed)
    # The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
    # generators", 2014).
    with np.errstate(over="ignore"):
        mixed = (unit.astype(np.uint64) + salt) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / float(2**53)


def is_treated(unit: npt.NDArray[Any], test: Test, seed: int) -> npt.NDArray[np.bool_]:
    """Return which units of an A/B test are treated."""
    return chance(unit, test, seed) < 0.5


def held_out(company: Company, people: People) -> npt.NDArray[np.bool_]:
    """Return which people get no advertising messages, on purpose."""
    return chance(people.number, HOLDOUT, company.settings.seed) < HOLDOUT_SHARE


def tables(company: Company, media: Media) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the experiments, and the assignments of the cities; made once for the company."""
    local = np.full(len(TESTS), 0.0)
    spans = np.array([test.days(company) for test in TESTS])
    spans[TESTS.index(GEO)] = media.geo_test[0], media.geo_test[1] + 1
    started = company.calendar.utc(spans[:, 0], local + 8 * 3600)
    ended = company.calendar.utc(spans[:, 1] - 1, local + 20 * 3600)
    ended[TESTS.index(HOLDOUT)] = np.datetime64("NaT")
    arm = company.cities.geo_arm.astype(np.int32)
    owners = ["shop", "shop", "shop", "crm", "marketing"]
    return {
        ("experiments", "experiments"): {
            "experiment_id": np.array([test.experiment_id for test in TESTS]),
            "experiment_name": np.array([test.name for test in TESTS]),
            "hypothesis": np.array([test.hypothesis for test in TESTS]),
            "kind": np.array([test.kind for test in TESTS]),
            "unit_type": np.array([test.unit_type for test in TESTS]),
            "primary_metric": np.array([test.metric for test in TESTS]),
            "planned_shares": np.array([test.planned for test in TESTS]),
            "owner_role": np.array(owners),
            "minimum_effect": np.array([test.minimum for test in TESTS]),
            "started_at": started,
            "ended_at": ended,
        },
        ("experiments", "assignments"): {
            "experiment_id": GEO.experiment_id,
            "unit_id": company.cities.name,
            "variant": Coded(arm, ["control", "treatment"]),
            "assigned_at": np.full(len(arm), started[TESTS.index(GEO)]),
        },
    }


def holdout_assignments(company: Company, people: People) -> dict[str, Any]:
    """Return who of the loyalty members of a chunk is held out."""
    rows = np.flatnonzero(people.loyalty_member_id != "")
    out = held_out(company, people)[rows]
    day = np.maximum(people.joined_day[rows], 0).astype(np.int64)
    inside = day < company.settings.days
    rows, out, day = rows[inside], out[inside], day[inside]
    return {
        "experiment_id": HOLDOUT.experiment_id,
        "unit_id": people.loyalty_member_id[rows],
        "variant": Coded(out.astype(np.int32), ["contacted", "holdout"]),
        "assigned_at": company.calendar.utc(day, np.full(len(day), 6 * 3600.0)),
    }


def visitor_assignments(
    company: Company,
    visitor: npt.NDArray[np.int64],
    names: npt.NDArray[np.str_],
    unit: npt.NDArray[np.int64],
    at: npt.NDArray[np.datetime64],
    day: npt.NDArray[np.int64],
) -> list[dict[str, Any]]:
    """Return who saw which variant of the shop's tests, at the first visit during each.

    Parameters
    ----------
    visitor, names, unit
        Position of each visit's browser in the chunk, the ids of the browsers, and the numbers that
        draw their variant, by visit.
    at, day
        Start of the visits to the shop in order of time, and their day numbers.
    """
    found = []
    for test in (SEARCH_BAR, BUTTON, BROKEN):
        first, end = test.days(company)
        inside = np.flatnonzero((day >= first) & (day < end))
        _, where = np.unique(visitor[inside], return_index=True)
        rows = inside[where]
        treated = is_treated(unit[rows], test, company.settings.seed)
        if test is BROKEN:
            lost = chance(unit[rows] + 77, test, company.settings.seed) < LOST_SHARE
            rows, treated = rows[~(treated & lost)], treated[~(treated & lost)]
        found.append(
            {
                "experiment_id": test.experiment_id,
                "unit_id": names[visitor[rows]],
                "variant": Coded(treated.astype(np.int32), ["control", "treatment"]),
                "assigned_at": at[rows],
            }
        )
    return found


def effects(company: Company, media: Media | None = None) -> list[Effect]:
    """Return what the experiments planted."""
    media = media or Media.of(company)
    people, days = company.settings.customers, company.settings.days
    visitors = int(people * VISITORS * days / 730)
    members = int(people * _MEMBERS)
    out = int(members * HOLDOUT_SHARE)
    seen = detectable_share(
        SEARCH_BROWSERS + SEARCH_BROWSERS_LIFT / 2, visitors // 2, visitors // 2
    )
    split = 0.5 * (1 - LOST_SHARE) / (1 - 0.5 * LOST_SHARE) - 0.5
    mail = EMAIL_VISITS * days / 730
    first, last = media.geo_test
    weight = company.cities.weight
    treated = company.cities.geo_arm == 1
    gained = float((media.geo_visits @ weight).sum()) * people
    # Visits that the treated cities would have had, and those of the others.
    usual = (media.total - media.geo_visits)[first : last + 1] * weight
    usual = (usual + UNPAID_VISITS * weight) * people
    without, control = float(usual[:, treated].sum()), float(usual[:, ~treated].sum())
    # Counts of the test, against those of twice as many days before it.
    counts = max(without, 1e-9), max(control, 1e-9)
    noise = 2.8016 * float(np.sqrt((1 / counts[0] + 1 / counts[1]) * 1.5))
    return [
        Effect("ab_search_bar", "experiments", SEARCH_BAR.metric, SEARCH_BROWSERS_LIFT, "share",
               "browsers assigned to EXP-001", visitors, seen, *SEARCH_BAR.days(company),
               "22 points more of the browsing visits search"),
        Effect("ab_button", "experiments", BUTTON.metric, 0.0, "share",
               "browsers assigned to EXP-002", visitors, seen, *BUTTON.days(company),
               "a null effect", is_real=False),
        Effect("ab_broken_split", "experiments", "share of treated units", split, "share",
               "browsers assigned to EXP-003", int(visitors * 0.6),
               detectable_mean(0.5, int(visitors * 0.6), 10**9), *BROKEN.days(company),
               "sample ratio mismatch: treated units were lost; no effect on the metric",
               is_real=False),
        Effect("holdout_email_visits", "experiments", HOLDOUT.metric, mail, "visits",
               "loyalty members", members,
               detectable_mean(np.sqrt(2.5 * mail), out, members - out), 0, days,
               "visits by links in e-mails a member, contacted against held out"),
        Effect("geo_social", "experiments", GEO.metric, gained / max(without, 1e-9), "ratio",
               "web sessions of treated against other cities, in the test against before",
               int(without + control),
               noise, first, last + 1, "more sessions than the treated cities would have had"),
    ]  # fmt: skip
