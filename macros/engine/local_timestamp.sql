{#- A UTC timestamp as the clocks of the business show it; company as in local_date. -#}
{% macro local_timestamp(timestamp, company) -%}
    {{ return(adapter.dispatch('local_timestamp')(timestamp, '(select time_zone from ' ~ company ~ ')')) }}
{%- endmacro %}

{% macro duckdb__local_timestamp(timestamp, time_zone) -%}
    timezone({{ time_zone }}, make_timestamptz(epoch_us({{ timestamp }})))
{%- endmacro %}

{% macro spark__local_timestamp(timestamp, time_zone) -%}
    from_utc_timestamp({{ timestamp }}, {{ time_zone }})
{%- endmacro %}
