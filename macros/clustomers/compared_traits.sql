{#- Each observed customer's traits of one source, over the year before: the sum, what it was seen on, what would be usual,
    and the value that clusters are made from. A sum of differences is divided by more than their number, so that few
    occasions say little (a prior at the usual); where nothing is usual yet, what they do is. -#}
{% macro compared_traits(source) %}
    {%- set traits = traits_of(source) -%}
    {%- set contexts = traits | selectattr('context') | map(attribute='context') | unique | list -%}
    {%- set counts = traits | map(attribute='seen') | reject('in', ['month_count', 'once']) | unique | list -%}
    with observed as (
        select * from {{ ref('int_customers_observed') }}
    ),

    yearly as (
        select
            traits.customer_id,
            traits.business_line,
            observed.snapshot_date,
            {% for context in contexts -%}
            {{ context | replace('business_line', 'traits.business_line') }} as context_{{ loop.index }},
            {% endfor -%}
            {% for column in counts + traits | map(attribute='feature') | list -%}
            sum(cast(traits.{{ column }} as double)) as {{ column }}{{ ',' if not loop.last }}
            {% endfor -%}
        from {{ ref('int_traits_' ~ source) }} as traits
        inner join observed
            on traits.customer_id = observed.customer_id
                and {{ is_in_year_before('traits.month_date', 'observed.snapshot_date') }}
        where observed.business_line = 'all'
        group by {{ range(1, contexts | length + 4) | join(', ') }}
    ),

    norms as (
        select
            business_line,
            context,
            snapshot_date,
            {% for trait in traits if trait.context -%}
            max(case when feature = '{{ trait.feature }}' then usual_value end) as {{ trait.feature }}{{ ',' if not loop.last }}
            {% endfor -%}
        from {{ ref('int_trait_norms') }}
        group by 1, 2, 3
    ),

    summed as (
        select
            observed.business_line,
            observed.customer_id,
            observed.snapshot_date,
            {% for count in counts -%}
            sum(yearly.{{ count }}) as {{ count }},
            {% endfor -%}
            {% for trait in traits if trait.context -%}
            sum(coalesce(
                yearly.{{ trait.seen }} * norms_{{ contexts.index(trait.context) + 1 }}.{{ trait.feature }},
                yearly.{{ trait.feature }}
            )) as {{ trait.feature }}_usual,
            {% endfor -%}
            {% for trait in traits -%}
            sum(yearly.{{ trait.feature }}) as {{ trait.feature }}_sum{{ ',' if not loop.last }}
            {% endfor -%}
        from observed
        inner join yearly
            on observed.customer_id = yearly.customer_id
                and observed.snapshot_date = yearly.snapshot_date
                and (observed.business_line = 'all' or observed.business_line = yearly.business_line)
        {% for context in contexts -%}
        left join norms as norms_{{ loop.index }}
            on observed.business_line = norms_{{ loop.index }}.business_line
                and observed.norm_date = norms_{{ loop.index }}.snapshot_date
                and yearly.context_{{ loop.index }} = norms_{{ loop.index }}.context
        {% endfor -%}
        group by 1, 2, 3
    ),

    counted as (
        select
            observed.business_line,
            observed.customer_id,
            {% for trait in traits -%}
            cast({{ {'month_count': 'observed.month_count', 'once': '1'}.get(trait.seen)
                or 'coalesce(summed.' ~ trait.seen ~ ', 0)' }} as bigint) as {{ trait.feature }}_exposure,
            cast({{ 'least(coalesce(summed.' ~ trait.feature ~ '_sum, 0), 1)' if trait.seen == 'once'
                else 'coalesce(summed.' ~ trait.feature ~ '_sum, 0)' }} as double) as {{ trait.feature }}_sum,
            {% if trait.context -%}
            cast(coalesce(summed.{{ trait.feature }}_usual, 0) as double) as {{ trait.feature }}_usual,
            {% endif -%}
            {% endfor -%}
            observed.snapshot_date
        from observed
        left join summed
            on observed.business_line = summed.business_line
                and observed.customer_id = summed.customer_id
                and observed.snapshot_date = summed.snapshot_date
    )

    select
        counted.*,
        {% for trait in traits -%}
        {% if trait.context -%}
        round(
            ({{ trait.feature }}_sum - {{ trait.feature }}_usual)
            / nullif({{ trait.feature }}_exposure + {{ var('affinity_prior_count') }}, 0),
            9
        ) as {{ trait.feature }}{{ ',' if not loop.last }}
        {% else -%}
        round(
            coalesce({{ trait.feature }}_sum / nullif({{ trait.feature }}_exposure, 0), 0), 9
        ) as {{ trait.feature }}{{ ',' if not loop.last }}
        {% endif -%}
        {% endfor -%}
    from counted
{% endmacro %}
