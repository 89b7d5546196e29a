{#- In a refresh: the day up to which features look back. A literal: it decides what is read at all. -#}
{% macro looked_back_to(months) -%}
    {%- set as_of = ref('stg_landing__as_of_date') -%}
    {%- set query -%}
        select cast({{ dbt.dateadd('month', -months, 'as_of_date') }} as date) from {{ as_of }}
    {%- endset -%}
    {{- return("cast('" ~ (run_query(query).rows[0][0] if execute and is_refresh() else '2000-01-01') ~ "' as date)") -}}
{%- endmacro %}
