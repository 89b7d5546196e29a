-- Grain: one row per action on an insight, beside what was found.
with actions as (
    select * from {{ ref('stg_operations__insight_actions') }}
    where reject_reason is null
),

insights as (
    select * from {{ ref('stg_operations__insights') }}
    where reject_reason is null
),

final as (
    select
        actions.action_id,
        actions.insight_id,
        insights.title as insight_title,
        insights.kpi_id,
        actions.action_text,
        actions.owner_role,
        actions.outcome,
        actions.expected_effect_amount,
        actions.measured_effect_amount,
        actions.due_date,
        actions.created_at,
        actions.done_at
    from actions
    left join insights on actions.insight_id = insights.insight_id
)

select * from final
