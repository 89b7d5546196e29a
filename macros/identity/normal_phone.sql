{#- A phone number as digits with its country in front, however it was written: +49 154 12, 0049154 12, (0154) 12.
    calling_code is that of the country whose numbers start with a single 0; null when not known. -#}
{% macro normal_phone(phone, calling_code) -%}
    {%- set plain = without_pattern(phone, '[(]0[)]|[^0-9+(]') -%}
    {%- set plain = without_pattern(plain, '[(]') -%}
    case
        when coalesce({{ plain }}, '') in ('', '+') then null
        when {{ plain }} like '+%' then {{ without_pattern(plain, '[+]') }}
        when {{ plain }} like '00%' then {{ without_pattern(without_pattern(plain, '^00'), '[+]') }}
        when {{ plain }} like '0%' then concat_ws('', {{ calling_code }}, {{ without_pattern(plain, '^0') }})
        when {{ plain }} like concat_ws('', {{ calling_code }}, '%') then {{ plain }}
        else concat_ws('', {{ calling_code }}, {{ plain }})
    end
{%- endmacro %}
