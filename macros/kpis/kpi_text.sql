{#- A KPI's value in words a person reads: shares in percent (below half of one with two decimals), amounts whole, small
    counts with a decimal.

Arguments:
    value: Expression of the value.
    unit: Column with the KPI's unit.
    share_unit: What a share is told in: '%', or ' points' for a difference of shares. -#}
{% macro kpi_text(value, unit, share_unit='%') -%}
    case
        when {{ unit }} = 'share' and {{ value }} != 0 and abs({{ value }}) < 0.005
            then cast(cast(100 * {{ value }} as decimal(18, 2)) as varchar) || '{{ share_unit }}'
        when {{ unit }} = 'share'
            then cast(cast(100 * {{ value }} as decimal(18, 1)) as varchar) || '{{ share_unit }}'
        when {{ unit }} = 'count' and {{ value }} = round({{ value }}) then {{ grouped_digits(value) }}
        when {{ unit }} in ('currency', 'count') and abs({{ value }}) >= 100
            then {{ grouped_digits('round(' ~ value ~ ')') }}
        when {{ unit }} = 'currency' or abs({{ value }}) < 1
            then cast(cast({{ value }} as decimal(18, 2)) as varchar)
        else cast(cast({{ value }} as decimal(18, 1)) as varchar)
            || case when {{ unit }} in ('hours', 'days', 'seconds', 'points') then ' ' || {{ unit }} else '' end
    end
{%- endmacro %}
