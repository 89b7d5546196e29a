{#- SHA-256 of a text in hexadecimal, without a salt: the form in which systems exchange e-mail addresses. Still personal. -#}
{% macro fingerprint(column) -%}
    {{ return(adapter.dispatch('fingerprint')(column)) }}
{%- endmacro %}

{% macro duckdb__fingerprint(column) -%}
    sha256({{ column }})
{%- endmacro %}

{% macro spark__fingerprint(column) -%}
    sha2({{ column }}, 256)
{%- endmacro %}
