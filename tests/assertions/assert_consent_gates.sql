-- No row of a known customer, or with a visitor's id, lies outside consent: seen from
-- the records themselves. A yes must come before it, and after every no before it.
{% set touches = [
    ('fct_orders', 'ordered_at'),
    ('fct_refunds', 'refunded_at'),
    ('fct_events', 'event_at'),
    ('fct_sessions', 'started_at'),
    ('fct_sessions', 'ended_at'),
    ('fct_appointments', 'booked_at'),
    ('fct_calls', 'called_at'),
    ('fct_quotes', 'requested_at'),
    ('fct_tickets', 'opened_at'),
    ('fct_surveys', 'invited_at'),
    ('fct_reviews', 'reviewed_at'),
    ('int_research_participants', 'recorded_at'),
    ('fct_referrals', 'referred_at'),
    ('fct_leads', 'created_at'),
    ('int_messages_answered', 'sent_at'),
] %}
with customers as (
    select * from {{ ref('int_customers_identified') }}
),

company as (
    select
        time_zone,
        {{ matches('vouched_purposes', "'(^|, *)analytics *(,|$)'") }} as is_vouched
    from {{ ref('stg_landing__company') }}
),

answers as (
    select
        coalesce(
            customers.customer_id, {{ hashed('consents.identifier_value') }}
        ) as subject_id,
        consents.action = 'granted' as is_granted,
        consents.recorded_at
    from {{ ref('stg_privacy__consents') }} as consents
    left join customers
        on consents.identifier_type = customers.identifier_type
            and customers.identifier_value
            = case
                when consents.identifier_type = 'email'
                    then {{ hashed_email('consents.identifier_value') }}
                else consents.identifier_value
            end
    where consents.reject_reason is null
        and consents.purpose = 'analytics'
        and consents.action != 'shown'
),

granted as (
    select
        subject_id,
        recorded_at
    from answers
    where is_granted
),

refused as (
    select
        answers.subject_id,
        answers.recorded_at as refused_at,
        min(granted.recorded_at) as next_granted_at
    from answers
    left join granted
        on answers.subject_id = granted.subject_id
            and answers.recorded_at < granted.recorded_at
    where not answers.is_granted
    group by 1, 2
),

first_granted as (
    select
        subject_id,
        min(case when is_granted then recorded_at end) as granted_at
    from answers
    group by 1
),

touches as (
    {% for table, touched_at in touches -%}
        select
            '{{ table }}' as table_name,
            customer_id,
            {% if table in ['fct_events', 'fct_sessions'] -%}
                visitor_id,
            {%- else -%}
                null as visitor_id,
            {%- endif %}
            {{ touched_at }} as touched_at
        from {{ ref(table) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

followed as (
    select
        table_name,
        case when customer_id = 'unknown' then visitor_id else customer_id end
            as subject_id,
        touched_at
    from touches
    where customer_id != 'unknown' or visitor_id is not null
),

unasked as (
    select
        followed.table_name,
        followed.subject_id,
        followed.touched_at
    from followed
    cross join company
    left join first_granted on followed.subject_id = first_granted.subject_id
    where followed.touched_at
        < coalesce(first_granted.granted_at, cast('9999-12-31' as timestamp))
        and (first_granted.subject_id is not null or not company.is_vouched)
),

against as (
    select
        followed.table_name,
        followed.subject_id,
        followed.touched_at
    from followed
    inner join refused
        on followed.subject_id = refused.subject_id
            and followed.touched_at >= refused.refused_at
            and followed.touched_at
            < coalesce(refused.next_granted_at, cast('9999-12-31' as timestamp))
),

dated_answers as (
    select
        answers.*,
        {{ local_date('answers.recorded_at', 'company') }} as recorded_date
    from answers
),

-- What had been said by the evening of a snapshot.
snapshots as (
    select
        snapshots.customer_id,
        snapshots.snapshot_date,
        max(case when dated_answers.is_granted then dated_answers.recorded_at end)
            as granted_at,
        max(case when not dated_answers.is_granted then dated_answers.recorded_at end)
            as refused_at
    from {{ ref('fct_customer_snapshots') }} as snapshots
    left join dated_answers
        on snapshots.customer_id = dated_answers.subject_id
            and snapshots.snapshot_date >= dated_answers.recorded_date
    group by 1, 2
),

-- Lines and parcels are nobody's when their order is.
parts as (
    select
        'fct_order_lines' as table_name,
        order_id,
        customer_id
    from {{ ref('fct_order_lines') }}
    union all
    select
        'fct_shipments' as table_name,
        order_id,
        customer_id
    from {{ ref('fct_shipments') }}
)

select
    table_name,
    subject_id,
    touched_at
from unasked
union all
select
    table_name,
    subject_id,
    touched_at
from against
union all
select
    parts.table_name,
    parts.customer_id as subject_id,
    orders.ordered_at as touched_at
from parts
inner join {{ ref('fct_orders') }} as orders on parts.order_id = orders.order_id
where parts.customer_id != orders.customer_id
union all
select
    'fct_customer_snapshots' as table_name,
    snapshots.customer_id as subject_id,
    cast(snapshots.snapshot_date as timestamp) as touched_at
from snapshots
cross join company
where snapshots.refused_at >= coalesce(snapshots.granted_at, snapshots.refused_at)
    or (
        coalesce(snapshots.granted_at, snapshots.refused_at) is null
        and not company.is_vouched
    )
