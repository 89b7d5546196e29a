-- Grain: opportunity x stage entered.
with changes as (
    select * from {{ ref('stg_crm__opportunity_stage_changes') }}
    where reject_reason is null
),

ordered as (
    select
        *,
        row_number() over (
            partition by opportunity_id
            order by changed_at asc nulls last, change_id asc nulls last
        ) as stage_number,
        lead(changed_at) over (
            partition by opportunity_id
            order by changed_at asc nulls last, change_id asc nulls last
        ) as left_at
    from changes
),

final as (
    select
        opportunity_id,
        from_stage,
        to_stage as stage,
        cast(stage_number as integer) as stage_number,
        cast({{ dbt.datediff('changed_at', 'left_at', 'second') }} / 86400.0 as double)
            as days_in_stage,
        left_at is null as is_current,
        cast(changed_at as timestamp) as entered_at,
        cast(left_at as timestamp) as left_at
    from ordered
)

select * from final
