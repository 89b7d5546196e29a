{#- Every declared source table as plain data, so that the other landing macros need not know dbt's graph. -#}
{% macro landing_contracts(system=none, table=none) %}
    {%- set contracts = [] -%}
    {%- for source in graph.sources.values() | sort(attribute='identifier') -%}
        {%- if (system is none or source.source_name == system) and (table is none or source.name == table) -%}
            {%- set columns = [] -%}
            {%- for column in source.columns.values() -%}
                {%- do columns.append({
                    'name': column.name,
                    'data_type': column.data_type,
                    'is_required': column.config.meta.get('is_required', false),
                    'pii': column.config.meta.get('pii'),
                }) -%}
            {%- endfor -%}
            {%- do contracts.append({
                'system': source.source_name,
                'name': source.name,
                'relation': 'raw.' ~ source.identifier,
                'columns': columns,
                'key': source.config.meta.key,
                'event_at': source.config.meta.get('event_at'),
                'parent': source.config.meta.get('parent'),
                'reject_when': source.config.meta.get('reject_when', []),
                'is_incremental': source.config.meta.get('is_incremental', false),
                'retention_days': source.config.meta.get('retention_days'),
            }) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(contracts) }}
{% endmacro %}
