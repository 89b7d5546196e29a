-- Grain: line of business, or all, x observed customer x snapshot: what customers say,
-- trait by trait, beside what is usual where they do it.
with final as (
    {{ compared_traits('said') }}
)

select * from final
