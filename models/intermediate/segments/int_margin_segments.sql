-- Grain: customer x snapshot date: what the orders of the RFM window left, what took
-- it, and the segment that these name. The first that applies counts.
with scored as (
    select * from {{ ref('int_customers_segmented') }}
),

margins as (
    select * from {{ ref('int_customer_margin_features') }}
),

measured as (
    select
        scored.customer_id,
        scored.snapshot_date,
        scored.is_as_of_date,
        scored.rfm_order_count,
        scored.rfm_net_sales_amount,
        scored.contribution_amount,
        scored.monetary_score,
        scored.margin_score,
        cast(scored.contribution_amount as double)
        / nullif(margins.costed_net_amount, 0) as contribution_share,
        cast(margins.discounted_order_count as double)
        / nullif(margins.order_count, 0) as discounted_order_share,
        cast(margins.refund_amount as double)
        / nullif(margins.net_sales_amount, 0) as refund_share
    from scored
    left join margins
        on scored.customer_id = margins.customer_id
            and scored.snapshot_date = margins.snapshot_date
),

usual as (
    select
        snapshot_date,
        median(contribution_share) as contribution_share
    from measured
    where rfm_order_count > 0
    group by 1
),

tiered as (
    select
        measured.*,
        usual.contribution_share as usual_contribution_share,
        case
            when measured.margin_score is null then 'not known'
            when measured.margin_score = 5 then 'high'
            when measured.margin_score = 1 then 'low'
            else 'middle'
        end as margin_tier,
        case
            when measured.discounted_order_share
                >= {{ var('discount_dependent_share') }}
                and measured.rfm_order_count > 1
                then 'high'
            when measured.discounted_order_share > 0 then 'some'
            else 'none'
        end as discount_dependence,
        case
            when measured.refund_share >= {{ var('costly_refund_share') }} then 'high'
            when measured.refund_share > 0 then 'some'
            else 'none'
        end as return_cost
    from measured
    left join usual on measured.snapshot_date = usual.snapshot_date
),

segmented as (
    select
        tiered.*,
        case
            when tiered.rfm_order_count = 0 then 'no recent orders'
            when tiered.contribution_amount is null then 'margin not known'
            when tiered.monetary_score >= 4
                and tiered.contribution_share
                < {{ var('low_margin_ratio') }} * tiered.usual_contribution_share
                then 'buys much, earns little'
            when tiered.return_cost = 'high' then 'costly returns'
            when tiered.discount_dependence = 'high' then 'discount dependent'
            when tiered.margin_tier = 'high' then 'high margin'
            else 'steady margin'
        end as margin_segment
    from tiered
),

final as (
    select
        customer_id,
        margin_segment,
        lag(margin_segment) over (
            partition by customer_id order by snapshot_date asc nulls last
        ) as previous_margin_segment,
        margin_tier,
        discount_dependence,
        return_cost,
        margin_score,
        rfm_order_count,
        rfm_net_sales_amount,
        contribution_amount,
        contribution_share,
        usual_contribution_share,
        discounted_order_share,
        refund_share,
        is_as_of_date,
        snapshot_date
    from segmented
)

select * from final
