-- Grain: month x activity x purpose x dimension value. Rows of one dimension add up,
-- save those that are not shown; shares do not.
with sessions as (
    select * from {{ ref('fct_sessions') }}
),

orders as (
    select * from {{ ref('fct_orders') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
),

granted as (
    select * from {{ ref('int_consents_granted') }}
),

purposes as (
    select * from {{ ref('consent_purposes') }}
),

activities as (
    select
        'traffic' as activity,
        channel,
        city,
        coalesce(nullif(customer_id, 'unknown'), visitor_id) as holder_id,
        started_at as began_at,
        ended_at,
        session_date as activity_date
    from sessions
    union all
    select
        'orders' as activity,
        orders.channel,
        stores.city,
        nullif(orders.customer_id, 'unknown') as holder_id,
        orders.ordered_at as began_at,
        orders.ordered_at as ended_at,
        orders.order_date as activity_date
    from orders
    left join stores on orders.store_id = stores.store_id
),

-- Nobody's rows have no holder, so no purpose: without analytics nobody knows whose a
-- row is. They are counted by group, never one by one.
counted as (
    select
        activities.activity,
        purposes.purpose,
        activities.channel,
        activities.city,
        count(*) as row_count,
        count(granted.holder_id) as consented_count,
        cast({{ dbt.date_trunc('month', 'activities.activity_date') }} as date)
            as month_date
    from activities
    cross join purposes
    left join granted
        on activities.holder_id = granted.holder_id
            and purposes.purpose = granted.purpose
            and activities.began_at >= granted.valid_from
            and activities.ended_at < granted.valid_to
    group by 1, 2, 3, 4, 7
),

dimensioned as (
    select
        'all' as dimension_name,
        'all' as dimension_value,
        counted.*
    from counted
    union all
    select
        'channel' as dimension_name,
        counted.channel as dimension_value,
        counted.*
    from counted
    union all
    select
        'city' as dimension_name,
        coalesce(counted.city, 'unknown') as dimension_value,
        counted.*
    from counted
),

totals as (
    select
        month_date,
        activity,
        purpose,
        dimension_name,
        dimension_value,
        sum(row_count) as row_count,
        sum(consented_count) as consented_count,
        sum(row_count) < {{ var('min_group_size') }} as is_suppressed
    from dimensioned
    group by 1, 2, 3, 4, 5
),

final as (
    select
        activity,
        purpose,
        dimension_name,
        dimension_value,
        cast(case when not is_suppressed then row_count end as bigint) as row_count,
        cast(case when not is_suppressed then consented_count end as bigint)
            as consented_count,
        case
            when not is_suppressed
                then cast(consented_count as double) / nullif(row_count, 0)
        end as consent_share,
        is_suppressed,
        month_date
    from totals
)

select * from final
