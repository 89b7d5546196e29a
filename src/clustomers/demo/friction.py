"""Where the sites lose visitors: steps of the checkout, a form, pages without proof points.

Each loss is a number of percentage points that its group completes the step less often.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo.company import Company
from clustomers.demo.planted import Effect, detectable_share

# Share that goes on from each step of the checkout where nothing is wrong.
SHIPPING, PAYMENT, REVIEW = 0.88, 0.90, 0.95
FORM = 0.66
FIRST_VISIT = 0.62

SLOW_MOBILE_LOSS = 0.16
PAYMENT_METHOD_LOSS = 0.12
SHIPPING_WINDOW_LOSS = 0.11
SERVICE_WINDOW_LOSS = 0.20
PROOF_LOSS = 0.30

# Categories whose page shows no ratings and no guarantee.
WITHOUT_PROOF = ("knitwear", "dresses", "accessories")
# Expected number a person over 24 months of checkouts begun, appointment forms, and first visits
# to the category pages; the effects' samples.
CHECKOUTS, FORMS, FIRST_VISITS = 1.4, 0.125, 0.21
PAYMENT_METHODS = "card|invoice|instalments"
ADDED_PAYMENT_METHOD = "wallet"


@dataclass(frozen=True)
class Friction:
    """Days on which the company mended what it had found, as shares of the time.

    Attributes
    ----------
    shipping_day
        First day on which the checkout said when the order arrives.
    payment_day
        First day on which the checkout offered a wallet.
    service_day
        First day on which the form said when an appointment is free.
    """

    shipping_day: int
    payment_day: int
    service_day: int

    @classmethod
    def of(cls, days: int) -> "Friction":
        """Set the days for a demo of this many days."""
        return cls(int(days * 0.35), int(days * 0.50), int(days * 0.48))

    def completion(
        self, day: npt.NDArray[Any], is_mobile: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.float64]:
        """Return the share that goes on from shipping, payment and review, shape (n, 3)."""
        rates = np.empty((len(day), 3))
        rates[:, 0] = SHIPPING - SHIPPING_WINDOW_LOSS * (day < self.shipping_day)
        rates[:, 1] = PAYMENT - PAYMENT_METHOD_LOSS * (day < self.payment_day)
        rates[:, 1] -= SLOW_MOBILE_LOSS * is_mobile
        rates[:, 2] = REVIEW
        return rates

    def abandoned(
        self, day: npt.NDArray[Any], is_mobile: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.float64]:
        """Return how many checkouts stop at each step for one that is completed, shape (n, 3).

        Orders are given, so the funnel is filled from its end: r of those who reach a step
        complete it, so for each that did, 1 / r - 1 did not.
        """
        rates = self.completion(day, is_mobile)
        # Those who reach the step after this one, for one order.
        after = np.ones_like(rates)
        after[:, 1] = 1 / rates[:, 2]
        after[:, 0] = after[:, 1] / rates[:, 1]
        lost: npt.NDArray[np.float64] = after * (1 / rates - 1)
        return lost


def effects(company: Company) -> list[Effect]:
    """Return the losses as effects, with the samples that show them."""
    days, people = company.settings.days, company.settings.customers
    mended = Friction.of(days)
    checkouts = people * CHECKOUTS * days / 730
    half = checkouts / 2
    rows = (
        ("friction_slow_mobile_payment", "payment step completion", -SLOW_MOBILE_LOSS, PAYMENT,
         "checkouts that reach the payment page, mobile against desktop", half, half, 0, days),
        ("friction_missing_payment_method", "payment step completion", -PAYMENT_METHOD_LOSS,
         PAYMENT, "checkouts that reach the payment page, before against after the wallet",
         half, half, 0, mended.payment_day),
        ("friction_no_shipping_window", "shipping step completion", -SHIPPING_WINDOW_LOSS, SHIPPING,
         "checkouts begun, before against after the page said when the order arrives",
         checkouts * 0.35, checkouts * 0.65, 0, mended.shipping_day),
        ("friction_no_service_window", "appointment form completion", -SERVICE_WINDOW_LOSS, FORM,
         "appointment forms started, before against after the form said when one is free",
         people * FORMS * 0.48, people * FORMS * 0.52, 0, mended.service_day),
        ("friction_no_proof_points", "first visits that go on to a second page", -PROOF_LOSS,
         FIRST_VISIT, "first visits of a browser that land on a category page of the shop",
         people * FIRST_VISITS * 0.375, people * FIRST_VISITS * 0.625, 0, days),
    )  # fmt: skip
    return [
        Effect(
            name,
            "journeys",
            metric,
            size,
            "share",
            sample,
            int(first + second),
            detectable_share(base, int(first), int(second)),
            start,
            end,
            "percentage points of those who reach the step",
        )
        for name, metric, size, base, sample, first, second, start, end in rows
    ]
