"""A company that lands nothing but events: each row made by hand for what it shows."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Row = Mapping[str, Any]
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/138.0.0.0 Safari/537.36"
NOON = datetime(2026, 3, 10, 12)
SECOND = timedelta(seconds=1)
# 23:00 in UTC is midnight in Berlin.
CLOCKED = (
    ("day_late", NOON, timedelta(days=1)),
    ("later", NOON, timedelta(days=1, seconds=1)),
    ("before_midnight", NOON + timedelta(hours=11) - SECOND, SECOND),
    ("midnight", NOON + timedelta(hours=11), SECOND),
)
# More events of one visitor in an hour than this are no person's (event_visitor_hour_limit).
HOUR_LIMIT = 500
TIMES = ("occurred_at", "sent_at", "received_at")


def web(visitor: str, name: str, at: datetime, **more: Any) -> Row:
    """Return a web event; it was sent and received a second later unless it says otherwise."""
    return {
        "event_id": f"{visitor}-{name}-{at:%d%H%M%S%f}",
        "source_event": name,
        "anonymous_id": visitor,
        "site": "shop.example.com",
        "page_url": "https://shop.example.com/rain?jacket=1",
        "page_type": "category",
        "user_agent": CHROME,
        "device_type": "desktop",
        "occurred_at": at,
        "sent_at": at + SECOND,
        "received_at": at + SECOND,
        **more,
    }


def app(device: str, name: str, at: datetime, **more: Any) -> Row:
    """Return an app event."""
    return {
        "message_id": f"{device}-{name}-{at:%d%H%M%S%f}",
        "source_event": name,
        "device_id": device,
        "app_name": "order",
        "screen_name": "menu",
        "occurred_at": at,
        "sent_at": at + SECOND,
        "received_at": at + SECOND,
        **more,
    }


def server(name: str, at: datetime, **more: Any) -> Row:
    """Return a server event."""
    return {
        "event_id": f"{name}-{at:%d%H%M%S%f}",
        "source_event": name,
        "service": "shop",
        "occurred_at": at,
        "received_at": at + SECOND,
        **more,
    }


def web_events() -> list[Row]:
    """Return the web events."""
    minutes = timedelta(minutes=1)
    order = {"order_id": "o1", "deduplication_id": "pur-o1", "value_amount": 20.0}
    rows = [
        # One visit with a pause of exactly 30:00, then one that begins a millisecond later.
        web("buyer", "page_view", NOON, utm_source="google", utm_medium="cpc", click_id="x"),
        web("buyer", "view_item", NOON + 5 * minutes, product_id="p1", user_id="c1"),
        web("buyer", "begin_checkout", NOON + 35 * minutes),
        web("buyer", "purchase", NOON + 36 * minutes, currency="EUR", **order),
        web("buyer", "page_view", NOON + 66 * minutes + timedelta(milliseconds=1),
            referrer_url="https://shop.example.com/thanks"),
        # Sent two days after it occurred, by a clock that is right.
        web("late", "page_view", NOON, sent_at=NOON + timedelta(days=2),
            received_at=NOON + timedelta(days=2)),
        # Clocks: two hours ahead; behind by exactly what is tolerated; by a millisecond more.
        web("ahead", "page_view", NOON + timedelta(hours=2), sent_at=NOON + timedelta(hours=2),
            received_at=NOON),
        web("tolerated", "page_view", NOON, sent_at=NOON, received_at=NOON + 300 * SECOND),
        web("behind", "page_view", NOON, sent_at=NOON,
            received_at=NOON + timedelta(seconds=300, milliseconds=1)),
        # Received a day after it occurred to the second, and a second more; both sides of midnight.
        *[web(name, "page_view", at, sent_at=at + delay, received_at=at + delay)
          for name, at, delay in CLOCKED],
        # Names: unknown ones with something personal in them, and one that is deprecated.
        web("namer", "clicked anna@example.com", NOON, event_id="namer-1",
            page_url="https://shop.example.com/reset/anna@example.com?token=1"),
        web("namer", "gtm.dom", NOON + minutes, referrer_url="https://www.google.com/"),
        web("namer", "cart_view", NOON + 2 * minutes),
        # A product view without a product.
        web("namer", "view_item", NOON + 3 * minutes),
        *[web("crawler", "page_view", NOON + place * minutes,
              user_agent="Mozilla/5.0 (compatible; Googlebot/2.1)") for place in range(3)],
        *[web("runaway", "page_view", NOON + place * SECOND) for place in range(HOUR_LIMIT + 1)],
        *[web("busy", "page_view", NOON + place * SECOND) for place in range(HOUR_LIMIT)],
    ]  # fmt: skip
    # What occurs on the days after makes them days of business.
    rows += [
        web(f"daily-{day}-{place}", "page_view", NOON + timedelta(days=day, minutes=place))
        for day in range(1, 4)
        for place in range(60)
    ]
    # The collector sent one event twice.
    return [*rows, rows[1]]


def app_events() -> list[Row]:
    """Return the app events."""
    return [
        app("phone", "Application Opened", NOON, campaign="spring", user_id="m1"),
        app("phone", "Screen Viewed", NOON + SECOND, user_id="m1"),
        app("phone", "Order Completed", NOON + 90 * SECOND, order_id="a1", value_amount=9.5),
        app("tablet", "Customer Identified", NOON, app_name="counter", user_id="m1"),
        app("tablet", "Customer Identified", NOON + 60 * SECOND, app_name="counter", user_id="m2"),
    ]


def server_events() -> list[Row]:
    """Return the server events."""
    at = NOON + timedelta(minutes=36)
    return [
        server("order.created", at, order_id="o1", deduplication_id="pur-o1", value_amount=20.0,
               user_id="c1"),
        server("order.paid", at + 60 * SECOND, order_id="o1", value_amount=20.0),
        server("order.created", NOON + 91 * SECOND, service="orders", order_id="a1",
               value_amount=9.5, user_id="m1"),
        # A refund in two parts is two events.
        server("order.refunded", at + 120 * SECOND, order_id="o1"),
        server("order.refunded", at + 180 * SECOND, order_id="o1"),
        server("feature.used", NOON, service="product", user_id="u1", feature="report"),
        # Servers do not say when they sent: an hour is a slow queue, ahead is a wrong clock.
        server("order.paid", NOON, event_id="clock-slow", order_id="o9", value_amount=1.0,
               received_at=NOON + timedelta(hours=1)),
        server("order.paid", NOON + timedelta(minutes=5, seconds=1), event_id="clock-ahead",
               order_id="o9", value_amount=1.0, received_at=NOON),
    ]  # fmt: skip


def land_events(
    workspace: Path,
    tables: Mapping[str, Iterable[Row]] | None = None,
    time_zone: str = "Europe/Berlin",
    part: str = "part-0",
) -> Path:
    """Write the events into a workspace's landing zone; return the workspace."""
    tables = tables or {
        "web/events": web_events(),
        "app/events": app_events(),
        "server/events": server_events(),
    }
    company = [
        {
            "company_name": "Events",
            "time_zone": time_zone,
            "currency": "EUR",
            "vouched_purposes": "analytics",
        }
    ]
    for table, rows in {**tables, "planning/company": company}.items():
        folder = workspace / "landing" / table
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(_table(list(rows)), folder / f"{part}.parquet")
    return workspace


def _table(rows: list[Row]) -> pa.Table:
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table(
        {
            name: pa.array(
                [row.get(name) for row in rows], pa.timestamp("us") if name in TIMES else None
            )
            for name in names
        }
    )
