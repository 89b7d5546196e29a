{#- Every landed row of one table, typed by its contract, with reject_reason: null when the row is good.
    Reasons, in the order they are looked for: a required column missing or malformed, a rule of the contract,
    an event after the as-of date or older than it may be kept, a parent that was not accepted, a copy of an accepted row.
    Of copies in several files of a table that is loaded file by file, the one that arrived first is the accepted one.
    With only_new, the files that no build has read. -#}
{% macro judged_records(system, table, only_new=false) %}
    {%- set landed = source(system, table) -%}
    {%- set as_of_date = ref('stg_landing__as_of_date') -%}
    {%- if not execute -%}{{ return('select * from ' ~ landed) }}{%- endif -%}
    {{ judged_records_sql(landing_contracts(system, table)[0], landed ~ ('_new' if only_new else ''), as_of_date) }}
{% endmacro %}

{% macro judged_records_sql(contract, landed, as_of_date) %}
    {%- set columns = contract.columns | map(attribute='name') | list -%}
    {%- set parent = contract.parent -%}
    with typed as (
        select
            {% for column in contract.columns -%}
            {{ typed_column(column) }} as {{ column.name }},
            {% endfor -%}
            {{ 'landed_number,' if contract.is_incremental }}
            {{ row_reject_reason(contract) }} as row_reject_reason
        from {{ landed }}
    ),
    {% if parent %}
    {%- set parent_contract = landing_contracts(contract.system, parent.table)[0] %}
    judged_parents as (
        {{ judged_records_sql(parent_contract, parent_contract.relation, as_of_date) }}
    ),

    parents as (
        select judged_parents.{{ parent.column }}
        from judged_parents
        where judged_parents.reject_reason is null
    ),
    {% endif %}
    judged as (
        select
            {% for column in columns -%}
            typed.{{ column }},
            {% endfor -%}
            {{ 'typed.landed_number,' if contract.is_incremental }}
            case
                when typed.row_reject_reason is not null then typed.row_reject_reason
                {%- if contract.event_at %}
                when {{ local_date('typed.' ~ contract.event_at, 'as_of.time_zone') }} > as_of.as_of_date
                    then '{{ contract.event_at }} is after the as-of date'
                {%- endif %}
                {%- if contract.retention_days %}
                when typed.{{ contract.event_at }}
                    < {{ dbt.dateadd('day', -contract.retention_days, 'as_of.as_of_date') }}
                    then '{{ expired_reason(contract) }}'
                {%- endif %}
                {%- if parent %}
                when parents.{{ parent.column }} is null
                    then '{{ parent.column }} has no accepted row in {{ parent.table }}'
                {%- endif %}
            end as judged_reject_reason
        from typed
        {%- if contract.event_at %}
        cross join {{ as_of_date }} as as_of
        {%- endif %}
        {%- if parent %}
        left join parents on typed.{{ parent.column }} = parents.{{ parent.column }}
        {%- endif %}
    ),

    -- Only keys that repeat are ranked: ranking every row costs more than reading the file.
    repeated_keys as (
        select
            {{ contract.key | join(', ') }},
            count(*) as copy_count
        from judged
        where judged_reject_reason is null
        group by {{ range(1, contract.key | length + 1) | join(', ') }}
        having count(*) > 1
    ),

    ranked_copies as (
        select
            judged.*,
            row_number() over (
                partition by judged.{{ contract.key | join(', judged.') }}
                order by {{ 'judged.landed_number asc nulls last, ' if contract.is_incremental }}
                {%- for column in columns -%}
                judged.{{ column }} desc nulls last{{ ', ' if not loop.last }}
                {%- endfor %}
            ) as copy_number
        from judged
        inner join repeated_keys
            on {% for column in contract.key -%}
            {{ is_same('judged.' ~ column, 'repeated_keys.' ~ column) }}{{ ' and ' if not loop.last }}
            {%- endfor %}
        where judged.judged_reject_reason is null
    )

    select
        {% for column in columns -%}
        judged.{{ column }},
        {% endfor -%}
        judged.judged_reject_reason as reject_reason
    from judged
    left join repeated_keys
        on {% for column in contract.key -%}
        {{ is_same('judged.' ~ column, 'repeated_keys.' ~ column) }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    -- Here, not in the join: there, a condition on one side alone has every row meet every key.
    where repeated_keys.copy_count is null or judged.judged_reject_reason is not null
    union all
    select
        {% for column in columns -%}
        ranked_copies.{{ column }},
        {% endfor -%}
        case
            when ranked_copies.copy_number > 1
                then '{{ duplicate_reason(contract.key) }}'
        end as reject_reason
    from ranked_copies
{% endmacro %}
