-- Funnels by a second route: entries and ends counted from the facts themselves, months
-- adding up to years, and every attempt once.
with funnels as (
    select * from {{ ref('fct_funnels') }}
    where dimension_name = 'all'
),

steps as (
    select * from {{ ref('fct_journey_steps') }}
),

events as (
    select * from {{ ref('fct_events') }}
),

checkouts as (
    select session_id
    from events
    where source = 'app' and event_name = 'checkout_started'
    group by 1
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

days as (
    select * from {{ ref('int_period_days') }}
    where period_type = 'year'
),

expected as (
    select
        'web_purchase entries' as what,
        count(distinct session_id) as amount
    from events
    where source = 'web' and event_name = 'product_viewed'
    union all
    select
        'app_preorder ends' as what,
        count(distinct events.session_id) as amount
    from events
    inner join checkouts on events.session_id = checkouts.session_id
    where events.event_name = 'order_completed'
    union all
    select
        'lead_to_won ends' as what,
        count(*) as amount
    from opportunities
    inner join days on cast(opportunities.created_at as date) = days.date_day
    where opportunities.is_won
    union all
    select
        'attempts' as what,
        count(distinct attempt_id) as amount
    from steps
),

found as (
    select
        'web_purchase entries' as what,
        sum(entered_count) as amount
    from funnels
    where journey_id = 'web_purchase' and step_order = 2 and period_type = 'month'
    union all
    select
        'app_preorder ends' as what,
        sum(reached_count) as amount
    from funnels
    where journey_id = 'app_preorder' and step_order = 3 and period_type = 'month'
    union all
    select
        'lead_to_won ends' as what,
        sum(reached_count) as amount
    from funnels
    where journey_id = 'lead_to_won' and step_order = 6 and period_type = 'year'
    union all
    select
        'attempts' as what,
        count(*) as amount
    from steps
    where is_last_step
),

years as (
    select
        concat_ws(' ', journey_id, step_order, period_type) as what,
        sum(reached_count) as amount
    from funnels
    where period_type = 'year'
    group by 1
),

months as (
    select
        concat_ws(' ', journey_id, step_order, 'year') as what,
        sum(reached_count) as amount
    from funnels
    where period_type = 'month'
    group by 1
)

select
    expected.what,
    expected.amount as expected_amount,
    found.amount as found_amount
from expected
inner join found on expected.what = found.what
where expected.amount != coalesce(found.amount, 0)
union all
select
    years.what,
    months.amount as expected_amount,
    years.amount as found_amount
from years
inner join months on years.what = months.what
where years.amount != months.amount
