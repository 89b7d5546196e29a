{#- In a refresh: what the last build staged of a landed table, so that a key that came before is a copy. Lines come with
    what they are part of: their parent tells. -#}
{% macro built_rows(contract) %}
    {%- if is_refresh() and not contract.parent -%}
    {{ return(built('stg_' ~ contract.system ~ '__' ~ contract.name)) }}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}
