-- Grain: line of business, or all, x observed customer x snapshot: how customers buy,
-- trait by trait, beside what is usual where they do it.
with final as (
    {{ compared_traits('bought') }}
)

select * from final
