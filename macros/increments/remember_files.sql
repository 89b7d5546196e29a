{#- After a table that is loaded file by file, in its transaction: the files that it has read now, and for each the first
    day after the as-of date of which it holds rows: once that day has come, the file must be read again for them. -#}
{% macro remember_files() %}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {%- set contract = loaded_contract() -%}
    delete from raw.loaded_files
    where system_name = '{{ contract.system }}' and table_name = '{{ contract.name }}' and file_name in (
        select file_name from raw.files_to_load
        where system_name = '{{ contract.system }}' and table_name = '{{ contract.name }}'
    );
    insert into raw.loaded_files
    select
        files.system_name, files.table_name, files.file_name, files.fingerprint,
        min({{ local_date('staged.' ~ contract.event_at, relation_of('stg_landing__as_of_date')) }}) as next_date
    from raw.files_to_load as files
    cross join {{ relation_of('stg_landing__as_of_date') }} as as_of
    left join {{ this }} as staged
        on files.landed_number = staged.landed_number and staged.{{ contract.event_at }} >= as_of.ends_at
    where files.system_name = '{{ contract.system }}' and files.table_name = '{{ contract.name }}'
    group by 1, 2, 3, 4
{% endmacro %}
