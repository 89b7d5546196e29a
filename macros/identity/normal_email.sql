{#- An e-mail address in its one normal form: lower case, no spaces around it. -#}
{% macro normal_email(column) -%}
    lower(trim({{ column }}))
{%- endmacro %}
