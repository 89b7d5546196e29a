{{ config(materialized='view') }}

-- Grain: line of business, or all, x customer x trait that was seen x snapshot: the
-- compared traits, one below the other. A view: they are read for a few customers.
{% set sources = ['bought', 'visited', 'served', 'said'] -%}

with
{% for source in sources -%}
    {{ source }} as (
        select * from {{ ref('int_' ~ source ~ '_compared') }}
    ),

{% endfor -%}
final as (
    {% for source in sources -%}
        {% set outer_loop = loop -%}
        {% for trait in traits_of(source) -%}
            select
                business_line,
                customer_id,
                '{{ trait.feature }}' as feature,
                {{ trait.feature }}_exposure as exposure,
                {{ trait.feature }}_sum as trait_sum,
                {{ (trait.feature ~ '_usual') if trait.context
                    else 'cast(null as double)' }} as usual_sum,
                {{ trait.feature }} as feature_value,
                snapshot_date
            from {{ source }}
            where {{ trait.feature }}_exposure > 0
            {{ 'union all' if not (outer_loop.last and loop.last) }}
        {% endfor -%}
    {% endfor -%}
)

select * from final
