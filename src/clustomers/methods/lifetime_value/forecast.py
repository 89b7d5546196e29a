"""Forecasts of customers, and the calibration that the backtest gives them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from clustomers.methods.btyd import GammaGamma, PurchaseModel, purchase_value_interval
from clustomers.methods.lifetime_value.inputs import Floats, History

INTERVAL_COVERAGE = 0.9


class Calibration(NamedTuple):
    """What the backtest makes of a raw forecast of one target.

    Attributes
    ----------
    factor : float
        Multiplies the forecast and its interval.
    widening : float
        How far both ends of the interval move out, in halves of its width.
    """

    factor: float = 1.0
    widening: float = 0.0

    def bounds(self, target: str, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Calibrate the raw bounds of an interval; those of orders are rounded outwards."""
        low, high = low * self.factor, high * self.factor
        if target == "orders":
            low, high = _outwards(low, high)
        more = self.widening * (high - low) / 2
        low, high = np.maximum(low - more, 0.0), high + more
        return _outwards(low, high) if target == "orders" else (low, high)


def _outwards(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Round to whole numbers, but not past one for the sake of an error in the last digit."""
    return np.floor(low + 1e-9), np.maximum(np.ceil(high - 1e-9), 0.0)


@dataclass(frozen=True)
class Forecast:
    """Forecast of one model for the next days, per customer and before calibration."""

    purchases: PurchaseModel
    spend: GammaGamma
    history: History
    days: int
    order_days: Floats
    active: Floats

    @classmethod
    def of(
        cls, purchases: PurchaseModel, spend: GammaGamma, history: History, days: Sequence[int]
    ) -> list[Self]:
        """Forecast each horizon, and compute what they share once."""
        _, order_days, active = purchases.forecast(days, *history.cells[:3])
        return [
            cls(
                purchases,
                spend,
                history,
                horizon,
                history.spread(order_days[:, column]),
                history.spread(active[:, column]),
            )
            for column, horizon in enumerate(days)
        ]

    def expected(self, target: str) -> Floats:
        """Return expected order days, or their sales."""
        if target == "orders":
            return self.order_days
        return self.order_days * self.history.order_day_value(self.spend)

    def bounds(self, target: str) -> tuple[Floats, Floats]:
        """Bounds of the 90 % interval."""
        history = self.history
        if target == "orders":
            low, high = self.purchases.purchase_count_interval(
                self.days, *history.cells[:3], coverage=INTERVAL_COVERAGE
            )
            return history.spread(low.astype(np.float64)), history.spread(high.astype(np.float64))
        return purchase_value_interval(
            self.purchases,
            self.spend,
            self.days,
            history.x,
            history.span,
            history.age,
            history.mean_value,
            coverage=INTERVAL_COVERAGE,
        )
