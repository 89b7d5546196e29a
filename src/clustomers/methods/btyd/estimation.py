"""Maximum likelihood over the logarithms of positive parameters."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Self

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import ThreadpoolController

from clustomers.methods.btyd.cells import Floats

# Objective: log parameters -> (mean negative log-likelihood, its gradient).
Objective = Callable[[Floats], tuple[float, Floats]]

# In units of the mean customer age (or mean order value) a parameter outside this range only
# says that the data cannot tell it from zero or infinity.
LOG_BOUND = float(np.log(1e5))
# Beyond this standard error a parameter is unknown within a factor of exp(5) = 150.
MAX_LOG_STANDARD_ERROR = 5.0
# Two climbs that end this close in total log-likelihood have found the same plateau.
SAME_LOG_LIKELIHOOD = 0.1


class FitError(ValueError):
    """No maximum of the likelihood was found; the message says what to do."""


@dataclass(frozen=True)
class Optimum:
    """A maximum of the likelihood.

    Attributes
    ----------
    log_parameters, log_standard_errors : ndarray of shape (n_parameters,)
        The estimate, and its standard errors (NaN when not identified).
    mean_loss : float
        Mean negative log-likelihood.
    is_identified : bool
        False on the border of the parameter space and along a flat ridge of the likelihood.
    """

    log_parameters: Floats
    log_standard_errors: Floats
    mean_loss: float
    is_identified: bool


class LikelihoodModel:
    """What all models share: parameters that are learned, or rebuilt from storage.

    Parameters
    ----------
    max_iterations : int, default 500
        Limit of optimizer iterations.

    Attributes
    ----------
    log_likelihood_ : float
        Total (weighted) log-likelihood, in the caller's unit.
    standard_errors_ : dict of str to float
        Standard error of each parameter, from the Hessian in the logarithms of the parameters by
        the delta method; NaN when `is_identified_` is False.
    is_identified_ : bool
        False when the maximum lies at the border of the parameter space or on a flat ridge (nobody
        ever leaves, say). Predictions are still those of the best fit.
    n_customers_ : float
        Sum of weights.
    """

    parameter_names: ClassVar[tuple[str, ...]]
    _unit_parameters: ClassVar[tuple[str, ...]]  # those measured in the unit of time or value

    log_likelihood_: float
    standard_errors_: dict[str, float]
    is_identified_: bool
    n_customers_: float

    def __init__(self, *, max_iterations: int = 500) -> None:
        self.max_iterations = max_iterations

    @classmethod
    def from_parameters(cls, **parameters: float) -> Self:
        """Rebuild a fitted model from stored parameters.

        Parameters
        ----------
        **parameters : float
            Exactly the names in `parameter_names`, each positive.

        Raises
        ------
        ValueError
            When a name is missing or unknown, or a value is not positive and finite.
        """
        if set(parameters) != set(cls.parameter_names):
            raise ValueError(
                f"{cls.__name__} needs exactly the parameters {', '.join(cls.parameter_names)}; "
                f"got {', '.join(sorted(parameters)) or 'none'}."
            )
        model = cls()
        for name, value in parameters.items():
            if not (np.isfinite(value) and value > 0):
                raise ValueError(
                    f"{cls.__name__}: {name} must be positive and finite, got {value}."
                )
            setattr(model, f"{name}_", float(value))
        return model

    @property
    def parameters_(self) -> dict[str, float]:
        """Learned parameters by name."""
        if not all(hasattr(self, f"{name}_") for name in self.parameter_names):
            raise ValueError(f"{type(self).__name__} has no parameters yet; call fit first.")
        return {name: getattr(self, f"{name}_") for name in self.parameter_names}

    def _search(
        self, objective: Objective, starts: Sequence[Sequence[float]], total_weight: float
    ) -> Optimum:
        return _maximize_likelihood(
            objective,
            [np.log(start) for start in starts],
            total_weight,
            self.max_iterations,
            type(self).__name__,
        )

    def _learn(self, optimum: Optimum, unit: float, unit_power: float, weight: float) -> None:
        """Store an optimum found in other units: densities there are unit^unit_power as high."""
        self.standard_errors_ = {}
        for name, log_value, log_error in zip(
            self.parameter_names, optimum.log_parameters, optimum.log_standard_errors, strict=True
        ):
            value = float(np.exp(log_value)) * (unit if name in self._unit_parameters else 1.0)
            setattr(self, f"{name}_", value)
            self.standard_errors_[name] = value * float(log_error)
        self.is_identified_ = optimum.is_identified
        self.log_likelihood_ = -optimum.mean_loss * weight - unit_power * float(np.log(unit))
        self.n_customers_ = weight


@cache
def _threadpools() -> ThreadpoolController:
    return ThreadpoolController()


def one_blas_thread() -> AbstractContextManager[object]:
    """Limit BLAS to one thread: the products here are too small to share."""
    limit: AbstractContextManager[object] = _threadpools().limit(limits=1, user_api="blas")
    return limit


def _maximize_likelihood(
    objective: Objective,
    starts: Sequence[Floats],
    total_weight: float,
    max_iterations: int,
    model_name: str,
) -> Optimum:
    """Climb from each start in turn to an identified maximum, or twice to the same plateau.

    L-BFGS within bounds, then Newton steps with the Hessian that the standard errors need anyway,
    so that the estimate does not depend on the path taken to it.

    Raises
    ------
    FitError
        When no start leads to a maximum.
    """
    best: Optimum | None = None
    for start in starts:
        found = _climb(objective, start, total_weight, max_iterations)
        if found is None:
            continue
        higher = np.inf if best is None else (best.mean_loss - found.mean_loss) * total_weight
        if best is None or found.mean_loss < best.mean_loss - 1e-10:
            best = found
        if best.is_identified or abs(higher) < SAME_LOG_LIKELIHOOD:
            break
    if best is None:
        raise FitError(
            f"{model_name}: the likelihood has no maximum that the optimizer can reach within "
            f"{max_iterations} iterations. Check the time unit and outliers of the inputs, raise "
            "max_iterations, or leave this model out until there is more history."
        )
    return best


def _climb(
    objective: Objective, start: Floats, total_weight: float, max_iterations: int
) -> Optimum | None:
    result = minimize(
        objective,
        np.clip(start, -LOG_BOUND, LOG_BOUND),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-LOG_BOUND, LOG_BOUND)] * len(start),
        options={"maxiter": max_iterations, "ftol": 1e-12, "gtol": 1e-6, "maxcor": 20},
    )
    theta = np.asarray(result.x, dtype=np.float64)
    loss, gradient = objective(theta)
    if not np.isfinite(loss) or (result.status == 1 and np.abs(gradient).max() > 1e-3):
        return None
    unknown = np.full_like(theta, np.nan)
    if (np.abs(theta) > LOG_BOUND - 1e-6).any():
        return Optimum(theta, unknown, loss, is_identified=False)

    hessian = _hessian(objective, theta)
    values, vectors = np.linalg.eigh(hessian)
    floor = 1.0 / (total_weight * MAX_LOG_STANDARD_ERROR**2)
    if values[0] <= floor:
        return Optimum(theta, unknown, loss, is_identified=False)
    for _ in range(4):
        step = vectors @ ((vectors.T @ gradient) / values)
        if np.abs(step).max() < 1e-10:
            break
        candidate = theta - step
        candidate_loss, candidate_gradient = objective(candidate)
        if not candidate_loss <= loss + 1e-12:
            break
        theta, loss, gradient = candidate, candidate_loss, candidate_gradient
    variances = np.square(vectors) @ (1.0 / values) / total_weight
    return Optimum(theta, np.sqrt(variances), loss, is_identified=True)


def _hessian(objective: Objective, theta: Floats, step: float = 1e-4) -> Floats:
    """Central differences of the analytic gradient."""
    rows = []
    for unit in np.eye(len(theta)) * step:
        rows.append((objective(theta + unit)[1] - objective(theta - unit)[1]) / (2 * step))
    hessian = np.array(rows)
    return np.asarray((hessian + hessian.T) / 2)
