"""Put customer features on one scale, with numbers that can be stored and repeated in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import skew

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

MAX_SKEWNESS = 1.0
PARAMETERS = ("lower", "upper", "is_logged", "mean", "scale", "weight")


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


def communality(Z: FloatArray, blocks: Sequence[str]) -> FloatArray:
    """Share of each feature's variance that the features of other blocks account for.

    A kind of customer shows in more than one way: who comes in the morning also buys little at a
    time. What shows in one block alone, such as the use of an app, splits customers just as
    sharply, but by one question, which is a segment. Features are therefore weighed by what they
    share with others, as in factor analysis.

    Parameters
    ----------
    Z : ndarray of shape (n_customers, n_features), standardized
    blocks : sequence of str, of length n_features
        The block of each feature. A single block has no other: all its features get 1.

    Returns
    -------
    ndarray of shape (n_features,)
        Adjusted R² of the regression on the features of all other blocks, at least 0.

    References
    ----------
    Thurstone (1947), Multiple-Factor Analysis, ch. 2 (communality); Guttman (1956), Best possible
    systematic estimates of communalities, Psychometrika 21 (squared multiple correlations).
    """
    result = np.ones(Z.shape[1])
    for block in dict.fromkeys(blocks):
        own = np.array([one == block for one in blocks])
        others = Z[:, ~own]
        rank = int(np.linalg.matrix_rank(others)) if others.size else 0
        freedom = len(Z) - rank - 1
        if own.all():
            continue
        if freedom < 1:
            raise ValueError(f"{len(Z)} customers are too few to weigh {Z.shape[1]} features")
        fitted = others @ np.linalg.lstsq(others, Z[:, own], rcond=None)[0]
        left = ((Z[:, own] - fitted) ** 2).sum(axis=0) / freedom
        total = (Z[:, own] ** 2).sum(axis=0) / (len(Z) - 1)
        shared = 1 - np.divide(left, total, out=np.ones_like(left), where=total > 0)
        result[own] = np.maximum(shared, 0)
    return result


class FeatureTransform:
    """Winsorize, take log1p of skewed nonnegative columns, standardize, weigh.

    A column is logged when its winsorized values are nonnegative, their skewness is above 1 and the
    logarithm brings the skewness nearer to 0. Columns that cross zero are never logged: a signed
    logarithm would open a gap around zero, which a clustering then finds. In SQL a value x becomes

        (f(least(greatest(x, lower), upper)) - mean) / scale * weight,

    with f = ln(1 + x) when is_logged else x. Weights are 1, or the square root of `communality`
    where features come in blocks.

    Parameters
    ----------
    lower_quantile, upper_quantile : float
        Quantiles of the fitted data at which values are clipped.

    Attributes
    ----------
    lower_, upper_, mean_, scale_ : ndarray of shape (n_features,)
        Bounds in the feature's unit; mean and standard deviation after clipping and logarithm. The
        scale of a column that is constant (after clipping) is 1, so it contributes 0.
    weight_ : ndarray of shape (n_features,)
        What the standardized feature is multiplied by; 0 leaves it out.
    is_logged_ : ndarray of bool, shape (n_features,)
    """

    lower_: FloatArray
    upper_: FloatArray
    is_logged_: npt.NDArray[np.bool_]
    mean_: FloatArray
    scale_: FloatArray
    weight_: FloatArray

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
        transform.weight_ = np.asarray(parameters["weight"], dtype=np.float64)
        return transform

    def parameters(self) -> dict[str, FloatArray]:
        """Return the fitted numbers, one row of shape (n_features,) per kind."""
        return {
            "lower": self.lower_,
            "upper": self.upper_,
            "is_logged": self.is_logged_.astype(np.float64),
            "mean": self.mean_,
            "scale": self.scale_,
            "weight": self.weight_,
        }

    def fit(
        self,
        X: npt.ArrayLike,
        feature_names: Sequence[str] | None = None,
        blocks: Sequence[str] | None = None,
        left_out: Sequence[str] = (),
    ) -> FeatureTransform:
        """Learn bounds, logarithms, means, scales and weights.

        Parameters
        ----------
        X : array of shape (n_customers, n_features)
            Raw features. `feature_names` are used in errors only.
        blocks : sequence of str, of length n_features, optional
            The block of each feature; without them all features weigh the same.
        left_out : sequence of str
            Blocks that get no weight.

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
        self.weight_ = np.ones(matrix.shape[1])
        if blocks is not None:
            is_in = np.array([block not in left_out for block in blocks])
            Z = (values[:, is_in] - self.mean_[is_in]) / self.scale_[is_in]
            self.weight_[~is_in] = 0
            kept = [block for block in blocks if block not in left_out]
            self.weight_[is_in] = np.sqrt(communality(Z, kept))
        return self

    def transform(self, X: npt.ArrayLike, feature_names: Sequence[str] | None = None) -> FloatArray:
        """Return the standardized, weighed features, shape (n_customers, n_features)."""
        values: FloatArray = np.clip(check_features(X, feature_names), self.lower_, self.upper_)
        values[:, self.is_logged_] = np.log1p(values[:, self.is_logged_])
        values -= self.mean_
        values /= self.scale_
        values *= self.weight_
        return values

    def inverse_transform(self, Z: npt.ArrayLike) -> FloatArray:
        """Return standardized values, centers for example, in the features' own units.

        A feature without weight is given its mean.
        """
        weighed = np.asarray(Z, dtype=np.float64)
        values = np.divide(
            weighed, self.weight_, out=np.zeros_like(weighed), where=self.weight_ > 0
        )
        values = values * self.scale_ + self.mean_
        values[:, self.is_logged_] = np.expm1(values[:, self.is_logged_])
        return values
