{#- Staging loses nothing and counts nothing twice: as many rows as were landed, and one good row for each key of the
    contract. One test, because each look at the largest tables costs. -#}
{% test staged(model, system, table) %}
    {#- While dbt parses there is no graph to read the contract from. -#}
    {%- set contract = landing_contracts(system, table)[0] if execute else {'key': ['no_key'], 'columns': []} -%}
    {%- set key = contract.key -%}
    {%- set required = contract.columns | selectattr('is_required') | map(attribute='name') | select('in', key) | list -%}
    with landed as (
        select count(*) as row_count
        from {{ source(system, table) }}
    ),

    staged as (
        select
            {{ key | join(',\n            ') }},
            count(*) as row_count,
            sum(case when reject_reason is null then 1 else 0 end) as good_count
        from {{ model }}
        group by {{ range(1, key | length + 1) | join(', ') }}
    ),

    counted as (
        select coalesce(sum(row_count), 0) as row_count
        from staged
    )

    select
        'as many rows as were landed' as expected,
        landed.row_count as expected_count,
        counted.row_count as found_count
    from landed
    cross join counted
    where landed.row_count != counted.row_count
    union all
    select
        'one good row for each {{ key | join(', ') }}' as expected,
        1 as expected_count,
        good_count as found_count
    from staged
    where
        good_count > 1
        {%- for column in required %} or (good_count > 0 and {{ column }} is null){% endfor %}
{% endtest %}
