{#- Closes the quality log of this build: one row per node that ran or was skipped, and the build's own end.
    One statement each, because a hook's time counts for every build. -#}
{% macro record_quality_results(results) %}
    {%- if not execute or flags.WHICH not in ['build', 'run', 'test', 'seed'] -%}{{ return('') }}{%- endif -%}
    {%- set kept = ['model', 'seed', 'test', 'unit_test'] -%}
    {%- set outcomes = {'success': 0, 'warning': 0, 'failure': 0, 'skip': 0} -%}
    {%- set meanings = {'warn': 'warning', 'partial success': 'failure', 'error': 'failure', 'fail': 'failure', 'skipped': 'skip'} -%}
    {%- set rows = [] -%}
    {%- for result in results -%}
        {%- set node = result.node -%}
        {%- set status = result.status | string -%}
        {%- set meaning = meanings.get(status, 'success') -%}
        {%- do outcomes.update({meaning: outcomes[meaning] + 1}) -%}
        {%- if node.resource_type | string in kept -%}
            {%- set ended = result.timing | map(attribute='completed_at') | select | list -%}
            {%- set attached = (node.attached_node or node.tested_node_unique_id or '') | string -%}
            {%- set row -%}
            (
                {{ text_literal(invocation_id) }},
                {{ text_literal(node.unique_id) }},
                {{ text_literal(node.name) }},
                {{ text_literal(node.resource_type) }},
                {{ text_literal(test_kind(node)) }},
                {{ text_literal(attached) }},
                {{ text_literal(attached.split('.')[2:] | join('.')) }},
                {{ text_literal(node.column_name) }},
                {{ text_literal(node.config.severity | lower if node.resource_type == 'test' else none) }},
                {{ text_literal(status) }},
                {{ text_literal(error_message(result)) }},
                {{ result.failures if result.failures is not none else 'null' }},
                {{ result.execution_time | round(3) }},
                {{ text_literal(ended | last) }}
            )
            {%- endset -%}
            {%- do rows.append(row) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if rows %}
    insert into governance.results_log (
        invocation_id,
        node_id,
        node_name,
        resource_type,
        test_kind,
        attached_node_id,
        attached_node_name,
        column_name,
        severity,
        status,
        message,
        failure_count,
        execution_seconds,
        executed_at
    )
    values {{ rows | join(',') }};
    {%- endif %}
    update governance.builds_log
    set
        status = '{{ 'failed' if outcomes.failure + outcomes.skip else 'succeeded' }}',
        success_count = {{ outcomes.success }},
        warning_count = {{ outcomes.warning }},
        failure_count = {{ outcomes.failure }},
        skip_count = {{ outcomes.skip }},
        finished_at = {{ text_literal(modules.datetime.datetime.now(modules.pytz.utc).strftime('%Y-%m-%d %H:%M:%S.%f')) }}
    where invocation_id = {{ text_literal(invocation_id) }};
{% endmacro %}
