{#- Before a table that states the touched again: their rows, also of those that are none any more. -#}
{% macro forget_touched(touched, key) %}
    {%- if is_incremental() -%}
    delete from {{ this }} where {{ key }} in (select touched.{{ key }} from {{ touched }} as touched)
    {%- endif -%}
{% endmacro %}
