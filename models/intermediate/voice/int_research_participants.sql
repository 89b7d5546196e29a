-- Grain: one row per research note by a participant who is known and agreed to
-- analysis: a gate of consent.
with notes as (
    select * from {{ ref('stg_voice__research_notes') }}
    where reject_reason is null and participant_email is not null
),

-- Hashed before the join: a salt within it would be compared row by row.
participants as (
    select
        note_id,
        recorded_at,
        {{ hashed_email('participant_email') }} as email_hash
    from notes
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'email'
),

consented as (
    {{ consented('research') }}
),

final as (
    select
        participants.note_id,
        consented.holder_id as customer_id,
        cast(participants.recorded_at as timestamp) as recorded_at
    from participants
    inner join customers on participants.email_hash = customers.identifier_value
    inner join consented
        on customers.customer_id = consented.holder_id
            and participants.recorded_at >= consented.valid_from
            and participants.recorded_at < consented.valid_to
)

select * from final
