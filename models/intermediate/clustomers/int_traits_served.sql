-- Grain: customer x line of business x month: what went wrong, beside the orders and
-- the appointments that it is counted on. Tickets are of no line of business.
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

bought as (
    select * from {{ ref('int_traits_bought') }}
),

seen as (
    select
        refunds.customer_id,
        coalesce(stores.business_line, 'none') as business_line,
        1 as refunds,
        0 as tickets,
        0 as appointment_count,
        0 as missed_appointments,
        refunds.refund_date as seen_date
    from refunds
    left join stores on refunds.store_id = stores.store_id
    union all
    select
        customer_id,
        'none' as business_line,
        0 as refunds,
        1 as tickets,
        0 as appointment_count,
        0 as missed_appointments,
        ticket_date as seen_date
    from tickets
    union all
    select
        appointments.customer_id,
        coalesce(stores.business_line, 'none') as business_line,
        0 as refunds,
        0 as tickets,
        1 as appointment_count,
        case when appointments.status = 'completed' then 0 else 1 end
            as missed_appointments,
        appointments.appointment_date as seen_date
    from appointments
    left join stores on appointments.store_id = stores.store_id
),

counted as (
    select
        seen.customer_id,
        seen.business_line,
        0 as order_count,
        seen.refunds,
        seen.tickets,
        seen.appointment_count,
        seen.missed_appointments,
        dates.month_start_date as month_date
    from seen
    inner join dates on seen.seen_date = dates.date_day
    union all
    select
        customer_id,
        business_line,
        order_count,
        0 as refunds,
        0 as tickets,
        0 as appointment_count,
        0 as missed_appointments,
        month_date
    from bought
),

final as (
    select
        customer_id,
        business_line,
        cast(sum(order_count) as bigint) as order_count,
        cast(sum(refunds) as bigint) as refunds,
        cast(sum(tickets) as bigint) as tickets,
        cast(sum(appointment_count) as bigint) as appointment_count,
        cast(sum(missed_appointments) as bigint) as missed_appointments,
        month_date
    from counted
    group by 1, 2, 8
)

select * from final
