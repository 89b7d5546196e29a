{#- One row per landed table: how many rows came, and what became of them. -#}
{% macro landed_records() %}
    {%- set as_of_date = ref('stg_landing__as_of_date') -%}
    {%- if not execute -%}{{ return('select * from ' ~ as_of_date) }}{%- endif -%}
    {%- for contract in landing_contracts() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ contract.system }}' as system_name,
        '{{ contract.name }}' as table_name,
        (select count(*) from {{ contract.relation }}) as landed_count,
        count(case when judged.reject_reason is null then 1 end) as accepted_count,
        count(case when judged.reject_reason = '{{ duplicate_reason(contract.key) }}' then 1 end) as duplicate_count,
        count(case when judged.reject_reason != '{{ duplicate_reason(contract.key) }}' then 1 end) as rejected_count
    from ({{ judged_records_sql(contract, contract.relation, as_of_date) }}) as judged
    {%- endfor %}
{% endmacro %}
