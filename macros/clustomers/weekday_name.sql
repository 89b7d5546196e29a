{#- English name of an ISO weekday, 1 for Monday. -#}
{% macro weekday_name(iso_weekday) -%}
    case {{ iso_weekday }}
        when 1 then 'Monday'
        when 2 then 'Tuesday'
        when 3 then 'Wednesday'
        when 4 then 'Thursday'
        when 5 then 'Friday'
        when 6 then 'Saturday'
        else 'Sunday'
    end
{%- endmacro %}
