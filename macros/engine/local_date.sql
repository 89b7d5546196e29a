{#- The business day of a UTC timestamp; company is a relation of one row that has the time_zone. Asked for by a subquery:
    a time zone that comes by a join is looked up anew for each row, which takes twenty times as long, and so is one
    that is asked for after an inner join: ask before it. -#}
{% macro local_date(timestamp, company) -%}
    {{ return(adapter.dispatch('local_date')(timestamp, '(select time_zone from ' ~ company ~ ')')) }}
{%- endmacro %}

{% macro duckdb__local_date(timestamp, time_zone) -%}
    cast(timezone({{ time_zone }}, make_timestamptz(epoch_us({{ timestamp }}))) as date)
{%- endmacro %}

{% macro spark__local_date(timestamp, time_zone) -%}
    cast(from_utc_timestamp({{ timestamp }}, {{ time_zone }}) as date)
{%- endmacro %}
