{#- A value as a SQL text literal, whatever quotes it holds; null when there is none. -#}
{% macro text_literal(value) -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(value | string)) if value is not none and value | string else 'null' }}
{%- endmacro %}
