-- Grain: wave (or all waves) x segment type x segment: NPS of those who answered, and
-- weighted for those who did not. Segments are the person's on the day of invitation.
with surveys as (
    select * from {{ ref('fct_surveys') }}
    where question_code = 'nps'
),

weights as (
    select * from {{ ref('int_survey_weights') }}
    where question_code = 'nps'
),

memberships as (
    select * from {{ ref('fct_segment_memberships') }}
    where segment_type != 'rule'
),

weighted as (
    select
        surveys.response_id,
        surveys.customer_id,
        surveys.wave,
        surveys.invitation_date,
        coalesce(weights.nonresponse_weight, 0) as weight,
        case surveys.nps_class
            when 'promoter' then 1
            when 'detractor' then -1
            when 'passive' then 0
        end as standing
    from surveys
    left join weights on surveys.response_id = weights.response_id
),

segmented as (
    select
        weighted.*,
        'all' as segment_type,
        'all' as segment
    from weighted
    union all
    select
        weighted.*,
        memberships.segment_type,
        memberships.segment
    from weighted
    inner join memberships
        on weighted.customer_id = memberships.customer_id
            and weighted.invitation_date >= memberships.valid_from_date
            and weighted.invitation_date
            < coalesce(memberships.valid_to_date, cast('9999-12-31' as date))
),

waved as (
    select
        segmented.*,
        'all' as reported_wave
    from segmented
    union all
    select
        segmented.*,
        segmented.wave as reported_wave
    from segmented
    where segmented.wave is not null
),

counted as (
    select
        reported_wave,
        segment_type,
        segment,
        count(*) as invited_count,
        count(standing) as answered_count,
        avg(standing) as score,
        avg(standing * standing) as square,
        sum(case when standing is not null then weight end) as weight_sum,
        sum(case when standing is not null then weight * weight end) as weight_squares,
        sum(weight * standing) as weighted_score_sum,
        sum(weight * standing * standing) as weighted_square_sum
    from waved
    group by 1, 2, 3
),

scored as (
    select
        *,
        weighted_score_sum / nullif(weight_sum, 0) as weighted_score,
        weighted_square_sum / nullif(weight_sum, 0) as weighted_square,
        weight_sum * weight_sum / nullif(weight_squares, 0) as effective_count
    from counted
    where answered_count >= {{ var('min_group_size') }}
),

spread as (
    select
        *,
        1.959964 * sqrt(greatest(square - score * score, 0))
        / nullif(sqrt(answered_count), 0) as half_width,
        1.959964 * sqrt(greatest(weighted_square - weighted_score * weighted_score, 0))
        / nullif(sqrt(effective_count), 0) as weighted_half_width
    from scored
),

final as (
    select
        reported_wave as wave,
        segment_type,
        segment,
        cast(invited_count as integer) as invited_count,
        cast(answered_count as integer) as answered_count,
        cast(answered_count as double) / nullif(invited_count, 0) as answered_share,
        100 * score as nps,
        100 * (score - half_width) as nps_low,
        100 * (score + half_width) as nps_high,
        100 * weighted_score as weighted_nps,
        100 * (weighted_score - weighted_half_width) as weighted_nps_low,
        100 * (weighted_score + weighted_half_width) as weighted_nps_high
    from spread
)

select * from final
