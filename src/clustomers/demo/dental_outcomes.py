"""What becomes of a visit: completed, cancelled early or at the last minute, or not shown up.

Three dated steps lower the losses; each takes the same share off every visit from its day on.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.company import Company
from clustomers.demo.dental_visits import RISK, Visits
from clustomers.demo.people import People

Array = npt.NDArray[Any]

# Shares of all appointments, before any step and before what procedure and recency add.
LAST_MINUTE_SHARE = 0.22
NO_SHOW_SHARE = 0.12
EARLY_CANCELLATION_SHARE = 0.08
# The steps: what each takes off, and from which share of the time on.
ONE_CLICK_NO_SHOWS, ONE_CLICK_FROM = 0.07, 0.46
REBOOKING_LATE, REBOOKING_FROM = 0.08, 0.64
SMS_FAQ_LATE, SMS_FAQ_FROM = 0.06, 0.82
REBOOKED_SHARE, REBOOKED_WITH_LINK = 0.25, 0.55

_HOUR = 3_600_000_000


def step_days(company: Company) -> tuple[int, int, int]:
    """Return the day numbers of one-click confirmation, rebooking link and SMS FAQ."""
    days = company.settings.days
    return int(days * ONE_CLICK_FROM), int(days * REBOOKING_FROM), int(days * SMS_FAQ_FROM)


def decide(
    company: Company,
    people: People,
    visits: Visits,
    rng: np.random.Generator,
    can_rebook: bool = True,
) -> None:
    """Decide what became of each visit, in place."""
    one_click, rebooking, faq = step_days(company)
    size, day = len(visits), visits.day
    is_new = people.joined_day[visits.person] >= 0
    risk = RISK[visits.procedure] + _recency_risk(visits, is_new)
    has_link = day >= rebooking
    last_minute = LAST_MINUTE_SHARE + risk - REBOOKING_LATE * has_link - SMS_FAQ_LATE * (day >= faq)
    no_show = NO_SHOW_SHARE + risk / 2 - ONE_CLICK_NO_SHOWS * (day >= one_click)
    draw = rng.random(size)
    is_late = draw < last_minute
    is_no_show = ~is_late & (draw < last_minute + no_show)
    is_early = ~is_late & ~is_no_show & (draw < last_minute + no_show + EARLY_CANCELLATION_SHARE)

    # Most of the last-minute cancellations come on the evening before or in the same morning.
    hours = 0.5 + 23.4 * rng.beta(1.3, 2.0, size)
    late_at = visits.starts - (hours * _HOUR).astype("timedelta64[us]")
    room = (visits.starts - visits.booked).astype(np.int64) - 25 * _HOUR
    early_at = visits.starts - (24.1 * _HOUR + rng.random(size) * np.maximum(room, 0)).astype(
        np.int64
    ).astype("timedelta64[us]")
    cancelled = np.where(is_late, late_at, early_at)
    end = company.calendar.end
    is_cancelled = (is_late | is_early) & (cancelled < end)
    is_over = visits.starts < end
    visits.status = np.select(
        [is_cancelled, ~is_over, is_no_show], ["cancelled", "booked", "no_show"], "completed"
    )
    visits.cancelled = np.where(is_cancelled, cancelled, np.datetime64("NaT", "us"))
    wants = rng.random(size) < np.where(has_link, REBOOKED_WITH_LINK, REBOOKED_SHARE)
    visits.rebooks = is_cancelled & wants & can_rebook


def _recency_risk(visits: Visits, is_new: Array) -> Array:
    """Return what the time since the visit before adds: first-timers and the long absent cancel."""
    order = np.lexsort((visits.day, visits.person))
    gap = np.diff(visits.day[order], prepend=0)
    is_first = np.diff(visits.person[order], prepend=-1) != 0
    risk = np.empty(len(visits))
    # The first visit that is recorded is a first visit only of those who joined since.
    is_first_ever = is_first & is_new[order]
    risk[order] = np.where(is_first_ever, 0.03, np.where(~is_first & (gap > 180), 0.02, -0.01))
    return risk


def rebooked(company: Company, visits: Visits, rng: np.random.Generator) -> Visits:
    """Return the visits that take the place of cancelled ones."""
    origin = np.flatnonzero(visits.rebooks)
    first = np.datetime64(company.settings.start, "D")
    told = (visits.cancelled[origin].astype("datetime64[D]") - first).astype(np.int64)
    wait = 3.0 + rng.gamma(2.0, 4.0, len(origin))
    return Visits(
        person=visits.person[origin],
        day=np.maximum(told, 0) + wait.astype(np.int64) + 1,
        procedure=visits.procedure[origin],
        lead_days=wait,
        quote=visits.quote[origin],
        origin=origin,
        source=np.full(len(origin), -1),
        not_before=visits.cancelled[origin],
    )
