-- Grain: customer x snapshot date x signal, for customers who are not late with an
-- order and were customers all through the baseline: what the signal says for "but a
-- part of the usual interest is left" against "as usual" (decision 24).
with days as (
    select * from {{ ref('int_engagement_days') }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages') }}
    where business_line = 'all'
        and lateness_ratio <= 1
        and customer_age_days >= {{ engagement_days() }}
),

dated as (
    select
        stages.customer_id,
        days.signal,
        days.occasion_count,
        days.sign_count,
        {{ dbt.datediff('days.observed_date', 'stages.snapshot_date', 'day') }}
        < {{ var('disengagement_days') }} as is_recent,
        stages.snapshot_date
    from stages
    inner join days
        on stages.customer_id = days.customer_id
            and stages.snapshot_date >= days.observed_date
            and days.observed_date
            > {{ dbt.dateadd('day', -engagement_days(), 'stages.snapshot_date') }}
),

-- Where every day is an occasion, windows are alike for all: an exposure of one.
followed as (
    select
        customer_id,
        signal,
        sum(case when is_recent then sign_count else 0 end) as recent_count,
        sum(case when is_recent then 0 else sign_count end) as baseline_count,
        coalesce(
            sum(case when is_recent then occasion_count else 0 * occasion_count end), 1
        ) as recent_exposure,
        coalesce(
            sum(case when is_recent then 0 * occasion_count else occasion_count end), 1
        ) as baseline_exposure,
        snapshot_date
    from dated
    group by 1, 2, 7
    having sum(case when is_recent then 0 else sign_count end) > 0
),

-- What season, campaigns and the length of the windows do to everyone alike.
rated as (
    select
        followed.*,
        sum(followed.baseline_count) over everyone
        / nullif(sum(followed.baseline_exposure) over everyone, 0) as baseline_rate,
        sum(followed.recent_count) over everyone
        / nullif(sum(followed.recent_exposure) over everyone, 0) as recent_rate
    from followed
    window everyone as (partition by followed.signal, followed.snapshot_date)
),

expected as (
    select
        rated.*,
        rated.recent_rate / nullif(rated.baseline_rate, 0) as recent_ratio,
        rated.baseline_rate * rated.baseline_exposure as usual_count
    from rated
),

-- How far customers' own rates lie apart, beyond what chance alone does to counts; a
-- tenth of the squared rate at least, lest chance make all customers one.
spread as (
    select
        signal,
        snapshot_date,
        greatest(
            sum(
                (baseline_count - usual_count) * (baseline_count - usual_count)
                - usual_count
            ) / nullif(sum(baseline_exposure * baseline_exposure), 0),
            0.1 * max(baseline_rate) * max(baseline_rate)
        ) as rate_variance
    from expected
    group by 1, 2
),

-- The customer's own rate has a gamma distribution: shape / scale is its mean.
shrunk as (
    select
        expected.*,
        expected.baseline_rate * expected.baseline_rate
        / nullif(spread.rate_variance, 0) + expected.baseline_count as shape,
        expected.baseline_rate / nullif(spread.rate_variance, 0)
        + expected.baseline_exposure as scale,
        expected.recent_ratio * expected.recent_exposure as exposure
    from expected
    inner join spread
        on expected.signal = spread.signal
            and expected.snapshot_date = spread.snapshot_date
),

-- Rounded, so that the order in which an engine adds floats moves nobody.
final as (
    select
        customer_id,
        signal,
        recent_count,
        round(shape * exposure / nullif(scale, 0), 9) as expected_count,
        round(
            {{ disengagement_evidence('recent_count', 'shape', 'scale', 'exposure') }},
            9
        ) as evidence,
        round({{ disengagement_evidence('0', 'shape', 'scale', 'exposure') }}, 9)
            as evidence_of_silence,
        snapshot_date
    from shrunk
)

select * from final
