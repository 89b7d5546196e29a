-- Grain: one row per accepted consent record, with whom it speaks for: the customer, or
-- a browser or device that is nobody's yet.
with records as (
    select * from {{ ref('stg_privacy__consents') }}
    where reject_reason is null
),

customers as (
    select * from {{ ref('int_customers_identified') }}
),

named as (
    select
        consent_id,
        identifier_type,
        case
            when identifier_type = 'email'
                then {{ hashed_email('identifier_value') }}
            else identifier_value
        end as identifier_value,
        lower(trim(purpose)) as purpose,
        lower(trim(action)) as action,
        place,
        benefit,
        wording_version,
        recorded_at
    from records
),

final as (
    select
        named.consent_id,
        coalesce(customers.customer_id, {{ hashed('named.identifier_value') }})
            as holder_id,
        named.purpose,
        named.action,
        named.place,
        named.benefit,
        named.wording_version,
        customers.customer_id is not null as is_customer,
        cast(named.recorded_at as timestamp) as recorded_at
    from named
    left join customers
        on named.identifier_type = customers.identifier_type
            and named.identifier_value = customers.identifier_value
)

select * from final
