-- Grain: event x month, also months in which the event did not occur once: that is the
-- largest shift of all.
with events as (
    select * from {{ ref('fct_events') }}
),

counted as (
    select
        event_name,
        cast({{ dbt.date_trunc('month', 'event_date') }} as date) as month_date,
        count(*) as event_count
    from events
    group by 1, 2
),

months as (
    select
        month_date,
        cast(sum(event_count) as bigint) as all_event_count
    from counted
    group by 1
),

names as (
    select event_name
    from counted
    group by 1
),

final as (
    select
        names.event_name,
        coalesce(counted.event_count, 0) as event_count,
        months.all_event_count,
        months.month_date
    from names
    cross join months
    left join counted
        on names.event_name = counted.event_name
            and months.month_date = counted.month_date
)

select * from final
