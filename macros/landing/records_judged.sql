{#- What became of every landed row, over all declared tables: one row per table for those accepted, one per row that was
    not, named by a hash: what it held stays where it is. Read where it is staged (by name, as <system>__<table>), but for
    what has expired since; a table of settings, which is staged as one row, is judged here. -#}
{% macro records_judged(staged) %}
    {%- set as_of_date = ref('stg_landing__as_of_date') -%}
    {%- if not execute -%}{{ return('select * from ' ~ as_of_date) }}{%- endif -%}
    {%- for contract in landing_contracts() %}
    {%- set relation = staged.get(contract.system ~ '__' ~ contract.name) %}
    {{ 'union all' if not loop.first }}
    select
        '{{ contract.system }}' as system_name,
        '{{ contract.name }}' as table_name,
        judged.reject_reason,
        case
            when judged.reject_reason is not null then md5(concat_ws('|'
                {%- for column in contract.columns if not column.pii -%}
                , coalesce(cast(judged.{{ column.name }} as varchar), '')
                {%- endfor -%}
            ))
        end as record_hash,
        judged.reject_reason = '{{ duplicate_reason(contract.key) }}' as is_duplicate,
        {% if contract.retention_days -%}
        judged.reject_reason = '{{ expired_reason(contract) }}'
        {%- else -%}false{%- endif %} as is_expired,
        count(*) as row_count
    from (
        {%- if not relation %}
        {{ judged_records_sql(contract, contract.relation, as_of_date) }}
        {%- elif contract.is_incremental and contract.retention_days %}
        select
            {% for column in contract.columns -%}
            staged.{{ column.name }},
            {% endfor -%}
            case when {{ has_expired_since(contract) }} then '{{ expired_reason(contract) }}' else staged.reject_reason end
                as reject_reason
        from {{ relation }} as staged
        cross join {{ as_of_date }} as as_of
        {%- else %}
        select * from {{ relation }}
        {%- endif %}
    ) as judged
    group by 1, 2, 3, 4, 5, 6
    {%- endfor %}
{% endmacro %}
