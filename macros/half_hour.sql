{#- Number of the half hour (more exactly: of the idle time that ends a session) in which a moment lies. Two events of
    one visitor in it are always of one session, so sessions are told apart on half hours, of which there are far fewer. -#}
{% macro half_hour(timestamp) -%}
    cast(floor({{ microseconds(timestamp) }} / {{ var('session_idle_minutes') * 60000000 }}) as bigint)
{%- endmacro %}
