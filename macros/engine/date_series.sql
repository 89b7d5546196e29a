{#- One row per day from start to end, both included, as date_day. -#}
{% macro date_series(start, end) -%}
    {{ return(adapter.dispatch('date_series')(start, end)) }}
{%- endmacro %}

{% macro duckdb__date_series(start, end) -%}
    cast(unnest(generate_series({{ start }}, {{ end }}, interval 1 day)) as date)
{%- endmacro %}

{% macro spark__date_series(start, end) -%}
    explode(sequence({{ start }}, {{ end }}, interval 1 day))
{%- endmacro %}
