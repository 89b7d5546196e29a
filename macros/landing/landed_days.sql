{#- Rows by business day of every landed table that has an event time. Quarters of an hour are counted first: no time zone
    moves within one, and there are far fewer of them than rows. -#}
{% macro landed_days() %}
    {%- set company = ref('stg_landing__company') -%}
    {%- if not execute -%}{{ return('select * from ' ~ company) }}{%- endif -%}
    with quarters as (
        {%- for contract in landing_contracts() if contract.event_at %}
        {{ 'union all' if not loop.first }}
        select
            '{{ contract.system }}' as system_name,
            '{{ contract.name }}' as table_name,
            cast(floor({{ microseconds(contract.event_at) }} / 900000000) as bigint) as quarter_number,
            count(*) as row_count
        from {{ contract.relation }}
        group by 1, 2, 3
        {%- endfor %}
    )

    select
        quarters.system_name,
        quarters.table_name,
        cast(sum(quarters.row_count) as bigint) as row_count,
        {{ local_date(timestamp_of('quarters.quarter_number * 900000000'), company) }} as landed_date
    from quarters
    where quarters.quarter_number is not null
    group by 1, 2, 4
{% endmacro %}
