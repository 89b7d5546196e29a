"""The purchase and value models: published numbers, second routes, invariances, edges."""

import importlib
import warnings
from collections.abc import Callable
from typing import Any

import cdnow
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import approx_fprime
from scipy.special import betainc
from scipy.stats import beta as beta_distribution
from scipy.stats import gamma as gamma_distribution
from scipy.stats import nbinom

from clustomers.methods.btyd import (
    BGNBD,
    FitError,
    GammaGamma,
    ParetoNBD,
    PurchaseModel,
    compress_cells,
    purchase_value_interval,
)
from clustomers.methods.btyd.bgnbd import bgnbd_objective
from clustomers.methods.btyd.gammagamma import gammagamma_objective
from clustomers.methods.btyd.paretonbd import paretonbd_objective
from clustomers.methods.btyd.purchase_model import purchases_by

pytestmark = pytest.mark.filterwarnings("error")

MODELS: list[type[PurchaseModel]] = [BGNBD, ParetoNBD]
# Estimates on the CDNOW sample: Fader, Hardie, Lee (2005) and the authors' notes, to four digits.
PUBLISHED: dict[type[PurchaseModel], tuple[dict[str, float], float]] = {
    BGNBD: ({"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258}, -9582.43),
    ParetoNBD: ({"r": 0.5533, "alpha": 10.578, "s": 0.6062, "beta": 11.667}, -9594.97),
}
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


def published(model: type[PurchaseModel]) -> PurchaseModel:
    return model.from_parameters(**PUBLISHED[model][0])


@pytest.fixture(scope="module")
def histories() -> Arrays:
    summary = cdnow.calibration_summary()
    return summary["x"].to_numpy(), summary["t_x"].to_numpy(), summary["T"].to_numpy()


@pytest.fixture(scope="module")
def fitted(histories: Arrays) -> dict[type[PurchaseModel], PurchaseModel]:
    return {model: model().fit(*histories) for model in MODELS}


def simulate(
    model: PurchaseModel, size: int, ages: tuple[float, float], horizon: float, seed: int
) -> tuple[Arrays, np.ndarray]:
    """Draw customers from the model's own story; return their histories and what they buy next."""
    rng = np.random.default_rng(seed)
    first, second, third, fourth = model.parameters_.values()
    rate = rng.gamma(first, 1 / second, size)
    age = np.round(rng.uniform(*ages, size))
    x, span, future = np.zeros(size), np.zeros(size), np.zeros(size)
    if isinstance(model, ParetoNBD):
        leaves = rng.exponential(1 / rng.gamma(third, 1 / fourth, size))
        x = rng.poisson(rate * np.minimum(leaves, age)).astype(float)
        last = np.minimum(leaves, age) * rng.random(size) ** (1 / np.maximum(x, 1))
        span = np.where(x > 0, last, 0.0)
        future = rng.poisson(rate * (np.clip(leaves, age, age + horizon) - age)).astype(float)
        return (x, span, age), future
    leave = rng.beta(third, fourth, size)
    clock = np.zeros(size)
    rows = np.arange(size)
    while len(rows):
        clock[rows] += rng.exponential(1, len(rows)) / np.maximum(rate[rows], 1e-12)
        rows = rows[clock[rows] <= age[rows] + horizon]
        past = clock[rows] <= age[rows]
        x[rows[past]] += 1
        span[rows[past]] = clock[rows[past]]
        future[rows[~past]] += 1
        rows = rows[rng.random(len(rows)) > leave[rows]]
    return (x, span, age), future


# Published numbers


@pytest.mark.parametrize("model", MODELS)
def test_cdnow_estimates_are_the_published_ones(
    model: type[PurchaseModel], fitted: dict[type[PurchaseModel], PurchaseModel]
) -> None:
    parameters, log_likelihood = PUBLISHED[model]
    assert fitted[model].parameters_ == pytest.approx(parameters, rel=5e-4)
    assert fitted[model].log_likelihood_ == pytest.approx(log_likelihood, abs=0.01)
    assert fitted[model].is_identified_


def test_cdnow_gamma_gamma_is_the_published_one() -> None:
    summary = cdnow.calibration_summary()
    model = GammaGamma().fit(summary["x"], summary["mean_value"])
    assert model.n_customers_ == 946
    assert model.parameters_ == pytest.approx({"p": 6.249, "q": 3.745, "v": 15.448}, rel=5e-4)


def test_worked_example_of_the_bgnbd_paper() -> None:
    """Customer 0001 (x 2, t_x 30.43, T 38.86) is expected to buy 1.226 times in 39 weeks."""
    model = BGNBD.from_parameters(r=0.243, alpha=4.414, a=0.793, b=2.426)
    assert model.conditional_expected_purchases(39, 2, 30.43, 38.86) == pytest.approx(
        1.226, abs=5e-4
    )


def test_probability_alive_of_the_btyd_manual(
    fitted: dict[type[PurchaseModel], PurchaseModel],
) -> None:
    """R package BTYD, manual of pnbd.PAlive: 0.2941633 with no repeat purchase in 39 weeks."""
    assert fitted[ParetoNBD].probability_alive(0, 0, 39) == pytest.approx(0.2941633, abs=5e-4)
    assert fitted[ParetoNBD].probability_alive(23, 39, 39) == pytest.approx(1)


def test_lifetimes_agrees(histories: Arrays) -> None:
    """The established package gives the same forecasts from the same parameters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lifetimes: Any = importlib.import_module("lifetimes")
    x, span, age = (values[:300] for values in histories)
    peer = lifetimes.ParetoNBDFitter()
    peer.params_ = PUBLISHED[ParetoNBD][0]
    model = published(ParetoNBD)
    theirs = peer.conditional_expected_number_of_purchases_up_to_time(39, x, span, age)
    assert model.conditional_expected_purchases(39, x, span, age) == pytest.approx(theirs, rel=1e-6)
    assert model.expected_purchases([1, 39, 78]) == pytest.approx(
        peer.expected_number_of_purchases_up_to_time(np.array([1, 39, 78]))
    )
    peer = lifetimes.BetaGeoFitter()
    peer.params_ = PUBLISHED[BGNBD][0]
    model = published(BGNBD)
    theirs = peer.conditional_expected_number_of_purchases_up_to_time(39, x, span, age)
    assert model.conditional_expected_purchases(39, x, span, age) == pytest.approx(theirs, rel=1e-6)
    assert model.probability_alive(x, span, age) == pytest.approx(
        peer.conditional_probability_alive(x, span, age)
    )
    assert model.expected_purchases([1, 39, 78]) == pytest.approx(
        peer.expected_number_of_purchases_up_to_time(np.array([1, 39, 78]))
    )


def test_holdout_weeks_40_to_78_beat_the_baselines(
    fitted: dict[type[PurchaseModel], PurchaseModel],
) -> None:
    """Bands around measured values; both models under-forecast the total, which is known."""
    summary = cdnow.calibration_summary()
    days = cdnow.transactions().drop_duplicates(["customer_id", "order_date"])
    late = days[days["order_date"] > "1997-09-30"].groupby("customer_id").size()
    actual = summary["customer_id"].map(late).fillna(0).to_numpy()
    x, span, age = (summary[name].to_numpy() for name in ("x", "t_x", "T"))
    forecasts = {
        model.__name__: fitted[model].conditional_expected_purchases(39, x, span, age)
        for model in MODELS
    }
    forecasts |= {"own rate": x / age * 39, "zero": np.zeros(len(x))}

    def error(name: str) -> float:
        return float(np.sqrt(np.mean((forecasts[name] - actual) ** 2)))

    def capture(name: str) -> float:
        top = np.argsort(-forecasts[name], kind="stable")[: len(actual) // 10]
        return float(actual[top].sum() / actual.sum())

    totals = {name: forecast.sum() / actual.sum() - 1 for name, forecast in forecasts.items()}
    for name in ("BGNBD", "ParetoNBD"):
        assert -0.16 < totals[name] < -0.08
        assert 1.58 < error(name) < 1.64
        assert 0.46 < capture(name) < 0.50
        assert error(name) < 0.92 * error("own rate") < error("zero")
        assert abs(totals[name]) < abs(totals["own rate"]) / 3 < abs(totals["zero"])
        assert capture(name) > capture("own rate") - 0.02


# Second routes to the same number


@pytest.mark.parametrize(
    ("a", "b"), [(0.79, 2.43), (1.0, 2.0), (1 + 1e-9, 0.5), (0.4, 0.6), (30.0, 4.0), (0.05, 0.01)]
)
@pytest.mark.parametrize(("x", "age", "t"), [(0, 0, 39), (2, 39, 39), (40, 39, 400), (1, 1, 1e-6)])
def test_bgnbd_expectation_is_the_integral_over_the_leaving_probability(
    a: float, b: float, x: float, age: float, t: float
) -> None:
    """Also where the closed form is undefined: a = 1, a + b = 1."""
    model = BGNBD.from_parameters(r=0.24, alpha=4.4, a=a, b=b)
    ratio, shape = t / (4.4 + age), 0.24 + x

    def integrand(quantile: float) -> float:
        p = beta_distribution.ppf(quantile, a, b + x)
        if p * ratio < 1e-12:
            return shape * ratio
        return float(-np.expm1(-shape * np.log1p(p * ratio)) / p)

    expected = quad(integrand, 0, 1, limit=500, epsabs=0, epsrel=1e-8)[0]
    alive = model.probability_alive(x, min(x, 1) * age, age)
    result = model.conditional_expected_purchases(t, x, min(x, 1) * age, age) / alive
    assert result == pytest.approx(expected, rel=2e-6)


@pytest.mark.parametrize(
    ("alpha", "beta"), [(10.6, 11.7), (5.0, 5.0), (0.3, 3.0), (3.0, 0.1), (1e3, 1e-1)]
)
@pytest.mark.parametrize(
    ("x", "span", "age"), [(0, 0, 39), (2, 30, 39), (26, 5, 39), (400, 39, 39), (0, 0, 0)]
)
def test_pareto_probability_alive_is_the_integral_over_the_time_of_leaving(
    alpha: float, beta: float, x: float, span: float, age: float
) -> None:
    """Also where alpha equals beta and where a hypergeometric form would cancel."""
    r, s = 0.55, 0.61
    model = ParetoNBD.from_parameters(r=r, alpha=alpha, s=s, beta=beta)
    peak = (alpha + span) ** 1.0

    def density(u: float) -> float:
        scale = -(r + x) * np.log((alpha + u) / peak) - (s + 1) * np.log(beta + u)
        return float(s * np.exp(scale))

    left = quad(density, span, age, limit=500, epsabs=0, epsrel=1e-10)[0]
    here = float(np.exp(-(r + x) * np.log((alpha + age) / peak) - s * np.log(beta + age)))
    assert model.probability_alive(x, span, age) == pytest.approx(here / (here + left), abs=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_tails_add_up_to_the_expectation(model: type[PurchaseModel]) -> None:
    """The sum over n >= 1 of P(N >= n) is E[N], two formulas that share nothing."""
    purchases = published(model)
    n = np.arange(1.0, 3000)
    for x, age, t in [(0, 0, 39), (3, 20, 39), (26, 38, 10), (26, 38, 500)]:
        columns = (np.full_like(n, value) for value in (t, x, age))
        total = purchases._tail_if_alive(n, *columns).sum()
        expected = purchases._expected_if_alive(*(np.array([float(v)]) for v in (t, x, age)))
        assert total == pytest.approx(expected[0], rel=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_forecasts_match_simulated_customers(model: type[PurchaseModel]) -> None:
    """Means by history of expectation and activity, within four standard errors."""
    purchases = published(model)
    histories, future = simulate(purchases, 200_000, (20, 39), 39, seed=7)
    x, span, age = histories
    expected = purchases.conditional_expected_purchases(39, *histories)
    active = purchases.probability_active(39, *histories)
    recent = age - span < 8
    for chosen in (x == 0, x == 1, (x == 2) & recent, (x == 2) & ~recent, x > 6, x >= 0):
        error = future[chosen].std() / np.sqrt(chosen.sum())
        assert future[chosen].mean() == pytest.approx(expected[chosen].mean(), abs=4 * error)
        share = active[chosen].mean()
        error = np.sqrt(share * (1 - share) / chosen.sum())
        assert (future[chosen] > 0).mean() == pytest.approx(share, abs=4 * error)
    new = simulate(purchases, 200_000, (0, 0), 30, seed=8)[1]
    error = new.std() / np.sqrt(len(new))
    assert purchases.expected_purchases(30)[0] == pytest.approx(new.mean(), abs=4 * error)


def test_expected_value_is_the_posterior_mean() -> None:
    """E[p / nu] with nu ~ Gamma(q + p x, v + x mean), integrated."""
    model = GammaGamma.from_parameters(p=6.25, q=3.74, v=15.44)
    posterior = gamma_distribution(3.74 + 6.25 * 2, scale=1 / (15.44 + 2 * 22.35))
    expected = quad(lambda u: 6.25 / posterior.ppf(u), 0, 1, limit=200)[0]
    assert model.conditional_expected_value(2, 22.35) == pytest.approx(expected, rel=1e-6)
    assert model.conditional_expected_value(0, np.nan) == pytest.approx(model.population_mean_)


# Estimation


@pytest.mark.parametrize("objective", [bgnbd_objective, paretonbd_objective])
@pytest.mark.parametrize("theta", [(-0.5, 1.0, 0.3, 0.8), (0.7, 0.7, -1.0, 0.7), (1, -2, -2, 1)])
def test_gradient_is_the_slope_of_the_likelihood(
    objective: Callable[..., Any], theta: tuple[float, ...], histories: Arrays
) -> None:
    function = objective(compress_cells(*histories), *([128] if "pareto" in str(objective) else []))
    point = np.array(theta, dtype=float)
    steps = np.eye(4) * 1e-5
    slope = [(function(point + e)[0] - function(point - e)[0]) / 2e-5 for e in steps]
    assert function(point)[1] == pytest.approx(slope, rel=1e-5, abs=1e-7)


def test_gamma_gamma_gradient_is_the_slope_of_the_likelihood() -> None:
    summary = cdnow.calibration_summary().query("x > 0")
    x, value = summary["x"].to_numpy(float), summary["mean_value"].to_numpy()
    function = gammagamma_objective(x, value, np.ones_like(x))
    point = np.array([0.5, 1.0, 2.0])
    slope = approx_fprime(point, lambda theta: function(theta)[0], 1e-7)
    assert function(point)[1] == pytest.approx(slope, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_weights_equal_repetition(
    model: type[PurchaseModel],
    histories: Arrays,
    fitted: dict[type[PurchaseModel], PurchaseModel],
) -> None:
    """Cells with counts carry all that the customers do, also for the standard errors."""
    weighted = model().fit(*histories, weights=np.full(len(histories[0]), 3.0))
    repeated = model().fit(*(np.tile(values, 3) for values in histories))
    assert weighted.parameters_ == pytest.approx(repeated.parameters_, rel=1e-9)
    assert weighted.parameters_ == pytest.approx(fitted[model].parameters_, rel=1e-8)
    assert weighted.log_likelihood_ == pytest.approx(3 * fitted[model].log_likelihood_)
    for name, error in fitted[model].standard_errors_.items():
        assert weighted.standard_errors_[name] == pytest.approx(error / np.sqrt(3), rel=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_order_of_customers_does_not_matter(
    model: type[PurchaseModel],
    histories: Arrays,
    fitted: dict[type[PurchaseModel], PurchaseModel],
) -> None:
    order = np.random.default_rng(0).permutation(len(histories[0]))
    shuffled = model().fit(*(values[order] for values in histories))
    assert shuffled.parameters_ == fitted[model].parameters_
    low, high = shuffled.purchase_count_interval(39, *(values[order] for values in histories))
    expected_low, expected_high = fitted[model].purchase_count_interval(39, *histories)
    assert (low == expected_low[order]).all() and (high == expected_high[order]).all()


@pytest.mark.parametrize("model", MODELS)
def test_days_instead_of_weeks_change_the_unit_only(
    model: type[PurchaseModel],
    histories: Arrays,
    fitted: dict[type[PurchaseModel], PurchaseModel],
) -> None:
    """alpha and beta scale, shapes do not, and the likelihood shifts by the repeats' log 7."""
    x, span, age = histories
    days = model().fit(x, span * 7, age * 7)
    for name, value in fitted[model].parameters_.items():
        scale = 7 if name in ("alpha", "beta") else 1
        assert days.parameters_[name] == pytest.approx(value * scale, rel=1e-7)
    shift = x.sum() * np.log(7)
    assert days.log_likelihood_ == pytest.approx(fitted[model].log_likelihood_ - shift, abs=1e-5)
    assert days.conditional_expected_purchases(273, x, span * 7, age * 7) == pytest.approx(
        fitted[model].conditional_expected_purchases(39, *histories), rel=1e-6
    )


def test_unit_of_money_changes_the_scale_only() -> None:
    summary = cdnow.calibration_summary().query("x > 0")
    one = GammaGamma().fit(summary["x"], summary["mean_value"])
    cents = GammaGamma().fit(summary["x"], summary["mean_value"] * 100)
    assert cents.parameters_ == pytest.approx({"p": one.p_, "q": one.q_, "v": one.v_ * 100}, 1e-7)
    shift = one.n_customers_ * np.log(100)
    assert cents.log_likelihood_ == pytest.approx(one.log_likelihood_ - shift, abs=1e-5)


@pytest.mark.parametrize(
    "truth",
    [
        BGNBD.from_parameters(r=0.8, alpha=6.0, a=0.9, b=3.0),
        ParetoNBD.from_parameters(r=0.9, alpha=8.0, s=0.8, beta=15.0),
    ],
)
def test_parameters_of_simulated_customers_are_recovered(truth: PurchaseModel) -> None:
    """Within four of the model's own standard errors, which must be small enough to mean it."""
    histories, _ = simulate(truth, 60_000, (10, 60), 0, seed=3)
    x, span, age = histories
    model = type(truth)().fit(x, np.round(span, 1), np.ceil(age * 10) / 10)
    assert model.is_identified_
    for name, value in truth.parameters_.items():
        error = model.standard_errors_[name]
        assert model.parameters_[name] == pytest.approx(value, abs=4 * error)
        assert error < 0.15 * value


def test_standard_errors_are_the_spread_of_estimates() -> None:
    """Over 60 simulated samples the spread of log r is what one fit says of itself."""
    truth = BGNBD.from_parameters(r=0.8, alpha=6.0, a=0.9, b=3.0)
    fits = []
    for seed in range(60):
        x, span, age = simulate(truth, 2_000, (10, 60), 0, seed=100 + seed)[0]
        fits.append(BGNBD().fit(x, np.round(span, 1), np.ceil(age * 10) / 10))
    for name in ("r", "alpha"):
        spread = np.std([fit.parameters_[name] for fit in fits])
        stated = np.mean([fit.standard_errors_[name] for fit in fits])
        assert spread == pytest.approx(stated, rel=0.3)


def test_unidentified_parameters_are_flagged_not_hidden() -> None:
    """Customers who never leave leave nothing to learn about leaving; forecasts still work."""
    rng = np.random.default_rng(1)
    age = np.full(2_000, 50.0)
    rate = rng.gamma(2, 0.1, 2_000)
    x = rng.poisson(rate * age).astype(float)
    span = np.where(x > 0, age * rng.random(2_000) ** (1 / np.maximum(x, 1)), 0.0)
    for model in MODELS:
        fit = model().fit(x, span, age)
        assert not fit.is_identified_
        assert all(np.isnan(error) for error in fit.standard_errors_.values())
        forecast = fit.conditional_expected_purchases(50, x, span, age)
        assert forecast.sum() == pytest.approx(x.sum(), rel=0.05)


def test_many_purchases_and_late_leaving_take_few_nodes_and_climbs() -> None:
    """Weekly shoppers who hardly ever leave: accurate at 16 nodes, given up on after two climbs."""
    rng = np.random.default_rng(4)
    age = np.round(rng.uniform(200, 365, 400))
    x = rng.poisson(rng.gamma(1.4, 1 / 9.6, 400) * age).astype(float)
    span = np.where(x > 0, np.round(age * rng.random(400) ** (1 / np.maximum(x, 1))), 0.0)
    cells = compress_cells(x, span / age.mean(), age / age.mean())
    for theta in ([0.34, -3.3, 1.4, 4.9], [0.34, -3.3, 8.0, 11.5], [0.34, -3.3, -1.0, -0.5]):
        coarse, fine = (paretonbd_objective(cells, n)(np.array(theta)) for n in (16, 256))
        assert coarse[0] == pytest.approx(fine[0], abs=1e-7)
        assert coarse[1] == pytest.approx(fine[1], abs=1e-6)
    model = ParetoNBD().fit(x, span, age)
    assert not model.is_identified_
    assert model.n_nodes_ == 16


def test_too_few_iterations_are_an_error(histories: Arrays) -> None:
    with pytest.raises(FitError, match="max_iterations"):
        BGNBD(max_iterations=1).fit(*histories)


@pytest.mark.parametrize("model", MODELS)
def test_stored_parameters_rebuild_the_model(
    model: type[PurchaseModel],
    histories: Arrays,
    fitted: dict[type[PurchaseModel], PurchaseModel],
) -> None:
    again = model.from_parameters(**fitted[model].parameters_)
    for t in (1, 39):
        assert (
            again.conditional_expected_purchases(t, *histories)
            == fitted[model].conditional_expected_purchases(t, *histories)
        ).all()


def test_cells_hold_every_customer() -> None:
    cells = compress_cells([2, 0, 2, 1], [3, 0, 3, 1], [9, 9, 9, 4], weights=[1, 2, 3, 4])
    assert cells.weights.tolist() == [2, 4, 4]
    assert cells.repeat_purchase_count[cells.inverse].tolist() == [2, 0, 2, 1]
    assert cells.customer_age[cells.inverse].tolist() == [9, 9, 9, 4]


# Intervals


@pytest.mark.parametrize("model", MODELS)
def test_count_interval_covers_simulated_customers(model: type[PurchaseModel]) -> None:
    """At most 5 % above the upper bound, and more than 5 % at or above it: it is the quantile."""
    purchases = published(model)
    histories, future = simulate(purchases, 100_000, (20, 39), 39, seed=11)
    low, high = purchases.purchase_count_interval(39, *histories, coverage=0.9)
    assert ((low <= future) & (future <= high)).mean() >= 0.9
    for chosen in (high > 0, high > 8):
        error = 3 * np.sqrt(0.05 * 0.95 / chosen.sum())
        assert (future > high)[chosen].mean() <= 0.05 + error
        assert (future >= high)[chosen].mean() >= 0.05 - error
    chosen = low > 0
    error = 3 * np.sqrt(0.05 * 0.95 / chosen.sum())
    assert (future < low)[chosen].mean() <= 0.05 + error
    assert (future <= low)[chosen].mean() >= 0.05 - error


@pytest.mark.parametrize(
    "purchases",
    [
        BGNBD.from_parameters(r=2.0, alpha=8.0, a=0.3, b=5.0),
        ParetoNBD.from_parameters(r=2.0, alpha=8.0, s=0.3, beta=20.0),
    ],
)
def test_value_interval_covers_simulated_customers(purchases: PurchaseModel) -> None:
    """5 % above an upper bound that is not 0, 5 % below such a lower one, 90 % or more between."""
    spend = GammaGamma.from_parameters(p=6.25, q=3.74, v=15.44)
    histories, future = simulate(purchases, 40_000, (26, 39), 39, seed=12)
    x = histories[0]
    rng = np.random.default_rng(13)
    nu = rng.gamma(3.74, 1 / 15.44, len(x))
    past = rng.gamma(6.25 * np.maximum(x, 1)) / nu / np.maximum(x, 1)
    value = np.where(future > 0, rng.gamma(6.25 * np.maximum(future, 1)) / nu, 0.0)
    mean = np.where(x > 0, past, np.nan)
    low, high = purchase_value_interval(purchases, spend, 39, *histories, mean)
    assert ((low <= value) & (value <= high)).mean() >= 0.9
    for chosen, exceeded in ((high > 0, value > high), (low > 0, value < low)):
        assert chosen.sum() > 500
        share = exceeded[chosen].mean()
        assert share == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / chosen.sum()) + 0.001)


@pytest.mark.parametrize("p", [6.25, 0.5])
def test_value_interval_is_the_exact_mixture_quantile(p: float) -> None:
    """Against the full sum over n of beta primes: the tabulated quantile is off by under 1 %."""
    purchases, spend = published(BGNBD), GammaGamma.from_parameters(p=p, q=3.74, v=15.44)
    for x, span, age, mean in [
        (0, 0, 10, np.nan),
        (2, 30, 39, 20.0),
        (26, 38, 39, 60.0),
        (70, 39, 39, 30.0),
    ]:
        low, high = purchase_value_interval(purchases, spend, 39, [x], [span], [age], [mean])
        n = np.arange(1.0, 400)
        columns = (np.full_like(n, value) for value in (39.0, x, age))
        tails = purchases._tail_if_alive(n, *columns)
        shares = -np.diff(tails, append=0.0) * purchases.probability_alive(x, span, age)
        scale = 15.44 + (x * mean if x else 0)

        def exceed(bound: float, shares=shares, n=n, scale=scale, x=x) -> float:
            w = bound / scale
            return float(shares @ (1 - betainc(p * n, 3.74 + p * x, w / (1 + w))))

        assert exceed(high[0] * 1.01) < 0.05 < exceed(high[0] * 0.99)
        if low[0] > 0:
            assert exceed(low[0] * 1.01) < 0.95 < exceed(low[0] * 0.99)


# Edges


@pytest.mark.parametrize("model", MODELS)
def test_extreme_customers_give_finite_forecasts_without_warnings(
    model: type[PurchaseModel],
) -> None:
    x = np.array([0, 0, 0, 1, 1, 5_000, 100_000, 1], dtype=float)
    span = np.array([0, 0, 0, 0, 1e-9, 1e3, 1e-3, 1e6])
    age = np.array([0, 1e-9, 1e6, 1e4, 1e4, 1e3, 1e4, 1e6])
    names = model.parameter_names
    for values in ((1, 1, 1, 1), (0.01, 1e-3, 1e-2, 1e-2), (50, 1e4, 80, 1e3), (0.5, 9, 1, 9)):
        purchases = model.from_parameters(**dict(zip(names, values, strict=True)))
        for t in (0, 1e-9, 30, 1e6):
            alive = purchases.probability_alive(x, span, age)
            active = purchases.probability_active(t, x, span, age)
            expected = purchases.conditional_expected_purchases(t, x, span, age)
            assert ((alive >= 0) & (alive <= 1) & (active >= 0) & (active <= alive)).all()
            assert np.isfinite(expected).all() and (expected >= active - 1e-9).all()
            low, high = purchases.purchase_count_interval(t, x, span, age)
            assert ((low >= 0) & (low <= high)).all()


@pytest.mark.parametrize("model", MODELS)
def test_nobody_gives_no_forecasts(model: type[PurchaseModel]) -> None:
    assert published(model).conditional_expected_purchases(39, [], [], []).shape == (0,)
    assert published(model).purchase_count_interval(39, [], [], [])[1].shape == (0,)


history = st.tuples(
    st.integers(0, 300),
    st.floats(0, 1),
    st.floats(0, 2_000),
    st.floats(0.05, 20),
    st.floats(0.05, 500),
    st.floats(0.05, 20),
    st.floats(0.05, 500),
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(history)
def test_forecasts_keep_their_laws_for_any_customer_and_parameters(
    values: tuple[int, float, float, float, float, float, float],
) -> None:
    """Within [0, 1], growing with the horizon, and P(N >= 1) <= E[N] <= that of a sure stayer."""
    x, share, age, first, second, third, fourth = values
    span = share * age if x else 0.0
    for model in MODELS:
        parameters = dict(zip(model.parameter_names, (first, second, third, fourth), strict=True))
        purchases = model.from_parameters(**parameters)
        horizons = np.array([0.0, 0.1, 7, 30, 365, 3_650])
        columns = tuple(np.full(6, float(value)) for value in (x, span, age))
        active = purchases.probability_active(horizons, *columns)
        expected = purchases.conditional_expected_purchases(horizons, *columns)
        alive = purchases.probability_alive(*columns)
        assert ((active >= 0) & (active <= alive + 1e-9) & (alive <= 1)).all()
        assert (np.diff(active) >= -1e-6).all()
        assert (np.diff(expected) >= -1e-7 * (1 + expected[1:])).all()
        assert (expected >= active - 1e-6).all()
        assert (expected <= (first + x) * horizons / (second + age) * (1 + 1e-9)).all()
        assert active[0] == expected[0] == 0


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 50), st.floats(0, 1e5), st.floats(0.1, 50), st.floats(1.01, 50))
def test_expected_value_lies_between_own_and_population_mean(
    x: int, mean: float, p: float, q: float
) -> None:
    model = GammaGamma.from_parameters(p=p, q=q, v=20.0)
    value = model.conditional_expected_value(x, mean)[0]
    bounds = sorted([mean if x else model.population_mean_, model.population_mean_])
    assert bounds[0] * (1 - 1e-9) <= value <= bounds[1] * (1 + 1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], [], []), "repeat_purchase_count is empty"),
        (([1], [5], [4]), "purchase_span exceeds customer_age"),
        (([0, 1], [2, 2], [4, 4]), "purchase_span must be 0"),
        (([1.5], [2], [4]), "repeat_purchase_count holds fractions"),
        (([-1], [2], [4]), "repeat_purchase_count holds negative"),
        (([1, 2], [2], [4, 4]), "purchase_span has 1 values"),
        (([1], [2], [4, 4]), "customer_age has 2 values"),
        (([1], [np.nan], [4]), "purchase_span holds values that are missing"),
        (([1], [2], [np.inf]), "customer_age holds values that are missing"),
        (([1], [2], [4], [0]), "weights must be more than 0"),
        (([1], [2], [4], [1, 1]), "weights has 2 values"),
        (([0, 0], [0, 0], [4, 5]), "at least one repeat purchase"),
        (([[1]], [[2]], [[4]]), "one dimension"),
    ],
)
def test_bad_arguments_are_named(arguments: tuple[Any, ...], message: str) -> None:
    for model in MODELS:
        with pytest.raises(ValueError, match=message):
            model().fit(*arguments)


def test_summed_and_integrated_tails_are_the_negative_binomials() -> None:
    """Counts around the bound between both ways, in one call, against scipy's distribution."""
    n, shape, ratio = (
        grid.ravel()
        for grid in np.meshgrid([1, 2, 15, 16, 17, 40], [0.05, 1.0, 30.0], [1e-3, 0.1, 5.0])
    )
    expected = nbinom.sf(n - 1, shape, 1 / (1 + ratio))
    found = purchases_by(n.astype(float), shape, ratio)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
    exact = (n == 1) | (n > 16)
    np.testing.assert_allclose(found[exact], expected[exact], rtol=1e-9)


def test_bad_use_is_named() -> None:
    with pytest.raises(ValueError, match="call fit first"):
        BGNBD().probability_alive(1, 1, 1)
    with pytest.raises(ValueError, match="exactly the parameters r, alpha, a, b"):
        BGNBD.from_parameters(r=1, alpha=1)
    with pytest.raises(ValueError, match="alpha must be positive"):
        BGNBD.from_parameters(r=1, alpha=0, a=1, b=1)
    with pytest.raises(ValueError, match="t holds negative"):
        published(BGNBD).probability_active(-1, 1, 1, 1)
    with pytest.raises(ValueError, match="t has 2 values"):
        published(BGNBD).probability_active([1, 2], [1, 1, 1], [1, 1, 1], [1, 1, 1])
    with pytest.raises(ValueError, match="coverage"):
        published(BGNBD).purchase_count_interval(1, 1, 1, 1, coverage=1)
    with pytest.raises(ValueError, match="mean_order_value must be more than 0"):
        GammaGamma().fit([1, 2], [0.0, 3.0])
    with pytest.raises(ValueError, match="fewer than two different values"):
        GammaGamma().fit([1, 2, 0], [3.0, 3.0, np.nan])
    with pytest.raises(ValueError, match="mean_order_value is missing"):
        GammaGamma().fit([1, 2], [np.nan, 3.0])
    with pytest.raises(ValueError, match="winsorize"):
        GammaGamma.from_parameters(p=1, q=0.9, v=1).conditional_expected_value([1], [1.0])
