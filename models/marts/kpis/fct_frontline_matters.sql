-- Grain: store, practice or sales team x reason to act x detail.
with as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

lulls as (
    select
        'lull' as sentence_id,
        hours.store_id as unit_id,
        cast(hours.hour_of_day as varchar) as detail,
        count(*) as matter_count,
        100 * avg(hours.demand_ratio) as total
    from {{ ref('fct_store_hours') }} as hours
    cross join as_of
    where
        hours.is_lull
        and {{ dbt.datediff('hours.store_date', 'as_of.as_of_date', 'day') }} < 28
    group by 1, 2, 3
),

shelves as (
    select
        'empty_shelf' as sentence_id,
        sales.store_id as unit_id,
        sales.weather_fit as detail,
        sales.product_count - sales.in_stock_count as matter_count,
        sales.product_count as total
    from {{ ref('fct_weather_sales') }} as sales
    inner join as_of on sales.store_date = as_of.as_of_date
    where not sales.is_all_in_stock
),

appointments as (
    select
        'unconfirmed' as sentence_id,
        appointments.store_id as unit_id,
        '' as detail,
        count(*) as matter_count,
        0 as total
    from {{ ref('fct_appointments') }} as appointments
    cross join as_of
    where
        appointments.status = 'booked'
        and appointments.confirmed_at is null
        and appointments.appointment_date > as_of.as_of_date
        and appointments.appointment_date
        <= {{ dbt.dateadd('day', 7, 'as_of.as_of_date') }}
    group by 1, 2
),

calls as (
    select
        'missed_calls' as sentence_id,
        calls.store_id as unit_id,
        '' as detail,
        count(*) as matter_count,
        0 as total
    from {{ ref('fct_calls') }} as calls
    cross join as_of
    where
        calls.direction = 'inbound'
        and not calls.is_answered
        and not calls.is_answered_later
        and {{ dbt.datediff('calls.call_date', 'as_of.as_of_date', 'day') }} < 7
    group by 1, 2
),

fast_trials as (
    select
        subject_id as account_id,
        min(case when is_within_window then 1 else 0 end) = 1 as is_fast
    from {{ ref('fct_activations') }}
    where subject = 'account'
    group by 1
),

opportunities as (
    select
        reasons.sentence_id,
        opportunities.owner_role as unit_id,
        '' as detail,
        count(*) as matter_count,
        0 as total
    from {{ ref('fct_opportunities') }} as opportunities
    cross join as_of
    left join fast_trials on opportunities.account_id = fast_trials.account_id
    cross join
        lateral (
            values
            ('fast_trials', fast_trials.is_fast),
            ('old_opportunities', opportunities.expected_close_date < as_of.as_of_date)
        ) as reasons (sentence_id, is_given)
    where opportunities.is_open and reasons.is_given
    group by 1, 2
),

united as (
    select * from lulls
    union all
    select * from shelves
    union all
    select * from appointments
    union all
    select * from calls
    union all
    select * from opportunities
),

final as (
    select
        unit_id,
        sentence_id,
        detail,
        cast(matter_count as integer) as matter_count,
        cast(total as double) as total
    from united
    where unit_id is not null and unit_id != 'unknown'
)

select * from final
