{{ config(schema='vault') }}

with judged as (
    {{ judged_records('operations', 'alert_acknowledgements') }}
),

final as (
    select
        alert_id,
        owner_role,
        note,
        reject_reason,
        acknowledged_at
    from judged
)

select * from final
