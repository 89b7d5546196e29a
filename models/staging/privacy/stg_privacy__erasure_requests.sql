{{ config(schema='vault') }}

with judged as (
    {{ judged_records('privacy', 'erasure_requests') }}
),

final as (
    select
        request_id,
        identifier_type,
        identifier_value,
        channel,
        reject_reason,
        requested_at
    from judged
)

select * from final
