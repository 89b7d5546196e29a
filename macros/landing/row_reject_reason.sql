{#- Why a landed row cannot be used, seen from the row alone; null when it can. -#}
{% macro row_reject_reason(contract) -%}
    {%- set required = contract.columns | selectattr('is_required') | list -%}
    case
        {%- for column in required %}
        when {{ column.name }} is null
            {%- if column.data_type == 'varchar' %} then '{{ column.name }} is missing'
            {%- else %} and not {{ is_malformed(column) }} then '{{ column.name }} is missing'
        when {{ column.name }} is null then '{{ column.name }} is not a {{ column.data_type }}'
            {%- endif %}
        {%- endfor %}
        {%- for rule in contract.reject_when %}
        when {{ rule.condition }} then '{{ rule.reason }}'
        {%- endfor %}
        {%- if not required and not contract.reject_when %}
        when false then ''
        {%- endif %}
    end
{%- endmacro %}
