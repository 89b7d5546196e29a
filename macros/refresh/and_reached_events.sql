{#- In a refresh: of the new events those of the month at hand, and what the last build holds of the same visitors from
    the moment on that int_visitors_reached names. The earliest such moment is a literal: it decides what is read at all. -#}
{% macro and_reached_events() -%}
    {%- if is_refresh() -%}
    {%- set reached = ref('int_visitors_reached') -%}
    {%- set as_of = ref('stg_landing__as_of_date') -%}
    {%- if execute -%}
    {%- set query -%}
        select coalesce(min(reached_from), cast('9999-12-31' as timestamp)) from {{ reached }}
    {%- endset -%}
    where event_date >= (
        select cast({{ dbt.date_trunc('month', 'as_of.as_of_date') }} as date)
        from {{ as_of }} as as_of
    )
    union all
    select built.*
    from {{ built(model.name) }} as built
    inner join {{ reached }} as reached
        on built.source = reached.source and built.visitor_identifier = reached.visitor_identifier
    where built.event_at >= reached.reached_from
        and built.event_at >= cast('{{ run_query(query).rows[0][0] }}' as timestamp)
    {%- endif -%}
    {%- endif -%}
{%- endmacro %}
