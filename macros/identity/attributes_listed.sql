{#- Columns of a relation as rows: customer_id, where it was stated, when, which attribute, its value as text. -#}
{% macro attributes_listed(relation, attributes) -%}
    {%- for attribute in attributes %}
    {{ 'union all' if not loop.first }}
    select
        customer_id,
        identifier_type,
        identifier_value,
        recorded_at,
        '{{ attribute }}' as attribute,
        cast({{ attribute }} as varchar) as attribute_value
    from {{ relation }}
    where {{ attribute }} is not null
    {%- endfor %}
{%- endmacro %}
