"""Fit, backtest, calibrate and choose."""

from collections.abc import Mapping, Sequence

import pandas as pd

from clustomers.methods.btyd import FitError, GammaGamma, LikelihoodModel, PurchaseModel
from clustomers.methods.lifetime_value.backtest import backtest, calibrate
from clustomers.methods.lifetime_value.diagnostics import PURCHASE_MODELS, Rows
from clustomers.methods.lifetime_value.forecast import Calibration, Forecast
from clustomers.methods.lifetime_value.inputs import (
    TARGETS,
    History,
    Outcome,
    checked_horizons,
    checked_inputs,
)

# Backtest errors closer than this share count as equal.
RMSE_TIE = 0.005
LOG_LIKELIHOOD_TIE = 0.1


def fit_lifetime_value(
    inputs: pd.DataFrame,
    *,
    horizons: Sequence[int] = (30, 90, 365),
    model_version: str,
) -> pd.DataFrame:
    """Fit, backtest, calibrate and choose the models of lifetime value.

    Parameters
    ----------
    inputs : DataFrame
        One row per dataset and customer: customer_id, snapshot_date, dataset ('train' for the
        as-of snapshot, 'backtest' for an earlier one whose outcome is known),
        repeat_purchase_count (order days after the first), purchase_span_days, customer_age_days,
        mean_order_value (mean sales of a repeat order day; null when there is none), order_count,
        and on backtest rows holdout_days (one value), holdout_order_count,
        holdout_order_day_count and holdout_sales_amount.
    horizons : sequence of int, default (30, 90, 365)
        Days ahead for which the totals of the forecast are recorded.
    model_version : str
        Label of this fit, written to every row.

    Returns
    -------
    DataFrame
        Columns as in `DIAGNOSTIC_TYPES`, one row per model, dataset, metric, horizon and decile;
        no rows when inputs has none. Metrics end in ``:orders`` or ``:value`` where both exist.

        - ``parameter:*``, ``standard_error:*``, ``log_likelihood``, ``customer_count``,
          ``is_identified``: of each fit, in days.
        - ``calibration_factor:*``: actual over forecast total, on all backtest customers.
        - ``total_error_before_calibration:*``: forecast over actual total, minus 1.
        - ``total_error_after_calibration:*``: the same, absolute, calibrated on one half of the
          customers (by a hash of their id) and judged on the other; the mean of both ways.
        - ``total_error_standard_error:*``: how large that error is by chance alone; only what goes
          beyond it speaks against the calibration.
        - ``rmse:*``, ``decile_predicted:*``, ``decile_actual:*`` (means per customer; decile 1 is
          forecast highest): calibrated on the other half.
        - ``interval_coverage:*``, ``interval_coverage_before_widening:*``: share of outcomes within
          the chosen model's 90 % interval, calibrated and widened on the other half;
          ``interval_widening:*``: how far its ends move out, in halves of its width.
        - ``top_decile_capture:*``: share of the actual total with the tenth forecast highest.
        - ``brier:active``, ``auc:active``, ``active_share_predicted``, ``active_share_actual``:
          of the probability of at least one order.
        - ``chosen_model``: 1 for the purchase model that scores, 0 for the other.
        - ``forecast_total:*``: calibrated totals of the train customers by horizon.

        Without backtest rows there is nothing to calibrate on: factors are 1, widenings 0, and
        an identified model is chosen, then the likelihood decides.

    Raises
    ------
    ValueError
        When columns are missing or contradict each other, nobody bought twice, or no model can be
        fitted; the message says what to do.
    """
    days = checked_horizons(horizons)
    frame = checked_inputs(inputs)
    rows = Rows(model_version)
    if frame.empty:
        return rows.frame()
    train = History.of(frame, "train")
    past = History.of(frame, "backtest")
    if train.size == 0:
        raise ValueError(
            "inputs has no rows of dataset 'train'; pass the as-of snapshot too, or no rows at all."
        )

    trained, spend = _fit_models(train, "train", rows)
    tested, errors = trained, dict.fromkeys(trained, 0.0)
    calibrations = dict.fromkeys(TARGETS, Calibration())
    if past.size:
        outcome = Outcome.of(frame)
        tested, tested_spend = _fit_models(past, "backtest", rows)
        forecasts = {
            name: Forecast.of(model, tested_spend, past, [outcome.days])[0]
            for name, model in tested.items()
        }
        backtest(past, outcome, forecasts, rows)
        errors = {name: rows.value("rmse:orders", name) for name in tested}
    chosen = _choose(trained, tested, errors)
    if past.size:
        calibrations = calibrate(chosen, past, outcome, forecasts[chosen], rows)

    for name in trained:
        rows.add(name, "train", "chosen_model", float(name == chosen))
    for target in TARGETS:
        if not past.size:
            rows.add(chosen, "train", f"calibration_factor:{target}", 1.0)
            rows.add(chosen, "train", f"interval_widening:{target}", 0.0)
    for forecast in Forecast.of(trained[chosen], spend, train, days):
        for target in TARGETS:
            total = float(forecast.expected(target).sum()) * calibrations[target].factor
            rows.add(chosen, "train", f"forecast_total:{target}", total, forecast.days)
    return rows.frame()


def _choose(
    trained: Mapping[str, PurchaseModel],
    tested: Mapping[str, PurchaseModel],
    errors: Mapping[str, float],
) -> str:
    """Choose by the least error; among equals an identified model, the likeliest, the first.

    The first is the cheapest to score with. Where neither model sees anybody leave, both are the
    same model, and digits of the likelihood that nobody can know must not decide.
    """
    candidates = [name for name in PURCHASE_MODELS if name in tested and name in trained]
    if not candidates:
        raise ValueError(
            "no purchase model could be fitted on both datasets; use a longer window of history."
        )
    least = min(errors[name] for name in candidates)

    equals = [name for name in candidates if errors[name] <= least * (1 + RMSE_TIE)]
    identified = [
        name for name in equals if trained[name].is_identified_ and tested[name].is_identified_
    ]
    contenders = identified or equals
    likeliest = max(tested[name].log_likelihood_ for name in contenders)
    return next(
        name
        for name in contenders
        if tested[name].log_likelihood_ >= likeliest - LOG_LIKELIHOOD_TIE
    )


def _fit_models(
    history: History, dataset: str, rows: Rows
) -> tuple[dict[str, PurchaseModel], GammaGamma]:
    """Fit all models and record them; a purchase model that cannot be fitted is left out."""
    cells = history.cells
    fitted: dict[str, PurchaseModel] = {}
    failures = []
    valued = (history.value_count > 0) & (history.mean_value > 0)
    try:
        for name, model in PURCHASE_MODELS.items():
            try:
                fitted[name] = model().fit(*cells[:4])
            except FitError as error:
                failures.append(str(error))
        spend = GammaGamma().fit(history.value_count[valued], history.mean_value[valued])
        history.order_day_value(spend)
    except ValueError as error:
        raise ValueError(
            f"lifetime value, dataset '{dataset}' of inputs ({history.size} customers): {error}"
        ) from error
    if not fitted:
        raise ValueError(f"lifetime value, dataset '{dataset}' of inputs: {' '.join(failures)}")

    everything: dict[str, LikelihoodModel] = {**fitted, "gamma_gamma": spend}
    for name, fit in everything.items():
        for parameter, value in fit.parameters_.items():
            rows.add(name, dataset, f"parameter:{parameter}", value)
        for parameter, value in fit.standard_errors_.items():
            rows.add(name, dataset, f"standard_error:{parameter}", value)
        rows.add(name, dataset, "log_likelihood", fit.log_likelihood_)
        rows.add(name, dataset, "customer_count", fit.n_customers_)
        rows.add(name, dataset, "is_identified", float(fit.is_identified_))
    return fitted, spend
