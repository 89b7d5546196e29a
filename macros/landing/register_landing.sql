{#- raw.<system>__<table> for every declared source: the contract's columns in its types, from the landed files or from nothing;
    raw.landed_tables lists those that have files, so that suites can tell "not landed" from "landed without rows".
    Of tables that are loaded file by file there is a second view, of the files that are new.
    The script runs here by run_query, because SQL that a hook returns does not stop a run when it fails. -#}
{% macro register_landing() %}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {%- set tables = landing_contracts() -%}
    {%- set arrived = arrived_files() -%}
    {%- for table in tables -%}
        {%- do table.update({'arrived': arrived.get(table.system ~ '/' ~ table.name, [])}) -%}
    {%- endfor -%}
    {%- set landing = inspect_landing(tables) -%}
    {%- if landing.problems -%}
        {%- do exceptions.raise_compiler_error(landing.problems | join('\n')) -%}
    {%- endif -%}
    {%- for warning in landing.warnings -%}{%- do exceptions.warn(warning) -%}{%- endfor -%}
    {%- do plan_increments(landing, tables) -%}
    {%- set script -%}
        {% for table in tables %}
        {%- set landed = landing.tables.get(table.system ~ '/' ~ table.name) %}
        create or replace view raw.{{ table.system }}__{{ table.name }} as
        {{ landed_rows(table, landed) }};
        {%- if table.is_incremental %}
        create or replace view raw.{{ table.system }}__{{ table.name }}_new as
        {{ landed_rows(table, landed, only=files_to_load(table)) }};
        {%- endif %}
        {% endfor %}
        create or replace table raw.landed_tables as
        select * from (
            values
                {% for name in landing.tables | sort -%}
                ('{{ name | replace("/", "', '") }}'){{ ', ' if not loop.last }}
                {%- endfor %}
        ) as landed_tables (system_name, table_name);
    {%- endset -%}
    {%- do run_query(script) -%}
    {{ return('') }}
{% endmacro %}
