"""Put customer features on one scale, with numbers that can be stored and repeated in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import skew

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

MAX_SKEWNESS = 1.0


def check_features(X: npt.ArrayLike, feature_names: Sequence[str] | None = None) -> FloatArray:
    """Return `X` as a float matrix, or raise a ValueError that names the column at fault."""
    matrix = np.asarray(X, dtype=np.float64)
    if matrix.ndim != 2:
        raise ValueError(f"features must be (n_customers, n_features), got shape {matrix.shape}")
    if feature_names is not None and len(feature_names) != matrix.shape[1]:
        raise ValueError(f"{len(feature_names)} feature names for {matrix.shape[1]} columns")
    bad = np.flatnonzero(~np.isfinite(matrix).all(axis=0)).tolist()
    if bad:
        names = [feature_names[j] if feature_names is not None else f"column {j}" for j in bad]
        count = int((~np.isfinite(matrix[:, bad])).any(axis=1).sum())
        raise ValueError(
            f"missing or infinite values in {', '.join(names)} ({count} rows): "
            "give them a value before clustering, or leave the feature out"
        )
    return matrix


class FeatureTransform:
    """Winsorize, take log1p of skewed nonnegative columns, standardize.

    A column is logged when its winsorized values are nonnegative, their skewness is above 1 and the
    logarithm brings the skewness nearer to 0. Columns that cross zero are never logged: a signed
    logarithm would open a gap around zero, which a clustering then finds. In SQL a value x becomes

        (f(least(greatest(x, lower), upper)) - mean) / scale,   f = ln(1 + x) when is_logged else x

    Parameters
    ----------
    lower_quantile, upper_quantile : float
        Quantiles of the fitted data at which values are clipped.

    Attributes
    ----------
    lower_, upper_, mean_, scale_ : ndarray of shape (n_features,)
        Bounds in the feature's unit; mean and standard deviation after clipping and logarithm. The
        scale of a column that is constant (after clipping) is 1, so it contributes 0.
    is_logged_ : ndarray of bool, shape (n_features,)
    """

    lower_: FloatArray
    upper_: FloatArray
    is_logged_: npt.NDArray[np.bool_]
    mean_: FloatArray
    scale_: FloatArray

    def __init__(self, lower_quantile: float = 0.01, upper_quantile: float = 0.99) -> None:
        self.lower_quantile = lower_quantile
        self.upper_quantile = upper_quantile

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, npt.ArrayLike]) -> FeatureTransform:
        """Build a fitted transform from what `parameters` returned (rows of numbers)."""
        transform = cls()
        transform.lower_ = np.asarray(parameters["lower"], dtype=np.float64)
        transform.upper_ = np.asarray(parameters["upper"], dtype=np.float64)
        transform.is_logged_ = np.asarray(parameters["is_logged"], dtype=np.float64) > 0.5
        transform.mean_ = np.asarray(parameters["mean"], dtype=np.float64)
        transform.scale_ = np.asarray(parameters["scale"], dtype=np.float64)
        return transform

    def parameters(self) -> dict[str, FloatArray]:
        """Return the fitted numbers, one row of shape (n_features,) per kind."""
        return {
            "lower": self.lower_,
            "upper": self.upper_,
            "is_logged": self.is_logged_.astype(np.float64),
            "mean": self.mean_,
            "scale": self.scale_,
        }

    def fit(self, X: npt.ArrayLike, feature_names: Sequence[str] | None = None) -> FeatureTransform:
        """Learn bounds, logarithms, means and scales.

        Parameters
        ----------
        X : array of shape (n_customers, n_features)
            Raw features. `feature_names` are used in errors only.

        Raises
        ------
        ValueError
            No rows, or a missing or infinite value (the column is named).
        """
        matrix = check_features(X, feature_names)
        if len(matrix) == 0:
            raise ValueError("cannot fit a transform on no customers")
        bounds = np.quantile(matrix, [self.lower_quantile, self.upper_quantile], axis=0)
        self.lower_, self.upper_ = bounds[0], bounds[1]
        self.is_logged_ = np.zeros(matrix.shape[1], dtype=bool)
        values = np.clip(matrix, self.lower_, self.upper_)
        for j in range(matrix.shape[1]):
            column = values[:, j]
            if self.lower_[j] < 0 or self.lower_[j] == self.upper_[j]:
                continue
            skewness, logged = float(skew(column)), np.log1p(column)
            if skewness > MAX_SKEWNESS and abs(float(skew(logged))) < skewness:
                self.is_logged_[j] = True
                values[:, j] = logged
        self.mean_ = values.mean(axis=0)
        scale = values.std(axis=0)
        is_constant = scale <= 1e-9 * np.maximum(1e-300, np.abs(values).max(axis=0))
        self.scale_ = np.where(is_constant, 1.0, scale)
        self.mean_[is_constant] = values[0, is_constant]
        return self

    def transform(self, X: npt.ArrayLike, feature_names: Sequence[str] | None = None) -> FloatArray:
        """Return the standardized features, shape (n_customers, n_features)."""
        values: FloatArray = np.clip(check_features(X, feature_names), self.lower_, self.upper_)
        values[:, self.is_logged_] = np.log1p(values[:, self.is_logged_])
        values -= self.mean_
        values /= self.scale_
        return values

    def inverse_transform(self, Z: npt.ArrayLike) -> FloatArray:
        """Return standardized values, centres for example, in the features' own units."""
        values = np.asarray(Z, dtype=np.float64) * self.scale_ + self.mean_
        values[:, self.is_logged_] = np.expm1(values[:, self.is_logged_])
        return values
