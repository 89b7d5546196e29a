"""Weather by city and day, which the purchases follow and `context.weather` reports."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clustomers.demo.calendar import Calendar

# Mean and half the yearly swing of the highest temperature, and the chance of rain, by zone.
CLIMATE = ((13.5, 8.5, 0.36), (14.5, 10.5, 0.30), (13.5, 10.5, 0.33), (13.0, 11.5, 0.35))


@dataclass(frozen=True)
class Weather:
    """Weather, each array of shape (cities, days)."""

    rain: npt.NDArray[np.float64]  # millimetres
    temperature_max: npt.NDArray[np.float64]  # Celsius
    temperature_min: npt.NDArray[np.float64]
    sunshine: npt.NDArray[np.float64]  # hours

    @property
    def is_rainy(self) -> npt.NDArray[np.bool_]:
        """Whether it rained enough to be noticed: 1 mm or more."""
        return self.rain >= 1.0


def make(calendar: Calendar, zone: npt.NDArray[np.int8], rng: np.random.Generator) -> Weather:
    """Make the weather of cities.

    Fronts last some days and cover a zone: an autoregressive series by zone, and one by city.

    Parameters
    ----------
    calendar
        Days.
    zone
        Weather zone of each city, shape (cities,).
    rng
        Random numbers.
    """
    days = calendar.days
    front = _persistent(rng, len(CLIMATE), days)[zone]
    front = 0.8 * front + 0.6 * _persistent(rng, len(zone), days)
    mean, swing, wet = (np.array(values)[zone][:, None] for values in zip(*CLIMATE, strict=True))
    # Warmest around 20 July.
    season = np.cos(2 * np.pi * (calendar.year_share - 0.55))[None, :]
    threshold = np.quantile(front, 1 - float(wet.mean())) + 1.2 * (wet.mean() - wet)
    is_wet = front > threshold
    rain = np.where(is_wet, 0.5 + rng.gamma(1.1, 5.0, front.shape), 0.0)
    warmth = _persistent(rng, len(zone), days)
    highest = mean + swing * season + 3.4 * warmth - 1.8 * is_wet
    lowest = highest - 5.0 - 3.0 * rng.random(front.shape) - 2.0 * ~is_wet
    daylight = 12.2 + 4.2 * season
    clear = np.where(is_wet, rng.beta(1.4, 5.0, front.shape), rng.beta(3.0, 2.2, front.shape))
    figures = (rain, highest, lowest, daylight * clear)
    return Weather(*(np.round(figure, 1).astype(np.float64) for figure in figures))


def _persistent(rng: np.random.Generator, rows: int, days: int) -> npt.NDArray[np.float64]:
    """Return series of variance 1 in which a day resembles the one before (correlation .65)."""
    carry = 0.65
    series = rng.standard_normal((rows, days))
    for day in range(1, days):
        series[:, day] = carry * series[:, day - 1] + np.sqrt(1 - carry**2) * series[:, day]
    return series
