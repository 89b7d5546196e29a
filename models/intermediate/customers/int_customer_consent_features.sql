-- Grain: customer x snapshot date, with what else the customer agrees to that evening.
-- Who does not agree to analytics has no snapshot.
with granted as (
    select * from {{ ref('int_consents_granted') }}
),

consented as (
    select * from {{ ref('int_snapshots_consented') }}
),

final as (
    select
        consented.customer_id,
        consented.snapshot_date,
        max(granted.purpose = 'analytics') as has_analytics_consent,
        max(granted.purpose = 'personalization') as has_personalization_consent,
        max(granted.purpose = 'advertising') as has_advertising_consent
    from consented
    inner join granted
        on consented.customer_id = granted.holder_id
            and consented.snapshot_date >= granted.valid_from_date
            and consented.snapshot_date < granted.valid_to_date
    group by 1, 2
)

select * from final
