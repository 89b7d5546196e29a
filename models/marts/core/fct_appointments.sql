-- Grain: one row per accepted appointment. Only completed ones bring a margin.
with appointments as (
    select * from {{ ref('stg_bookings__appointments') }}
    where reject_reason is null
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'client_id'
),

consented as (
    {{ consented('appointments') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

timed as (
    select
        appointments.*,
        {{ local_date('appointments.starts_at', 'company') }}
            as appointment_date,
        {{ dbt.datediff('booked_at', 'starts_at', 'second') }} / 3600.0 as lead_hours,
        {{ dbt.datediff('cancelled_at', 'starts_at', 'second') }} / 3600.0
            as cancelled_hours_before
    from appointments
),

final as (
    select
        timed.appointment_id,
        coalesce(consented.holder_id, 'unknown') as customer_id,
        timed.location_id as store_id,
        timed.chair_id,
        timed.procedure_type,
        timed.quote_id,
        timed.booking_channel,
        timed.status,
        timed.confirmation_kind,
        timed.reminder_kind,
        timed.rebooked_appointment_id,
        cast(timed.price_amount as decimal(18, 2)) as price_amount,
        cast(timed.cost_amount as decimal(18, 2)) as cost_amount,
        cast(
            case
                when timed.status = 'completed'
                    then timed.price_amount - timed.cost_amount
            end
            as decimal(18, 2)
        ) as margin_amount,
        cast(timed.duration_minutes as integer) as duration_minutes,
        cast(timed.lead_hours as double) as lead_hours,
        cast(timed.cancelled_hours_before as double) as cancelled_hours_before,
        coalesce(
            timed.status = 'cancelled' and timed.cancelled_hours_before < 24, false
        ) as is_last_minute,
        timed.appointment_date,
        cast(timed.booked_at as timestamp) as booked_at,
        cast(timed.starts_at as timestamp) as starts_at,
        cast(timed.confirmed_at as timestamp) as confirmed_at,
        cast(timed.cancelled_at as timestamp) as cancelled_at
    from timed
    left join customers on timed.client_id = customers.identifier_value
    left join consented
        on customers.customer_id = consented.holder_id
            and timed.booked_at >= consented.valid_from
            and timed.booked_at < consented.valid_to
)

select * from final
