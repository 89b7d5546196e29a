{#- Before fct_events: the events that it states again, and those that count no more. -#}
{% macro forget_events(touched) %}
    {%- if is_incremental() -%}
    delete from {{ this }} where event_id in (select event_id from {{ touched }})
    {%- endif -%}
{% endmacro %}
