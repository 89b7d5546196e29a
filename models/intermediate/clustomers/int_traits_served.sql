-- Grain: customer x line of business x context x trait x snapshot: what went wrong in
-- the year before. Refunds and tickets are counted by order, appointments that were not
-- kept by appointment.
with refunds as (
    select
        customer_id,
        store_id,
        order_id,
        min(refund_date) as refund_date
    from {{ ref('fct_refunds') }}
    where customer_id != 'unknown'
    {{ and_touched() }}
    group by 1, 2, 3
),

tickets as (
    select * from {{ ref('fct_tickets') }}
    where customer_id != 'unknown'
    {{ and_touched() }}
),

appointments as (
    select * from {{ ref('fct_appointments') }}
    where customer_id != 'unknown' and status in ('completed', 'cancelled', 'no_show')
    {{ and_touched() }}
),

stores as (
    select * from {{ ref('dim_stores') }}
),

dates as (
    select * from {{ ref('dim_dates') }}
),

snapshots as (
    select * from {{ ref('int_snapshots_consented') }}
),

seen as (
    select
        customer_id,
        store_id,
        'refunds' as feature,
        0 as occasion_count,
        1 as trait_sum,
        refund_date as seen_date
    from refunds
    union all
    select
        customer_id,
        null as store_id,
        'tickets' as feature,
        0 as occasion_count,
        1 as trait_sum,
        ticket_date as seen_date
    from tickets
    union all
    select
        customer_id,
        store_id,
        'missed_appointments' as feature,
        1 as occasion_count,
        case when status = 'completed' then 0 else 1 end as trait_sum,
        appointment_date as seen_date
    from appointments
),

monthly as (
    select
        seen.customer_id,
        case
            when seen.feature = 'tickets' then 'none'
            else coalesce(stores.business_line, 'none')
        end as business_line,
        seen.feature,
        dates.month_start_date as month_date,
        sum(seen.occasion_count) as occasion_count,
        sum(seen.trait_sum) as trait_sum
    from seen
    inner join dates on seen.seen_date = dates.date_day
    left join stores on seen.store_id = stores.store_id
    group by 1, 2, 3, 4
),

final as (
    select
        monthly.customer_id,
        monthly.business_line,
        case
            when monthly.feature = 'tickets' then 'all'
            else monthly.business_line
        end as context,
        monthly.feature,
        cast(sum(monthly.occasion_count) as bigint) as occasion_count,
        cast(sum(monthly.trait_sum) as double) as trait_sum,
        snapshots.snapshot_date
    from monthly
    inner join snapshots
        on monthly.customer_id = snapshots.customer_id
            and {{ is_in_year_before('monthly.month_date', 'snapshots.snapshot_date') }}
    group by 1, 2, 3, 4, 7
)

select * from final
