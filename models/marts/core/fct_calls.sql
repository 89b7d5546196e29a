-- Grain: one row per accepted call.
with calls as (
    select * from {{ ref('stg_bookings__calls') }}
    where reject_reason is null
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'client_id'
),

consented as (
    {{ consented('calls') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

final as (
    select
        calls.call_id,
        coalesce(consented.holder_id, 'unknown') as customer_id,
        coalesce(calls.location_id, 'unknown') as store_id,
        calls.direction,
        calls.outcome,
        calls.appointment_id,
        cast(calls.wait_seconds as double) as wait_seconds,
        cast(calls.duration_seconds as double) as duration_seconds,
        coalesce(calls.is_answered, false) as is_answered,
        coalesce(calls.is_answered_later, false) as is_answered_later,
        coalesce(calls.outcome = 'booked' or calls.appointment_id is not null, false)
            as is_booked,
        {{ local_date('calls.called_at', 'company') }} as call_date,
        cast(calls.called_at as timestamp) as called_at
    from calls
    left join customers on calls.client_id = customers.identifier_value
    left join consented
        on customers.customer_id = consented.holder_id
            and calls.called_at >= consented.valid_from
            and calls.called_at < consented.valid_to
)

select * from final
