{#- A text in which names, given as alternatives between bars, become (name); names beside each other become one. -#}
{% macro names_masked(text, names) -%}
    {{ return(adapter.dispatch('names_masked')(text, names)) }}
{%- endmacro %}

{% macro duckdb__names_masked(text, names) -%}
    regexp_replace({{ text }},
        '(^|[^[:alpha:]])(?:' || {{ names }} || ')(?:[ ]+(?:' || {{ names }} || '))*([^[:alpha:]-]|$)',
        concat_ws('(name)', chr(92) || '1', chr(92) || '2'), 'g')
{%- endmacro %}

{% macro spark__names_masked(text, names) -%}
    regexp_replace({{ text }},
        concat_ws('', '(^|[^[:alpha:]])(?:', {{ names }}, ')(?:[ ]+(?:', {{ names }}, '))*([^[:alpha:]-]|$)'),
        '$1(name)$2')
{%- endmacro %}
