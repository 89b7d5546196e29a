"""The lifetime value tables: calibrated, chosen and scored from stored numbers only."""

from types import SimpleNamespace
from typing import Any

import cdnow
import numpy as np
import pandas as pd
import pytest

from clustomers.methods.btyd import BGNBD
from clustomers.methods.lifetime_value import (
    DIAGNOSTIC_TYPES,
    fit_lifetime_value,
    score_lifetime_value,
    score_types,
)
from clustomers.methods.lifetime_value.fitting import _choose

pytestmark = pytest.mark.filterwarnings("error")

HOLDOUT = ["order_count", "order_day_count", "sales_amount"]


def snapshot(orders: pd.DataFrame, date: str, holdout_days: int | None = None) -> pd.DataFrame:
    """Return the inputs of one snapshot of an order log (customer_id, order_date, value)."""
    until = pd.Timestamp(date)
    days = orders.groupby(["customer_id", "order_date"], as_index=False).agg(
        value=("value", "sum"), orders=("value", "size")
    )
    past = days[days["order_date"] <= until]
    by_customer = past.groupby("customer_id")
    first, last = by_customer["order_date"].min(), by_customer["order_date"].max()
    repeats = past[past["order_date"] > past["customer_id"].map(first)]
    frame = pd.DataFrame(
        {
            "repeat_purchase_count": by_customer.size() - 1,
            "purchase_span_days": (last - first).dt.days,
            "customer_age_days": (until - first).dt.days,
            "mean_order_value": repeats.groupby("customer_id")["value"].mean(),
            "order_count": by_customer["orders"].sum(),
        }
    )
    frame[["holdout_days", *(f"holdout_{name}" for name in HOLDOUT)]] = np.nan
    if holdout_days is not None:
        end = until + pd.Timedelta(days=holdout_days)
        later = days[days["order_date"].between(until, end, inclusive="right")]
        outcome = later.groupby("customer_id")
        frame["holdout_days"] = holdout_days
        frame["holdout_order_count"] = outcome["orders"].sum()
        frame["holdout_order_day_count"] = outcome.size()
        frame["holdout_sales_amount"] = outcome["value"].sum()
        frame = frame.fillna({f"holdout_{name}": 0 for name in HOLDOUT})
    frame = frame.reset_index().assign(
        dataset="train" if holdout_days is None else "backtest", snapshot_date=until
    )
    return frame.astype({"customer_id": "str"})


@pytest.fixture(scope="module")
def inputs() -> pd.DataFrame:
    orders = cdnow.transactions()
    return pd.concat(
        [snapshot(orders, "1997-09-30", 273), snapshot(orders, "1998-06-30")], ignore_index=True
    )


@pytest.fixture(scope="module")
def diagnostics(inputs: pd.DataFrame) -> pd.DataFrame:
    return fit_lifetime_value(inputs, model_version="test")


@pytest.fixture(scope="module")
def scores(inputs: pd.DataFrame, diagnostics: pd.DataFrame) -> pd.DataFrame:
    return score_lifetime_value(inputs, diagnostics)


def value(diagnostics: pd.DataFrame, model: str, metric: str, dataset: str = "backtest") -> float:
    rows = diagnostics[
        (diagnostics["model_name"] == model)
        & (diagnostics["metric"] == metric)
        & (diagnostics["dataset"] == dataset)
    ]
    assert len(rows) == 1
    return float(rows["metric_value"].iloc[0])


def test_diagnostics_are_long_typed_and_unique(diagnostics: pd.DataFrame) -> None:
    assert diagnostics.dtypes.astype(str).to_dict() == DIAGNOSTIC_TYPES
    key = ["model_name", "dataset", "metric", "horizon_days", "decile"]
    assert not diagnostics.duplicated(key).any()
    assert set(diagnostics["model_name"]) == {
        "bg_nbd",
        "pareto_nbd",
        "gamma_gamma",
        "own_rate",
        "zero",
    }
    assert (diagnostics["model_version"] == "test").all()
    assert diagnostics["metric_value"].notna().all()


def test_backtest_parameters_are_the_published_ones_in_days(diagnostics: pd.DataFrame) -> None:
    """The package's order log in days gives the paper's weekly estimates, alpha times 7."""
    assert value(diagnostics, "bg_nbd", "parameter:r") == pytest.approx(0.2426, rel=2e-3)
    assert value(diagnostics, "bg_nbd", "parameter:alpha") == pytest.approx(4.4135 * 7, rel=2e-3)
    assert value(diagnostics, "pareto_nbd", "parameter:s") == pytest.approx(0.6062, rel=5e-3)
    assert value(diagnostics, "gamma_gamma", "parameter:q") == pytest.approx(3.745, rel=5e-3)


def test_backtest_beats_own_rate_and_zero(diagnostics: pd.DataFrame) -> None:
    """Bands around values measured on CDNOW; orders, with several on a day counted."""
    for model in ("bg_nbd", "pareto_nbd"):
        assert -0.17 < value(diagnostics, model, "total_error_before_calibration:orders") < -0.13
        assert 1.80 < value(diagnostics, model, "rmse:orders") < 1.85
        assert 0.46 < value(diagnostics, model, "top_decile_capture:orders") < 0.50
        assert 0.48 < value(diagnostics, model, "top_decile_capture:value") < 0.52
        assert 74 < value(diagnostics, model, "rmse:value") < 77
        assert 0.74 < value(diagnostics, model, "auc:active") < 0.79
        assert 0.15 < value(diagnostics, model, "brier:active") < 0.17
        for target in ("orders", "value"):
            rmse = value(diagnostics, model, f"rmse:{target}")
            assert rmse < value(diagnostics, "own_rate", f"rmse:{target}")
            assert rmse < value(diagnostics, "zero", f"rmse:{target}")
    assert value(diagnostics, "zero", "top_decile_capture:orders") == pytest.approx(0.1)
    assert value(diagnostics, "zero", "total_error_before_calibration:orders") == -1
    assert value(diagnostics, "own_rate", "total_error_before_calibration:orders") > 0.4


def test_calibration_is_judged_on_other_customers(
    inputs: pd.DataFrame, diagnostics: pd.DataFrame
) -> None:
    """The published factor makes the total right; the error shown for it is not the trivial 0."""
    actual = inputs["holdout_order_count"].sum()
    for model in ("bg_nbd", "pareto_nbd", "own_rate"):
        before = value(diagnostics, model, "total_error_before_calibration:orders")
        factor = value(diagnostics, model, "calibration_factor:orders")
        assert factor == pytest.approx(1 / (1 + before))
        after = value(diagnostics, model, "total_error_after_calibration:orders")
        chance = value(diagnostics, model, "total_error_standard_error:orders")
        assert 0 < after < 3 * chance
    assert actual > 0


def test_calibration_removes_a_bias_common_to_all_customers(inputs: pd.DataFrame) -> None:
    """Ten orders instead of each: totals go wrong by ten, and are right again within chance."""
    many = inputs.assign(holdout_order_count=inputs["holdout_order_count"] * 10)
    diagnostics = fit_lifetime_value(many, model_version="x")
    assert value(diagnostics, "bg_nbd", "total_error_before_calibration:orders") < -0.9
    assert value(diagnostics, "bg_nbd", "total_error_after_calibration:orders") < 0.2


def test_deciles_fall_and_add_up_to_the_total(
    inputs: pd.DataFrame, diagnostics: pd.DataFrame
) -> None:
    backtest = inputs[inputs["dataset"] == "backtest"]
    rows = diagnostics[diagnostics["decile"].notna() & (diagnostics["model_name"] == "bg_nbd")]
    deciles = rows.pivot(index="decile", columns="metric", values="metric_value")
    assert deciles.index.tolist() == list(range(1, 11))
    assert deciles["decile_predicted:orders"].is_monotonic_decreasing
    assert deciles["decile_actual:orders"].mean() == pytest.approx(
        backtest["holdout_order_count"].mean(), rel=0.01
    )


def test_one_purchase_model_is_chosen(diagnostics: pd.DataFrame) -> None:
    """RMSE ties on CDNOW within half a percent, so the likelihood decides: BG/NBD."""
    chosen = diagnostics[diagnostics["metric"] == "chosen_model"].set_index("model_name")
    assert chosen["metric_value"].to_dict() == {"bg_nbd": 1, "pareto_nbd": 0}
    assert value(diagnostics, "bg_nbd", "log_likelihood") > value(
        diagnostics, "pareto_nbd", "log_likelihood"
    )


def test_an_unidentified_model_does_not_win_a_tie() -> None:
    """A clearly lower error decides first, then that both datasets identify the model."""
    sound = SimpleNamespace(is_identified_=True, log_likelihood_=-10.0)
    ridge = SimpleNamespace(is_identified_=False, log_likelihood_=-5.0)
    models: Any = {"bg_nbd": sound, "pareto_nbd": ridge}
    both: Any = {"bg_nbd": sound, "pareto_nbd": sound}
    tie, clear = {"bg_nbd": 1.004, "pareto_nbd": 1.0}, {"bg_nbd": 1.006, "pareto_nbd": 1.0}
    assert _choose(models, models, tie) == "bg_nbd"
    assert _choose(models, both, tie) == _choose(both, models, tie) == "bg_nbd"
    assert _choose(models, models, clear) == "pareto_nbd"
    likelier: Any = {
        "bg_nbd": sound,
        "pareto_nbd": SimpleNamespace(is_identified_=True, log_likelihood_=-5.0),
    }
    assert _choose(likelier, likelier, tie) == "pareto_nbd"
    same: Any = {
        "bg_nbd": sound,
        "pareto_nbd": SimpleNamespace(is_identified_=True, log_likelihood_=-9.99),
    }
    assert _choose(same, same, tie) == "bg_nbd"
    assert _choose({"bg_nbd": sound}, models, tie) == "bg_nbd"


def test_intervals_hold_what_they_promise_on_cdnow(diagnostics: pd.DataFrame) -> None:
    for target in ("orders", "value"):
        assert value(diagnostics, "bg_nbd", f"interval_coverage:{target}") >= 0.9
    intervals = diagnostics[diagnostics["metric"].str.startswith("interval")]
    assert set(intervals["model_name"]) == {"bg_nbd"}


@pytest.fixture(scope="module")
def drifting() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Customers whose rate and order value change between past and future; and their future."""
    rng = np.random.default_rng(21)
    frames = []
    for dataset in ("train", "backtest"):
        size = 1_500
        age = np.round(rng.uniform(150, 300, size))
        rate, level = rng.gamma(2, 0.05, size), 90 / rng.gamma(4, size=size)
        x = rng.poisson(rate * age)
        repeat = np.maximum(x, 1)
        future = rng.poisson(rate * rng.lognormal(0, 0.4, size) * 90)
        spent = rng.gamma(4 * np.maximum(future, 1)) / 4 * level * rng.lognormal(0, 0.3, size)
        frames.append(
            pd.DataFrame(
                {
                    "customer_id": [f"{dataset}{i}" for i in range(size)],
                    "snapshot_date": pd.Timestamp("2025-01-01"),
                    "dataset": dataset,
                    "repeat_purchase_count": x,
                    "purchase_span_days": np.where(
                        x > 0, age * rng.random(size) ** (1 / repeat), 0
                    ),
                    "customer_age_days": age,
                    "mean_order_value": np.where(
                        x > 0, rng.gamma(4 * repeat) / 4 / repeat * level, np.nan
                    ),
                    "holdout_days": 90,
                    "holdout_order_count": future,
                    "holdout_order_day_count": future,
                    "holdout_sales_amount": np.where(future > 0, spent, 0.0),
                }
            )
        )
    inputs = pd.concat(frames, ignore_index=True)
    return inputs, inputs[inputs["dataset"] == "train"].set_index("customer_id").sort_index()


def test_intervals_widen_by_what_the_backtest_shows(
    drifting: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    """Rates drift, so the models' intervals hold too little; widened, 90 % of new customers too.

    The train customers are others than the backtest's, so their future is a fair judge. Those of
    orders may hold a few percent more, for they are whole numbers rounded outwards.
    """
    inputs, truth = drifting
    diagnostics = fit_lifetime_value(inputs, model_version="x", horizons=(90,))
    chosen = diagnostics.loc[
        diagnostics["metric"].eq("chosen_model") & diagnostics["metric_value"].eq(1), "model_name"
    ].item()
    scores = score_lifetime_value(inputs, diagnostics, horizons=(90,)).set_index("customer_id")
    for target, name, most in (("orders", "order_count", 0.94), ("value", "sales_amount", 0.92)):
        before = value(diagnostics, chosen, f"interval_coverage_before_widening:{target}")
        assert before < 0.88
        assert value(diagnostics, chosen, f"interval_widening:{target}") > 0.05
        assert 0.88 < value(diagnostics, chosen, f"interval_coverage:{target}") < most
        low, high = (scores[f"expected_{target}_90d_{bound}"] for bound in ("low", "high"))
        assert 0.88 < truth[f"holdout_{name}"].between(low, high).mean() < most


def test_scores_are_typed_complete_and_ordered(inputs: pd.DataFrame, scores: pd.DataFrame) -> None:
    assert scores.dtypes.astype(str).to_dict() == score_types()
    assert list(scores.columns) == list(score_types())
    assert len(scores) == (inputs["dataset"] == "train").sum()
    assert scores["customer_id"].is_monotonic_increasing and scores["customer_id"].is_unique
    assert scores.notna().all(axis=None)
    assert (scores["model_name"] == "bg_nbd").all() and (scores["model_version"] == "test").all()


def test_scores_keep_their_identities(scores: pd.DataFrame, diagnostics: pd.DataFrame) -> None:
    """Value is orders times order value; horizons nest; totals are those in the diagnostics."""
    for days in (30, 90, 365):
        orders, sales = scores[f"expected_orders_{days}d"], scores[f"expected_value_{days}d"]
        assert np.allclose(sales, orders * scores["expected_order_value"], rtol=1e-12)
        assert (scores[f"active_probability_{days}d"] <= scores["probability_alive"] + 1e-12).all()
        assert (scores[f"active_probability_{days}d"] <= orders + 1e-12).all()
        for name in (f"expected_orders_{days}d", f"expected_value_{days}d"):
            assert (scores[f"{name}_low"] <= scores[f"{name}_high"]).all()
            assert (scores[f"{name}_low"] <= scores[name]).all()
        total = diagnostics[
            (diagnostics["metric"] == "forecast_total:orders")
            & (diagnostics["horizon_days"] == days)
        ]["metric_value"].iloc[0]
        assert orders.sum() == pytest.approx(total)
    for name in ("expected_orders", "expected_value", "active_probability"):
        assert (scores[f"{name}_30d"] <= scores[f"{name}_90d"]).all()
        assert (scores[f"{name}_90d"] <= scores[f"{name}_365d"]).all()


def test_scores_come_from_stored_parameters_only(
    inputs: pd.DataFrame, diagnostics: pd.DataFrame, scores: pd.DataFrame
) -> None:
    """A second route: the model rebuilt by hand from the table, on the raw histories."""
    stored = diagnostics.sample(frac=1, random_state=3)
    rows = stored[(stored["dataset"] == "train") & (stored["model_name"] == "bg_nbd")]
    parameters = rows[rows["metric"].str.startswith("parameter:")].set_index("metric")
    model = BGNBD.from_parameters(
        **{str(k)[10:]: float(v) for k, v in parameters["metric_value"].items()}
    )
    factor = value(diagnostics, "bg_nbd", "calibration_factor:orders")
    train = inputs[inputs["dataset"] == "train"].sort_values("customer_id")
    expected = factor * model.conditional_expected_purchases(
        90,
        train["repeat_purchase_count"],
        train["purchase_span_days"],
        train["customer_age_days"],
    )
    assert np.allclose(scores["expected_orders_90d"], expected, rtol=1e-12)
    pd.testing.assert_frame_equal(score_lifetime_value(inputs, stored), scores)


def test_row_order_and_nullable_types_change_nothing(
    inputs: pd.DataFrame, diagnostics: pd.DataFrame, scores: pd.DataFrame
) -> None:
    """Rows come in any order from a database, with its nullable types; not a bit may differ."""
    shuffled = inputs.sample(frac=1, random_state=1).convert_dtypes()
    again = fit_lifetime_value(shuffled, model_version="test")
    pd.testing.assert_frame_equal(again, diagnostics, check_exact=True)
    pd.testing.assert_frame_equal(score_lifetime_value(shuffled, again), scores, check_exact=True)


def test_no_rows_give_typed_empty_tables(inputs: pd.DataFrame, diagnostics: pd.DataFrame) -> None:
    none = fit_lifetime_value(inputs.iloc[:0], model_version="test")
    assert none.empty and none.dtypes.astype(str).to_dict() == DIAGNOSTIC_TYPES
    for empty in (
        score_lifetime_value(inputs.iloc[:0], none),
        score_lifetime_value(inputs.iloc[:0], diagnostics),
        score_lifetime_value(inputs, none),
    ):
        assert empty.empty and empty.dtypes.astype(str).to_dict() == score_types()


def test_without_a_backtest_nothing_is_calibrated(inputs: pd.DataFrame) -> None:
    train = inputs[inputs["dataset"] == "train"]
    diagnostics = fit_lifetime_value(train, model_version="x", horizons=(10,))
    assert set(diagnostics["dataset"]) == {"train"}
    factors = diagnostics[diagnostics["metric"].str.startswith("calibration_factor")]
    assert factors["metric_value"].tolist() == [1, 1]
    widenings = diagnostics[diagnostics["metric"].str.startswith("interval_widening")]
    assert widenings["metric_value"].tolist() == [0, 0]
    scores = score_lifetime_value(train, diagnostics, horizons=(10,))
    assert scores.dtypes.astype(str).to_dict() == score_types((10,))


def test_refunds_and_unknown_values_do_not_stop_the_scores(
    inputs: pd.DataFrame, diagnostics: pd.DataFrame
) -> None:
    """A mean below zero counts as zero; an unknown one as the population's."""
    train = inputs[inputs["dataset"] == "train"].sort_values("customer_id")
    repeat = train.index[train["repeat_purchase_count"] > 2][:2]
    train.loc[repeat, "mean_order_value"] = [-5.0, np.nan]
    scores = score_lifetime_value(train, diagnostics).set_index("customer_id")
    refunded, unknown = train.loc[repeat, "customer_id"]
    never = train.loc[train["repeat_purchase_count"] == 0, "customer_id"].iloc[0]
    assert 0 < scores.loc[refunded, "expected_order_value"]
    assert scores.loc[refunded, "expected_order_value"] < scores.loc[never, "expected_order_value"]
    assert scores.loc[unknown, "expected_order_value"] == pytest.approx(
        scores.loc[never, "expected_order_value"]
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dataset": "test"}, "inputs.dataset must be"),
        ({"customer_id": "one"}, "several rows of one customer_id"),
        ({"repeat_purchase_count": 0, "purchase_span_days": 0}, "at least one repeat purchase"),
        ({"customer_age_days": 0}, "purchase_span exceeds customer_age"),
        ({"mean_order_value": 5.0}, "fewer than two different values"),
        ({"holdout_sales_amount": None}, "holdout_sales_amount is missing"),
        ({"holdout_days": 0}, "one positive number"),
        ({"dataset": "backtest", "customer_id": range(4714)}, "no rows of dataset 'train'"),
    ],
)
def test_impossible_inputs_say_what_to_do(
    inputs: pd.DataFrame, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fit_lifetime_value(inputs.assign(**change), model_version="x")


def test_bad_use_says_what_to_do(inputs: pd.DataFrame, diagnostics: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="lacks the columns mean_order_value"):
        fit_lifetime_value(inputs.drop(columns="mean_order_value"), model_version="x")
    with pytest.raises(ValueError, match="horizons must be"):
        score_lifetime_value(inputs, diagnostics, horizons=(30, 30))
    other = diagnostics.assign(model_version="other")
    with pytest.raises(ValueError, match="2 values of model_version"):
        score_lifetime_value(inputs, pd.concat([diagnostics, other]))
    with pytest.raises(ValueError, match="chosen_model"):
        score_lifetime_value(inputs, diagnostics[diagnostics["metric"] != "chosen_model"])
    for metric in ("calibration_factor:orders", "interval_widening:value"):
        with pytest.raises(ValueError, match=metric):
            score_lifetime_value(inputs, diagnostics[diagnostics["metric"] != metric])
