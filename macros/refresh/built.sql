{#- A model's table as the last build left it. In a refresh by name, for ref() would mean the one that the refresh makes. -#}
{% macro built(model_name) -%}
    {%- if not is_refresh() -%}{{ return(ref(model_name)) }}{%- endif -%}
    {%- if execute -%}
    {%- set node = graph.nodes['model.clustomers.' ~ model_name] -%}
    {{ return('warehouse.' ~ node.schema ~ '.' ~ node.alias) }}
    {%- endif -%}
{%- endmacro %}
