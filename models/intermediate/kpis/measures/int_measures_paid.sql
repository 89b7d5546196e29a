-- Grain: kpi x day x dimension value, for the cost of a customer whom advertising
-- brought: the last visit before the first order came by a channel that is paid for.
-- Media without clicks, such as television, lead to no visit that can be told.
with spent as (
    select
        spend_date as measure_date,
        channel,
        sum(spend_amount) as spend_amount
    from {{ ref('fct_ad_spend') }}
    where click_count is not null
    group by 1, 2
),

brought as (
    select
        order_date as measure_date,
        channel,
        count(*) as brought_count
    from {{ ref('int_first_order_touches') }}
    where channel in (select spent.channel from spent)
    group by 1, 2
),

counted as (
    select
        measure_date,
        channel,
        spend_amount,
        0 as brought_count
    from spent
    union all
    select
        measure_date,
        channel,
        0 as spend_amount,
        brought_count
    from brought
),

final as (
    {{ kpi_parts('counted', {'channel': 'channel'}, [
        ('paid_acquisition_cost', 'spend_amount', 'brought_count', 'brought_count')
    ]) }}
)

select * from final
