{#- A text in which nothing names a person: e-mail addresses and numbers of six digits or more become what they are. -#}
{% macro masked(text) -%}
    {{ return(adapter.dispatch('masked')(text)) }}
{%- endmacro %}

{% macro duckdb__masked(text) -%}
    regexp_replace(regexp_replace({{ text }},
        '[^ /?&=#,;:<>]+(@|%40)[^ /?&=#,;:<>]+', '(e-mail)', 'g'),
        '[+]?[0-9]([ .()/-]?[0-9]){5,}', '(number)', 'g')
{%- endmacro %}

{% macro spark__masked(text) -%}
    regexp_replace(regexp_replace({{ text }},
        '[^ /?&=#,;:<>]+(@|%40)[^ /?&=#,;:<>]+', '(e-mail)'),
        '[+]?[0-9]([ .()/-]?[0-9]){5,}', '(number)')
{%- endmacro %}
