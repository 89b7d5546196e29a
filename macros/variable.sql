{#- A project variable as a SQL literal; null when it is not set. -#}
{% macro variable(name) -%}
    {%- set value = var(name) -%}
    {{ "'" ~ value ~ "'" if value is not none else 'cast(null as varchar)' }}
{%- endmacro %}
