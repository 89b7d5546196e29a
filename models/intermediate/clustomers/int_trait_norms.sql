-- Grain: line of business, or all, x context x trait x month end: what is usual in the
-- year before. A snapshot inside a month is judged by the month end before, so that a
-- new day changes no norm.
{% set sources = ['bought', 'visited', 'served', 'said'] -%}

with snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
    where is_month_end
),

{% for source in sources -%}
    {{ source }} as (
        select * from {{ ref('int_traits_' ~ source) }}
    ),

{% endfor -%}
counted as (
    {% for source in sources -%}
        {% set outer_loop = loop -%}
        {% for trait in traits_of(source) | selectattr('context') -%}
            select
                business_line,
                {{ trait.context }} as context,
                '{{ trait.feature }}' as feature,
                sum({{ trait.seen }}) as seen_count,
                sum({{ trait.feature }}) as trait_sum,
                month_date
            from {{ source }}
            group by 1, 2, 6
            {{ 'union all' if not (outer_loop.last and loop.last) }}
        {% endfor -%}
    {% endfor -%}
),

yearly as (
    select
        counted.business_line,
        counted.context,
        counted.feature,
        sum(counted.seen_count) as seen_count,
        sum(counted.trait_sum) as trait_sum,
        snapshots.snapshot_date
    from counted
    inner join snapshots
        on {{ is_in_year_before('counted.month_date', 'snapshots.snapshot_date') }}
    group by 1, 2, 3, 6
),

populations as (
    select * from yearly
    where business_line != 'none'
    union all
    select
        'all' as business_line,
        context,
        feature,
        sum(seen_count) as seen_count,
        sum(trait_sum) as trait_sum,
        snapshot_date
    from yearly
    group by 2, 3, 6
),

final as (
    select
        business_line,
        context,
        feature,
        cast(trait_sum as double) / nullif(seen_count, 0) as usual_value,
        snapshot_date
    from populations
)

select * from final
