{#- In a refresh: no row of a table that it does not follow, for the last build has them all. -#}
{% macro nothing_new() -%}
    {{ 'where false' if is_refresh() }}
{%- endmacro %}
