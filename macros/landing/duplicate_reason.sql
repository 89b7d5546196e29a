{#- The reason every copy of an accepted row carries; conservation counts duplicates by it. -#}
{% macro duplicate_reason(key) -%}
    duplicate of another row with the same {{ key | join(' + ') }}
{%- endmacro %}
