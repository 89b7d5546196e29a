{#- Rows by business day of every landed table that has an event time. -#}
{% macro landed_days() %}
    {%- set company = ref('stg_landing__company') -%}
    {%- if not execute -%}{{ return('select * from ' ~ company) }}{%- endif -%}
    {%- for contract in landing_contracts() if contract.event_at %}
    {{ 'union all' if not loop.first }}
    select
        '{{ contract.system }}' as system_name,
        '{{ contract.name }}' as table_name,
        count(*) as row_count,
        {{ local_date(utc_timestamp('landed.' ~ contract.event_at), 'company.time_zone') }} as landed_date
    from {{ contract.relation }} as landed
    cross join {{ company }} as company
    where {{ utc_timestamp('landed.' ~ contract.event_at) }} is not null
    group by 1, 2, 4
    {%- endfor %}
{% endmacro %}
