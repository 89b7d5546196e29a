"""Pareto/NBD: a customer may leave at any moment."""

from functools import cache
from typing import ClassVar

import numpy as np
from scipy.special import gammaln, psi

from clustomers.methods.btyd.cells import Cells, Floats
from clustomers.methods.btyd.estimation import Objective, Optimum
from clustomers.methods.btyd.purchase_model import PurchaseModel, purchases_by

_TAIL_NODES = 32
_ALIVE_NODES = 40
_LEAST_POWER = 0.5
_CHUNK = 8192  # customers at a time, so that the work stays in the cache


class ParetoNBD(PurchaseModel):
    """Pareto / negative binomial model of repeat purchases.

    While a customer stays, purchases come at a rate drawn from Gamma(r, alpha); the customer leaves
    after an exponential time whose rate is drawn from Gamma(s, beta).

    The likelihood is not written with Gaussian hypergeometric functions, which cancel when alpha
    and beta are close, but as "still here" plus the integral over the time of leaving. That
    integral has positive terms only. Its variable is a power of (alpha + t_x) / (alpha + u) that
    makes the integrand constant when alpha equals beta, level at the last purchase when beta is
    larger, and smooth enough for quadrature throughout.

    Parameters
    ----------
    max_iterations : int, default 500
        Limit of optimizer iterations.

    Attributes
    ----------
    r_, alpha_ : float
        Shape and rate (in the caller's time unit) of the purchase rate.
    s_, beta_ : float
        Shape and rate (in the caller's time unit) of the rate of leaving.
    n_nodes_ : int
        Nodes of the quadrature, doubled until the likelihood no longer changed.

    See Also
    --------
    PurchaseModel : the methods.
    clustomers.methods.btyd.estimation.LikelihoodModel : the other attributes.

    References
    ----------
    .. [1] Schmittlein, Morrison, Colombo (1987), "Counting Your Customers: Who Are They and What
       Will They Do Next?", Management Science 33(1), 1-24.
    .. [2] Fader, Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions",
       http://brucehardie.com/notes/009/.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("r", "alpha", "s", "beta")
    _unit_parameters: ClassVar[tuple[str, ...]] = ("alpha", "beta")

    r_: float
    alpha_: float
    s_: float
    beta_: float
    n_nodes_: int

    def _maximize(self, cells: Cells, repeat_rate: float, total_weight: float) -> Optimum:
        starts = [
            [0.5, 0.5 / repeat_rate, 0.6, 0.5],
            [1.0, 1.0 / repeat_rate, 0.2, 1.0],
            [5.0, 5.0 / repeat_rate, 2.0, 2.0],
        ]
        # A thousandth of a unit of the total log-likelihood is far below what chance does to it.
        tolerance = max(1e-9, 1e-3 / total_weight)
        n_nodes = 16
        while True:
            optimum = self._search(paretonbd_objective(cells, n_nodes), starts, total_weight)
            finer = paretonbd_objective(cells, 2 * n_nodes)(optimum.log_parameters)[0]
            if abs(finer - optimum.mean_loss) < tolerance or n_nodes >= 128:
                break
            n_nodes *= 2
            starts = [list(np.exp(optimum.log_parameters))]
        self.n_nodes_ = n_nodes
        return optimum

    def _dead_log_odds(self, x: Floats, span: Floats, age: Floats) -> Floats:
        theta = np.log(list(self.parameters_.values()))
        log_odds = np.empty_like(x)
        for start in range(0, len(x), _CHUNK):
            part = slice(start, start + _CHUNK)
            leaving = _Leaving(theta, x[part], span[part], age[part], _ALIVE_NODES, moments=False)
            log_odds[part] = leaving.log_odds
        return log_odds

    def _expected_if_alive(self, t: Floats, x: Floats, age: Floats) -> Floats:
        r, alpha, s, beta = self.parameters_.values()
        log_growth = np.log1p(t / (beta + age))
        if abs(s - 1) < 1e-12:
            time_left = log_growth
        else:
            with np.errstate(over="ignore"):
                time_left = -np.expm1(-(s - 1) * log_growth) / (s - 1)
        return np.asarray((r + x) * (beta + age) / (alpha + age) * time_left, dtype=np.float64)

    def _tail_if_alive(self, n: Floats, t: Floats, x: Floats, age: Floats) -> Floats:
        # Given how long the customer still stays, the count is negative binomial; average over
        # that time u: beyond t, or within, where all is smooth in log(1 + u / unit) once the unit
        # is as short as the shortest time in which anything happens.
        r, alpha, s, beta = self.parameters_.values()
        k, rate, leave_rate = r + x, alpha + age, beta + age
        unit = np.minimum(leave_rate / max(s, 1.0), rate * n / k)
        length = np.log1p(t / unit)
        total = np.exp(-s * np.log1p(t / leave_rate)) * purchases_by(n, k, t / rate)
        for node, weight in zip(*_legendre(_TAIL_NODES), strict=True):
            u = unit * np.expm1(length * node)
            leaves = s * (unit + u) / (leave_rate + u) * np.exp(-s * np.log1p(u / leave_rate))
            total += weight * length * leaves * purchases_by(n, k, u / rate)
        return np.asarray(np.clip(total, 0.0, 1.0), dtype=np.float64)


class _Leaving:
    """Left within (t_x, T] against still here, and the posterior moments of the time of leaving.

    Attributes
    ----------
    log_odds : ndarray of shape (n,)
        Log odds of having left.
    log_here : ndarray of shape (n,)
        Log of the "still here" term, -(r + x) log(alpha + T) - s log(beta + T).
    means : tuple of four ndarray of shape (n,)
        Given that the customer left at time u: the means of log(alpha + u), 1 / (alpha + u),
        log(beta + u) and 1 / (beta + u).
    """

    def __init__(
        self,
        theta: Floats,
        x: Floats,
        span: Floats,
        age: Floats,
        n_nodes: int,
        *,
        moments: bool = True,
    ) -> None:
        r, alpha, s, beta = np.exp(theta)
        start = alpha + span
        # The integrand falls like (alpha + u)^-(power + 1) just after the last purchase.
        power = r + x - 1 + (s + 1) * np.minimum(start / (beta + span), 1.0)
        power = np.maximum(power, _LEAST_POWER)
        rise = power + 1 - r - x
        lowest = np.exp(-power * np.log1p((age - span) / start))
        width = 1 - lowest
        # The largest of the integrand, taken out so that no parameters make it underflow.
        largest = np.maximum(
            rise * np.log(start) - (s + 1) * np.log(beta + span),
            rise * np.log(alpha + age) - (s + 1) * np.log(beta + age),
        )

        mass = np.zeros_like(x)
        sums = [np.zeros_like(x) for _ in range(4)]
        log_start, over_power = np.log(start), -1 / power
        for node, weight in zip(*_leaving_rule(n_nodes), strict=True):
            growth = np.log(lowest + width * node) * over_power
            u = span + start * np.expm1(growth)
            log_alpha, log_beta = log_start + growth, np.log(beta + u)
            share = weight * np.exp(rise * log_alpha - (s + 1) * log_beta - largest)
            mass += share
            if moments:
                sums[0] += share * log_alpha
                sums[1] += share / (alpha + u)
                sums[2] += share * log_beta
                sums[3] += share / (beta + u)

        self.log_here = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
        self.log_odds = np.full_like(x, -np.inf)
        left = (width > 0) & (mass > 0)
        log_left = (
            np.log(s / power[left])
            - power[left] * np.log(start[left])
            + largest[left]
            + np.log(width[left] * mass[left])
        )
        self.log_odds[left] = log_left - self.log_here[left]
        if moments:
            safe = np.where(left, mass, 1.0)
            self.means = tuple(total / safe for total in sums)


@cache
def _legendre(n_nodes: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre rule on (0, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(n_nodes)
    return (1 + nodes) / 2, weights / 2


@cache
def _leaving_rule(n_nodes: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre rule on (0, 1), after the substitution y = v^3 (10 - 15 v + 6 v^2).

    It crowds the nodes at both ends: where y is near 0, late leaving, the time u is like a root of
    y of high order; near 1, early leaving, it falls steeply when alpha and beta are far apart.
    """
    v, weights = _legendre(n_nodes)
    return v**3 * (10 - 15 * v + 6 * v**2), weights * 30 * v**2 * (1 - v) ** 2


def paretonbd_objective(cells: Cells, n_nodes: int = 16) -> Objective:
    """Build the mean negative log-likelihood and its gradient in the logs of r, alpha, s, beta.

    The gradient is the posterior mean of the complete-data score (Fisher's identity), so the nodes
    of the likelihood serve it as well.
    """
    x, span, age, n, _ = cells
    total = float(n.sum())
    counts, index = np.unique(x, return_inverse=True)
    count_weights = np.bincount(index, weights=n)

    def objective(theta: Floats) -> tuple[float, Floats]:
        r, alpha, s, beta = np.exp(theta)
        leaving = _Leaving(theta, x, span, age, n_nodes)
        odds = leaving.log_odds
        small = np.exp(-np.abs(odds))
        dead = np.where(odds >= 0, 1.0, small) / (1 + small)
        log_sum = np.maximum(odds, 0) + np.log1p(small)

        rate_part = gammaln(r + counts) - gammaln(r)
        constant = total * (r * np.log(alpha) + s * np.log(beta))
        log_likelihood = count_weights @ rate_part + constant + n @ (log_sum + leaving.log_here)

        n_dead = n * dead
        n_here = n - n_dead
        log_alpha, over_alpha, log_beta, over_beta = leaving.means
        rx = r + x
        gradient = np.array(
            [
                count_weights @ (psi(r + counts) - psi(r))
                + total * np.log(alpha)
                - n_here @ np.log(alpha + age)
                - n_dead @ log_alpha,
                total * r / alpha - n_here @ (rx / (alpha + age)) - n_dead @ (rx * over_alpha),
                total * np.log(beta)
                + n_dead.sum() / s
                - n_here @ np.log(beta + age)
                - n_dead @ log_beta,
                total * s / beta - n_here @ (s / (beta + age)) - (s + 1) * (n_dead @ over_beta),
            ]
        )
        return -float(log_likelihood) / total, -gradient * np.exp(theta) / total

    return objective
