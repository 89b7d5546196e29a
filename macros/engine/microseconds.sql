{#- Microseconds since 1970 of a UTC timestamp: gaps between events are counted in whole numbers. -#}
{% macro microseconds(timestamp) -%}
    {{ return(adapter.dispatch('microseconds')(timestamp)) }}
{%- endmacro %}

{% macro duckdb__microseconds(timestamp) -%}
    epoch_us({{ timestamp }})
{%- endmacro %}

{% macro spark__microseconds(timestamp) -%}
    unix_micros({{ timestamp }})
{%- endmacro %}
