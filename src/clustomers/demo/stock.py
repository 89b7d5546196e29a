"""Pieces on hand by location, product and day."""

import numpy as np
import numpy.typing as npt

DELIVERY_DAYS = 21


def make(shape: tuple[int, int, int], rng: np.random.Generator) -> npt.NDArray[np.int16]:
    """Make stock that deliveries fill up and sales run down, at times to nothing.

    The sales of a chunk of people cannot run down a stock that all chunks share, so the stock comes
    first and decides what can be sold. Each location gets its deliveries on a day of its own, and
    the season's goods with them: a location that planned badly is out of all of them until the next
    delivery, about one day in five.

    Parameters
    ----------
    shape
        Locations, products, days; the last location is the warehouse.
    rng
        Random numbers.

    Returns
    -------
    numpy.ndarray
        Pieces, never negative, of that shape.
    """
    locations, products, days = shape
    phase = rng.integers(0, DELIVERY_DAYS, locations)[:, None]
    age = (np.arange(days)[None, :] + phase) % DELIVERY_DAYS
    delivery = (np.arange(days)[None, :] + phase) // DELIVERY_DAYS
    # How many days a delivery lasts; some do not reach the next one.
    lasts = rng.choice(
        [10.0, 14.0, 30.0], size=(locations, int(delivery.max()) + 1), p=[0.2, 0.3, 0.5]
    )
    lasts = np.take_along_axis(lasts, delivery, axis=1)
    lasts[-1] = np.where(lasts[-1] < 30, 19.0, 30.0)  # the warehouse plans better
    lasts = lasts[:, None, :] * (0.8 + 0.2 * rng.random((locations, products, 1)))
    size = rng.integers(14, 60, (locations, products, 1)).astype(np.float64)
    size[-1] *= 12
    left = size * (1 - age[:, None, :] / lasts) + rng.normal(0, 0.4, (locations, products, days))
    pieces: npt.NDArray[np.int16] = np.maximum(np.round(left), 0).astype(np.int16)
    return pieces
