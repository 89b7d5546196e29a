"""Gamma-gamma: the value of a purchase."""

from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, psi

from clustomers.methods.btyd.cells import Floats, check_counts, check_weights
from clustomers.methods.btyd.estimation import LikelihoodModel, Objective, one_blas_thread


class GammaGamma(LikelihoodModel):
    """Gamma-gamma model of the value of a purchase.

    The value of each purchase of a customer is Gamma(p, nu); nu differs between customers as
    Gamma(q, v). Value and frequency are taken as independent across customers.

    Parameters
    ----------
    max_iterations : int, default 500
        Limit of optimizer iterations.

    Attributes
    ----------
    p_, q_ : float
        Shapes of the value within and between customers.
    v_ : float
        Rate parameter, in the unit of value.

    See Also
    --------
    clustomers.methods.btyd.estimation.LikelihoodModel : the other attributes.

    References
    ----------
    .. [1] Fader, Hardie (2013), "The Gamma-Gamma Model of Monetary Value",
       http://brucehardie.com/notes/025/.
    .. [2] Fader, Hardie, Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
       Analysis", Journal of Marketing Research 42(4), 415-430.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("p", "q", "v")
    _unit_parameters: ClassVar[tuple[str, ...]] = ("v",)

    p_: float
    q_: float
    v_: float

    @property
    def population_mean_(self) -> float:
        """Mean value of a purchase over the population, p v / (q - 1); infinite for q <= 1."""
        p, q, v = self.parameters_.values()
        return p * v / (q - 1) if q > 1 else float("inf")

    def fit(
        self,
        repeat_purchase_count: ArrayLike,
        mean_order_value: ArrayLike,
        weights: ArrayLike | None = None,
    ) -> Self:
        """Estimate the parameters by maximum likelihood.

        Parameters
        ----------
        repeat_purchase_count : array-like of shape (n_customers,)
            Number of purchases averaged in `mean_order_value`. Customers with 0 are left out.
        mean_order_value : array-like of shape (n_customers,)
            Mean value of a customer's repeat purchases: positive. Ignored (may be NaN) where
            `repeat_purchase_count` is 0.
        weights : array-like of shape (n_customers,), optional
            How many customers each row stands for.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            When an argument is invalid, or fewer than two different values are known.
        FitError
            When the likelihood has no maximum that can be reached.
        """
        x = check_counts("repeat_purchase_count", repeat_purchase_count)
        value = check_values(x, mean_order_value)
        n = np.ones_like(x) if weights is None else check_weights(weights, len(x))
        known = x > 0
        x, value, n = x[known], value[known], n[known]
        if (value <= 0).any():
            raise ValueError(
                "mean_order_value must be more than 0 where repeat_purchase_count is; leave out "
                "customers whose purchases were given away or refunded."
            )
        if len(np.unique(value)) < 2:
            raise ValueError(
                "mean_order_value has fewer than two different values among customers with a "
                "repeat purchase; fit needs some spread."
            )
        # Sorted, so that sums do not depend on the order of the customers.
        order = np.lexsort((n, value, x))
        x, value, n = x[order], value[order], n[order]
        total = float(n.sum())
        unit = float(n @ value) / total
        starts = [[3.0, 3.0, 1.0], [1.0, 2.0, 1.0], [10.0, 10.0, 1.0]]
        with one_blas_thread():
            optimum = self._search(gammagamma_objective(x, value / unit, n), starts, total)
        self._learn(optimum, unit, total, total)
        return self

    def conditional_expected_value(
        self, repeat_purchase_count: ArrayLike, mean_order_value: ArrayLike
    ) -> Floats:
        """Predict the value of a purchase: the customer's own mean, shrunk to the population's.

        Parameters
        ----------
        repeat_purchase_count, mean_order_value : array-like of shape (n_customers,)
            As in `fit`; a mean of 0 is allowed here.

        Returns
        -------
        ndarray of shape (n_customers,)
            The population mean where `repeat_purchase_count` is 0.

        Raises
        ------
        ValueError
            When an argument is invalid, or q <= 1, where the population mean is infinite.
        """
        p, q, v = self.parameters_.values()
        if q <= 1:
            raise ValueError(
                f"GammaGamma: q is {q:.3g}, so the population has no finite mean value; cap "
                "extreme values of mean_order_value (winsorize) and fit again."
            )
        x = check_counts("repeat_purchase_count", repeat_purchase_count)
        value = check_values(x, mean_order_value)
        return np.asarray(p * (v + x * value) / (p * x + q - 1), dtype=np.float64)


def check_values(x: Floats, mean_order_value: ArrayLike) -> Floats:
    """Return mean values, 0 where there is no repeat purchase, or say what is wrong with them."""
    value = np.atleast_1d(np.asarray(mean_order_value, dtype=np.float64))
    if value.shape != x.shape:
        raise ValueError(
            f"mean_order_value has shape {value.shape}, repeat_purchase_count has {x.shape}; "
            "pass one value per customer."
        )
    value = np.where(x > 0, value, 0.0)
    if not np.isfinite(value).all():
        raise ValueError(
            "mean_order_value is missing or infinite where repeat_purchase_count is not 0."
        )
    if (value < 0).any():
        raise ValueError("mean_order_value holds negative values; it must be 0 or more.")
    return value


def gammagamma_objective(x: Floats, value: Floats, n: Floats) -> Objective:
    """Build the mean negative log-likelihood and its gradient in (log p, log q, log v)."""
    total = float(n.sum())
    counts, index = np.unique(x, return_inverse=True)
    count_weights = np.bincount(index, weights=n)
    spent, nx = x * value, n * x
    log_value = float(n @ np.log(value))
    log_spent = float(nx @ np.log(spent))

    def objective(theta: Floats) -> tuple[float, Floats]:
        p, q, v = np.exp(theta)
        log_sum = np.log(v + spent)
        shape = p * x + q
        by_count = gammaln(p * counts + q) - gammaln(p * counts)
        log_likelihood = (
            count_weights @ by_count
            + total * (q * np.log(v) - gammaln(q))
            + p * log_spent
            - log_value
            - n @ (shape * log_sum)
        )
        digamma = psi(p * counts + q)
        gradient = np.array(
            [
                count_weights @ (counts * (digamma - psi(p * counts))) + log_spent - nx @ log_sum,
                count_weights @ digamma + total * (np.log(v) - psi(q)) - n @ log_sum,
                total * q / v - n @ (shape / (v + spent)),
            ]
        )
        return -float(log_likelihood) / total, -gradient * np.exp(theta) / total

    return objective
