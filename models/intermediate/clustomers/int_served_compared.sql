-- Grain: line of business, or all, x observed customer x snapshot: what went wrong,
-- trait by trait, beside what is usual.
with final as (
    {{ compared_traits('served') }}
)

select * from final
