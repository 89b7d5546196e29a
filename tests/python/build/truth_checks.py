"""What the demo company's truth says, beside what the tables say: each function is one comparison.

The truth is read here and nowhere in the models.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from clustomers.io.salt import DEMO_SALT

# A pair of identifiers counts when some system sent both along: nothing can tie a browser whose
# visitor never said who they were.
SENT_ALONG = """
    select 'anonymous_id' as identifier_type, anonymous_id as identifier_value
    from ({web})
    where user_id is not null and anonymous_id is not null
    union
    select 'device_id', device_id
    from ({app})
    where user_id is not null and device_id is not null
    union
    select identifier_type, identifier_value
    from truth.identifiers
    where identifier_type in
        ('loyalty_member_id', 'shop_customer_id', 'client_id', 'contact_id', 'user_id')
"""


@dataclass(frozen=True)
class PairCounts:
    """Pairs of identifiers that are one person by the tables, by the truth, and by both."""

    found: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        """Share of the pairs found that are true."""
        return self.both / self.found

    @property
    def recall(self) -> float:
        """Share of the true pairs that are found."""
        return self.both / self.true


class Truth:
    """The truth of a demo workspace beside its warehouse.

    Parameters
    ----------
    workspace
        A workspace that ``clustomers demo`` filled and dbt built.
    """

    def __init__(self, workspace: Path) -> None:
        self._landing = workspace / "landing"
        self._connection = duckdb.connect()
        # Under its own name, for its views name it.
        self._connection.execute(f"attach '{workspace / 'warehouse.duckdb'}' (read_only)")
        self._connection.execute("attach ':memory:' as truth")
        for file in (workspace / "truth").glob("*.parquet"):
            self._connection.execute(
                f"create view truth.{file.stem} as from read_parquet('{file}')"
            )

    def __enter__(self) -> "Truth":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query on ``truth.*`` and ``warehouse.<schema>.*``."""
        return self._connection.execute(sql).fetchall()

    def differences(self, truth: str, built: str) -> list[tuple[Any, ...]]:
        """Return up to 20 rows that one of two queries gives more often than the other."""
        return self.rows(
            f"(select 'truth only', * from (({truth}) except all ({built})) limit 20) union all "
            f"(select 'built only', * from (({built}) except all ({truth})) limit 20)"
        )

    def messy_events(self, kind: str) -> str:
        """Return a query for the event ids of a kind of mess, as the tables write them."""
        return f"select system || '-' || event_id from truth.mess_events where kind = '{kind}'"

    def landed(self, system: str, table: str) -> str:
        """Return a query for the rows of a landed table, as they were sent."""
        files = self._landing / system / table / "*.parquet"
        return f"from read_parquet('{files}', union_by_name = true)"

    def identity(self) -> PairCounts:
        """Count the pairs of identifiers of one person."""
        events = {system: self.landed(system, "events") for system in ("web", "app")}
        salted = f"sha256('{DEMO_SALT}|' || {{}})"
        email = salted.format("sha256(lower(trim(identifiers.identifier_value)))")
        phone = salted.format("regexp_replace(identifiers.identifier_value, '[^0-9]', '', 'g')")
        self._connection.execute(
            f"""
            create or replace temp table named as
            with identifiers as (
                select distinct identifier_type, identifier_value, person_id
                from truth.identifiers where not is_shared
            ),
            sent as ({SENT_ALONG.format(**events)})
            select identifiers.*, coalesce(identified.customer_id, identifiers.identifier_value)
                as customer_id
            from identifiers
            left join warehouse.intermediate.int_customers_identified as identified
                on identifiers.identifier_type = identified.identifier_type
                and identified.identifier_value = case identifiers.identifier_type
                    when 'email' then {email}
                    when 'phone' then {phone}
                    else identifiers.identifier_value
                end
            left join sent on identifiers.identifier_type = sent.identifier_type
                and identifiers.identifier_value = sent.identifier_value
            where sent.identifier_value is not null or identified.customer_id is not null
            """
        )

        def pairs(*columns: str) -> int:
            sizes = f"select count(*) as size from named group by {', '.join(columns)}"
            return int(self.rows(f"select sum(size * (size - 1) // 2) from ({sizes})")[0][0])

        return PairCounts(
            found=pairs("customer_id"),
            true=pairs("person_id"),
            both=pairs("customer_id", "person_id"),
        )

    def watched(self, days: int) -> list[tuple[float, bool, bool, bool | None]]:
        """Return customers watched for disengagement on snapshot dates, followed so many days.

        Each row has the evidence, whether it is an alarm, whether the person left for good by
        the end of the days, and whether a planted drop of visits began a week before or earlier
        (None for people without one).
        """
        return self.rows(
            f"""
            with people as (
                select identified.customer_id,
                    max(people.left_date) as left_date,
                    max(people.visit_drop_date) as visit_drop_date
                from truth.people
                inner join warehouse.intermediate.int_customers_identified as identified
                    on identified.identifier_value in
                        (people.loyalty_member_id, people.shop_customer_id, people.client_id)
                group by 1
            )
            select watched.evidence, watched.is_disengaging,
                coalesce(people.left_date <= watched.snapshot_date + {days}, false),
                people.visit_drop_date + 7 <= watched.snapshot_date
            from warehouse.segments.fct_early_disengagement as watched
            inner join people on watched.customer_id = people.customer_id
            cross join warehouse.staging.stg_landing__as_of_date as as_of
            where watched.snapshot_date <= as_of.as_of_date - {days}
            order by all
            """
        )
