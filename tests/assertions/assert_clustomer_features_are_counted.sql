-- The seed clustomer_features and the macro traits_of list the same features, measured
-- alike: what differs is named.
with listed as (
    select
        feature,
        measured_by
    from {{ ref('clustomer_features') }}
),

counted as (
    {% for source in ['bought', 'visited', 'served', 'said'] -%}
        {% set outer_loop = loop -%}
        {% for trait in traits_of(source) -%}
            select
                '{{ trait.feature }}' as feature,
                '{{ "difference" if trait.context
                    else "month" if trait.seen == "month_count"
                    else "occasion" }}' as measured_by
            {{ 'union all' if not (outer_loop.last and loop.last) }}
        {% endfor -%}
    {% endfor -%}
)

select
    listed.feature as listed_feature,
    listed.measured_by as listed_as,
    counted.feature as counted_feature,
    counted.measured_by as counted_as
from listed
full outer join counted
    on listed.feature = counted.feature
        and listed.measured_by = counted.measured_by
where listed.feature is null or counted.feature is null
