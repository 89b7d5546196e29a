{#- In a refresh, one more condition of a query: only the touched customers. -#}
{% macro and_touched() -%}
    {%- if is_refresh() -%}
    and customer_id in (select touched.customer_id from {{ ref('int_customers_touched') }} as touched)
    {%- endif -%}
{%- endmacro %}
