-- Grain: one row per accepted quote record.
with quotes as (
    select * from {{ ref('stg_bookings__quotes') }}
    where reject_reason is null
),

customers as (
    select * from {{ ref('int_customers_identified') }}
    where identifier_type = 'client_id'
),

consented as (
    {{ consented('quotes') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

final as (
    select
        quotes.quote_id,
        coalesce(consented.holder_id, 'unknown') as customer_id,
        coalesce(quotes.location_id, 'unknown') as store_id,
        quotes.procedure_type,
        quotes.status,
        cast(quotes.quote_amount as decimal(18, 2)) as quote_amount,
        cast(
            {{ dbt.datediff('requested_at', 'sent_at', 'second') }} / 3600.0 as double
        ) as turnaround_hours,
        cast(
            {{ dbt.datediff('sent_at', 'decided_at', 'second') }} / 3600.0 as double
        ) as decision_hours,
        coalesce(quotes.status = 'accepted', false) as is_accepted,
        {{ local_date('quotes.requested_at', 'company') }} as request_date,
        cast(quotes.requested_at as timestamp) as requested_at,
        cast(quotes.sent_at as timestamp) as sent_at,
        cast(quotes.decided_at as timestamp) as decided_at
    from quotes
    left join customers on quotes.client_id = customers.identifier_value
    left join consented
        on customers.customer_id = consented.holder_id
            and quotes.requested_at >= consented.valid_from
            and quotes.requested_at < consented.valid_to
)

select * from final
