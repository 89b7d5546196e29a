{{ config(schema='vault') }}

with judged as (
    {{ judged_records('voice', 'survey_responses') }}
),

final as (
    select
        response_id,
        survey_id,
        wave,
        channel,
        question_code,
        question_text,
        email,
        loyalty_member_id,
        location_id,
        answer_text,
        reject_reason,
        answer_value,
        scale_maximum,
        is_answered,
        invited_at,
        answered_at
    from judged
)

select * from final
