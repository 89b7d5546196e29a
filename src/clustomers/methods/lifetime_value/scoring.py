"""Score customers with stored parameters."""

from collections.abc import Sequence

import pandas as pd

from clustomers.methods.lifetime_value.diagnostics import stored_models
from clustomers.methods.lifetime_value.forecast import Forecast
from clustomers.methods.lifetime_value.inputs import (
    TARGETS,
    History,
    checked_horizons,
    checked_inputs,
)


def score_lifetime_value(
    inputs: pd.DataFrame,
    diagnostics: pd.DataFrame,
    *,
    horizons: Sequence[int] = (30, 90, 365),
) -> pd.DataFrame:
    """Score the train customers with the stored parameters of the chosen model.

    Parameters
    ----------
    inputs : DataFrame
        As in `fit_lifetime_value`; only rows of dataset 'train' are scored.
    diagnostics : DataFrame
        What `fit_lifetime_value` returned.
    horizons : sequence of int, default (30, 90, 365)
        Days ahead.

    Returns
    -------
    DataFrame
        One row per train customer, by customer_id, with the columns of `score_types`; no rows when
        inputs has no train customers or diagnostics has no rows (the fit was refused). Orders and
        value are calibrated; bounds are of the 90 % interval, widened by what the backtest found at
        its own horizon, those of orders rounded outwards.
        expected_value = expected_orders * expected_order_value.

    Raises
    ------
    ValueError
        When diagnostics is not the table of one fit, or inputs is invalid.
    """
    days = checked_horizons(horizons)
    types = score_types(days)
    train = History.of(checked_inputs(inputs), "train")
    if train.size == 0 or diagnostics.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
    chosen, version, purchases, spend, calibrations = stored_models(diagnostics)

    columns: dict[str, object] = {
        "customer_id": train.customer_id,
        "snapshot_date": train.snapshot_date,
        "model_name": chosen,
        "model_version": version,
        "probability_alive": train.spread(purchases.probability_alive(*train.cells[:3])),
        "expected_order_value": train.order_day_value(spend)
        * (calibrations["value"].factor / calibrations["orders"].factor),
    }
    for forecast in Forecast.of(purchases, spend, train, days):
        horizon = forecast.days
        columns[f"active_probability_{horizon}d"] = forecast.active
        for target in TARGETS:
            low, high = calibrations[target].bounds(target, *forecast.bounds(target))
            name = f"expected_{target}_{horizon}d"
            columns[name] = forecast.expected(target) * calibrations[target].factor
            columns[f"{name}_low"], columns[f"{name}_high"] = low, high
    return pd.DataFrame(columns, index=range(train.size))[list(types)].astype(types)


def score_types(horizons: Sequence[int] = (30, 90, 365)) -> dict[str, str]:
    """Return the columns of the scores, in order, with their pandas types."""
    identity = {
        "customer_id": "str",
        "snapshot_date": "datetime64[us]",
        "model_name": "str",
        "model_version": "str",
    }
    numbers = [f"expected_{target}_{days}d" for target in TARGETS for days in horizons]
    numbers += [f"active_probability_{days}d" for days in horizons]
    numbers += ["probability_alive", "expected_order_value"]
    numbers += [
        f"expected_{target}_{days}d_{bound}"
        for target in TARGETS
        for days in horizons
        for bound in ("low", "high")
    ]
    return identity | dict.fromkeys(numbers, "float64")
