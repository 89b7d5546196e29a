{#- Before int_events_set_aside: the copies that are none any more. What is set aside for another reason replaces its row. -#}
{% macro forget_set_aside(copied) %}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where outcome = 'copied' and event_id not in (select copied.event_id from {{ copied }} as copied)
    {%- endif -%}
{% endmacro %}
