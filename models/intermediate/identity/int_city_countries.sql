-- Grain: one row per city with a store, and one for no city, which stands for the
-- company: the country where most of its stores are.
with stores as (
    select * from {{ ref('stg_pos__stores') }}
    where reject_reason is null and country is not null
),

counted as (
    select
        city,
        country,
        count(*) as store_count
    from stores
    where city is not null
    group by 1, 2
    union all
    select
        '' as city,
        country,
        count(*) as store_count
    from stores
    group by 1, 2
),

ranked as (
    select
        city,
        country,
        row_number() over (
            partition by city
            order by store_count desc nulls last, country asc nulls last
        ) as country_rank
    from counted
),

final as (
    select
        city,
        country
    from ranked
    where country_rank = 1
)

select * from final
