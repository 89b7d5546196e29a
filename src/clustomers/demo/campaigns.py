"""The campaigns: which ran on which channel when, and how they share the channel's money."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clustomers.demo.arrays import Texts, numbered
from clustomers.demo.company import Company

# channel, name, type, first and last day as shares of the time, weight in the channel
_PLAN = (
    ("paid_search", "brand_search", "always on", 0.0, 1.0, 5),
    ("paid_search", "generic_fashion", "always on", 0.0, 1.0, 3),
    ("paid_search", "rainwear_search", "seasonal", 0.0, 0.55, 2),
    ("paid_search", "dental_search", "always on", 0.3, 1.0, 1),
    ("paid_social", "prospecting", "always on", 0.0, 1.0, 4),
    ("paid_social", "retargeting", "always on", 0.1, 1.0, 3),
    ("paid_social", "summer_dresses", "seasonal", 0.55, 0.85, 3),
    ("display", "brand_banner", "always on", 0.0, 1.0, 3),
    ("display", "rain_banner", "weather", 0.2, 1.0, 2),
    ("affiliates", "partner_programme", "always on", 0.0, 1.0, 3),
    ("affiliates", "cashback", "promotion", 0.4, 0.9, 2),
    ("tv_or_radio", "regional_radio", "burst", 0.0, 1.0, 2),
    ("tv_or_radio", "autumn_spot", "burst", 0.0, 0.6, 3),
)
# How many mailings and app campaigns a year.
_MAILINGS_A_YEAR, _PUSHES_A_YEAR, _POSTED_A_YEAR = 12, 4, 2


@dataclass(frozen=True)
class Campaigns:
    """Campaigns; arrays of one length."""

    campaign_id: Texts
    name: Texts
    kind: Texts
    channel: Texts
    first: npt.NDArray[np.int64]  # day number
    last: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]

    @classmethod
    def of(cls, company: Company) -> "Campaigns":
        """List the campaigns of the company."""
        days = company.settings.days
        rows = [
            (channel, name, kind, int(start * days), max(int(end * days) - 1, 0), float(weight))
            for channel, name, kind, start, end, weight in _PLAN
        ]
        for channel, name, a_year in (
            ("email", "newsletter", _MAILINGS_A_YEAR),
            ("push", "app_push", _PUSHES_A_YEAR),
            ("mail", "postcard", _POSTED_A_YEAR),
        ):
            gap = max(365 // a_year, 1)
            for number, first in enumerate(range(gap // 2, days, gap)):
                rows.append(
                    (
                        channel,
                        f"{name}_{number + 1:02d}",
                        "mailing",
                        first,
                        min(first + 20, days - 1),
                        1.0,
                    )
                )
        columns = list(zip(*rows, strict=True))
        return cls(
            numbered("CMP-", np.arange(1, len(rows) + 1), 4),
            np.array(columns[1]),
            np.array(columns[2]),
            np.array(columns[0]),
            np.array(columns[3], dtype=np.int64),
            np.array(columns[4], dtype=np.int64),
            np.array(columns[5]),
        )

    def of_channel(self, channel: str) -> npt.NDArray[np.int64]:
        """Return the campaigns of a channel as positions."""
        return np.flatnonzero(self.channel == channel)

    def shares(self, channel: str, days: int) -> npt.NDArray[np.float64]:
        """Return how the channel's campaigns share each day, shape (campaigns, days)."""
        rows = self.of_channel(channel)
        day = np.arange(days)[None, :]
        runs = (day >= self.first[rows, None]) & (day <= self.last[rows, None])
        weight = runs * self.weight[rows, None]
        # On a day without any, the first one carries on.
        weight[0] += weight.sum(axis=0) == 0
        shares: npt.NDArray[np.float64] = weight / weight.sum(axis=0)
        return shares

    def pick(
        self, channel: str, day: npt.NDArray[np.int64], days: int, rng: np.random.Generator
    ) -> npt.NDArray[np.int32]:
        """Draw a campaign of the channel that runs on each day; -1 when it has none."""
        rows = self.of_channel(channel)
        if len(rows) == 0:
            return np.full(len(day), -1, dtype=np.int32)
        edges = np.cumsum(self.shares(channel, days), axis=0)[:, day]
        chosen = (rng.random(len(day))[None, :] >= edges - 1e-12).sum(axis=0)
        return np.asarray(rows[np.minimum(chosen, len(rows) - 1)], dtype=np.int32)
