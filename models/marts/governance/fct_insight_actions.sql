-- Grain: one row per action on an insight. Effects are what the owner stated, in the
-- company's currency.
with actions as (
    select * from {{ ref('int_insight_actions_taken') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

final as (
    select
        actions.action_id,
        actions.insight_id,
        actions.insight_title,
        actions.kpi_id,
        actions.action_text,
        actions.owner_role,
        actions.outcome,
        case
            when actions.done_at is not null then 'done'
            when actions.due_date < as_of.as_of_date then 'overdue'
            else 'open'
        end as status,
        actions.expected_effect_amount,
        actions.measured_effect_amount,
        actions.due_date,
        {{ local_date('actions.created_at', 'company') }} as created_date,
        {{ local_date('actions.done_at', 'company') }} as done_date
    from actions
    cross join as_of
)

select * from final
