{#- How long ago a day was, in words: `today`, `1 day ago`, `5 days ago`. -#}
{% macro days_ago(days) -%}
    case
        when {{ days }} = 0 then 'today'
        else concat_ws(' ', {{ counted(days, 'day') }}, 'ago')
    end
{%- endmacro %}
