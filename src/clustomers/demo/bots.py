"""Runaway robots: thousands of events of a few browsers, with and without a robot's name."""

from typing import TYPE_CHECKING, Any

import numpy as np

from clustomers.demo.columns import milliseconds, serial, times
from clustomers.demo.company import Company

if TYPE_CHECKING:
    from clustomers.demo.mess import Mess

# kind, browser id, user agent, events, milliseconds between two, first day as a share of the time
_BOTS = (
    ("bot_named", "9900000001.1700000001",
     "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example.com/)", 3_000, 20_000, 0.30),
    ("bot_named", "9900000002.1700000002", "python-requests/2.32.3", 800, 5_000, 0.66),
    ("bot_speed", "9900000003.1700000003",
     "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/138.0.0.0 Safari/537.36", 2_500, 450, 0.55),
)  # fmt: skip
_FIRST_ID = 999_999_000_000


def add(company: Company, mess: "Mess", rng: np.random.Generator) -> None:
    """Land the robots' events and count them; once for the company."""
    from clustomers.demo.mess import Batch

    pages = [page[0] for page in company.pages if page[0].startswith("https://shop.")]
    number = _FIRST_ID
    for kind, browser, agent, size, gap, share in _BOTS:
        day = int(share * company.settings.days)
        start = milliseconds(company.calendar.utc(np.array([day]), np.array([3.0 * 3600 + 3600])))[
            0
        ]
        at = start + np.cumsum(rng.integers(gap // 2, gap * 3 // 2, size))
        rows: dict[str, Any] = {
            "event_id": serial("w", number + np.arange(size)),
            "source_event": np.array(["page_view", "view_item_list"])[rng.integers(0, 2, size)],
            "anonymous_id": browser,
            "site": "shop.example.com",
            "page_url": np.array(pages)[rng.integers(0, len(pages), size)],
            "page_type": "category",
            "device_type": "desktop",
            "browser": "Chrome 138" if kind == "bot_speed" else "",
            "user_agent": agent,
            "city": "Frankfurt",
            "country": "DE",
            "language": "en",
            "engaged_seconds": np.zeros(size),
            "occurred_at": times(at),
            "sent_at": times(at + 5),
            "received_at": times(at + 25),
        }
        number += size
        mess.batches.append(Batch("web", "events", rows, "robots", None))
        mess.note(kind, "web", rows["event_id"])
