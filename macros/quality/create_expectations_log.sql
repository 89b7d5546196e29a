{#- governance.expectations_log: one row per suite and dbt invocation. Suites find their previous row count in it. -#}
{% macro create_expectations_log() %}
    create schema if not exists governance;
    create table if not exists governance.expectations_log (
        invocation_id varchar not null,
        suite_name varchar not null,
        relation_name varchar not null,
        outcome varchar not null,
        expectation_count integer not null,
        failed_count integer not null,
        row_count bigint,
        seconds double not null,
        recorded_at timestamp not null
    );
{% endmacro %}
