{#- Whether a month is one of the twelve up to a snapshot. -#}
{% macro is_in_year_before(month_date, snapshot_date) -%}
    ({{ month_date }} <= {{ snapshot_date }}
    and {{ month_date }} > cast({{ dbt.dateadd('month', -12, snapshot_date) }} as date))
{%- endmacro %}
