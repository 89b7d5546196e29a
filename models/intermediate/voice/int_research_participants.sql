-- Grain: one row per research note by a participant who is known and agreed to
-- analysis: a gate of consent.
with notes as (
    select * from {{ ref('stg_voice__research_notes') }}
    where reject_reason is null and participant_email is not null
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
        notes.note_id,
        consented.holder_id as customer_id,
        cast(notes.recorded_at as timestamp) as recorded_at
    from notes
    inner join customers
        on {{ hashed_email('notes.participant_email') }} = customers.identifier_value
    inner join consented
        on customers.customer_id = consented.holder_id
            and notes.recorded_at >= consented.valid_from
            and notes.recorded_at < consented.valid_to
)

select * from final
