{#- Adds what each suite of this run came to (passed, failed or not landed) to governance.expectations_log, and says
    which expectations failed: dbt itself prints only how many. -#}
{% macro record_expectations() %}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {%- set query -%}
        select gx_outcomes('{{ invocation_id }}')
    {%- endset -%}
    {%- set outcomes = fromjson(run_query(query).columns[0].values()[0]) -%}
    {%- for outcome in outcomes -%}
        {%- for judgement in outcome.judgements if not judgement.is_met -%}
            {%- do log('Expectation failed: ' ~ judgement.message, info=true) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if outcomes %}
    insert into governance.expectations_log
    values
        {% for outcome in outcomes -%}
        (
            {{ text_literal(invocation_id) }},
            {{ text_literal(outcome.suite_name) }},
            {{ text_literal(outcome.relation_name) }},
            {{ text_literal(outcome.outcome) }},
            {{ outcome.expectation_count }},
            {{ outcome.failed_count }},
            {{ outcome.row_count if outcome.row_count is not none else 'null' }},
            {{ outcome.seconds }},
            {{ text_literal(run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f')) }}
        ){{ ',' if not loop.last }}
        {% endfor %}
    {%- endif -%}
{% endmacro %}
