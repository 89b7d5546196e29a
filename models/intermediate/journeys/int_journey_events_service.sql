-- Grain: one row per moment of a call, an appointment or a ticket that a journey may
-- look at. object_id is what a journey may hold constant: of a call, the appointment
-- that came of it.
with calls as (
    select * from {{ ref('fct_calls') }}
    where direction = 'inbound'
),

appointments as (
    select * from {{ ref('fct_appointments') }}
),

tickets as (
    select * from {{ ref('fct_tickets') }}
),

moments as (
    select
        moments.*,
        calls.call_id as record_id,
        coalesce(calls.appointment_id, calls.call_id) as object_id,
        calls.customer_id,
        calls.store_id,
        calls.called_at as event_at
    from calls
    cross join
        lateral (
            values
            ('call_received', true),
            ('call_answered', calls.is_answered or calls.is_answered_later),
            ('call_about_else', calls.outcome in ('information', 'complaint'))
        ) as moments (event_name, has_happened)
    union all
    select
        moments.event_name,
        true as has_happened,
        appointments.appointment_id as record_id,
        appointments.appointment_id as object_id,
        appointments.customer_id,
        appointments.store_id,
        moments.event_at
    from appointments
    cross join
        lateral (
            values
            ('appointment_booked', appointments.booked_at),
            ('appointment_cancelled', appointments.cancelled_at),
            (
                'appointment_kept',
                case
                    when appointments.status = 'completed' then appointments.starts_at
                end
            )
        ) as moments (event_name, event_at)
    union all
    select
        moments.event_name,
        true as has_happened,
        tickets.ticket_id as record_id,
        tickets.ticket_id as object_id,
        tickets.customer_id,
        cast(null as varchar) as store_id,
        moments.event_at
    from tickets
    cross join lateral (
        values
        ('ticket_opened', tickets.opened_at), ('ticket_solved', tickets.solved_at)
    ) as moments (event_name, event_at)
),

final as (
    select
        concat_ws('-', event_name, record_id) as event_id,
        event_name,
        object_id,
        customer_id,
        store_id,
        event_at
    from moments
    where has_happened and event_at is not null
)

select * from final
