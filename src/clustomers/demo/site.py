"""The web sites' pages, what stands on them, and what each showed to its visitors when."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import friction, journeys
from clustomers.demo.company import Company

HOSTS = ("shop.example.com", "cafe.example.com", "dental.example.com", "software.example.com")
SHOP, CAFE, DENTAL, SOFTWARE = range(4)
# Pages the catalog does not list: address, page type.
_MORE = (
    ("https://shop.example.com/search", "search"),
    ("https://shop.example.com/account", "account"),
    ("https://cafe.example.com/beans", "category"),
    ("https://dental.example.com/procedures/cleaning", "service"),
    ("https://dental.example.com/procedures/implants", "service"),
    ("https://dental.example.com/procedures/aligners", "service"),
    ("https://dental.example.com/procedures/whitening", "service"),
    ("https://dental.example.com/practices", "stores"),
    ("https://software.example.com/integrations", "service"),
    ("https://software.example.com/demo", "form"),
)
# host, slug, kind, topic, role, industry, tier, season
CONTENT = (
    (SHOP, "rain-jacket-guide", "guide", "rainwear", "", "", "", "autumn"),
    (SHOP, "how-we-knit", "story", "sustainability", "", "", "", ""),
    (SHOP, "summer-linen", "story", "outfits", "", "", "", "summer"),
    (SHOP, "parka-or-raincoat", "comparison", "rainwear", "", "", "", ""),
    (SHOP, "packing-list-alps", "checklist", "travel", "", "", "", "winter"),
    (SHOP, "care-for-wool", "video", "care", "", "", "", "winter"),
    (CAFE, "home-brewing", "guide", "coffee", "", "", "", ""),
    (CAFE, "farm-visit", "story", "sustainability", "", "", "", ""),
    (DENTAL, "before-your-visit", "checklist", "preparation", "", "", "", ""),
    (DENTAL, "implant-or-bridge", "comparison", "implants", "", "", "", ""),
    (DENTAL, "aligner-diary", "story", "aligners", "", "", "", ""),
    (SOFTWARE, "onboarding-guide", "guide", "onboarding", "admin", "", "starter", ""),
    (SOFTWARE, "reporting-for-finance", "guide", "reporting", "finance", "finance", "business", ""),
    (SOFTWARE, "retail-case", "story", "case study", "decision maker", "retail", "team", ""),
    (SOFTWARE, "compare-plans", "comparison", "pricing", "decision maker", "", "", ""),
    (SOFTWARE, "security-checklist", "checklist", "security", "admin", "health", "business", ""),
    (SOFTWARE, "product-tour", "video", "product", "user", "", "team", ""),
)

WITHOUT_PROOF_PAGES = tuple(f"shop/c/{name}" for name in friction.WITHOUT_PROOF)


@dataclass(frozen=True)
class Site:
    """Pages of all sites; a page is known by its position.

    Attributes
    ----------
    url, kind
        Address and page type of each page.
    host
        Position of its site in `HOSTS`, shape (pages,).
    product
        First of the boutique's product pages, in the order of ``Products.of("boutique")``.
    """

    url: tuple[str, ...]
    kind: tuple[str, ...]
    host: npt.NDArray[np.int16]
    product: int

    @classmethod
    def of(cls, company: Company) -> "Site":
        """List the pages of the company."""
        ids = company.products.product_id[company.products.of("boutique")]
        rows = [(page[0], page[1]) for page in company.pages]
        rows += _MORE
        rows += [(f"https://{HOSTS[row[0]]}/stories/{row[1]}", "content") for row in CONTENT]
        first = len(rows)
        rows += [(f"https://shop.example.com/p/{name}", "product") for name in ids]
        host = [HOSTS.index(row[0].split("/")[2]) for row in rows]
        return cls(
            tuple(row[0] for row in rows),
            tuple(row[1] for row in rows),
            np.array(host, dtype=np.int16),
            first,
        )

    def at(self, *paths: str) -> npt.NDArray[np.int16]:
        """Return the positions of pages given as host and path, such as ``shop/cart``."""
        found = []
        for path in paths:
            host, _, rest = path.partition("/")
            found.append(self.url.index(f"https://{host}.example.com/{rest}"))
        return np.array(found, dtype=np.int16)

    @cached_property
    def slots(self) -> npt.NDArray[np.int16]:
        """Page of each slot that does not depend on the visit, shape (hosts, slots)."""
        table = np.zeros((len(HOSTS), len(journeys.SLOTS)), dtype=np.int16)
        for host, name in enumerate(("shop", "cafe", "dental", "software")):
            table[host] = self.at(f"{name}/")[0]
        fixed = {
            "cart": "shop/cart",
            "address": "shop/checkout/address",
            "shipping": "shop/checkout/shipping",
            "payment": "shop/checkout/payment",
            "review": "shop/checkout/review",
            "stores": "shop/stores",
            "search": "shop/search",
            "account": "shop/account",
            "product": "",
        }
        for slot, path in fixed.items():
            page = self.at(path)[0] if path else self.product
            table[SHOP, journeys.SLOTS.index(slot)] = page
        stores = journeys.SLOTS.index("stores")
        table[CAFE, stores] = self.at("cafe/stores")[0]
        table[DENTAL, stores] = self.at("dental/practices")[0]
        return table

    def content(self, host: int) -> npt.NDArray[np.int16]:
        """Return the content pages of a site."""
        is_content = np.array(self.kind) == "content"
        return np.flatnonzero(is_content & (self.host == host)).astype(np.int16)

    @cached_property
    def is_category(self) -> npt.NDArray[np.bool_]:
        """Which pages are category pages of the shop."""
        return np.asarray((np.array(self.kind) == "category") & (self.host == SHOP))

    def landing(
        self, site: npt.NDArray[np.int8], product: npt.NDArray[np.int16], rng: np.random.Generator
    ) -> npt.NDArray[np.int16]:
        """Draw the page a visit begins on.

        Parameters
        ----------
        site, product
            Host and product of each visit, shape (n,).
        rng
            Random numbers.
        """
        size = len(site)
        homes = self.slots[:, 0]
        pages = homes[site]
        draw = rng.random(size)
        categories = np.flatnonzero(self.is_category).astype(np.int16)
        in_shop = site == SHOP
        rows = np.flatnonzero(in_shop & (draw < 0.50))
        pages[rows] = categories[rng.integers(0, len(categories), len(rows))]
        rows = np.flatnonzero(in_shop & (draw >= 0.50) & (draw < 0.75))
        pages[rows] = self.product + product[rows]
        for host in (CAFE, DENTAL, SOFTWARE):
            rows = np.flatnonzero((site == host) & (draw < 0.5))
            services = self.services(host)
            pages[rows] = services[rng.integers(0, len(services), len(rows))]
        return pages

    def services(self, host: int) -> npt.NDArray[np.int16]:
        """Return the pages on which a site says what it offers."""
        offers = np.isin(np.array(self.kind), ["service", "menu", "pricing", "landing", "category"])
        return np.flatnonzero(offers & (self.host == host)).astype(np.int16)

    def forms(self, host: int) -> npt.NDArray[np.int16]:
        """Return the pages with a form."""
        return np.flatnonzero((np.array(self.kind) == "form") & (self.host == host)).astype(
            np.int16
        )


def tables(company: Company, site: Site | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    """Return ``web.content`` and ``web.page_attributes``, made once for the company."""
    site = site or Site.of(company)
    return {
        ("web", "content"): _content(company),
        ("web", "page_attributes"): _attributes(company, site),
    }


def _content(company: Company) -> dict[str, Any]:
    columns = list(zip(*CONTENT, strict=True))
    age = 30 * np.arange(1, len(CONTENT) + 1)
    return {
        "content_id": np.array([f"CNT-{number + 1:03d}" for number in range(len(CONTENT))]),
        "page_url": np.array([f"https://{HOSTS[row[0]]}/stories/{row[1]}" for row in CONTENT]),
        "title": np.array([str(slug).replace("-", " ").capitalize() for slug in columns[1]]),
        "content_kind": np.array(columns[2]),
        "topic": np.array(columns[3]),
        "target_role": np.array(columns[4]),
        "target_industry": np.array(columns[5]),
        "product_tier": np.array(columns[6]),
        "season": np.array(columns[7]),
        "published_date": np.datetime64(company.settings.start, "D") - age,
    }


def _attributes(company: Company, site: Site) -> dict[str, Any]:
    """Return what each page showed: one period, or two where something was mended."""
    mended = friction.Friction.of(company.settings.days)
    without = set(site.at(*WITHOUT_PROOF_PAGES).tolist())
    weak = set(site.at("dental/procedures/aligners", "dental/procedures/whitening").tolist())
    shipping, payment, review = site.at(
        "shop/checkout/shipping", "shop/checkout/payment", "shop/checkout/review"
    ).tolist()
    appointment = int(site.at("dental/appointment")[0])
    changes = {
        shipping: mended.shipping_day,
        payment: mended.payment_day,
        review: mended.payment_day,
        appointment: mended.service_day,
    }
    rows: list[tuple[Any, ...]] = []
    for page, url in enumerate(site.url):
        kind, host = site.kind[page], int(site.host[page])
        proof = page not in without and page not in weak
        for first, last, is_new in _periods(company, changes.get(page)):
            methods = friction.PAYMENT_METHODS + (
                f"|{friction.ADDED_PAYMENT_METHOD}" if is_new else ""
            )
            rows.append(
                (
                    url,
                    kind,
                    methods if page in (payment, review) else "",
                    kind == "product" or (page == shipping and is_new),
                    page == appointment and is_new,
                    proof and kind in ("home", "category", "product", "service"),
                    proof and kind in ("home", "category", "product", "service", "pricing"),
                    proof and host == DENTAL and kind == "service",
                    first,
                    last,
                )
            )
    names = (
        "page_url", "page_type", "payment_methods", "has_shipping_window", "has_service_window",
        "has_ratings", "has_guarantee", "has_before_after_photos", "valid_from_date",
        "valid_to_date",
    )  # fmt: skip
    columns = [np.array(values) for values in zip(*rows, strict=True)]
    return dict(zip(names, columns, strict=True))


def _periods(
    company: Company, change: int | None
) -> list[tuple[np.datetime64, np.datetime64, bool]]:
    begin = np.datetime64(company.settings.start, "D") - 400
    never = np.datetime64("NaT", "D")
    if change is None:
        return [(begin, never, True)]
    day = np.datetime64(company.settings.start, "D") + change
    return [(begin, day - 1, False), (day, never, True)]
