{#- The table of a model that runs before, where ref() cannot be: in hooks and in what decides how a model is made. -#}
{% macro relation_of(model_name) -%}
    {%- set node = graph.nodes['model.clustomers.' ~ model_name] -%}
    {%- set is_made = not is_refresh() or node.unique_id in selected_resources -%}
    {{ return(node.relation_name if is_made else built(model_name)) }}
{%- endmacro %}

{#- Whether that table is there: `dbt compile` and `dbt docs generate` may come before the first build. -#}
{% macro is_made(model_name) -%}
    {%- set node = graph.nodes['model.clustomers.' ~ model_name] -%}
    {{ return(is_refresh() or adapter.get_relation(node.database, node.schema, node.alias) is not none) }}
{%- endmacro %}
