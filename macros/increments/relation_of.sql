{#- The table of a model that runs before, where ref() cannot be: in hooks and in what decides how a model is made. -#}
{% macro relation_of(model_name) -%}
    {{ return(graph.nodes['model.clustomers.' ~ model_name].relation_name) }}
{%- endmacro %}
