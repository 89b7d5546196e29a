{#- dbt's own asks the flag and the config only. A model of a group of increments is also made anew when what it holds no
    longer follows from what it is made of; its readers then are, too. -#}
{% macro should_full_refresh() %}
    {%- set wanted = config.get('full_refresh') -%}
    {%- if wanted is none -%}{%- set wanted = flags.FULL_REFRESH -%}{%- endif -%}
    {%- set group_name = model.config.meta.get('increments') -%}
    {%- if not wanted and execute and group_name -%}
        {%- set wanted = starts_again(model.name, group_name) -%}
        {%- if wanted and model.name in loading_models() and files_are_missing() -%}
            {%- do exceptions.raise_compiler_error(
                model.name ~ ': the as-of date went back, moved by more than a year, or the time zone of '
                ~ 'planning.company changed, so all events must be read again. Run `dbt build --full-refresh` once.'
            ) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(wanted) }}
{% endmacro %}

{#- Whether the build would not read every file; it decided so at its start. -#}
{% macro files_are_missing() %}
    {%- set query -%}
        select 1 from raw.landed_files
        left join raw.files_to_load using (system_name, table_name, file_name)
        where files_to_load.file_name is null
        limit 1
    {%- endset -%}
    {{ return(run_query(query).rows | length > 0) }}
{% endmacro %}
