-- Grain: one row per invitation and question. Answers of different questions or scales
-- do not belong in one mean; NPS is the promoters' share less the detractors'.
with responses as (
    select * from {{ ref('stg_voice__survey_responses') }}
    where reject_reason is null
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type in ('loyalty_member_id', 'email')
),

consented as (
    {{ consented('surveys') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

-- A value off the scale is no answer.
scored as (
    select
        responses.*,
        case
            when responses.answer_value >= 0
                and responses.answer_value
                <= coalesce(responses.scale_maximum, responses.answer_value)
                then responses.answer_value
        end as score,
        coalesce(
            responses.question_code = 'nps' and responses.scale_maximum = 10, false
        ) as is_nps
    from responses
),

final as (
    select
        scored.response_id,
        scored.question_code,
        coalesce(consented.holder_id, 'unknown') as customer_id,
        coalesce(scored.location_id, 'unknown') as store_id,
        scored.survey_id,
        scored.wave,
        scored.channel,
        scored.question_text,
        case
            when not scored.is_nps or scored.score is null then null
            when scored.score >= 9 then 'promoter'
            when scored.score >= 7 then 'passive'
            else 'detractor'
        end as nps_class,
        cast(scored.scale_maximum as integer) as scale_maximum,
        cast(scored.score as double) as score,
        cast(
            {{ dbt.datediff('invited_at', 'answered_at', 'second') }} / 3600.0 as double
        ) as answer_hours,
        scored.score is not null
        or coalesce(scored.is_answered, scored.answer_text is not null) as is_answered,
        scored.answer_text is not null as has_comment,
        {{ local_date('scored.invited_at', 'company') }} as invitation_date,
        {{ local_date('scored.answered_at', 'company') }} as answer_date,
        cast(scored.invited_at as timestamp) as invited_at,
        cast(scored.answered_at as timestamp) as answered_at
    from scored
    left join customers as members
        on scored.loyalty_member_id = members.identifier_value
            and members.identifier_type = 'loyalty_member_id'
    left join customers as mailed
        on {{ hashed_email('scored.email') }} = mailed.identifier_value
            and mailed.identifier_type = 'email'
    left join consented
        on coalesce(members.customer_id, mailed.customer_id) = consented.holder_id
            and scored.invited_at >= consented.valid_from
            and scored.invited_at < consented.valid_to
)

select * from final
