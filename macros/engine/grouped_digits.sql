{#- A whole number as text, with commas between thousands. -#}
{% macro grouped_digits(whole) -%}
    {{ return(adapter.dispatch('grouped_digits')(whole)) }}
{%- endmacro %}

{% macro duckdb__grouped_digits(whole) -%}
    format('{:,}', cast({{ whole }} as bigint))
{%- endmacro %}

{% macro spark__grouped_digits(whole) -%}
    format_number(cast({{ whole }} as bigint), 0)
{%- endmacro %}
