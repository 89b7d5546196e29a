"""How a visit comes to a site: link tags, referrer and click id, by which GA4 names its channel.

Each way is spelled so that GA4's default channel grouping gives the channel's name. Radio and
television leave no trace: their visits are typed in (direct) or searched for (organic search).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clustomers.demo.arrays import Lottery

CHANNELS = (
    "direct", "organic_search", "paid_search", "paid_social", "display", "affiliates", "email",
    "organic_social", "referral", "organic_video", "sms", "cross_network", "paid_shopping",
    "organic_shopping", "paid_video", "audio",
)  # fmt: skip

# channel, utm source, utm medium, referrer, click id, campaign of, weight within the channel
_WAYS = (
    ("direct", "", "", "", "", "", 1),
    ("organic_search", "", "", "https://www.google.com/", "", "", 70),
    ("organic_search", "", "", "https://www.bing.com/", "", "", 12),
    ("organic_search", "", "", "https://duckduckgo.com/", "", "", 9),
    ("organic_search", "", "", "https://www.ecosia.org/", "", "", 6),
    ("paid_search", "google", "cpc", "https://www.google.com/", "gclid", "paid_search", 75),
    ("paid_search", "bing", "cpc", "https://www.bing.com/", "msclkid", "paid_search", 18),
    ("paid_search", "google", "ppc", "", "gclid", "paid_search", 7),
    ("paid_social", "facebook", "paid_social", "https://l.facebook.com/", "fbclid", "paid_social",
     45),
    ("paid_social", "instagram", "cpc", "https://l.instagram.com/", "fbclid", "paid_social", 40),
    ("paid_social", "tiktok", "paid", "", "ttclid", "paid_social", 15),
    ("display", "dv360", "display", "https://www.example-news.com/", "dclid", "display", 70),
    ("display", "criteo", "banner", "", "", "display", 30),
    ("affiliates", "awin", "affiliate", "https://www.example-deals.com/", "awc", "affiliates", 80),
    ("affiliates", "partnerize", "affiliates", "", "clickref", "affiliates", 20),
    ("email", "newsletter", "email", "", "", "email", 90),
    ("email", "crm", "e-mail", "", "", "email", 10),
    ("organic_social", "", "", "https://www.facebook.com/", "", "", 40),
    ("organic_social", "", "", "https://www.instagram.com/", "", "", 40),
    ("organic_social", "pinterest", "social", "https://www.pinterest.com/", "", "", 20),
    ("referral", "", "", "https://www.example-blog.com/", "", "", 60),
    ("referral", "example-magazine.com", "referral", "https://www.example-magazine.com/", "", "",
     40),
    ("organic_video", "", "", "https://www.youtube.com/", "", "", 1),
    ("sms", "sms", "sms", "", "", "", 1),
    ("cross_network", "google", "cpc", "", "gclid", "cross-network", 1),
    ("paid_shopping", "google", "cpc", "https://www.google.com/", "gclid", "shopping", 1),
    ("organic_shopping", "", "", "https://shopping.google.com/", "", "", 1),
    ("paid_video", "youtube", "cpv", "https://www.youtube.com/", "gclid", "video", 1),
    ("audio", "spotify", "audio", "", "", "audio", 1),
)  # fmt: skip
_GIVEN = {"cross-network": "cross-network_always_on", "shopping": "shopping_feed",
          "video": "video_brand", "audio": "podcast_reads"}  # fmt: skip

# Mix of the visits that no spend brought.
UNPAID: dict[str, float] = {
    "direct": 36, "organic_search": 40, "organic_social": 9, "referral": 8, "organic_video": 1.5,
    "sms": 1, "cross_network": 1, "paid_shopping": 1.5, "organic_shopping": 1, "paid_video": 0.5,
    "audio": 0.5,
}  # fmt: skip
# Where those land whom radio and television brought.
UNTAGGED: dict[str, float] = {"direct": 65, "organic_search": 35}


@dataclass(frozen=True)
class Ways:
    """The ways as columns; ``campaign_of`` names the channel whose campaigns the link carries."""

    channel: npt.NDArray[np.int8]
    source: tuple[str, ...]
    medium: tuple[str, ...]
    referrer: tuple[str, ...]
    click_id: tuple[str, ...]
    campaign_of: tuple[str, ...]
    by_channel: Lottery


def ways() -> Ways:
    """Return the ways to come to a site."""
    columns = list(zip(*_WAYS, strict=True))
    channel = np.array([CHANNELS.index(str(name)) for name in columns[0]], dtype=np.int8)
    weight = np.zeros((len(CHANNELS), len(_WAYS)))
    weight[channel, np.arange(len(_WAYS))] = columns[6]
    source, medium, referrer, click_id, campaign_of = (
        tuple(str(value) for value in column) for column in columns[1:6]
    )
    return Ways(channel, source, medium, referrer, click_id, campaign_of, Lottery(weight))


def draw(rng: np.random.Generator, mix: dict[str, float], size: int) -> npt.NDArray[np.int8]:
    """Draw channels (positions in `CHANNELS`) from a mix of names and weights."""
    weights = np.array([mix.get(name, 0.0) for name in CHANNELS])
    return Lottery(weights).draw(rng, 0, size).astype(np.int8)


def given_campaign(campaign_of: str) -> str:
    """Return the one campaign of a way that the campaign list does not know."""
    return _GIVEN.get(campaign_of, "")
