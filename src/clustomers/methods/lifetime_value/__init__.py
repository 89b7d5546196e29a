"""Customer lifetime value: fit, backtest, calibrate, choose and score; frames in, frames out.

`fit_lifetime_value` learns from customer histories and writes all it learned, and how well that
would have forecast the past, into one long table. `score_lifetime_value` needs the histories and
that table only. The methods themselves are in `clustomers.methods.btyd`.

The purchase models count order days. One calibration factor turns forecast order days into orders,
another turns forecast order days times value per order day into sales; both are what happened over
what was forecast in the backtest, so they also absorb several orders a day and the under-forecast
that these models are known for. Intervals take each customer's rate as constant, which it is not;
the backtest says by how much they must be wider to hold what they promise (split conformal
prediction: Lei et al. (2018), "Distribution-Free Predictive Inference for Regression", JASA 113).
"""

from clustomers.methods.lifetime_value.diagnostics import DIAGNOSTIC_TYPES
from clustomers.methods.lifetime_value.fitting import fit_lifetime_value
from clustomers.methods.lifetime_value.scoring import score_lifetime_value, score_types

__all__ = ["DIAGNOSTIC_TYPES", "fit_lifetime_value", "score_lifetime_value", "score_types"]
