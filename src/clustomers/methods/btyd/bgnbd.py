"""BG/NBD: a customer may leave right after each purchase."""

from typing import ClassVar

import numpy as np
from scipy.special import gammaln, hyp2f1, log_expit, psi

from clustomers.methods.btyd.cells import Cells, Floats
from clustomers.methods.btyd.estimation import Objective, Optimum
from clustomers.methods.btyd.purchase_model import PurchaseModel, purchases_by


class BGNBD(PurchaseModel):
    """Beta-geometric / negative binomial model of repeat purchases.

    While a customer stays, purchases come at a rate drawn from Gamma(r, alpha); after each repeat
    purchase the customer leaves with a probability drawn from Beta(a, b).

    Parameters
    ----------
    max_iterations : int, default 500
        Limit of optimizer iterations.

    Attributes
    ----------
    r_, alpha_ : float
        Shape and rate (in the caller's time unit) of the purchase rate.
    a_, b_ : float
        Shape parameters of the probability of leaving.

    See Also
    --------
    PurchaseModel : the methods.
    clustomers.methods.btyd.estimation.LikelihoodModel : the other attributes.

    References
    ----------
    .. [1] Fader, Hardie, Lee (2005), "'Counting Your Customers' the Easy Way: An Alternative to the
       Pareto/NBD Model", Marketing Science 24(2), 275-284.

    Examples
    --------
    >>> model = BGNBD.from_parameters(r=0.243, alpha=4.414, a=0.793, b=2.426)
    >>> model.conditional_expected_purchases(39, [2], [30.43], [38.86]).round(3)
    array([1.226])
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("r", "alpha", "a", "b")
    _unit_parameters: ClassVar[tuple[str, ...]] = ("alpha",)

    r_: float
    alpha_: float
    a_: float
    b_: float

    def _maximize(self, cells: Cells, repeat_rate: float, total_weight: float) -> Optimum:
        starts = [
            [0.5, 0.5 / repeat_rate, 0.7, 2.5],
            [1.0, 1.0 / repeat_rate, 0.1, 1.0],
            [5.0, 5.0 / repeat_rate, 2.0, 2.0],
        ]
        return self._search(bgnbd_objective(cells), starts, total_weight)

    def _dead_log_odds(self, x: Floats, span: Floats, age: Floats) -> Floats:
        r, alpha, a, b = self.parameters_.values()
        repeat = np.maximum(x, 1.0)
        odds = (
            np.log(a) - np.log(b + (repeat - 1)) + (r + x) * np.log1p((age - span) / (alpha + span))
        )
        return np.where(x > 0, odds, -np.inf)

    def _tail_if_alive(self, n: Floats, t: Floats, x: Floats, age: Floats) -> Floats:
        # The n-th purchase comes in time, and none of the n - 1 before it was the last.
        r, alpha, a, b = self.parameters_.values()
        left, stayed = a + b + x, b + x
        stays = np.exp(
            (gammaln(stayed + n - 1) - gammaln(stayed)) - (gammaln(left + n - 1) - gammaln(left))
        )
        tail = stays * purchases_by(n, r + x, t / (alpha + age))
        return np.asarray(np.clip(tail, 0.0, 1.0), dtype=np.float64)

    def _expected_if_alive(self, t: Floats, x: Floats, age: Floats) -> Floats:
        # Equation (10) of the paper, by Euler's transformation in a form whose arguments do not
        # grow with x. It cancels where a or a + b + x is near 1 and for tiny horizons; there,
        # and wherever it leaves the range that is possible, the integral takes over.
        r, alpha, a, b = self.parameters_.values()
        k, c, rate = r + x, a + b + x - 1, alpha + age
        most = k * t / rate
        regular = (abs(a - 1) > 1e-2) & (c > 1e-2) & (t > 1e-3 * rate)
        expected = np.full_like(t, np.nan)
        z, ci = (t / (rate + t))[regular], c[regular]
        with np.errstate(over="ignore", invalid="ignore"):
            stay = np.exp((a - 1) * np.log1p(-z)) * hyp2f1(a - 1, a + b - 1 - r, ci, z)
            expected[regular] = ci / (a - 1) * (1 - stay)
        wrong = ~((expected >= 0) & (expected <= most * (1 + 1e-9)))
        if wrong.any():
            expected[wrong] = self._expected_by_integral(t[wrong], x[wrong], rate[wrong])
        return np.minimum(expected, most)

    def _expected_by_integral(self, t: Floats, x: Floats, rate: Floats) -> Floats:
        """Average (1 - (1 + p t / rate)^-(r + x)) / p over the leaving probability p.

        Trapezoids in the logit of p, stretched by sinh around its mode: exact to about 1e-12.
        """
        r, _, a, b = self.parameters_.values()
        stayed, ratio = b + x, t / rate
        mode = np.log(a / stayed)
        width = np.minimum(np.sqrt(1 / a + 1 / stayed), 5.0)
        first = -np.arcsinh(40 / a / width + 10)
        last = np.arcsinh(40 / stayed / width + 10)
        mass, total = np.zeros_like(t), np.zeros_like(t)
        for share in np.linspace(0, 1, 400):
            place = first + share * (last - first)
            logit = mode + width * np.sinh(place)
            log_p, log_stay = log_expit(logit), log_expit(-logit)
            peak = a * log_expit(mode) + stayed * log_expit(-mode)
            density = np.exp(a * log_p + stayed * log_stay - peak) * np.cosh(place)
            y = np.maximum(np.exp(log_p) * ratio, 1e-300)
            mass += density
            total += density * -np.expm1(-(r + x) * np.log1p(y)) / y
        return np.asarray(ratio * total / mass, dtype=np.float64)


def bgnbd_objective(cells: Cells) -> Objective:
    """Build the mean negative log-likelihood and its gradient in (log r, log alpha, log a, log b).

    Gamma functions are evaluated on the distinct repeat counts only.
    """
    x, span, age, n, _ = cells
    total = float(n.sum())
    counts, index = np.unique(x, return_inverse=True)
    count_weights = np.bincount(index, weights=n)
    repeat = counts > 0
    before_last = np.maximum(counts, 1.0) - 1

    def objective(theta: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = np.exp(theta)
        log_age, log_span = np.log(alpha + age), np.log(alpha + span)
        rx = r + x
        # Log odds of having left at the last purchase against being a customer still.
        bias = np.where(repeat, np.log(a) - np.log(b + before_last), -np.inf)
        odds = bias[index] + rx * (log_age - log_span)
        small = np.exp(-np.abs(odds))
        dead = np.where(odds >= 0, 1.0, small) / (1 + small)
        log_sum = np.maximum(odds, 0) + np.log1p(small)

        rate_part = gammaln(r + counts) - gammaln(r) + r * np.log(alpha)
        leave_part = gammaln(a + b) - gammaln(a + b + counts) + gammaln(b + counts) - gammaln(b)
        log_likelihood = count_weights @ (rate_part + leave_part) + n @ (log_sum - rx * log_age)

        n_dead = n * dead
        n_alive = n - n_dead
        dead_by_count = np.bincount(index, weights=n_dead, minlength=len(counts))
        common = psi(a + b) - psi(a + b + counts)
        gradient = np.array(
            [
                count_weights @ (psi(r + counts) - psi(r) + np.log(alpha))
                - n_alive @ log_age
                - n_dead @ log_span,
                total * r / alpha - n_alive @ (rx / (alpha + age)) - n_dead @ (rx / (alpha + span)),
                count_weights @ common + dead_by_count.sum() / a,
                count_weights @ (common + psi(b + counts) - psi(b))
                - dead_by_count @ (repeat / (b + before_last)),
            ]
        )
        return -float(log_likelihood) / total, -gradient * np.exp(theta) / total

    return objective
