{#- Opens the quality log for this build: the two log tables, which no build ever replaces, and the build's own row,
    'running' until record_quality_results closes it. A build that is killed stays 'running'. -#}
{% macro create_quality_log() %}
    {%- if not execute or flags.WHICH not in ['build', 'run', 'test', 'seed'] -%}{{ return('') }}{%- endif -%}
    {%- set script -%}
        create schema if not exists governance;
        create table if not exists governance.builds_log (
            invocation_id varchar not null,
            command varchar not null,
            project_version varchar,
            status varchar not null,
            success_count integer,
            warning_count integer,
            failure_count integer,
            skip_count integer,
            is_sample boolean not null,
            started_at timestamp not null,
            finished_at timestamp
        );
        create table if not exists governance.results_log (
            invocation_id varchar not null,
            node_id varchar not null,
            node_name varchar not null,
            resource_type varchar not null,
            test_kind varchar,
            attached_node_id varchar,
            attached_node_name varchar,
            column_name varchar,
            severity varchar,
            status varchar not null,
            message varchar,
            failure_count bigint,
            execution_seconds double,
            executed_at timestamp
        );
        insert into governance.builds_log
            (invocation_id, command, project_version, status, is_sample, started_at)
        values (
            {{ text_literal(invocation_id) }},
            {{ text_literal(flags.WHICH) }},
            {{ text_literal(adapter.config.version) }},
            'running',
            {{ 'true' if flags.EMPTY or flags.SAMPLE else 'false' }},
            {{ text_literal(run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f')) }}
        );
    {%- endset -%}
    {%- do run_query(script) -%}
    {{ return('') }}
{% endmacro %}
