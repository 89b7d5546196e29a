{#- How many rows every declared table has as landed, counted before anything reads a value. -#}
{% macro landed_records() %}
    {%- if not execute -%}{{ return('select 1 as landed_count') }}{%- endif -%}
    {%- for contract in landing_contracts() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ contract.system }}' as system_name,
        '{{ contract.name }}' as table_name,
        count(*) as landed_count
    from {{ contract.relation }}
    {%- endfor %}
{% endmacro %}
