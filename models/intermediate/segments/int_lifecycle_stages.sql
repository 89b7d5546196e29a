-- Grain: customer x business line (and all of them) x snapshot date. Lateness is
-- measured against the customer's own rhythm: late is at risk, twice as late lapsed,
-- four times as late lost (the multiples are variables).
with features as (
    select * from {{ ref('int_customer_features') }}
),

rhythms as (
    select * from {{ ref('int_customer_rhythms') }}
),

lines as (
    select * from {{ ref('int_line_rhythms') }}
),

inputs as (
    select
        features.customer_id,
        'all' as business_line,
        features.snapshot_date,
        features.is_as_of_date,
        features.customer_age_days,
        features.days_since_last_order,
        rhythms.rhythm_source,
        rhythms.usual_gap_days
    from features
    inner join rhythms
        on features.customer_id = rhythms.customer_id
            and features.snapshot_date = rhythms.snapshot_date
    union all
    select
        customer_id,
        business_line,
        snapshot_date,
        is_as_of_date,
        customer_age_days,
        days_since_last_order,
        rhythm_source,
        usual_gap_days
    from lines
),

measured as (
    select
        inputs.*,
        inputs.days_since_last_order
        / nullif(inputs.usual_gap_days, 0) as lateness_ratio,
        case
            when
                inputs.days_since_last_order
                > {{ var('lost_gap_multiple') }} * inputs.usual_gap_days
                then 'lost'
            when
                inputs.days_since_last_order
                > {{ var('lapsed_gap_multiple') }} * inputs.usual_gap_days
                then 'lapsed'
            when inputs.days_since_last_order > inputs.usual_gap_days then 'at risk'
            else 'in rhythm'
        end as lateness
    from inputs
),

compared as (
    select
        measured.*,
        lag(measured.lateness) over customer_snapshots as previous_lateness,
        lag(measured.lateness, 2) over customer_snapshots as lateness_before_previous,
        lag(measured.customer_age_days) over customer_snapshots
            as previous_customer_age_days
    from measured
    window
        customer_snapshots as (
            partition by measured.customer_id, measured.business_line
            order by measured.snapshot_date asc nulls last
        )
),

final as (
    select
        customer_id,
        business_line,
        {{ lifecycle_stage('lateness', 'customer_age_days', 'previous_lateness') }}
            as lifecycle_stage,
        {{ lifecycle_stage(
            'previous_lateness', 'previous_customer_age_days', 'lateness_before_previous'
        ) }} as previous_lifecycle_stage,
        rhythm_source,
        customer_age_days,
        days_since_last_order,
        usual_gap_days,
        lateness_ratio,
        is_as_of_date,
        snapshot_date
    from compared
)

select * from final
