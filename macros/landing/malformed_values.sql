{#- Landed values that are there but cannot be read as their contract's type, counted by optional column. -#}
{% macro malformed_values() %}
    {%- set as_of_date = ref('stg_landing__as_of_date') -%}
    {%- if not execute -%}{{ return('select * from ' ~ as_of_date) }}{%- endif -%}
    {%- set counted = [] -%}
    {%- for contract in landing_contracts() -%}
        {%- set columns = contract.columns | rejectattr('data_type', 'eq', 'varchar') | rejectattr('is_required') | list -%}
        {%- if columns -%}{%- do counted.append({'contract': contract, 'columns': columns}) -%}{%- endif -%}
    {%- endfor -%}
    {#- One look at each table, for all its columns. -#}
    with
    {%- for item in counted %}
    {{ item.contract.system }}__{{ item.contract.name }} as (
        select
            {%- for column in item.columns %}
            count({{ column.name }}) as {{ column.name }}_count,
            count(case when {{ is_malformed(column) }} then 1 end) as {{ column.name }}_malformed
            {{- ',' if not loop.last }}
            {%- endfor %}
        from {{ item.contract.relation }}
    ){{ ',' if not loop.last }}
    {%- endfor %}
    {%- for item in counted %}
    {%- set is_last = loop.last -%}
    {%- for column in item.columns %}
    select
        '{{ item.contract.system }}' as system_name,
        '{{ item.contract.name }}' as table_name,
        '{{ column.name }}' as column_name,
        '{{ column.data_type }}' as data_type,
        {{ column.name }}_count + {{ column.name }}_malformed as value_count,
        {{ column.name }}_malformed as malformed_count
    from {{ item.contract.system }}__{{ item.contract.name }}
    {{ 'union all' if not (is_last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
{% endmacro %}
