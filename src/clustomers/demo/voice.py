"""What customers say: tickets, reviews, mentions, surveys and research, in words of their own.

Themes and sentiment follow the person's type and what happened to that person; the truth of every
document is kept beside it.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import feelings, research, research_personas, surveys, wording
from clustomers.demo.arrays import Lottery, join, numbered
from clustomers.demo.arrow import Coded
from clustomers.demo.company import CHUNK, Company
from clustomers.demo.dental_visits import home_practices
from clustomers.demo.documents import Documents
from clustomers.demo.feelings import Moods
from clustomers.demo.people import People
from clustomers.demo.planted import Effect, detectable_mean, detectable_share
from clustomers.demo.purchases import Orders

Array = npt.NDArray[Any]
Tables = dict[tuple[str, str], dict[str, Any]]

# Documents a year of a content customer of the line: café, boutique, dental, software.
TICKETS_A_YEAR = np.array([0.05, 0.30, 0.12, 0.90])
REVIEWS_A_YEAR = np.array([0.14, 0.30, 0.16, 0.10])
MENTIONS_A_YEAR = np.array([0.10, 0.08, 0.01, 0.02])
# How bad experience makes people write: added per standard deviation of discontent.
TICKET_PUSH, REVIEW_PUSH = 0.8, 0.25
PII_SHARES = {"tickets": 0.09, "reviews": 0.03, "mentions": 0.03}
PLATFORMS = ("maps", "trustworthy", "shop", "app store")
NETWORKS = ("photogram", "shorttalk", "tiktalk", "faces")
CATEGORIES = ("delivery", "payment", "product", "refund", "app", "booking", "account", "other")
# The agents' category of each theme, in the order of wording.THEMES.
_CATEGORY = np.array([0, 1, 2, 2, 3, 7, 2, 4, 7, 1, 5, 7, 6, 6])
_DAY = 86_400_000_000
_NOTHING = np.datetime64("NaT", "us")
# For the sample of `effects`: documents about the cafés a customer of any line comes to.
_CAFE_DOCUMENTS_A_CUSTOMER = 0.30


def effects(company: Company) -> list[Effect]:
    """Return what is planted in what customers say, with the samples that show it."""
    settings = company.settings
    before, after = feelings.price_talk_shares()
    documents = settings.customers * _CAFE_DOCUMENTS_A_CUSTOMER
    early = int(documents * company.price_change_day / settings.days)
    size, deviation, answers, late = surveys.late_delivery_effect(company)
    return [
        Effect(
            "voice_price_talk",
            "voice",
            "theme_share",
            after - before,
            "share",
            "documents about the cafés before and after the price change",
            int(documents),
            detectable_share((before + after) / 2, early, int(documents) - early),
            company.price_change_day,
            settings.days,
            "share of the theme price",
        ),
        Effect(
            "voice_late_delivery_nps",
            "voice",
            "nps_answer",
            size,
            "points",
            "answers to the NPS question, by people with and without a late delivery",
            answers,
            detectable_mean(deviation, late, answers - late),
            0,
            settings.days,
            "of all who were invited; among those who answered it is smaller, as the discontent "
            "answer less",
        ),
    ]


def make(
    company: Company,
    people: People,
    experience: feelings.Experience,
    rng: np.random.Generator,
    orders: Orders | None = None,
    account_of: Array | None = None,
) -> Tables:
    """Make what a chunk of people said.

    Parameters
    ----------
    company
        The demo company.
    people
        A chunk of people.
    experience
        What happened to each, arrays of shape (n,) by the names of `feelings.WEIGHTS`; absent
        names count as none.
    rng
        ``settings.rng(chunk, "voice")``.
    orders
        Orders of the chunk, to which reviews and tickets are linked where given.
    account_of
        Software account of each person, shape (n,), empty for none.

    Returns
    -------
    dict
        Columns by (system, table): support.tickets, voice.survey_responses, reviews,
        social_mentions, research_notes and persona_claims; ("truth", "voice") with theme and
        sentiment of each document, ("truth", "planted_pii") with the personal data put into
        texts, and ("truth", "survey_answers") with what everyone who was invited would have
        answered.
    """
    moods = Moods.of(people, experience, rng)
    documents = Documents(people, rng)
    base = int(people.number[0] // CHUNK) * 1_000_000 if len(people) else 0
    writer = _Writer(company, people, moods, documents, base, _Links(people, orders), rng)
    tables: Tables = {
        ("support", "tickets"): writer.tickets(account_of),
        ("voice", "reviews"): writer.reviews(),
        ("voice", "social_mentions"): writer.mentions(),
    }
    tables.update(surveys.make(company, people, moods, documents, base, rng))
    if base == 0:  # a study asks dozens of people, however many customers there are
        notes, hypotheses = research.make(company, people, moods, documents, rng)
        tables["voice", "research_notes"] = notes
        tables["truth", "hypotheses"] = hypotheses
        claims, judged = research_personas.make(company)
        tables["voice", "persona_claims"] = claims
        tables["truth", "persona_claims"] = judged
    tables.update(documents.tables())
    return tables


class _Links:
    """The orders of each person, to link what is said to one of them."""

    def __init__(self, people: People, orders: Orders | None) -> None:
        self.orders = orders
        self.first = np.zeros((2, len(people)), dtype=np.int64)
        self.count = np.zeros((2, len(people)), dtype=np.int64)
        self.order = np.empty(0, dtype=np.int64)
        if orders is None:
            return
        mine = np.flatnonzero(orders.person >= 0)
        key = orders.line[mine].astype(np.int64) * len(people) + orders.person[mine]
        self.order = mine[np.argsort(key, kind="stable")]
        count = np.bincount(key, minlength=2 * len(people))
        self.count = count.reshape(2, -1)
        self.first = (np.cumsum(count) - count).reshape(2, -1)

    def draw(self, rng: np.random.Generator, person: Array, line: Array) -> Array:
        """Return an order of each person in a line (0 café, 1 boutique), -1 for none."""
        row = np.minimum(line, 1)
        count = np.where(line < 2, self.count[row, person], 0)
        place = self.first[row, person] + (rng.random(len(person)) * count).astype(np.int64)
        found = np.full(len(person), -1)
        has = count > 0
        found[has] = self.order[place[has]]
        return found


class _Writer:
    """Writes tickets, reviews and mentions of one chunk."""

    def __init__(
        self,
        company: Company,
        people: People,
        moods: Moods,
        documents: Documents,
        base: int,
        links: _Links,
        rng: np.random.Generator,
    ) -> None:
        self.company, self.people, self.moods = company, people, moods
        self.documents, self.base, self.links, self.rng = documents, base, links, rng
        self.practice = home_practices(company, people)
        first = np.maximum(people.joined_day, 0)
        last = np.minimum(people.left_day, company.settings.days)
        self.first, self.length = first, np.maximum(last - first, 0)

    def tickets(self, account_of: Array | None) -> dict[str, Any]:
        person, line, at, order = self._occasions(TICKETS_A_YEAR, TICKET_PUSH)
        rng, end, size = self.rng, self.company.calendar.end, len(person)
        ids = numbered("TK", self.base + np.arange(size), 10)
        said = self._said(person, line, at, -0.3, "ticket")
        body = self.documents.write("support.tickets", ids, person, said, PII_SHARES["tickets"])
        replied = at + (rng.gamma(1.2, 6.0, size) * 3600e6).astype("timedelta64[us]")
        solved = replied + (rng.gamma(1.3, 1.4, size) * _DAY).astype("timedelta64[us]")
        is_solved = solved < end
        slow = (solved - at).astype(np.float64) / _DAY
        score = np.rint(
            3.9 + 0.5 * self.moods.contentment[person] - 0.25 * slow + rng.normal(0, 0.7, size)
        )
        rated = is_solved & (rng.random(size) < 0.35)
        errs = rng.random(size) < 0.12
        category = np.where(errs, rng.integers(0, 8, size), _CATEGORY[said.theme])
        urgent = Lottery([[10, 62, 22, 6], [30, 65, 5, 0]]).draw(
            rng, (said.sentiment >= 0).astype(np.int64), size
        )
        account = np.full(size, "") if account_of is None else account_of[person]
        old = solved < end - np.timedelta64(30 * _DAY, "us")
        return {
            "ticket_id": ids,
            "requester_email": Coded(person, self.people.email),
            "account_id": np.where(line == 3, account, ""),
            "order_id": self._order_ids(order),
            "channel": Coded(
                Lottery([[48, 27, 13, 12]]).draw(rng, 0, size), ["email", "chat", "phone", "app"]
            ),
            "category": Coded(category, list(CATEGORIES)),
            "priority": Coded(urgent, ["low", "normal", "high", "urgent"]),
            "status": Coded(
                np.select([old, is_solved, replied < end], [3, 2, 1], 0),
                ["open", "pending", "solved", "closed"],
            ),
            "subject": wording.titles(rng, said),
            "body": body,
            "satisfaction_score": np.where(rated, np.clip(score, 1, 5), np.nan),
            "created_at": at,
            "first_replied_at": np.where(replied < end, replied, _NOTHING),
            "solved_at": np.where(is_solved, solved, _NOTHING),
        }

    def reviews(self) -> dict[str, Any]:
        person, line, at, order = self._occasions(REVIEWS_A_YEAR, REVIEW_PUSH)
        rng, people, size = self.rng, self.people, len(person)
        ids = numbered("RV", self.base + np.arange(size), 10)
        said = self._said(person, line, at, 0.55, "review")
        body = self.documents.write("voice.reviews", ids, person, said, PII_SHARES["reviews"])
        stars = np.select([said.sentiment < 0, said.sentiment == 0], [1, 3], 4)
        stars = stars + (rng.random(size) < 0.55) * (said.sentiment != 0)
        platform = np.where(line == 0, 0, np.where(line == 1, 1 + rng.integers(0, 2, size), 1))
        platform = np.where((line == 0) & (rng.random(size) < 0.2), 3, platform)
        told = (platform == 2) | (rng.random(size) < 0.15)
        initials = join(people.first_name, " ", people.last_name.astype("U1"), ".")
        return {
            "review_id": ids,
            "platform": Coded(platform, list(PLATFORMS)),
            "location_id": self._locations(person, line, order),
            "product_id": self._products(line, order),
            "order_id": np.where(platform == 2, self._order_ids(order), ""),
            "author_email": np.where(told, people.email[person], ""),
            "author_name": np.where(
                rng.random(size) < 0.5, initials[person], people.first_name[person]
            ),
            "language": Coded(said.german * 1, list(wording.LANGUAGES)),
            "title": wording.titles(rng, said),
            "body": body,
            "rating": stars,
            "reviewed_at": at,
        }

    def mentions(self) -> dict[str, Any]:
        person, line, at, _ = self._occasions(MENTIONS_A_YEAR, REVIEW_PUSH)
        rng, size = self.rng, len(person)
        ids = numbered("SM", self.base + np.arange(size), 10)
        said = self._said(person, line, at, 0.35, "mention")
        body = self.documents.write(
            "voice.social_mentions", ids, person, said, PII_SHARES["mentions"]
        )
        handle = join(
            "@",
            np.strings.lower(self.people.first_name),
            "_",
            (self.people.number % 9973).astype(np.str_),
        )
        return {
            "mention_id": ids,
            "network": Coded(Lottery([[40, 25, 20, 15]]).draw(rng, 0, size), list(NETWORKS)),
            "author_handle": handle[person],
            "language": Coded(said.german * 1, list(wording.LANGUAGES)),
            "body": body,
            "like_count": np.floor(rng.pareto(1.4, size) * 4).clip(0, 50_000).astype(np.int64),
            "mentioned_at": at,
        }

    def _occasions(self, a_year: Array, push: float) -> tuple[Array, Array, Array, Array]:
        """Return person, line, time and order (-1 for none) of every document to write."""
        rng, people = self.rng, self.people
        lines = np.stack([people.in_cafe, people.in_boutique, people.in_dental, people.in_software])
        gloom = np.exp(push * np.clip(-self.moods.contentment, -1.5, 2.5))
        mean = a_year[:, None] * lines * gloom * self.length / 365
        count = rng.poisson(mean)
        line, person = np.nonzero(count)
        times = count[line, person]
        line, person = np.repeat(line, times), np.repeat(person, times)
        size = len(person)
        day = self.first[person] + (rng.random(size) * self.length[person]).astype(np.int64)
        at = self.company.calendar.utc(day, np.clip(rng.normal(15, 4, size), 6, 23.5) * 3600)
        order = self.links.draw(rng, person, line)
        orders = self.links.orders
        if orders is not None:
            # Who writes about an order writes soon after it.
            soon = orders.at[order] + (rng.gamma(1.5, 2.5, size) * _DAY).astype("timedelta64[us]")
            at = np.where(order >= 0, soon, at)
        keeps = at < self.company.calendar.end
        return person[keeps], line[keeps], at[keeps], order[keeps]

    def _said(
        self, person: Array, line: Array, at: Array, offset: float, form: str
    ) -> wording.Said:
        first = np.datetime64(self.company.settings.start, "D")
        day = (at.astype("datetime64[D]") - first).astype(np.int64)
        theme = feelings.themes(self.company, self.people, self.moods, person, line, day, self.rng)
        sentiment = feelings.sentiments(
            self.company, self.moods, person, theme, line, day, offset, self.rng
        )
        return feelings.said(self.people, self.moods, person, theme, sentiment, line, form)

    def _order_ids(self, order: Array) -> Array:
        if self.links.orders is None:
            return np.full(len(order), "")
        return np.where(order >= 0, self.links.orders.order_id[order], "")

    def _products(self, line: Array, order: Array) -> Array:
        if self.links.orders is None:
            return np.full(len(order), "")
        bought = (line == 1) & (order >= 0)
        return np.where(bought, self.links.orders.first_product[order], "")

    def _locations(self, person: Array, line: Array, order: Array) -> Array:
        ids, stores = self.company.stores.store_id, self.company.stores
        at_practice = ids[self.practice[person]]
        if self.links.orders is None:
            return np.where(line == 2, at_practice, "")
        store = self.links.orders.store[order]
        shown = (order >= 0) & (stores.kind[store] != "warehouse")
        return np.where(line == 2, at_practice, np.where(shown & (line < 2), ids[store], ""))
