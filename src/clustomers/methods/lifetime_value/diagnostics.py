"""The long table in which a fit is stored, written and read back."""

import pandas as pd

from clustomers.methods.btyd import BGNBD, GammaGamma, ParetoNBD, PurchaseModel
from clustomers.methods.lifetime_value.forecast import Calibration
from clustomers.methods.lifetime_value.inputs import TARGETS

PURCHASE_MODELS: dict[str, type[PurchaseModel]] = {"bg_nbd": BGNBD, "pareto_nbd": ParetoNBD}
DIAGNOSTIC_TYPES = {
    "model_name": "str",
    "dataset": "str",
    "metric": "str",
    "horizon_days": "Int64",
    "decile": "Int64",
    "metric_value": "float64",
    "model_version": "str",
}


class Rows:
    """The diagnostics table while it is being written."""

    def __init__(self, model_version: str) -> None:
        self.model_version = model_version
        self.rows: list[tuple[str, str, str, int | None, int | None, float, str]] = []

    def add(
        self,
        model_name: str,
        dataset: str,
        metric: str,
        value: float,
        horizon_days: int | None = None,
        decile: int | None = None,
    ) -> None:
        """Write one row."""
        self.rows.append(
            (model_name, dataset, metric, horizon_days, decile, float(value), self.model_version)
        )

    def value(self, metric: str, model_name: str) -> float:
        """Return what was written of a metric of a model, first of all datasets."""
        return next(row[5] for row in self.rows if row[0] == model_name and row[2] == metric)

    def frame(self) -> pd.DataFrame:
        """Return the rows as a frame with the types of `DIAGNOSTIC_TYPES`."""
        columns = list(zip(*self.rows, strict=True)) or [()] * len(DIAGNOSTIC_TYPES)
        return pd.DataFrame(
            {
                name: pd.Series(list(values), dtype=kind)
                for (name, kind), values in zip(DIAGNOSTIC_TYPES.items(), columns, strict=True)
            }
        )


def stored_models(
    diagnostics: pd.DataFrame,
) -> tuple[str, str, PurchaseModel, GammaGamma, dict[str, Calibration]]:
    """Rebuild the chosen model, the model of value and the calibration from the stored table."""
    versions = diagnostics["model_version"].unique()
    if len(versions) != 1:
        raise ValueError(
            f"diagnostics holds {len(versions)} values of model_version; pass the rows of one fit."
        )
    picked = diagnostics[
        (diagnostics["metric"] == "chosen_model") & diagnostics["metric_value"].eq(1)
    ]
    if len(picked) != 1:
        raise ValueError(
            f"diagnostics names {len(picked)} models in metric 'chosen_model', not one; "
            "pass the whole table that fit_lifetime_value returned."
        )
    chosen = str(picked["model_name"].iloc[0])
    calibrations = {
        target: Calibration(
            _single(diagnostics, chosen, f"calibration_factor:{target}"),
            _single(diagnostics, chosen, f"interval_widening:{target}"),
        )
        for target in TARGETS
    }
    return (
        chosen,
        str(versions[0]),
        PURCHASE_MODELS[chosen].from_parameters(**_parameters(diagnostics, chosen)),
        GammaGamma.from_parameters(**_parameters(diagnostics, "gamma_gamma")),
        calibrations,
    )


def _single(diagnostics: pd.DataFrame, model_name: str, metric: str) -> float:
    rows = diagnostics[
        (diagnostics["model_name"] == model_name) & (diagnostics["metric"] == metric)
    ]
    if len(rows) != 1:
        raise ValueError(
            f"diagnostics has {len(rows)} rows of metric '{metric}' for {model_name}, not one; "
            "pass the whole table that fit_lifetime_value returned."
        )
    return float(rows["metric_value"].iloc[0])


def _parameters(diagnostics: pd.DataFrame, model_name: str) -> dict[str, float]:
    rows = diagnostics[
        (diagnostics["model_name"] == model_name)
        & (diagnostics["dataset"] == "train")
        & diagnostics["metric"].str.startswith("parameter:")
    ]
    names = rows["metric"].str.removeprefix("parameter:")
    return dict(zip(names.tolist(), rows["metric_value"].astype(float).tolist(), strict=True))
