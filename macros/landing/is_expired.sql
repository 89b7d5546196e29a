{#- Whether an event that was accepted when it was landed may be kept no longer: older than the contract of its source
    allows, as row by row in judged_records. event_at is the contract's, the time of receipt. The as-of date stands as a
    literal, for it decides what is read at all; before the first build nothing has expired. -#}
{% macro is_expired(source, event_at) -%}
    {%- if not execute or not is_made('stg_landing__as_of_date') -%}{{ return('false') }}{%- endif -%}
    {%- set query = 'select as_of_date from ' ~ relation_of('stg_landing__as_of_date') -%}
    {%- set as_of_date = "cast('" ~ run_query(query).rows[0][0] ~ "' as date)" -%}
    {%- set contracts = landing_contracts(table='events') -%}
    (
        false
        {%- for contract in contracts if contract.retention_days %}
        or (
            {{ source }} = '{{ contract.system }}'
            and {{ event_at }} < {{ dbt.dateadd('day', -contract.retention_days, as_of_date) }}
        )
        {%- endfor %}
    )
{%- endmacro %}

{#- Whether a staged row that was accepted, or was a copy of one, is older than its contract lets it be kept. -#}
{% macro has_expired_since(contract) -%}
    staged.{{ contract.event_at }} < {{ dbt.dateadd('day', -contract.retention_days, 'as_of.as_of_date') }}
    and coalesce(staged.reject_reason, '{{ duplicate_reason(contract.key) }}') = '{{ duplicate_reason(contract.key) }}'
{%- endmacro %}
