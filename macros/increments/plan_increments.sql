{#- What a build must read of the tables that are loaded file by file (is_incremental in their contract), run by
    register_landing. raw.landed_files numbers the files of all tables as they arrived; raw.loaded_files is what was read;
    raw.files_to_load what must be read now: all files once the tables start again, and a file that was read when some
    of its rows lay after the as-of date once those may have come due. -#}
{% macro plan_increments(landing, tables) %}
    {%- do run_query(increment_groups()) -%}
    {%- set again = [] -%}
    {%- if landed_files_changed(landing, tables) -%}{%- do again.append('files') -%}{%- endif -%}
    {%- for name in loading_models() if starts_again(name, 'events', at_start=true) -%}{%- do again.append(name) -%}{%- endfor -%}
    {%- set script -%}
        update raw.this_run set run_number = run_number + 1;
        create or replace table raw.landed_files (
            system_name varchar, table_name varchar, file_name varchar, fingerprint varchar, landed_number integer
        );
        {% for table in tables -%}
        {%- for file in landing.tables.get(table.system ~ '/' ~ table.name, {}).get('files', []) %}
        insert into raw.landed_files
        values ('{{ table.system }}', '{{ table.name }}', '{{ file.name | replace("'", "''") }}', '{{ file.fingerprint }}', {{ loop.index0 }});
        {%- endfor -%}
        {%- endfor %}
        {%- if again %}
        delete from raw.loaded_files;
        delete from raw.increments where model_name in ('{{ loading_models() | join("', '") }}');
        {%- endif %}
        create or replace table raw.files_to_load as
        select landed_files.*
        from raw.landed_files
        left join raw.loaded_files
            on landed_files.system_name = loaded_files.system_name
                and landed_files.table_name = loaded_files.table_name
                and landed_files.file_name = loaded_files.file_name
        where loaded_files.file_name is null
            or loaded_files.next_date <= (
                select max(as_of_date) + interval 366 day
                from raw.increments
            );
    {%- endset -%}
    {%- do run_query(script) -%}
    {{ return('') }}
{% endmacro %}

{#- The staging models of the tables that are loaded file by file. -#}
{% macro loading_models() %}
    {%- set names = [] -%}
    {%- for contract in landing_contracts() if contract.is_incremental -%}
        {%- do names.append('stg_' ~ contract.system ~ '__' ~ contract.name) -%}
    {%- endfor -%}
    {{ return(names) }}
{% endmacro %}

{#- Whether a file that was read has changed or is gone, as erasure leaves it: what was read of it must not stay. -#}
{% macro landed_files_changed(landing, tables) %}
    {%- set landed = {} -%}
    {%- for table in tables if table.is_incremental -%}
        {%- for file in landing.tables.get(table.system ~ '/' ~ table.name, {}).get('files', []) -%}
            {%- do landed.update({table.system ~ '/' ~ table.name ~ '/' ~ file.name: file.fingerprint}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set loaded -%}
        select concat_ws('/', system_name, table_name, file_name), fingerprint from raw.loaded_files
    {%- endset -%}
    {%- for row in run_query(loaded).rows if landed.get(row[0]) != row[1] -%}
        {{ return(true) }}
    {%- endfor -%}
    {{ return(false) }}
{% endmacro %}

{#- The files of each table in the order in which they arrived before, for inspect_landing to keep. Models whose table
    somebody dropped are forgotten first. -#}
{% macro arrived_files() %}
    {%- set script -%}
        create schema if not exists raw;
        create table if not exists raw.increments (
            group_name varchar, model_name varchar, fingerprint varchar, time_zone varchar,
            run_number integer, refreshed_run_number integer, as_of_date date
        );
        create table if not exists raw.landed_files (
            system_name varchar, table_name varchar, file_name varchar, fingerprint varchar, landed_number integer
        );
        create table if not exists raw.loaded_files (
            system_name varchar, table_name varchar, file_name varchar, fingerprint varchar, next_date date
        );
        create table if not exists raw.this_run as
        select coalesce(max(run_number), 0) as run_number
        from raw.increments;
        delete from raw.increments where model_name not in (select table_name from duckdb_tables());
    {%- endset -%}
    {%- do run_query(script) -%}
    {%- set arrived = {} -%}
    {%- set query -%}
        select concat_ws('/', system_name, table_name), file_name from raw.landed_files order by landed_number
    {%- endset -%}
    {%- for row in run_query(query).rows -%}
        {%- do arrived.setdefault(row[0], []).append(row[1]) -%}
    {%- endfor -%}
    {{ return(arrived) }}
{% endmacro %}

{#- Numbers of a table's files that must be read; -1 stands for none. -#}
{% macro files_to_load(table) %}
    {%- set query -%}
        select landed_number from raw.files_to_load
        where system_name = '{{ table.system }}' and table_name = '{{ table.name }}'
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | list or [-1]) }}
{% endmacro %}
