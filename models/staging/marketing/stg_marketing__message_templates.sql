with judged as (
    {{ judged_records('marketing', 'message_templates') }}
),

final as (
    select
        template_id,
        template_name,
        channel,
        purpose,
        language,
        subject,
        body,
        reject_reason,
        valid_from_date
    from judged
)

select * from final
