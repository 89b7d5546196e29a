{#- A personal identifier as other tables may show it: its SHA-256. Null stays null. -#}
{% macro hashed(expression) -%}
    {{ return(adapter.dispatch('hashed')(expression)) }}
{%- endmacro %}

{% macro duckdb__hashed(expression) -%}
    sha256(cast({{ expression }} as varchar))
{%- endmacro %}

{% macro spark__hashed(expression) -%}
    sha2(cast({{ expression }} as string), 256)
{%- endmacro %}
