{#- The lifecycle stage of a customer who is so late and so old, and was so late on the snapshot before; none without a
    lateness. By lags of what it is made from, so that the stage before needs no second look over all snapshots. -#}
{% macro lifecycle_stage(lateness, age_days, previous_lateness) -%}
    case
        when {{ lateness }} != 'in rhythm' then {{ lateness }}
        when {{ age_days }} < {{ var('new_customer_days') }} then 'new'
        when {{ previous_lateness }} in ('lapsed', 'lost') then 'reactivated'
        when {{ lateness }} = 'in rhythm' then 'active'
    end
{%- endmacro %}
