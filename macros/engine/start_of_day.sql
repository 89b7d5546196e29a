{#- The UTC timestamp at which a business day begins; company as in local_date. -#}
{% macro start_of_day(date, company) -%}
    {{ return(adapter.dispatch('start_of_day')(date, '(select time_zone from ' ~ company ~ ')')) }}
{%- endmacro %}

{% macro duckdb__start_of_day(date, time_zone) -%}
    timezone('UTC', timezone({{ time_zone }}, cast({{ date }} as timestamp)))
{%- endmacro %}

{% macro spark__start_of_day(date, time_zone) -%}
    to_utc_timestamp(cast({{ date }} as timestamp), {{ time_zone }})
{%- endmacro %}
