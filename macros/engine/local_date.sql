{#- The business day of a UTC timestamp in a time zone. -#}
{% macro local_date(timestamp, time_zone) -%}
    {{ return(adapter.dispatch('local_date')(timestamp, time_zone)) }}
{%- endmacro %}

{% macro duckdb__local_date(timestamp, time_zone) -%}
    cast(timezone({{ time_zone }}, timezone('UTC', {{ timestamp }})) as date)
{%- endmacro %}

{% macro spark__local_date(timestamp, time_zone) -%}
    cast(from_utc_timestamp({{ timestamp }}, {{ time_zone }}) as date)
{%- endmacro %}
