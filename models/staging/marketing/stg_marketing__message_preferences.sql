{{ config(schema='vault') }}

with judged as (
    {{ judged_records('marketing', 'message_preferences') }}
),

final as (
    select
        email,
        channel,
        reject_reason,
        quiet_start_hour,
        quiet_end_hour,
        is_opted_out,
        updated_at
    from judged
)

select * from final
