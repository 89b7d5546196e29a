-- Grain: one row per prediction: whether there is enough evidence for it.
with requirements as (
    select * from {{ ref('dim_prediction_requirements') }}
),

final as (
    select
        output,
        min(case when is_met then 1 else 0 end) = 1 as is_allowed
    from requirements
    group by 1
)

select * from final
