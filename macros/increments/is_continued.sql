{#- Whether a table of a group of increments may look at its rows of the last run, to keep the number of the run in which
    each of them last changed. As is_incremental(), for tables that are written whole. -#}
{% macro is_continued() %}
    {%- if not execute or model.resource_type != 'model' -%}{{ return(false) }}{%- endif -%}
    {%- set relation = load_relation(this) -%}
    {{ return(relation is not none and relation.is_table and not should_full_refresh()) }}
{% endmacro %}
