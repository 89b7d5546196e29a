-- Question: did the Quick Bite menu, which is ordered ahead, bring guests to the app?
--
-- Answer on the demo (as of 2026-09-30): of members without the app who bought before
-- and went on buying, 32 % opened it within 60 days of the menu's start, against 5 %
-- within 60 days before.
--
-- Action: marketing shows the menu at the till to members without the app.
--
-- Measured by: app_first_order in fct_activations.
with customers as (
    select * from {{ ref('dim_customers') }}
    where has_analytics_consent and is_loyalty_member
),

menu as (
    select min(valid_from_date) as start_date
    from {{ ref('dim_offers') }}
    where start_hour is not null
),

windows as (
    select
        sides.is_after,
        case
            when sides.is_after then menu.start_date
            else cast({{ dbt.dateadd('day', -60, 'menu.start_date') }} as date)
        end as from_date,
        case
            when sides.is_after
                then cast({{ dbt.dateadd('day', 60, 'menu.start_date') }} as date)
            else menu.start_date
        end as to_date
    from menu
    cross join lateral (values (false), (true)) as sides (is_after)
),

ordered as (
    select
        orders.customer_id,
        min(orders.order_date) as first_date,
        max(orders.order_date) as last_date
    from {{ ref('fct_orders') }} as orders
    inner join {{ ref('dim_stores') }} as stores
        on orders.store_id = stores.store_id and stores.store_format = 'cafe'
    group by 1
),

opened as (
    select
        customer_id,
        min(event_date) as first_date
    from {{ ref('fct_events') }}
    where event_name in ('application_installed', 'application_opened')
    group by 1
),

counted as (
    select
        windows.is_after,
        count(*) as faced_count,
        count(case when opened.first_date < windows.to_date then 1 end) as made_count
    from customers
    inner join ordered on customers.customer_id = ordered.customer_id
    left join opened on customers.customer_id = opened.customer_id
    inner join windows
        on ordered.first_date < windows.from_date
            and ordered.last_date >= windows.to_date
            and (opened.first_date is null or opened.first_date >= windows.from_date)
    group by 1
),

shared as (
    select
        *,
        cast(made_count as double) / nullif(faced_count, 0) as made_share
    from counted
),

bounded as (
    select
        is_after,
        faced_count,
        made_share,
        {{ wilson_low('made_share', 'faced_count') }} as share_low,
        {{ wilson_high('made_share', 'faced_count') }} as share_high
    from shared
),

final as (
    select
        'app_adoption' as finding,
        'Members who opened the app within 60 days, after the start against before'
            as statement,
        'share' as unit,
        later.made_share - earlier.made_share as estimate,
        {{ newcombe_low(
            'later.made_share', 'later.share_low', 'earlier.made_share',
            'earlier.share_high'
        ) }} as interval_low,
        {{ newcombe_high(
            'later.made_share', 'later.share_high', 'earlier.made_share',
            'earlier.share_low'
        ) }} as interval_high,
        later.faced_count + earlier.faced_count as observation_count
    from bounded as later
    inner join bounded as earlier on later.is_after and not earlier.is_after
)

select * from final
