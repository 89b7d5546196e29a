{#- Before a table of sessions: only those stay that stand as they stood when it was last made. -#}
{% macro keep_sessions(parts) %}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where session_id not in (
        select parts.session_id
        from {{ parts }} as parts
        where parts.run_number <= {{ last_run(model.name) }}
    )
    {%- endif -%}
{% endmacro %}
