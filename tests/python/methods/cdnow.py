"""The CDNOW sample of 2,357 customers, read from the files that `lifetimes` ships."""

from importlib.util import find_spec
from pathlib import Path

import pandas as pd

CALIBRATION_WEEKS = 39
HOLDOUT_WEEKS = 39


def directory() -> Path:
    """Return the data folder of the package, found without importing the package."""
    spec = find_spec("lifetimes")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "datasets"


def calibration_summary() -> pd.DataFrame:
    """Return x, t_x, T (weeks) and mean repeat value by customer, as published by the authors."""
    summary = pd.read_csv(directory() / "cdnow_customers_summary_with_transactions.csv")
    return summary.set_axis(["customer_id", "x", "t_x", "T", "mean_value"], axis="columns")


def transactions() -> pd.DataFrame:
    """Return customer_id, order_date and value of each transaction, over all 78 weeks."""
    frame = pd.read_csv(
        directory() / "CDNOW_sample.txt",
        sep=r"\s+",
        header=None,
        names=["master_id", "customer_id", "order_date", "units", "value"],
        dtype={"order_date": str},
    )
    frame["order_date"] = pd.to_datetime(frame["order_date"], format="%Y%m%d")
    return frame[["customer_id", "order_date", "value"]]
