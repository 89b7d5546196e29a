"""Judge forecasts against what happened, and calibrate them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from clustomers.methods.lifetime_value.diagnostics import Rows
from clustomers.methods.lifetime_value.forecast import INTERVAL_COVERAGE, Calibration, Forecast
from clustomers.methods.lifetime_value.inputs import TARGETS, Floats, History, Outcome


def backtest(
    history: History, outcome: Outcome, forecasts: dict[str, Forecast], rows: Rows
) -> None:
    """Judge the models and two baselines against the outcome."""
    rate = history.x / np.maximum(history.age, 1.0) * outcome.days
    value = np.nan_to_num(history.mean_value)
    expected = {
        "own_rate": {"orders": rate, "value": rate * value},
        "zero": {target: np.zeros(history.size) for target in TARGETS},
    }
    for name, forecast in forecasts.items():
        expected[name] = {target: forecast.expected(target) for target in TARGETS}

    half = _halves(history)
    for name, by_target in expected.items():
        for target, raw in by_target.items():
            actual = outcome.actual[target]
            # Each half is calibrated by the other's factor.
            first, second = _factor(raw[half], actual[half]), _factor(raw[~half], actual[~half])
            crossed = np.where(half, second, first)
            metrics = _metrics(raw, crossed, actual, half)
            metrics["calibration_factor"] = _factor(raw, actual)
            for metric, number in metrics.items():
                rows.add(name, "backtest", f"{metric}:{target}", number, outcome.days)
            if name != "zero":
                deciles = _deciles(raw * crossed, history.customer_id)
                for decile in range(1, 11):
                    inside = deciles == decile
                    if not inside.any():
                        continue
                    for side, numbers in (("predicted", raw * crossed), ("actual", actual)):
                        mean = float(numbers[inside].mean())
                        metric = f"decile_{side}:{target}"
                        rows.add(name, "backtest", metric, mean, outcome.days, decile)
    for name, forecast in forecasts.items():
        for metric, number in _active_metrics(forecast.active, outcome.is_active).items():
            rows.add(name, "backtest", metric, number, outcome.days)


def calibrate(
    name: str, history: History, outcome: Outcome, forecast: Forecast, rows: Rows
) -> dict[str, Calibration]:
    """Calibrate the chosen model on all customers, and judge its intervals on those left out."""
    half = _halves(history)
    calibrations: dict[str, Calibration] = {}
    for target, actual in outcome.actual.items():
        raw, bounds = forecast.expected(target), forecast.bounds(target)
        calibrations[target] = _learn(target, raw, bounds, actual)
        inside, inside_before = np.zeros_like(half), np.zeros_like(half)
        for part in (half, ~half):
            low, high = (bound[~part] for bound in bounds)
            learned = _learn(target, raw[~part], (low, high), actual[~part])
            low, high = learned.bounds(target, *bounds)
            inside[part] = ((low <= actual) & (actual <= high))[part]
            low, high = learned._replace(widening=0.0).bounds(target, *bounds)
            inside_before[part] = ((low <= actual) & (actual <= high))[part]
        for metric, number in (
            ("interval_widening", calibrations[target].widening),
            ("interval_coverage", inside.mean()),
            ("interval_coverage_before_widening", inside_before.mean()),
        ):
            rows.add(name, "backtest", f"{metric}:{target}", float(number), outcome.days)
    return calibrations


def _learn(target: str, raw: Floats, bounds: tuple[Floats, Floats], actual: Floats) -> Calibration:
    plain = Calibration(_factor(raw, actual))
    return plain._replace(widening=_widening(*plain.bounds(target, *bounds), actual))


def _halves(history: History) -> NDArray[np.bool_]:
    """Halve the customers by a hash of their id, which no other order or sample changes."""
    return np.asarray(pd.util.hash_array(history.customer_id.to_numpy(dtype=object)) % 2 == 0)


def _widening(low: Floats, high: Floats, actual: Floats) -> float:
    """Return by how many half-widths intervals must grow to hold as many outcomes as they say.

    The quantile of the distance to the interval, in its half-widths, at a level that promises the
    coverage to a customer not among these. Intervals never shrink, and one of no width, which no
    widening helps, counts as missed.
    """
    width = (high - low) / 2
    distance = np.maximum(np.maximum(low - actual, actual - high), 0.0)
    missed = np.where(distance > 0, np.inf, 0.0)
    scores = np.sort(np.divide(distance, width, out=missed, where=width > 0))
    within = scores[: int(np.ceil((len(scores) + 1) * INTERVAL_COVERAGE))]
    finite = within[np.isfinite(within)]
    return float(finite[-1]) if len(finite) else 0.0


def _factor(forecast: Floats, actual: Floats) -> float:
    """Return actual over forecast total; 1 where either is not positive and says nothing."""
    total, target = float(forecast.sum()), float(actual.sum())
    return target / total if total > 0 and target > 0 else 1.0


def _metrics(
    raw: Floats, crossed: Floats, actual: Floats, half: NDArray[np.bool_]
) -> dict[str, float]:
    calibrated = raw * crossed
    after = [
        abs(_total_error(calibrated[part], actual[part])) for part in (half, ~half) if part.any()
    ]
    return {
        "total_error_before_calibration": _total_error(raw, actual),
        "total_error_after_calibration": float(np.mean(after)),
        "total_error_standard_error": _half_standard_error(calibrated, actual),
        "rmse": float(np.sqrt(np.mean(np.square(calibrated - actual)))),
        "top_decile_capture": _top_decile_capture(raw, actual),
    }


def _total_error(forecast: Floats, actual: Floats) -> float:
    total = float(actual.sum())
    return float(forecast.sum()) / total - 1 if total > 0 else float("nan")


def _half_standard_error(calibrated: Floats, actual: Floats) -> float:
    """Chance in the error of one half after calibration on the other, were both of one kind."""
    total = float(actual.sum())
    if total <= 0:
        return float("nan")
    return float(2 * np.sqrt(np.sum(np.square(calibrated - actual)))) / total


def _top_decile_capture(forecast: Floats, actual: Floats) -> float:
    """Share of the actual total with the tenth forecast highest; ties at its edge count in part."""
    total, size = float(actual.sum()), len(forecast) / 10
    if total <= 0:
        return float("nan")
    edge = np.sort(forecast)[::-1][max(int(np.ceil(size)) - 1, 0)]
    above, tied = forecast > edge, forecast == edge
    share = (size - above.sum()) / tied.sum()
    return float(actual[above].sum() + share * actual[tied].sum()) / total


def _deciles(forecast: Floats, customer_id: pd.Series) -> NDArray[np.int64]:
    """Tenths by falling forecast, ties in the order of customer_id, which the history has."""
    order = np.argsort(-forecast, kind="stable")
    deciles = np.empty(len(customer_id), dtype=np.int64)
    deciles[order] = np.arange(len(order)) * 10 // len(order) + 1
    return deciles


def _active_metrics(probability: Floats, is_active: NDArray[np.bool_]) -> dict[str, float]:
    positives, negatives = int(is_active.sum()), int((~is_active).sum())
    auc = float("nan")
    if positives and negatives:
        ranks = float(rankdata(probability)[is_active].sum())
        auc = (ranks - positives * (positives + 1) / 2) / (positives * negatives)
    return {
        "brier:active": float(np.mean(np.square(probability - is_active))),
        "auc:active": auc,
        "active_share_predicted": float(probability.mean()),
        "active_share_actual": float(is_active.mean()),
    }
