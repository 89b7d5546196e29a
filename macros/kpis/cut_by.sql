{#- Sum measures by day and by one dimension at a time: the whole, then each value of each dimension.

Arguments:
    relation: Rows with the measures and the dimensions' columns.
    date: Its column with the day.
    dimensions: Column of each dimension, by the dimension's name; a row without a value counts in the whole only.
    measures: What to sum, by the name of the sum.
    by: One more column to keep apart, such as the customer. -#}
{% macro cut_by(relation, date, dimensions, measures, by=none) -%}
    select
        {{ relation }}.{{ date }} as measure_date,
        cuts.dimension_name,
        cuts.dimension_value,
        {%- if by %}
        {{ relation }}.{{ by }},
        {%- endif %}
        {% for name, measure in measures.items() -%}
            sum({{ measure }}) as {{ name }}{{ "," if not loop.last }}
        {% endfor -%}
    from {{ relation }}
    cross join lateral (
        values
        ('all', 'all')
        {%- for name, column in dimensions.items() %},
        ('{{ name }}', {{ relation }}.{{ column }})
        {%- endfor %}
    ) as cuts (dimension_name, dimension_value)
    where cuts.dimension_value is not null
    group by 1, 2, 3{{ ', 4' if by }}
{%- endmacro %}
