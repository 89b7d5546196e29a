-- Grain: customer x snapshot date, for customers whose orders of the RFM window left
-- anything. Equal values share a tier: what counts is how many left more.
with margins as (
    select * from {{ ref('int_margin_segments') }}
),

tiers as (
    select * from {{ ref('value_tiers') }}
),

-- Without a known cost, sales are taken to leave what they usually do; sales alone
-- where no cost is known at all.
valued as (
    select
        customer_id,
        snapshot_date,
        contribution_amount is null as is_value_estimated,
        cast(
            coalesce(
                contribution_amount,
                rfm_net_sales_amount * usual_contribution_share,
                rfm_net_sales_amount
            ) as decimal(18, 2)
        ) as value_amount
    from margins
    where rfm_order_count > 0
),

placed as (
    select
        customer_id,
        snapshot_date,
        is_value_estimated,
        value_amount,
        row_number() over (
            partition by snapshot_date
            order by value_amount desc nulls last, customer_id asc nulls last
        ) as place,
        count(*) over (partition by snapshot_date) as buyer_count
    from valued
    where value_amount > 0
),

shared as (
    select
        placed.*,
        cast(
            min(placed.place) over (
                partition by placed.snapshot_date, placed.value_amount
            ) - 1 as double
        ) / nullif(placed.buyer_count, 0) as share_above
    from placed
),

final as (
    select
        shared.customer_id,
        tiers.value_tier,
        shared.buyer_count,
        shared.value_amount,
        shared.share_above,
        shared.is_value_estimated,
        tiers.is_valuable,
        shared.snapshot_date
    from shared
    inner join tiers
        on shared.share_above >= tiers.from_share
            and shared.share_above < tiers.to_share
)

select * from final
