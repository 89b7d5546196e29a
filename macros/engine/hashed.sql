{#- A personal value as its hash with the secret salt (clustomers.io.salt); null stays null. -#}
{% macro hashed(column) -%}
    {{ return(adapter.dispatch('hashed')(column)) }}
{%- endmacro %}

{% macro duckdb__hashed(column) -%}
    case when {{ column }} is not null then sha256(concat_ws('|', (select salt from secrets.salt), {{ column }})) end
{%- endmacro %}

{% macro spark__hashed(column) -%}
    case when {{ column }} is not null then sha2(concat_ws('|', (select salt from secrets.salt), {{ column }}), 256) end
{%- endmacro %}
