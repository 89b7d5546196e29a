{#- Every landed row of one table, typed by its contract, with reject_reason: null when the row is good.
    Reasons, in the order they are looked for: a required column missing or malformed, a rule of the contract,
    an event after the as-of date or older than it may be kept, a parent that was not accepted, a copy of an accepted row.
    Of a table that is loaded file by file (is_incremental in its contract), the files that no build has read; of copies in
    several of its files, the one that arrived first is the accepted one. -#}
{% macro judged_records(system, table) %}
    {%- set landed = source(system, table) -%}
    {%- set as_of_date = ref('stg_landing__as_of_date') -%}
    {%- if not execute -%}{{ return('select * from ' ~ landed) }}{%- endif -%}
    {%- set contract = landing_contracts(system, table)[0] -%}
    {{ judged_records_sql(
        contract,
        contract.relation ~ '_new' if contract.is_incremental else landed,
        as_of_date,
        earlier=this if is_incremental() else built_rows(contract)
    ) }}
{% endmacro %}

{#- As judged_records, of any relation that has the contract's columns; earlier is what earlier builds judged.
    Only rows whose key repeats, good or not, are kept and ranked: to keep or rank every row costs more than to read it twice. -#}
{% macro judged_records_sql(contract, landed, as_of_date, earlier=none) %}
    {%- set columns = contract.columns | map(attribute='name') | list -%}
    {%- set columns = columns + (['landed_number'] if contract.is_incremental else []) -%}
    with
    {%- if contract.parent %}
    {%- set parent = landing_contracts(contract.system, contract.parent.table)[0] %}
    accepted_parents as (
        select {{ contract.parent.column }}
        from ({{ judged_records_sql(parent, parent.relation, as_of_date, built_rows(parent)) }}) as judged
        where reject_reason is null
    ),
    {%- endif %}
    {%- if earlier %}
    accepted_earlier as (
        select {{ contract.key | join(', ') }}
        from {{ earlier }}
        where reject_reason is null
            {%- if is_refresh() %}
            and {{ contract.event_at }} >= {{ looked_back_to(2) }}
            {%- endif %}
    ),
    {%- endif %}
    repeated_keys as (
        select
            {{ contract.key | join(',\n            ') }}
        from {{ landed }}
        group by {{ range(1, contract.key | length + 1) | join(', ') }}
        having count(*) > 1
    ),

    copies as (
        select landed.*
        from {{ landed }} as landed
        inner join repeated_keys
            on {% for column in contract.key -%}
            {{ is_same('landed.' ~ column, 'repeated_keys.' ~ column) }}{{ ' and ' if not loop.last }}
            {%- endfor %}
    ),

    ranked_copies as (
        select
            judged.*,
            row_number() over (
                partition by judged.{{ contract.key | join(', judged.') }}, judged.reject_reason
                order by {{ 'judged.landed_number asc nulls last, ' if contract.is_incremental }}
                {%- for column in contract.columns -%}
                judged.{{ column.name }} desc nulls last{{ ', ' if not loop.last }}
                {%- endfor %}
            ) as copy_number
        from ({{ judged_rows_sql(contract, 'copies', as_of_date, earlier) }}) as judged
    )

    select
        {% for column in columns -%}
        judged.{{ column }},
        {% endfor -%}
        judged.reject_reason
    from ({{ judged_rows_sql(contract, landed, as_of_date, earlier) }}) as judged
    left join (select true as is_repeated, * from repeated_keys) as repeated_keys
        on {% for column in contract.key -%}
        {{ is_same('judged.' ~ column, 'repeated_keys.' ~ column) }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    where repeated_keys.is_repeated is null
    union all
    select
        {% for column in columns -%}
        {{ column }},
        {% endfor -%}
        case
            when reject_reason is null and copy_number > 1 then '{{ duplicate_reason(contract.key) }}'
            else reject_reason
        end as reject_reason
    from ranked_copies
{% endmacro %}

{#- As judged_records_sql, but for copies within the relation; reads accepted_parents and accepted_earlier. -#}
{% macro judged_rows_sql(contract, landed, as_of_date, earlier=none) %}
    {%- set parent = contract.parent -%}
    select
        {% for column in contract.columns -%}
        typed.{{ column.name }},
        {% endfor -%}
        {{ 'typed.landed_number,' if contract.is_incremental }}
        case
            when typed.row_reject_reason is not null then typed.row_reject_reason
            {%- if contract.event_at %}
            when typed.{{ contract.event_at }} >= as_of.ends_at then '{{ contract.event_at }} is after the as-of date'
            {%- endif %}
            {%- if contract.event_at and is_refresh() %}
            when typed.{{ contract.event_at }}
                < {{ start_of_day('cast(' ~ dbt.date_trunc('month', 'as_of.as_of_date') ~ ' as date)', as_of_date) }}
                then 'belongs to an earlier month, which the next build states again'
            {%- endif %}
            {%- if contract.retention_days %}
            when typed.{{ contract.event_at }}
                < {{ dbt.dateadd('day', -contract.retention_days, 'as_of.as_of_date') }}
                then '{{ expired_reason(contract) }}'
            {%- endif %}
            {%- if parent %}
            when accepted_parents.{{ parent.column }} is null
                then '{{ parent.column }} has no accepted row in {{ parent.table }}'
            {%- endif %}
            {%- if earlier %}
            when accepted_earlier.{{ contract.key[0] }} is not null then '{{ duplicate_reason(contract.key) }}'
            {%- endif %}
        end as reject_reason
    from (
        select
            {% for column in contract.columns -%}
            {{ column.name }},
            {% endfor -%}
            {{ 'landed_number,' if contract.is_incremental }}
            {{ row_reject_reason(contract) }} as row_reject_reason
        from {{ landed }}
    ) as typed
    {%- if contract.event_at %}
    cross join {{ as_of_date }} as as_of
    {%- endif %}
    {%- if parent %}
    left join accepted_parents on typed.{{ parent.column }} = accepted_parents.{{ parent.column }}
    {%- endif %}
    {%- if earlier %}
    left join accepted_earlier
        on {% for column in contract.key -%}
        typed.{{ column }} = accepted_earlier.{{ column }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    {%- endif %}
{% endmacro %}
