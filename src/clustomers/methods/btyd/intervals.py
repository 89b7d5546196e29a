"""Prediction interval of what a customer will spend: number of purchases times their value."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincc, betaincinv, expit, logit, psi, zeta

from clustomers.methods.btyd.cells import Floats, check_customers, check_horizon, group_rows
from clustomers.methods.btyd.gammagamma import GammaGamma, check_values
from clustomers.methods.btyd.purchase_model import PurchaseModel, check_tail

_GRID_SIZE = 24
_FINE_SIZE = 256
_NEGLIGIBLE = 1e-4  # probability of more purchases than the last bin's
_UNLIKELY = 5e-3  # probability of a bin that may be joined with its neighbour
_BLOCK = 16_384  # groups of customers at a time, to bound the memory


def purchase_value_interval(
    purchases: PurchaseModel,
    spend: GammaGamma,
    t: ArrayLike,
    repeat_purchase_count: ArrayLike,
    purchase_span: ArrayLike,
    customer_age: ArrayLike,
    mean_order_value: ArrayLike,
    *,
    coverage: float = 0.9,
) -> tuple[Floats, Floats]:
    """Equal-tailed prediction interval of the value of all purchases in the next t.

    Given n purchases, their total divided by (v + x * mean value) is beta prime with shapes
    (p n, q + p x), exactly. So the distribution of the total is a mixture of beta primes over the
    predictive distribution of n; x and n alone decide its components, which are tabulated once on
    a grid, and each customer's quantile is interpolated. Three approximations, together about 1 %
    of the bound at most, less where p or x is small: the grid of 24 values, counts above 15 in bins
    an eighth of their size wide, and counts joined that are unlikely for all customers of the same
    x.
    Parameters count as known, and value as independent of frequency.

    Parameters
    ----------
    purchases : PurchaseModel
        Fitted model of the number of purchases.
    spend : GammaGamma
        Fitted model of their value.
    t : float or array-like of shape (n_customers,)
        Horizon, in the same unit as the other times.
    repeat_purchase_count, purchase_span, customer_age : array-like of shape (n_customers,)
        As in `PurchaseModel.fit`.
    mean_order_value : array-like of shape (n_customers,)
        As in `GammaGamma.conditional_expected_value`; where it is NaN nothing is known of the
        customer's value, and the population's distribution is used.
    coverage : float, default 0.9
        Probability between the bounds, both included.

    Returns
    -------
    low, high : ndarray of shape (n_customers,)
        In the unit of value; 0 where the customer buys nothing with more than the tail's
        probability.
    """
    tail = check_tail(coverage)
    x, span, age = check_customers(
        repeat_purchase_count, purchase_span, customer_age, allow_empty=True
    )
    horizon = check_horizon(t, len(x))
    values = np.atleast_1d(np.asarray(mean_order_value, dtype=np.float64))
    if values.shape != x.shape:
        check_values(x, values)
    known_x = np.where(np.isnan(values), 0.0, x)
    values = check_values(known_x, values)

    p, q, v = spend.parameters_.values()
    scale = v + known_x * values
    alive = purchases.probability_alive(x, span, age)
    bounds = (np.zeros_like(x), np.zeros_like(x))
    first_rows, inverse = group_rows(known_x, x, horizon, age)
    # Groups are sorted by the count behind the mean value, so its groups are neighbours.
    by_group = np.argsort(inverse, kind="stable")
    group_ends = np.cumsum(np.bincount(inverse, minlength=len(first_rows)))
    for block in range(0, len(first_rows), _BLOCK):
        part = first_rows[block : block + _BLOCK]
        counts, shares = _count_bins(purchases, horizon[part], x[part], age[part])
        starts = np.flatnonzero(np.diff(known_x[part], prepend=-1.0))
        for start, end in zip(starts, np.append(starts[1:], len(part)), strict=True):
            first, last = block + start, block + end
            rows = by_group[(group_ends[first - 1] if first else 0) : group_ends[last - 1]]
            members = inverse[rows] - first
            means, merged = _merge_bins(counts, shares[start:end])
            active = merged.sum(axis=1)
            q_known = q + p * float(known_x[rows[0]])
            grid, exceed = _value_grid(p * means, q_known, merged.max(axis=0), tail)
            survival = merged @ exceed
            for bound, level in zip(bounds, (1 - tail, tail), strict=True):
                chosen = alive[rows] * active[members] > level
                picked = rows[chosen]
                target = level / alive[picked]
                bound[picked] = scale[picked] * np.exp(
                    _invert_rows(survival, grid, members[chosen], target)
                )
    return bounds


def _count_bins(
    purchases: PurchaseModel, t: Floats, x: Floats, age: Floats
) -> tuple[Floats, Floats]:
    """Distribution of the purchases of those not left: bins' mid-points and their probabilities.

    Returns
    -------
    counts : ndarray of shape (n_bins,)
    shares : ndarray of shape (n_groups, n_bins)
    """
    edge, edges, tails = 1.0, [], []
    relevant = np.arange(len(t))
    while len(relevant):
        tail = np.zeros_like(t)
        n = np.full(len(relevant), edge)
        tail[relevant] = purchases._tail_if_alive(n, t[relevant], x[relevant], age[relevant])
        edges.append(edge)
        tails.append(tail)
        relevant = relevant[tail[relevant] > _NEGLIGIBLE]
        edge += max(1.0, np.floor(edge / 8))
    edges.append(edge)
    tails.append(np.zeros_like(t))
    borders = np.array(edges)
    return (borders[:-1] + borders[1:] - 1) / 2, -np.diff(np.array(tails), axis=0).T


def _merge_bins(counts: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Join neighbouring bins that no group of customers is likely to be in."""
    labels = np.floor(np.cumsum(shares.max(axis=0)) / _UNLIKELY)
    starts = np.flatnonzero(np.diff(labels, prepend=-1.0))
    merged = np.add.reduceat(shares, starts, axis=1)
    totals = shares.sum(axis=0)
    mass = np.add.reduceat(totals, starts)
    likely = mass > 0
    means = np.add.reduceat(totals * counts, starts)[likely] / mass[likely]
    return means, merged[:, likely]


def _value_grid(shapes: Floats, q: float, shares: Floats, tail: float) -> tuple[Floats, Floats]:
    """Survival functions of beta prime distributions on a grid of log values.

    The grid is densest where the mixture of these distributions, by shares, is steepest.

    Returns
    -------
    grid : ndarray of shape (n_grid,)
        Log values.
    exceed : ndarray of shape (n_shapes, n_grid)
    """
    smallest, largest = betaincinv([shapes[0], shapes[-1]], q, [tail / 20, 1 - tail / 20])
    high = logit(min(largest, 1 - 1e-15))
    # Below a ten-millionth of the largest a bound is as good as 0; there the grid may end.
    low = max(logit(max(smallest, 1e-300)), high - 16)
    fine = np.linspace(low, high, _FINE_SIZE)
    # Mean and variance of the logarithm of a beta prime variable.
    centres, variances = psi(shapes) - psi(q), zeta(2, shapes) + zeta(2, q)
    peaks = np.exp(-np.square(fine - centres[:, None]) / (2 * variances[:, None]))
    density = np.sqrt((shares / np.sqrt(variances)) @ peaks)
    mass = np.cumsum(density / density.sum() + 0.2 / _FINE_SIZE)
    grid = np.interp(np.linspace(mass[0], mass[-1], _GRID_SIZE), mass, fine)
    return grid, np.asarray(betaincc(shapes[:, None], q, expit(grid)), dtype=np.float64)


def _invert_rows(survival: Floats, grid: Floats, rows: NDArray[np.intp], target: Floats) -> Floats:
    """Interpolate where the falling curve ``survival[row]`` meets each target."""
    low = np.zeros(len(rows), dtype=np.intp)
    high = np.full(len(rows), len(grid) - 1, dtype=np.intp)
    while (high - low > 1).any():
        middle = (low + high) // 2
        above = survival[rows, middle] > target
        low = np.where(above, middle, low)
        high = np.where(above, high, middle)
    # In log odds, where such curves are nearly straight, by a cubic in each interval that cannot
    # turn, as its slopes at both ends are harmonic means of those of the intervals around.
    odds = logit(np.clip(survival, 1e-12, 1 - 1e-12))
    falls = np.maximum(odds[:, :-1] - odds[:, 1:], 1e-12)
    steps = np.diff(grid)
    before, after = np.maximum(low - 1, 0), np.minimum(low + 1, len(steps) - 1)
    fall, step = falls[rows, low], steps[low]

    def slope(side: NDArray[np.intp]) -> Floats:
        other = falls[rows, side]
        weight, other_weight = fall + 2 * other, other + 2 * fall
        mean = (weight * fall / step + other_weight * other / steps[side]) / (weight + other_weight)
        return np.asarray(fall / mean)

    share = np.clip((odds[rows, low] - logit(target)) / fall, 0.0, 1.0)
    bend = share * (1 - share) * (slope(before) * (1 - share) - slope(after) * share)
    return np.asarray(grid[low] + step * share**2 * (3 - 2 * share) + bend, dtype=np.float64)
