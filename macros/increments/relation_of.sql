{#- The table of a model that runs before, where ref() cannot be: in hooks and in what decides how a model is made. -#}
{% macro relation_of(model_name) -%}
    {%- set node = graph.nodes['model.clustomers.' ~ model_name] -%}
    {%- set is_made = not is_refresh() or node.unique_id in selected_resources -%}
    {{ return(node.relation_name if is_made else built(model_name)) }}
{%- endmacro %}
