{#- What an item of a habit is called in a sentence: the day of an ISO weekday, the hours around an hour, else its name. -#}
{% macro habit_label(habit, item) -%}
    case
        when {{ habit }} = 'hour'
            then concat_ws(' and ', {{ item }}, cast({{ item }} as integer) + 1)
        when {{ habit }} != 'weekday' then {{ item }}
        when {{ item }} = '1' then 'Monday'
        when {{ item }} = '2' then 'Tuesday'
        when {{ item }} = '3' then 'Wednesday'
        when {{ item }} = '4' then 'Thursday'
        when {{ item }} = '5' then 'Friday'
        when {{ item }} = '6' then 'Saturday'
        else 'Sunday'
    end
{%- endmacro %}
