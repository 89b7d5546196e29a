-- Grain: customer x snapshot date on whose evening the customer agrees to analytics: a
-- day on which consent is withdrawn has no snapshot, nor has any day after it.
{{ config(materialized='view') }}

with snapshots as (
    select * from {{ ref('int_snapshot_dates') }}
),

consented as (
    {{ consented('snapshots') }}
),

final as (
    select
        consented.holder_id as customer_id,
        snapshots.is_as_of_date,
        snapshots.is_month_end,
        snapshots.snapshot_date
    from consented
    inner join snapshots
        on consented.valid_from_date <= snapshots.snapshot_date
            and consented.valid_to_date > snapshots.snapshot_date
    {{ since_last_snapshot() }}
)

select * from final
