"""Buy-till-you-die models: how often a customer will buy again, and for how much.

Two purchase models share one interface (`PurchaseModel`): `BGNBD`, where a customer may leave
right after a purchase, and `ParetoNBD`, where a customer may leave at any moment. `GammaGamma` is
the model of the value of a purchase. All three are fitted by maximum likelihood on weighted cells
of identical customers (`compress_cells`), and can be rebuilt from stored parameters.

Time is in whatever unit the caller passes, the same everywhere: days in, horizon in days.

References
----------
.. [1] Schmittlein, Morrison, Colombo (1987), "Counting Your Customers: Who Are They and What Will
   They Do Next?", Management Science 33(1), 1-24.
.. [2] Fader, Hardie, Lee (2005), "'Counting Your Customers' the Easy Way: An Alternative to the
   Pareto/NBD Model", Marketing Science 24(2), 275-284.
.. [3] Fader, Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions",
   http://brucehardie.com/notes/009/.
.. [4] Fader, Hardie, Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis",
   Journal of Marketing Research 42(4), 415-430.
.. [5] Fader, Hardie (2013), "The Gamma-Gamma Model of Monetary Value",
   http://brucehardie.com/notes/025/.
"""

from clustomers.methods.btyd.bgnbd import BGNBD
from clustomers.methods.btyd.cells import Cells, compress_cells
from clustomers.methods.btyd.estimation import FitError, LikelihoodModel
from clustomers.methods.btyd.gammagamma import GammaGamma
from clustomers.methods.btyd.intervals import purchase_value_interval
from clustomers.methods.btyd.paretonbd import ParetoNBD
from clustomers.methods.btyd.purchase_model import Forecast, PurchaseModel

__all__ = [
    "BGNBD",
    "Cells",
    "FitError",
    "Forecast",
    "GammaGamma",
    "LikelihoodModel",
    "ParetoNBD",
    "PurchaseModel",
    "compress_cells",
    "purchase_value_interval",
]
