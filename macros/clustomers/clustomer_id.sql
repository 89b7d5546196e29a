{#- The id of a clustomer: clustomer-1, or cafes-clustomer-1 within a line of business. -#}
{% macro clustomer_id(business_line, cluster_number) -%}
    concat_ws(
        '-',
        replace(nullif({{ business_line }}, 'all'), ' ', '-'),
        'clustomer',
        {{ cluster_number }}
    )
{%- endmacro %}
