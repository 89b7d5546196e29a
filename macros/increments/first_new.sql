{#- Where what is new since the model at hand was last made begins, as a literal, for it decides what is read at all:
    the least value of a column over rows with a later run_number; the end of time when there are none. -#}
{% macro first_new(column, relation) -%}
    {%- if not execute -%}{{ return(end_of_time()) }}{%- endif -%}
    {%- set query -%}
        select cast(min({{ column }}) as varchar) from {{ relation }} where run_number > {{ last_run(model.name) }}
    {%- endset -%}
    {{ return(moment(run_query(query).rows[0][0])) }}
{%- endmacro %}

{#- Where the sessions begin that forget_sessions forgets, or the events that touch a visitor: what int_session_parts reads. -#}
{% macro first_restated(touched) -%}
    {%- if not execute -%}{{ return(end_of_time()) }}{%- endif -%}
    {%- set query -%}
        select cast(least(min(touched.touched_from), min(parts.started_at)) as varchar)
        from {{ touched }} as touched
        left join {{ this }} as parts
            on touched.source = parts.source
                and touched.visitor_identifier = parts.visitor_identifier
                and parts.last_event_at >= {{ reached_from('touched') }}
    {%- endset -%}
    {{ return(moment(run_query(query).rows[0][0])) }}
{%- endmacro %}

{% macro moment(value) -%}
    {{ return("cast('" ~ (value or '9999-12-31') ~ "' as timestamp)") }}
{%- endmacro %}

{% macro end_of_time() -%}
    {{ return(moment(none)) }}
{%- endmacro %}
