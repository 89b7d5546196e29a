"""The five behavioural types, and how they differ: one column of numbers each."""

import numpy as np

KINDS = (
    "morning_commuter",
    "lunch_regular",
    "weekend_browser",
    "bargain_hunter",
    "quality_seeker",
)
SHARE = np.array([0.26, 0.24, 0.20, 0.18, 0.12])

# Who they are.
IN_CAFE = np.array([0.95, 0.92, 0.62, 0.60, 0.58])
IN_BOUTIQUE = np.array([0.24, 0.26, 0.88, 0.82, 0.74])
IN_DENTAL = np.array([0.17, 0.18, 0.19, 0.14, 0.30])
IN_SOFTWARE = np.array([0.18, 0.12, 0.07, 0.05, 0.20])
AGE_MEAN = np.array([36.0, 41.0, 33.0, 29.0, 52.0])
AGE_SPREAD = np.array([9.0, 10.0, 9.0, 8.0, 11.0])
FEMALE = np.array([0.46, 0.48, 0.66, 0.55, 0.52])
HOUSEHOLD = np.array([0.20, 0.28, 0.24, 0.16, 0.40])
# Occupations in the order of names.OCCUPATIONS.
OCCUPATION = np.array(
    [
        [34, 14, 16, 5, 8, 5, 6, 5, 6, 1],
        [30, 10, 12, 9, 14, 9, 7, 3, 4, 2],
        [18, 6, 8, 14, 12, 5, 14, 15, 6, 2],
        [10, 2, 5, 5, 8, 10, 18, 36, 3, 3],
        [14, 28, 10, 7, 8, 3, 2, 0, 14, 14],
    ]
)
# Psychographic scales: code, what it measures, question, mean by type on a scale of 1 to 7.
SCALES = (
    (
        "value_sustainability",
        "values",
        "It matters to me how what I buy was made.",
        (4.0, 4.1, 4.4, 3.3, 5.6),
    ),
    (
        "value_convenience",
        "values",
        "I gladly pay a little more when it saves me time.",
        (6.0, 5.2, 3.9, 2.8, 4.8),
    ),
    (
        "attitude_price",
        "attitudes",
        "I compare prices before I buy.",
        (3.6, 4.2, 4.1, 6.3, 2.5),
    ),
    (
        "attitude_novelty",
        "attitudes",
        "I like to try what is new.",
        (3.9, 3.8, 5.7, 4.6, 4.1),
    ),
    (
        "interest_fashion",
        "interests and lifestyle",
        "I follow what is in fashion.",
        (3.0, 3.1, 5.9, 4.7, 4.6),
    ),
    (
        "lifestyle_busy",
        "interests and lifestyle",
        "My working days leave me little time.",
        (6.1, 5.1, 3.5, 3.6, 4.3),
    ),
    (
        "goal_health",
        "goals",
        "I want to eat better than I do now.",
        (4.2, 5.5, 4.3, 3.7, 4.9),
    ),
    (
        "goal_saving",
        "goals",
        "I am putting money aside for something.",
        (3.9, 4.0, 3.7, 5.9, 3.1),
    ),
)
SCALE_MEANS = np.array([scale[3] for scale in SCALES]).T  # (types, scales)
SCALE_SPREAD = 1.1

# How often they buy while they are customers, in orders a day, and how long they stay.
CAFE_RATE = np.array([0.092, 0.070, 0.030, 0.034, 0.026])
BOUTIQUE_RATE = np.array([0.0035, 0.0035, 0.0130, 0.0120, 0.0090])
BROWSE_RATE = np.array([0.010, 0.010, 0.024, 0.028, 0.014])
RATE_SHAPE = 1.6  # gamma: the smaller, the more people differ
LIFETIME_DAYS = np.array([620.0, 560.0, 420.0, 330.0, 820.0])
LIFETIME_SHAPE = 2.2

# When: weight by ISO weekday, and by local hour from 7 to 19 (cafés) and 6 to 22 (web).
WEEKDAY = np.array(
    [
        [1.35, 1.40, 1.40, 1.35, 1.20, 0.20, 0.10],
        [1.20, 1.30, 1.35, 1.30, 1.15, 0.45, 0.25],
        [0.45, 0.50, 0.55, 0.65, 1.05, 2.20, 1.60],
        [0.90, 0.90, 0.95, 1.00, 1.20, 1.30, 0.75],
        [0.80, 0.90, 0.95, 1.00, 1.15, 1.40, 0.80],
    ]
)
CAFE_HOURS = np.array(
    [
        [26, 30, 15, 5, 3, 3, 3, 3, 4, 4, 3, 1, 0],
        [4, 7, 7, 8, 16, 18, 12, 8, 7, 6, 4, 2, 1],
        [1, 3, 8, 14, 9, 8, 10, 14, 14, 11, 5, 2, 1],
        [3, 6, 8, 9, 8, 9, 11, 13, 12, 10, 6, 3, 2],
        [2, 8, 15, 16, 7, 6, 8, 12, 13, 8, 3, 1, 1],
    ],
    dtype=np.float64,
)
# Few come at lunch time: there is no menu for it before the Quick Bite.
LUNCH_HOURS = (11, 12)
LUNCH_LULL = 0.55
STORE_HOURS = np.array(
    [
        [0, 0, 0, 1, 1, 2, 3, 3, 4, 6, 8, 8, 4],
        [0, 0, 0, 1, 3, 4, 4, 3, 3, 4, 6, 6, 3],
        [0, 0, 0, 4, 6, 7, 9, 11, 11, 9, 6, 4, 2],
        [0, 0, 0, 2, 3, 4, 6, 8, 9, 9, 8, 6, 4],
        [0, 0, 0, 7, 9, 7, 6, 7, 7, 6, 4, 2, 1],
    ],
    dtype=np.float64,
)
WEB_HOURS = np.array(
    [
        [3, 8, 6, 2, 1, 1, 2, 2, 2, 2, 3, 5, 6, 8, 9, 7, 3],
        [1, 2, 3, 4, 4, 6, 9, 6, 3, 3, 3, 4, 6, 8, 9, 7, 3],
        [1, 1, 2, 4, 6, 6, 6, 6, 7, 7, 6, 6, 6, 8, 9, 8, 5],
        [1, 1, 1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 7, 9, 12, 14, 12],
        [1, 3, 6, 8, 9, 7, 5, 5, 6, 6, 5, 5, 6, 8, 8, 4, 2],
    ],
    dtype=np.float64,
)

# What: basket, discounts, channels, returns, taste.
CAFE_LINES = np.array([0.25, 0.70, 1.10, 0.55, 0.95])  # lines beyond the first (Poisson)
BOUTIQUE_LINES = np.array([0.30, 0.40, 1.20, 0.80, 0.55])
CAFE_DISCOUNT = np.array([0.05, 0.08, 0.10, 0.46, 0.02])
BOUTIQUE_DISCOUNT = np.array([0.16, 0.20, 0.22, 0.78, 0.05])
APP_SHARE = np.array([0.55, 0.35, 0.15, 0.30, 0.12])  # of café orders of app users
WEB_SHARE = np.array([0.75, 0.65, 0.50, 0.88, 0.40])  # of boutique orders of shop customers
APP_USER = np.array([0.58, 0.40, 0.24, 0.40, 0.18])
RETURN_SHARE = np.array([0.07, 0.08, 0.24, 0.17, 0.05])  # of boutique lines
# Taste: power of the price in the choice of a product; dear things appeal to some.
PRICE_TASTE = np.array([0.0, 0.0, 0.1, -0.7, 0.9])
