{#- After int_events_collected, in its transaction: the files that it has read now, and for each the first day after the
    as-of date of which it holds rows: once that day has come, the file must be read again for them. -#}
{% macro remember_files() %}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    delete from raw.loaded_files
    where {{ should_full_refresh() }} or concat_ws('/', system_name, table_name, file_name) in (
        select concat_ws('/', system_name, table_name, file_name) from raw.files_to_load
    );
    {%- for contract in landing_contracts() if contract.is_incremental %}
    insert into raw.loaded_files
    select
        files.system_name, files.table_name, files.file_name, files.fingerprint,
        min(case when landed.landed_date > as_of.as_of_date then landed.landed_date end) as next_date
    from raw.files_to_load as files
    cross join {{ relation_of('stg_landing__as_of_date') }} as as_of
    left join (
        select
            landed_number,
            {{ local_date(utc_timestamp('landed.' ~ contract.event_at), 'company.time_zone') }} as landed_date
        from {{ contract.relation }}_new as landed
        cross join {{ relation_of('stg_landing__company') }} as company
        group by 1, 2
    ) as landed on files.landed_number = landed.landed_number
    where files.system_name = '{{ contract.system }}' and files.table_name = '{{ contract.name }}'
    group by 1, 2, 3, 4;
    {%- endfor %}
{% endmacro %}
