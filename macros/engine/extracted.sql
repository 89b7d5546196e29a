{#- The group of a regular expression that a text holds; null when it does not hold it. -#}
{% macro extracted(text, pattern, group=0) -%}
    nullif(regexp_extract({{ text }}, '{{ pattern }}', {{ group }}), '')
{%- endmacro %}
