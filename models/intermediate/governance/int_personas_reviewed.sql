-- Grain: one row per persona that was reviewed: the last verdict, and by whom. What was
-- said stays in the vault.
with reviews as (
    select * from {{ ref('stg_operations__persona_reviews') }}
    where reject_reason is null
),

ranked as (
    select
        persona_id,
        owner_role,
        verdict,
        reviewed_at,
        row_number() over (
            partition by persona_id
            order by reviewed_at desc nulls last, review_id desc nulls last
        ) as recency,
        count(*) over (partition by persona_id) as review_count
    from reviews
),

final as (
    select
        persona_id,
        owner_role,
        verdict,
        review_count,
        reviewed_at
    from ranked
    where recency = 1
)

select * from final
