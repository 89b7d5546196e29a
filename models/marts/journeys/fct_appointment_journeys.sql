-- Grain: one row per appointment: the call or quote before it, and what became of it.
-- Minutes and amounts lost add up.
with appointments as (
    select * from {{ ref('fct_appointments') }}
),

calls as (
    select
        appointment_id,
        min(called_at) as called_at,
        max(wait_seconds) as wait_seconds
    from {{ ref('fct_calls') }}
    where appointment_id is not null
    group by 1
),

quotes as (
    select * from {{ ref('fct_quotes') }}
),

-- A visit before is one that was kept, of the same customer.
visited as (
    select
        appointment_id,
        max(case when status = 'completed' then appointment_date end) over (
            partition by customer_id
            order by starts_at asc nulls last, appointment_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as previous_visit_date
    from appointments
    where customer_id != 'unknown'
),

joined as (
    select
        appointments.*,
        calls.called_at,
        calls.wait_seconds,
        quotes.requested_at,
        visited.previous_visit_date,
        case
            when appointments.status = 'cancelled' and appointments.is_last_minute
                then 'cancelled at the last minute'
            when appointments.status = 'cancelled' then 'cancelled early'
            when appointments.status = 'no_show' then 'not shown up'
            when appointments.status = 'completed' then 'kept'
            else 'open'
        end as outcome,
        {{ dbt.datediff(
            'visited.previous_visit_date', 'appointments.appointment_date', 'day'
        ) }} as days_since_visit
    from appointments
    left join calls on appointments.appointment_id = calls.appointment_id
    left join quotes on appointments.quote_id = quotes.quote_id
    left join visited on appointments.appointment_id = visited.appointment_id
),

final as (
    select
        appointment_id,
        customer_id,
        store_id,
        case
            when requested_at is not null then 'quote'
            when called_at is not null then 'call'
            else booking_channel
        end as began_with,
        procedure_type,
        case
            when customer_id = 'unknown' then 'unknown'
            when days_since_visit is null then 'no visit on record'
            when days_since_visit <= 180 then 'within half a year'
            else 'longer ago'
        end as visit_recency,
        confirmation_kind,
        reminder_kind,
        outcome,
        case
            when cancelled_hours_before < 2 then '0 to 2 hours'
            when cancelled_hours_before < 12 then '2 to 12 hours'
            when cancelled_hours_before < 24 then '12 to 24 hours'
            when cancelled_hours_before < 168 then '1 to 7 days'
            when cancelled_hours_before >= 168 then 'more than a week'
        end as cancelled_before,
        cast(
            case
                when outcome in ('cancelled at the last minute', 'not shown up')
                    then price_amount
                else 0
            end as decimal(18, 2)
        ) as lost_amount,
        cast(
            case
                when outcome in ('cancelled at the last minute', 'not shown up')
                    then duration_minutes
                else 0
            end as integer
        ) as lost_minutes,
        wait_seconds,
        cast(
            {{ dbt.datediff(
                'coalesce(requested_at, called_at)', 'booked_at', 'second'
            ) }} / 3600.0 as double
        ) as hours_to_booking,
        lead_hours as hours_to_visit,
        cast(days_since_visit as integer) as days_since_visit,
        rebooked_appointment_id is not null as is_rebooked,
        appointment_date,
        booked_at,
        starts_at,
        cancelled_at
    from joined
)

select * from final
