-- Grain: one row per build and test that ran in it. A view, because the log is written
-- when a build ends: as a table this would lag one build. Failures do not add up: each
-- test counts its own kind of failing row.
{{ config(materialized='view') }}

-- Both logs are written by hooks, outside of dbt's graph, and no build replaces them.
with results as (
    select * from governance.results_log
),

builds as (
    select * from governance.builds_log
),

tests as (
    select
        *,
        row_number() over (
            partition by node_id
            order by executed_at desc nulls last, invocation_id desc nulls last
        ) as recency
    from results
    where resource_type in ('test', 'unit_test')
),

final as (
    select
        tests.invocation_id,
        tests.node_id as test_id,
        tests.node_name as test_name,
        tests.test_kind,
        tests.attached_node_name as table_name,
        tests.column_name,
        tests.severity,
        tests.status,
        tests.message,
        builds.command as build_command,
        builds.status as build_status,
        builds.project_version,
        cast(tests.failure_count as bigint) as failure_count,
        cast(tests.execution_seconds as double) as execution_seconds,
        tests.status = 'pass' as is_passed,
        tests.recency = 1 as is_latest,
        cast(tests.executed_at as timestamp) as executed_at
    from tests
    inner join builds on tests.invocation_id = builds.invocation_id
)

select * from final
