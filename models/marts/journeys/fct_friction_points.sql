-- Grain: journey x step x factor x value under which the step is made less often than
-- under all others, beyond chance. What overlaps does not add up: a page that is slow
-- on phones is a row of the page and one of the device.
with frictions as (
    select * from {{ ref('int_frictions_signalled') }}
),

journeys as (
    select * from {{ ref('journeys') }}
),

worth as (
    select * from {{ ref('int_conversion_values') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

valued as (
    select
        frictions.*,
        worth.conversion_value,
        frictions.faced_count * frictions.excess_drop as lost_count,
        frictions.faced_count
        * frictions.excess_drop
        * frictions.conversion_chance
        * worth.conversion_value as potential_value
    from frictions
    inner join journeys on frictions.journey_id = journeys.journey_id
    left join worth on journeys.value_basis = worth.value_basis
),

final as (
    select
        valued.journey_id,
        valued.step_order,
        valued.step_name,
        valued.factor,
        valued.factor_value,
        valued.faced_count,
        valued.here as completion_rate,
        cast(valued.reference_count as bigint) as reference_count,
        valued.elsewhere as reference_rate,
        valued.excess_drop,
        cast(valued.excess_low as double) as excess_low,
        cast(valued.excess_high as double) as excess_high,
        valued.lost_count,
        valued.conversion_chance,
        valued.conversion_value,
        valued.potential_value,
        cast(
            row_number() over (
                order by
                    valued.has_signal desc nulls last,
                    valued.potential_value desc nulls last,
                    valued.lost_count desc nulls last,
                    valued.journey_id asc nulls last,
                    valued.step_order asc nulls last,
                    valued.factor asc nulls last,
                    valued.factor_value asc nulls last
            ) as integer
        ) as value_rank,
        valued.has_signal,
        valued.replay_count,
        valued.load_seconds,
        valued.rage_clicks,
        valued.dead_clicks,
        valued.errors,
        valued.quick_backs,
        valued.return_share,
        valued.missed_call_share,
        valued.quote_hours,
        valued.passage_count,
        valued.ticket_count,
        {{ dbt.datediff('valued.last_date', 'as_of.as_of_date', 'day') }} < 30
            as is_current,
        valued.first_date,
        valued.last_date
    from valued
    cross join as_of
)

select * from final
