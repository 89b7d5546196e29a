{#- Equality in which two nulls are equal. -#}
{% macro is_same(left, right) -%}
    {{ return(adapter.dispatch('is_same')(left, right)) }}
{%- endmacro %}

{% macro duckdb__is_same(left, right) -%}
    {{ left }} is not distinct from {{ right }}
{%- endmacro %}

{% macro spark__is_same(left, right) -%}
    {{ left }} <=> {{ right }}
{%- endmacro %}
