{#- One row per word of a text, in a select list: what stands between blanks, marks and digits. -#}
{% macro word_rows(text) -%}
    {{ return(adapter.dispatch('word_rows')(text)) }}
{%- endmacro %}

{% macro duckdb__word_rows(text) -%}
    unnest(regexp_extract_all({{ text }}, '[^][ .,;:!?()/"0-9#@<>]+'))
{%- endmacro %}

{% macro spark__word_rows(text) -%}
    explode(split({{ text }}, '[^\\p{L}-]+'))
{%- endmacro %}
