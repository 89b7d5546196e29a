"""Makes all tables of the demo company, each chunk of people by itself."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import (
    aftermath,
    baskets,
    catalogs,
    context,
    dental,
    effects,
    experiments,
    friction,
    identity,
    loyalty,
    marketing,
    mess,
    messages,
    operations,
    people,
    privacy,
    purchases,
    sales,
    site,
    software,
    visits,
    voice,
)
from clustomers.demo.census import census
from clustomers.demo.columns import stacked
from clustomers.demo.company import Company
from clustomers.demo.evidence import Evidence, observe
from clustomers.demo.people import People
from clustomers.demo.planted import Effect
from clustomers.demo.zone import Truth, Zone

Made = Mapping[tuple[str, str], Mapping[str, Any]]
Counted = Counter[tuple[str, str]]
Experience = dict[str, dict[str, Any]]


class Maker:
    """Makes the tables of one company and hands them to the writers.

    Parameters
    ----------
    company
        The company.
    zone
        Where landed tables go.
    truth
        Where the truth goes.
    """

    def __init__(self, company: Company, zone: Zone, truth: Truth) -> None:
        self.company = company
        self._zone = zone
        self._truth = truth
        self._plan = visits.Plan.of(company)
        # What only all chunks together can tell.
        self.evidence = Evidence()
        self.footfall = context.Footfall(company)
        self.mess: Counted = Counter()

    def company_tables(self) -> None:
        """Write what no single person owns."""
        company = self.company
        for tables in (
            catalogs.tables(company),
            context.make(company),
            dental.company_tables(company),
            experiments.tables(company, self._plan.media),
            marketing.make(company, self._plan),
            operations.tables(company),
            site.tables(company),
            software.company_tables(company),
        ):
            self._write(tables)
        self._truth.write("identifiers", identity.tablet_identifiers(company))
        self._truth.write("marketing", marketing.contributions(company, self._plan))

    def chunk(self, chunk: int, first: int, size: int) -> None:
        """Write everything about a chunk of people.

        Parameters
        ----------
        chunk
            Number of the chunk.
        first, size
            First person and number of people.
        """
        company, settings = self.company, self.company.settings
        them = people.make(company, first, size, settings.rng(chunk, "people"))
        orders, experience = self._purchases(chunk, them)
        self.footfall.add(orders)
        practices = dental.make(company, them, settings.rng(chunk, "dental"))
        accounts, product_events = software.make(company, them, settings.rng(chunk, "software"))
        touches, clicks = messages.touches(self._plan, them, settings.rng(chunk, "marketing"))
        for tables in (practices, accounts, touches):
            self._write(tables)
            experience |= {
                name: columns
                for (system, name), columns in tables.items()
                if system == "experience"
            }
        left = visits.digital(self._plan, them, orders, settings.rng(chunk, "visits"), clicks)
        for system, table, rows in left.tables:
            self._zone.write(system, table, rows)
        self._zone.write(
            "experiments", "assignments", experiments.holdout_assignments(company, them)
        )
        events = dict(left.events)
        if product_events:
            events["server"] = stacked([events["server"], _renamed(product_events)])
        self._events(chunk, events)
        self._voice(chunk, them, orders, experience)
        consents, known = privacy.tables(company, them, settings.rng(chunk, "privacy"))
        self._write(consents)
        for name, columns in known.items():
            self._truth.write(name, columns)

    def merge(self, evidence: Evidence, tickets: npt.NDArray[np.int32], found: Counted) -> None:
        """Add what the chunks of another process came to."""
        self.evidence.merge(evidence)
        self.footfall.tickets += tickets
        self.mess.update(found)

    def totals(self) -> None:
        """Write what all chunks together came to, and the list of everything planted."""
        company = self.company
        self._zone.write("context", "footfall", self.footfall.table())
        self._truth.write("mess", mess.counts(dict(self.mess)))
        lists: tuple[Iterable[Effect], ...] = (
            effects.effects(company, self._plan.media, self.evidence),
            dental.effects(company),
            software.effects(company),
            voice.effects(company),
            experiments.effects(company, self._plan.media),
            friction.effects(company),
            marketing.effects(company, self._plan),
        )
        for planted in lists:
            for effect in planted:
                self._truth.effect(**effect.arguments(company.settings.start))

    def _purchases(self, chunk: int, them: People) -> tuple[purchases.Orders, Experience]:
        """Write people, their orders and what follows from them; return what they went through."""
        company, settings = self.company, self.company.settings
        rng = settings.rng(chunk, "purchases")
        drafts = purchases.draft(company, self._plan.media, them, rng)
        lines = baskets.fill(company, them, drafts, rng)
        size = len(drafts)
        orders = purchases.finish(
            company,
            them,
            drafts,
            lines.by_order(lines.net, size) / 100,
            sales.first_products(company, lines),
            lines.by_order(lines.quantity, size).astype(np.int16),
            rng,
        )
        parcels = aftermath.ship(company, drafts, orders, rng)
        refunds = aftermath.refund(company, drafts, orders, lines, parcels, rng)
        observe(self.evidence, company, them, drafts, orders, lines, parcels, refunds)
        names = settings.rng(chunk, "identity")
        cards = identity.cards(company, them, names)
        records, identifiers = identity.tables(company, them, cards, names)
        for tables in (
            records,
            sales.tables(company, them, cards, drafts, orders, lines, rng),
            aftermath.tables(company, orders, lines, parcels, refunds),
            loyalty.tables(company, them, cards, drafts, orders, lines, rng),
        ):
            self._write(tables)
        self._truth.write("people", census(company, them))
        self._truth.write("identifiers", identifiers)
        self._truth.write("orders", sales.truth(them, drafts, orders, lines, refunds))
        return orders, {"purchases": aftermath.experience(them, orders, parcels, refunds)}

    def _events(self, chunk: int, events: dict[str, Any]) -> None:
        """Write the events as they land, with everything that goes wrong on the way."""
        company = self.company
        landed = mess.make(company, events, chunk, company.settings.rng(chunk, "mess"))
        for batch in landed.batches:
            self._zone.write(
                batch.system, batch.table, _renamed(batch.columns), file=batch.file,
                types=_renamed(batch.types or {}),
            )  # fmt: skip
        self.mess.update(landed.counts)
        for columns in landed.ids:
            self._truth.write("mess_events", columns)
        for columns in landed.sessions:
            self._truth.write("sessions", columns)

    def _voice(
        self, chunk: int, them: People, orders: purchases.Orders, experience: Experience
    ) -> None:
        account_of = experience.pop("accounts", {}).get("account_of")
        lived = {
            name: values for columns in experience.values() for name, values in columns.items()
        }
        rng = self.company.settings.rng(chunk, "voice")
        self._write(voice.make(self.company, them, lived, rng, orders, account_of))

    def _write(self, tables: Made) -> None:
        """Write tables to where they belong; an "experience" is for other modules only."""
        for (system, table), columns in tables.items():
            if system == "truth":
                self._truth.write(table, columns)
            elif system != "experience":
                self._zone.write(
                    system, table, _renamed(columns) if table == "message_events" else columns
                )


def _renamed(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {("source_event" if name == "event" else name): item for name, item in columns.items()}
