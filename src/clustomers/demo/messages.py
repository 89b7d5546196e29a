"""Messages to the members of a chunk who agreed to them, and what became of each."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import experiments
from clustomers.demo.browsing import Clicks, Plan
from clustomers.demo.columns import Coded, milliseconds, serial, times
from clustomers.demo.company import CHUNK
from clustomers.demo.people import People

Numbers = npt.NDArray[Any]
ID_BLOCK = 1_000_000
# The messaging tool's own names.
EVENTS = ("delivered", "open", "click", "bounce", "unsubscribe", "spam_report")
BOUNCED, OPENED, CLICKED, UNSUBSCRIBED, SPAM = 0.02, 0.34, 0.16, 0.006, 0.0008
# How much the five types open and click, against the mean.
_INTEREST = np.array([0.9, 0.8, 1.2, 1.5, 0.7])
REDEEMED_SHARE = 0.07
_HOUR = 3_600_000


def touches(
    plan: Plan, people: People, rng: np.random.Generator
) -> tuple[dict[tuple[str, str], dict[str, Any]], Clicks]:
    """Return the message tables of a chunk, and the clicks that open the shop.

    Parameters
    ----------
    plan
        What all chunks share.
    people
        The chunk.
    rng
        Random numbers: ``settings.rng(chunk, "marketing")``.
    """
    company, campaigns = plan.company, plan.campaigns
    chunk = int(people.number[0]) // CHUNK if len(people) else 0
    sent = np.flatnonzero(np.isin(campaigns.channel, ["email", "push", "mail"]))
    sent = sent[np.argsort(campaigns.first[sent], kind="stable")]
    day = campaigns.first[sent]
    channel = campaigns.channel[sent]
    agreed = (people.loyalty_member_id != "") & people.consent_advertising
    agreed &= ~experiments.held_out(company, people)
    there = (people.joined_day[:, None] <= day) & (people.left_day[:, None] + 60 > day)
    reached = agreed[:, None] & there
    reached &= (channel != "push") | (people.app_from_day[:, None] <= day)
    # Who unsubscribes from e-mail gets none of the later ones.
    leaves = (rng.random(reached.shape) < UNSUBSCRIBED) & reached & (channel == "email")
    gone = np.cumsum(leaves, axis=1) - leaves > 0
    reached &= ~(gone & (channel == "email"))
    leaves &= reached
    person, column = np.nonzero(reached)
    by_time = np.argsort(column, kind="stable")
    person, column = person[by_time], column[by_time]
    size = len(person)
    start = milliseconds(company.calendar.utc(day[column], 9 * 3600 + rng.random(size) * 5_400))
    message = serial("m", chunk * ID_BLOCK + np.arange(size))
    is_mail = channel[column] == "mail"
    tables: dict[tuple[str, str], dict[str, Any]] = {
        ("marketing", "messages"): {
            "message_id": message,
            "campaign_id": Coded(sent[column], campaigns.campaign_id),
            "template_id": Coded(
                _template(channel[column], column), [f"TPL-{n:02d}" for n in range(1, 9)]
            ),
            "channel": channel[column],
            "recipient_email": Coded(np.where(is_mail, -1, person), people.email),
            "loyalty_member_id": Coded(person, people.loyalty_member_id),
            "sent_at": times(start),
        },
        ("marketing", "campaign_recipients"): {
            "campaign_id": Coded(sent[column], campaigns.campaign_id),
            "loyalty_member_id": Coded(person, people.loyalty_member_id),
            "sent_at": times(start),
        },
    }
    end = milliseconds(np.array([company.calendar.end]))[0]
    events, clicks = _events(people, person, column, channel, start, leaves, chunk, end, rng)
    tables["marketing", "message_events"] = events
    tables["marketing", "message_preferences"] = _preferences(
        plan, people, person, column, leaves, start, rng
    )
    tables["marketing", "coupon_redemptions"] = _redemptions(
        plan, people, person, sent[column], start, chunk, end, rng
    )
    opened = channel[column[clicks[0]]] == "email"
    return tables, Clicks(
        person[clicks[0]][opened].astype(np.int32),
        times(clicks[1][opened]),
        sent[column[clicks[0]]][opened].astype(np.int32),
    )


def _template(channel: Numbers, column: Numbers) -> Numbers:
    """Return the template of each message: e-mails take turns, the other channels have one."""
    codes = column % 4
    codes[channel == "push"] = 6
    codes[channel == "mail"] = 7
    return codes


def _events(
    people: People,
    person: Numbers,
    column: Numbers,
    channel: Numbers,
    start: Numbers,
    leaves: Numbers,
    chunk: int,
    end: int,
    rng: np.random.Generator,
) -> tuple[dict[str, Any], tuple[Numbers, Numbers]]:
    """Return the rows of ``message_events``, and message and time of each click."""
    size = len(person)
    digital = channel[column] != "mail"
    bounced = digital & (rng.random(size) < BOUNCED)
    delivered = digital & ~bounced
    interest = _INTEREST[people.kind[person]]
    unsubscribes = leaves[person, column] & delivered
    opened = delivered & ((rng.random(size) < OPENED * interest) | unsubscribes)
    clicked = opened & (rng.random(size) < CLICKED * interest)
    spam = delivered & (rng.random(size) < SPAM)
    at_delivery = start + rng.integers(1_000, 60_000, size)
    at_open = at_delivery + (rng.lognormal(0.6, 1.3, size) * _HOUR).astype(np.int64)
    at_click = at_open + rng.integers(4_000, 90_000, size)
    parts = [
        (np.flatnonzero(delivered), at_delivery, 0),
        (np.flatnonzero(opened), at_open, 1),
        (np.flatnonzero(clicked), at_click, 2),
        (np.flatnonzero(bounced), at_delivery, 3),
        (np.flatnonzero(unsubscribes), at_click + 20_000, 4),
        (np.flatnonzero(spam), at_open + 30_000, 5),
    ]
    row = np.concatenate([rows for rows, _, _ in parts])
    kind = np.concatenate([np.full(len(rows), code, dtype=np.int32) for rows, _, code in parts])
    at = np.concatenate([moment[rows] for rows, moment, _ in parts])
    inside = at < end - 60_000
    row, kind, at = row[inside], kind[inside], at[inside]
    clicks = np.flatnonzero(kind == 2)
    links = [
        "https://shop.example.com/c/rainwear",
        "https://shop.example.com/",
        "https://shop.example.com/c/shirts",
    ]
    return {
        "message_event_id": serial("me", chunk * ID_BLOCK + np.arange(len(row))),
        "message_id": serial("m", chunk * ID_BLOCK + row),
        "source_event": Coded(kind, list(EVENTS)),
        "link_url": Coded(np.where(kind == 2, row % 3, -1), links),
        "occurred_at": times(at),
    }, (row[clicks], at[clicks])


def _preferences(
    plan: Plan,
    people: People,
    person: Numbers,
    column: Numbers,
    leaves: Numbers,
    start: Numbers,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Return changes of preferences: quiet hours that some set, and what was unsubscribed."""
    left = np.flatnonzero(leaves[person, column])
    # A mailbox that a household shares is one mailbox: it is left once.
    quiet = np.flatnonzero(
        (people.loyalty_member_id != "")
        & ~people.email_is_shared
        & (rng.random(len(people)) < 0.08)
    )
    day = np.maximum(people.joined_day[quiet], 0).astype(np.int64)
    quiet, day = quiet[day < plan.company.settings.days], day[day < plan.company.settings.days]
    set_at = milliseconds(
        plan.company.calendar.utc(day, 12 * 3600 + rng.random(len(quiet)) * 28_800)
    )
    who = np.concatenate([quiet, person[left]])
    begins = np.concatenate([rng.integers(19, 23, len(quiet)), np.full(len(left), np.nan)])
    at = np.concatenate([set_at, start[left] + 7_200_000])
    return {
        "email": Coded(who, people.email),
        "channel": Coded(np.where(np.isnan(begins) | (who % 3 > 0), 0, 1), ["email", "push"]),
        "quiet_start_hour": begins,
        "quiet_end_hour": np.where(np.isnan(begins), np.nan, 7.0 + who % 2),
        "is_opted_out": np.isnan(begins),
        "updated_at": times(at),
    }


def _redemptions(
    plan: Plan,
    people: People,
    person: Numbers,
    campaign: Numbers,
    start: Numbers,
    chunk: int,
    end: int,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Return the coupons handed in at a till within three weeks of being sent."""
    carries = np.isin(plan.campaigns.channel[campaign], ["mail", "email"])
    rows = np.flatnonzero(
        carries & people.in_cafe[person] & (rng.random(len(person)) < REDEEMED_SHARE)
    )
    at = start[rows] + rng.integers(_HOUR, 20 * 24 * _HOUR, len(rows))
    rows, at = rows[at < end], at[at < end]
    ids = plan.campaigns.campaign_id[campaign[rows]]
    return {
        "redemption_id": serial("cr", chunk * ID_BLOCK + np.arange(len(rows))),
        "campaign_id": ids,
        "coupon_id": np.strings.add("CPN-", np.strings.slice(ids, 4, None)),
        "loyalty_member_id": people.loyalty_member_id[person[rows]],
        "redeemed_at": times(at),
    }
