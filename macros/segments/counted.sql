{#- A count with its noun, in words: `1 order`, `5 orders`. -#}
{% macro counted(count, noun) -%}
    case when {{ count }} = 1 then '1 {{ noun }}' else concat_ws(' ', {{ count }}, '{{ noun }}s') end
{%- endmacro %}
