{#- Every landed row that was not accepted, by table and reason. A row is named by a hash of its columns that are not
    personal, and by the number of the copy when several rows share the hash: what it held stays in the vault. -#}
{% macro rejected_records() %}
    {%- set as_of_date = ref('stg_landing__as_of_date') -%}
    {%- if not execute -%}{{ return('select * from ' ~ as_of_date) }}{%- endif -%}
    {%- for contract in landing_contracts() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ contract.system }}' as system_name,
        '{{ contract.name }}' as table_name,
        judged.reject_reason,
        judged.reject_reason = '{{ duplicate_reason(contract.key) }}' as is_duplicate,
        md5(concat_ws('|'
            {%- for column in contract.columns if not column.is_personal -%}
            , coalesce(cast(judged.{{ column.name }} as varchar), '')
            {%- endfor -%}
        )) as record_hash
    from ({{ judged_records_sql(contract, contract.relation, as_of_date) }}) as judged
    where judged.reject_reason is not null
    {%- endfor %}
{% endmacro %}
