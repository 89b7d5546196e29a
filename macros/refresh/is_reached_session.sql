{#- Whether a session of the last build is told apart again, from the events that int_visitors_reached names. -#}
{% macro is_reached_session(session_id) -%}
    {%- if is_refresh() -%}
    {{ session_id }} in (
        select parts.session_id
        from {{ built('int_session_parts') }} as parts
        inner join {{ ref('int_visitors_reached') }} as reached
            on parts.source = reached.source and parts.visitor_identifier = reached.visitor_identifier
        where parts.started_at >= reached.reached_from
            and parts.started_at >= {{ looked_back_to(2) }}
    )
    {%- endif -%}
{%- endmacro %}
