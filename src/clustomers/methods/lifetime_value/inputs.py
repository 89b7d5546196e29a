"""Checked inputs: the histories of customers, and what they did afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clustomers.methods.btyd import Cells, GammaGamma, compress_cells

Floats = NDArray[np.float64]

TARGETS = ("orders", "value")
HISTORY_COLUMNS = (
    "repeat_purchase_count",
    "purchase_span_days",
    "customer_age_days",
    "mean_order_value",
)
HOLDOUT_COLUMNS = (
    "holdout_days",
    "holdout_order_count",
    "holdout_order_day_count",
    "holdout_sales_amount",
)


@dataclass(frozen=True)
class History:
    """What is known of the customers of one dataset, sorted by customer_id; times in days."""

    customer_id: pd.Series
    snapshot_date: pd.Series
    x: Floats
    span: Floats
    age: Floats
    value_count: Floats  # repeat order days whose value is known
    mean_value: Floats  # NaN where it is not

    @classmethod
    def of(cls, frame: pd.DataFrame, dataset: str) -> Self:
        """Pick the histories of one dataset out of checked inputs."""
        part = frame[frame["dataset"] == dataset].reset_index(drop=True)
        x, span, age, mean_value = (numbers(part, name) for name in HISTORY_COLUMNS)
        # Refunds can push a mean below zero, which no model of value can explain: count it as zero.
        mean_value = np.where(x > 0, np.maximum(mean_value, 0.0), np.nan)
        known = np.where(np.isnan(mean_value), 0.0, x)
        return cls(part["customer_id"], part["snapshot_date"], x, span, age, known, mean_value)

    @property
    def size(self) -> int:
        """Number of customers."""
        return len(self.x)

    @cached_property
    def cells(self) -> Cells:
        """Customers of the same history, counted."""
        return compress_cells(self.x, self.span, self.age)

    def spread(self, values_of_cells: Floats) -> Floats:
        """Give each customer the value of its cell."""
        return values_of_cells[self.cells.inverse]

    def order_day_value(self, spend: GammaGamma) -> Floats:
        """Predict the sales of a future order day."""
        return spend.conditional_expected_value(self.value_count, self.mean_value)


@dataclass(frozen=True)
class Outcome:
    """What the backtest customers did in the days after their snapshot."""

    days: int
    actual: dict[str, Floats]
    is_active: NDArray[np.bool_]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Self:
        """Pick the outcomes out of checked inputs, or say what is wrong with them."""
        part = frame[frame["dataset"] == "backtest"]
        days, orders, order_days, sales = (numbers(part, name) for name in HOLDOUT_COLUMNS)
        for name, values in zip(HOLDOUT_COLUMNS, (days, orders, order_days, sales), strict=True):
            if not np.isfinite(values).all():
                raise ValueError(f"inputs.{name} is missing on backtest rows; fill it there.")
        if len(np.unique(days)) != 1 or days[0] <= 0:
            raise ValueError(
                "inputs.holdout_days must be one positive number on all backtest rows; "
                "pass one earlier snapshot."
            )
        return cls(int(days[0]), {"orders": orders, "value": sales}, order_days > 0)


def checked_inputs(inputs: pd.DataFrame) -> pd.DataFrame:
    """Return the needed columns, by customer, or say what is wrong with them."""
    needed = ["customer_id", "snapshot_date", "dataset", *HISTORY_COLUMNS, *HOLDOUT_COLUMNS]
    missing = [name for name in needed if name not in inputs.columns]
    if missing:
        raise ValueError(f"inputs lacks the columns {', '.join(missing)}; select them upstream.")
    frame = inputs[needed].copy()
    frame["customer_id"] = frame["customer_id"].astype("str")
    unknown = sorted(set(frame["dataset"].dropna().unique()) - {"train", "backtest"})
    if unknown or frame["dataset"].isna().any():
        raise ValueError(
            f"inputs.dataset must be 'train' or 'backtest', got {unknown or 'missing values'}."
        )
    if frame.duplicated(["dataset", "customer_id"]).any():
        raise ValueError(
            "inputs has several rows of one customer_id in one dataset; keep one snapshot each."
        )
    return frame.sort_values(["dataset", "customer_id"], ignore_index=True)


def checked_horizons(horizons: Sequence[int]) -> tuple[int, ...]:
    """Return different positive numbers of days, or say what is wrong with them."""
    days = tuple(int(days) for days in horizons)
    if not days or min(days) <= 0 or len(set(days)) != len(days):
        raise ValueError(f"horizons must be different positive numbers of days, got {horizons}.")
    return days


def numbers(frame: pd.DataFrame, column: str) -> Floats:
    """Return a column, nullable or not, with NaN for what is missing."""
    return frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
