-- Grain: customer x snapshot date. Lateness is measured against the customer's own
-- rhythm: late is at risk, twice as late lapsed, four times as late lost (the multiples
-- are variables).
with features as (
    select * from {{ ref('int_customer_features') }}
),

rhythms as (
    select * from {{ ref('int_customer_rhythms') }}
),

measured as (
    select
        features.customer_id,
        features.snapshot_date,
        features.is_as_of_date,
        features.customer_age_days,
        features.days_since_last_order,
        rhythms.rhythm_source,
        rhythms.usual_gap_days,
        case
            when
                features.days_since_last_order
                > {{ var('lost_gap_multiple') }} * rhythms.usual_gap_days
                then 'lost'
            when
                features.days_since_last_order
                > {{ var('lapsed_gap_multiple') }} * rhythms.usual_gap_days
                then 'lapsed'
            when features.days_since_last_order > rhythms.usual_gap_days then 'at risk'
            else 'in rhythm'
        end as lateness
    from features
    inner join rhythms
        on features.customer_id = rhythms.customer_id
            and features.snapshot_date = rhythms.snapshot_date
),

compared as (
    select
        measured.*,
        lag(measured.lateness) over (
            partition by measured.customer_id
            order by measured.snapshot_date asc nulls last
        ) as previous_lateness
    from measured
),

stated as (
    select
        compared.*,
        case
            when compared.lateness != 'in rhythm' then compared.lateness
            when compared.customer_age_days < {{ var('new_customer_days') }} then 'new'
            when compared.previous_lateness in ('lapsed', 'lost') then 'reactivated'
            else 'active'
        end as lifecycle_stage
    from compared
),

final as (
    select
        customer_id,
        lifecycle_stage,
        lag(lifecycle_stage) over (
            partition by customer_id order by snapshot_date asc nulls last
        ) as previous_lifecycle_stage,
        rhythm_source,
        customer_age_days,
        days_since_last_order,
        usual_gap_days,
        days_since_last_order / nullif(usual_gap_days, 0) as lateness_ratio,
        is_as_of_date,
        snapshot_date
    from stated
)

select * from final
