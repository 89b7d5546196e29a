-- Grain: one row per identifier that an event carries: the hash by which marts show it,
-- and the customer it stands for, if anybody's. Joined to events afterwards, so that a
-- merge of customers leaves no event behind. run_number is the run since which it
-- stands for that customer, with that consent.
{{ config(
    schema='vault', materialized='incremental', incremental_strategy='delete+insert',
    unique_key=['identifier_type', 'identifier_value'], post_hook='{{ remember_run() }}'
) }}

with events as (
    select * from {{ ref('int_events_collected') }}
    {% if is_incremental() -%}
        where run_number > {{ last_run('int_visitors_identified') }}
    {%- endif %}
),

sources as (
    select * from {{ ref('event_sources') }}
),

customers as (
    select * from {{ ref('int_customers_identified') }}
),

periods as (
    {{ consented('events') }}
    union all
    {{ consented('sessions') }}
),

-- Told apart by count and sums: enough to see that somebody's consent is another.
consented as (
    select
        periods.holder_id,
        concat_ws(
            ' ',
            count(*),
            sum({{ microseconds('periods.valid_from') }}),
            sum({{ microseconds('periods.valid_to') }})
        ) as consent_print
    from periods
    group by 1
),

seen as (
    select
        sources.visitor_identifier_type as identifier_type,
        events.visitor_identifier as identifier_value
    from events
    inner join sources on events.source = sources.source
    where events.visitor_identifier is not null
    group by 1, 2
    union
    select
        user_identifier_type as identifier_type,
        user_identifier as identifier_value
    from events
    where user_identifier is not null
    group by 1, 2
    {% if is_incremental() -%}
        union
        select
            identifier_type,
            identifier_value
        from {{ this }}
    {%- endif %}
),

stated as (
    select
        seen.identifier_type,
        seen.identifier_value,
        customers.customer_id,
        {% if is_incremental() -%}
            earlier.identifier_value is null as is_new,
            earlier.customer_id as earlier_customer_id,
            earlier.consent_print as earlier_consent_print,
            coalesce(earlier.identifier_hash, {{ hashed('seen.identifier_value') }})
                as identifier_hash
        {%- else -%}
            {{ hashed('seen.identifier_value') }} as identifier_hash
        {%- endif %}
    from seen
    left join customers
        on seen.identifier_type = customers.identifier_type
            and seen.identifier_value = customers.identifier_value
    {% if is_incremental() -%}
        left join {{ this }} as earlier
            on seen.identifier_type = earlier.identifier_type
                and seen.identifier_value = earlier.identifier_value
    {%- endif %}
),

final as (
    select
        stated.identifier_type,
        stated.identifier_value,
        stated.identifier_hash,
        stated.customer_id,
        consented.consent_print,
        {{ this_run() }} as run_number
    from stated
    left join consented
        on coalesce(stated.customer_id, stated.identifier_hash) = consented.holder_id
    {% if is_incremental() -%}
        where stated.is_new
            or not {{ is_same('stated.customer_id', 'stated.earlier_customer_id') }}
            or not
            {{ is_same('consented.consent_print', 'stated.earlier_consent_print') }}
    {%- endif %}
)

select * from final
