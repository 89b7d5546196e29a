{#- Judges a relation by a suite of Great Expectations; every expectation that is not met is a failing row.
    _expectations.yml says how to write a suite and what "not landed" means. -#}
{% test expectations(model, suite, suite_name=none, landed=none, row_count_band=none) %}
    {%- if not execute or flags.EMPTY -%}{{ return('select 1 as nothing_judged where false') }}{%- endif -%}
    {%- set test_node = config.model -%}
    {%- set landed_table = test_node.sources[0] if not test_node.attached_node else none -%}
    {%- set relation_name = landed_table | join('.') if landed_table else test_node.attached_node.split('.')[2] -%}
    {%- set name = suite_name or relation_name -%}
    {%- set needed = landed or ([relation_name] if landed_table else []) -%}
    {%- for table in needed if 'source.' ~ project_name ~ '.' ~ table not in graph.sources -%}
        {%- do exceptions.raise_compiler_error(
            'Suite ' ~ name ~ ': `landed` names ' ~ table ~ ', which no contract declares. Write <system>.<table>.'
        ) -%}
    {%- endfor -%}
    {%- set query -%}
        select {% if landed_table -%}
            {{ landing_contracts(landed_table[0], landed_table[1])[0].columns | map(attribute='name') | join(', ') }}
        {%- else -%}*{%- endif %} from {{ model }}
    {%- endset -%}
    with run as (
        select
            json_object(
                'relation_name', {{ text_literal(relation_name) }},
                'invocation_id', {{ text_literal(invocation_id) }},
                'directory', {{ text_literal((flags.TARGET_PATH or 'target') ~ '/gx') }},
                'is_landed', {% if needed -%}
                exists (
                    select 1
                    from raw.landed_tables
                    where concat_ws('.', system_name, table_name) in ('{{ needed | join("', '") }}')
                )
                {%- else -%}true{%- endif %},
                'row_count_band', cast('{{ tojson(row_count_band) }}' as json),
                'previous_row_count', {% if var('compare_row_counts') -%}
                (
                    select max_by(row_count, recorded_at)
                    from governance.expectations_log
                    where suite_name = {{ text_literal(name) }} and outcome = 'passed' and row_count is not null
                )
                {%- else -%}null{%- endif %}
            ) as about
    ),

    judged as materialized (
        select
            gx_validate(
                {{ text_literal(query) }},
                {{ text_literal(name) }},
                {{ text_literal(tojson(suite)) }},
                cast(about as varchar)
            ) as failures
        from run
    ),

    failed as (
        select
            unnest(from_json(failures, '[{
                "suite_name": "VARCHAR",
                "expectation": "VARCHAR",
                "column_name": "VARCHAR",
                "message": "VARCHAR",
                "observed_value": "DOUBLE",
                "unexpected_count": "BIGINT",
                "element_count": "BIGINT"
            }]'), recursive := true)
        from judged
    ),

    final as (
        select
            suite_name,
            expectation,
            column_name,
            message,
            observed_value,
            unexpected_count,
            element_count
        from failed
    )

    select * from final
{% endtest %}
