{#- Before int_session_parts: of each touched visitor, the sessions that an event from touched_from on could reach. -#}
{% macro forget_sessions(touched) %}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where session_id in (
        select parts.session_id
        from {{ this }} as parts
        inner join {{ touched }} as touched
            on parts.source = touched.source and parts.visitor_identifier = touched.visitor_identifier
        where parts.last_event_at >= {{ reached_from('touched') }}
    )
    {%- endif -%}
{% endmacro %}

{#- The last event of a session that new events of a visitor can reach is no earlier than this. -#}
{% macro reached_from(touched) -%}
    {{ touched }}.touched_from - interval {{ var('session_idle_minutes') }} minute
{%- endmacro %}
