{#- A text without what matches a regular expression, everywhere in it. -#}
{% macro without_pattern(column, pattern) -%}
    {{ return(adapter.dispatch('without_pattern')(column, pattern)) }}
{%- endmacro %}

{% macro duckdb__without_pattern(column, pattern) -%}
    regexp_replace({{ column }}, '{{ pattern }}', '', 'g')
{%- endmacro %}

{% macro spark__without_pattern(column, pattern) -%}
    regexp_replace({{ column }}, '{{ pattern }}', '')
{%- endmacro %}
