{#- Landed values that are there but cannot be read as their contract's type, counted by optional column. -#}
{% macro malformed_values() %}
    {%- set as_of_date = ref('stg_landing__as_of_date') -%}
    {%- if not execute -%}{{ return('select * from ' ~ as_of_date) }}{%- endif -%}
    {%- set counted = [] -%}
    {%- for contract in landing_contracts() -%}
        {%- for column in contract.columns if column.data_type != 'varchar' and not column.is_required -%}
            {%- do counted.append({'contract': contract, 'column': column}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for item in counted %}
    {{ 'union all' if not loop.first }}
    select
        '{{ item.contract.system }}' as system_name,
        '{{ item.contract.name }}' as table_name,
        '{{ item.column.name }}' as column_name,
        '{{ item.column.data_type }}' as data_type,
        count({{ item.column.name }}) as value_count,
        count(case when {{ item.column.name }} is not null and {{ typed_column(item.column) }} is null then 1 end) as malformed_count
    from {{ item.contract.relation }}
    {%- endfor %}
{% endmacro %}
