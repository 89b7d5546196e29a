{#- One row per part of a text, in a select list; the separator is one character. -#}
{% macro split_rows(value, separator) -%}
    {{ return(adapter.dispatch('split_rows')(value, separator)) }}
{%- endmacro %}

{% macro duckdb__split_rows(value, separator) -%}
    unnest(string_split({{ value }}, '{{ separator }}'))
{%- endmacro %}

{% macro spark__split_rows(value, separator) -%}
    explode(split({{ value }}, '[{{ separator }}]'))
{%- endmacro %}
