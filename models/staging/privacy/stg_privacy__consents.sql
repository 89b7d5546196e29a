{{ config(schema='vault') }}

with judged as (
    {{ judged_records('privacy', 'consents') }}
),

final as (
    select
        consent_id,
        identifier_type,
        identifier_value,
        purpose,
        action,
        place,
        benefit,
        wording_version,
        reject_reason,
        recorded_at
    from judged
)

select * from final
