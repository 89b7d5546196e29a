"""What the two purchase models have in common: fitting, checking, and predicting."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, expit

from clustomers.methods.btyd.cells import (
    Cells,
    Floats,
    check_array,
    check_customers,
    check_horizon,
    compress_cells,
    group_rows,
)
from clustomers.methods.btyd.estimation import LikelihoodModel, Optimum, one_blas_thread

# Counts up to this one are summed: beyond it the incomplete beta function is cheaper.
_SUMMED_COUNT = 16


class Forecast(NamedTuple):
    """Forecast of known customers over one or several horizons.

    Attributes
    ----------
    probability_alive : ndarray of shape (n_customers,)
    expected_purchases, probability_active : ndarray of shape (n_customers, n_horizons)
    """

    probability_alive: Floats
    expected_purchases: Floats
    probability_active: Floats


class PurchaseModel(LikelihoodModel, ABC):
    """A customer buys at random at an own rate, and one day, unseen, leaves for good."""

    def fit(
        self,
        repeat_purchase_count: ArrayLike,
        purchase_span: ArrayLike,
        customer_age: ArrayLike,
        weights: ArrayLike | None = None,
    ) -> Self:
        """Estimate the parameters by maximum likelihood.

        Parameters
        ----------
        repeat_purchase_count : array-like of shape (n_customers,)
            Purchases after the first (x): whole numbers.
        purchase_span : array-like of shape (n_customers,)
            Time from the first to the last purchase (t_x), 0 without a repeat purchase.
        customer_age : array-like of shape (n_customers,)
            Time from the first purchase to the end of observation (T).
        weights : array-like of shape (n_customers,), optional
            How many customers each row stands for.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            When an argument is invalid, or nobody bought twice.
        FitError
            When the likelihood has no maximum that can be reached.
        """
        cells = compress_cells(repeat_purchase_count, purchase_span, customer_age, weights)
        x, span, age, n, _ = cells
        total_weight = float(n.sum())
        repeats = float(n @ x)
        if repeats == 0:
            raise ValueError(
                "repeat_purchase_count is 0 for every customer; fit needs at least one repeat "
                "purchase. Wait for more history, or observe a longer window."
            )
        if float(n @ age) == 0:
            raise ValueError("customer_age is 0 for every customer; fit needs time observed.")

        # In units of the mean age, so that fit and bounds do not depend on the caller's unit.
        unit = float(n @ age) / total_weight
        scaled = cells._replace(purchase_span=span / unit, customer_age=age / unit)
        with one_blas_thread():
            optimum = self._maximize(scaled, repeats / total_weight, total_weight)

        self._learn(optimum, unit, repeats, total_weight)
        return self

    def expected_purchases(self, t: ArrayLike) -> Floats:
        """Predict the purchases of a new customer by time t after the first one, E[X(t)].

        Parameters
        ----------
        t : float or array-like of shape (n,)
            Time since the first purchase.

        Returns
        -------
        ndarray of shape (n,)
        """
        horizon = check_array("t", t)
        nothing = np.zeros_like(horizon)
        return self._expected_if_alive(horizon, nothing, nothing)

    def conditional_expected_purchases(
        self,
        t: ArrayLike,
        repeat_purchase_count: ArrayLike,
        purchase_span: ArrayLike,
        customer_age: ArrayLike,
    ) -> Floats:
        """Predict the purchases of known customers in the next t, E[Y(t) | x, t_x, T].

        Parameters
        ----------
        t : float or array-like of shape (n_customers,)
            Horizon, in the same unit as the other times.
        repeat_purchase_count, purchase_span, customer_age : array-like of shape (n_customers,)
            As in `fit`.

        Returns
        -------
        ndarray of shape (n_customers,)
        """
        x, span, age = check_customers(
            repeat_purchase_count, purchase_span, customer_age, allow_empty=True
        )
        horizon = check_horizon(t, len(x))
        return self._alive(x, span, age) * _on_groups(self._expected_if_alive, horizon, x, age)

    def probability_alive(
        self, repeat_purchase_count: ArrayLike, purchase_span: ArrayLike, customer_age: ArrayLike
    ) -> Floats:
        """Probability that a customer has not left by now.

        Not a churn score: with BG/NBD it is 1 for everybody without a repeat purchase. Use
        `probability_active` to rank customers by whether they will come back.

        Parameters
        ----------
        repeat_purchase_count, purchase_span, customer_age : array-like of shape (n_customers,)
            As in `fit`.

        Returns
        -------
        ndarray of shape (n_customers,)
        """
        x, span, age = check_customers(
            repeat_purchase_count, purchase_span, customer_age, allow_empty=True
        )
        return self._alive(x, span, age)

    def probability_active(
        self,
        t: ArrayLike,
        repeat_purchase_count: ArrayLike,
        purchase_span: ArrayLike,
        customer_age: ArrayLike,
    ) -> Floats:
        """Probability of at least one purchase in the next t.

        Parameters
        ----------
        t : float or array-like of shape (n_customers,)
            Horizon, in the same unit as the other times.
        repeat_purchase_count, purchase_span, customer_age : array-like of shape (n_customers,)
            As in `fit`.

        Returns
        -------
        ndarray of shape (n_customers,)
            Exact for BG/NBD; for Pareto/NBD by quadrature, off by less than 1e-6.
        """
        x, span, age = check_customers(
            repeat_purchase_count, purchase_span, customer_age, allow_empty=True
        )
        horizon = check_horizon(t, len(x))
        first = np.ones_like(x)
        return self._alive(x, span, age) * _on_groups(self._tail_if_alive, first, horizon, x, age)

    def forecast(
        self,
        horizons: ArrayLike,
        repeat_purchase_count: ArrayLike,
        purchase_span: ArrayLike,
        customer_age: ArrayLike,
    ) -> Forecast:
        """Forecast over several horizons at once, for less than one by one.

        Parameters
        ----------
        horizons : array-like of shape (n_horizons,)
            Times ahead, in the same unit as the other times.
        repeat_purchase_count, purchase_span, customer_age : array-like of shape (n_customers,)
            As in `fit`.

        Returns
        -------
        Forecast
            What `probability_alive`, `conditional_expected_purchases` and `probability_active`
            return, one column per horizon.
        """
        x, span, age = check_customers(
            repeat_purchase_count, purchase_span, customer_age, allow_empty=True
        )
        alive = self._alive(x, span, age)
        first_rows, inverse = group_rows(x, age)
        group_x, group_age = x[first_rows], age[first_rows]
        one = np.ones_like(group_x)
        expected, active = [], []
        for t in check_array("horizons", horizons):
            ahead = np.full_like(group_x, t)
            expected.append(alive * self._expected_if_alive(ahead, group_x, group_age)[inverse])
            active.append(alive * self._tail_if_alive(one, ahead, group_x, group_age)[inverse])
        return Forecast(alive, np.stack(expected, axis=1), np.stack(active, axis=1))

    def purchase_count_interval(
        self,
        t: ArrayLike,
        repeat_purchase_count: ArrayLike,
        purchase_span: ArrayLike,
        customer_age: ArrayLike,
        *,
        coverage: float = 0.9,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Equal-tailed prediction interval of the number of purchases in the next t.

        Bounds are quantiles of the posterior predictive distribution: a customer who has left
        buys nothing, one who has not follows a mixed negative binomial. Parameters count as known.
        As the count is discrete, the interval covers at least `coverage`.

        Parameters
        ----------
        t : float or array-like of shape (n_customers,)
            Horizon, in the same unit as the other times.
        repeat_purchase_count, purchase_span, customer_age : array-like of shape (n_customers,)
            As in `fit`.
        coverage : float, default 0.9
            Probability between the bounds, both included.

        Returns
        -------
        low, high : ndarray of int64 of shape (n_customers,)
        """
        tail = check_tail(coverage)
        x, span, age = check_customers(
            repeat_purchase_count, purchase_span, customer_age, allow_empty=True
        )
        horizon = check_horizon(t, len(x))
        alive = self._alive(x, span, age)
        first_rows, inverse = group_rows(horizon, x, age)
        groups = (horizon[first_rows], x[first_rows], age[first_rows])
        return (
            self._count_quantile(alive, 1 - tail, groups, inverse),
            self._count_quantile(alive, tail, groups, inverse),
        )

    def _count_quantile(
        self,
        alive: Floats,
        tail: float,
        groups: tuple[Floats, Floats, Floats],
        inverse: NDArray[np.intp],
    ) -> NDArray[np.int64]:
        """Find the smallest n with P(N > n) <= tail, by doubling, then by bisection."""
        low = np.full(len(alive), -1, dtype=np.int64)  # P(N > low) is above the tail
        high = np.zeros(len(alive), dtype=np.int64)
        settled = np.zeros(len(alive), dtype=np.bool_)  # P(N > high) is at most the tail
        rows = np.flatnonzero(alive > tail)
        settled[alive <= tail] = True
        while len(rows):
            middle = np.where(settled[rows], (low[rows] + high[rows]) // 2, high[rows])
            count = (middle + 1).astype(np.float64)
            pair_rows, pair_inverse = group_rows(count, inverse[rows].astype(np.float64))
            columns = (column[inverse[rows][pair_rows]] for column in groups)
            exceed = alive[rows] * self._tail_if_alive(count[pair_rows], *columns)[pair_inverse]
            fits = exceed <= tail
            high[rows[fits]] = middle[fits]
            settled[rows[fits]] = True
            low[rows[~fits]] = middle[~fits]
            growing = rows[~settled[rows]]
            high[growing] = 2 * low[growing] + 1
            rows = rows[~settled[rows] | (high[rows] - low[rows] > 1)]
        return high

    def _alive(self, x: Floats, span: Floats, age: Floats) -> Floats:
        return np.asarray(expit(-_on_groups(self._dead_log_odds, x, span, age)), dtype=np.float64)

    @abstractmethod
    def _maximize(self, cells: Cells, repeat_rate: float, total_weight: float) -> Optimum:
        """Maximize the likelihood of cells whose mean age is 1."""

    @abstractmethod
    def _dead_log_odds(self, x: Floats, span: Floats, age: Floats) -> Floats:
        """Log odds of having left by now."""

    @abstractmethod
    def _expected_if_alive(self, t: Floats, x: Floats, age: Floats) -> Floats:
        """Predict the purchases in the next t of customers who have not left."""

    @abstractmethod
    def _tail_if_alive(self, n: Floats, t: Floats, x: Floats, age: Floats) -> Floats:
        """Probability of n or more purchases (n >= 1) in the next t for those not left."""


def check_tail(coverage: float) -> float:
    """Return the probability of each tail outside an equal-tailed interval."""
    if not 0 < coverage < 1:
        raise ValueError(f"coverage must lie between 0 and 1, got {coverage}.")
    return (1 - coverage) / 2


def purchases_by(n: Floats, shape: Floats, ratio: Floats) -> Floats:
    """Probability of n or more purchases of a customer who stays: a negative binomial tail.

    Off by less than 1e-12; relative to itself, too, where n is 1 or above 16.

    Parameters
    ----------
    n : ndarray of shape (n_rows,)
        At least 1.
    shape : ndarray of shape (n_rows,)
        Shape of the purchase rate, r + x.
    ratio : ndarray of shape (n_rows,)
        Time ahead over alpha + T.
    """
    share, log_none = ratio / (1 + ratio), -shape * np.log1p(ratio)
    tail = -np.expm1(log_none)
    many = n > _SUMMED_COUNT
    tail[many] = betainc(n[many], shape[many], share[many])
    # Less the smaller counts, one by one, in a tenth of the incomplete beta function's time.
    chance = np.exp(log_none)
    for count in range(1, int(n.max(initial=1, where=~many))):
        chance = chance * (share * ((shape + (count - 1)) / count))
        tail = np.where((n > count) & ~many, tail - chance, tail)
    return np.asarray(np.maximum(tail, 0.0), dtype=np.float64)


def _on_groups(function: Callable[..., Floats], *columns: Floats) -> Floats:
    """Evaluate a costly function once per distinct row of its arguments."""
    first_rows, inverse = group_rows(*columns)
    return np.asarray(function(*(column[first_rows] for column in columns))[inverse])
