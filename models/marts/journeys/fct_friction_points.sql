-- Grain: journey x step x factor x value under which the step is made less often than
-- under all others, beyond chance. What overlaps does not add up: a page that is slow
-- on phones is a row of the page and one of the device.
with compared as (
    select * from {{ ref('int_frictions_compared') }}
    where excess_low > 0
),

journeys as (
    select * from {{ ref('journeys') }}
),

worth as (
    select * from {{ ref('int_conversion_values') }}
),

signals as (
    select * from {{ ref('int_page_signals') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

valued as (
    select
        compared.*,
        worth.conversion_value,
        signals.replay_count,
        signals.load_seconds,
        signals.rage_clicks,
        signals.dead_clicks,
        signals.errors,
        signals.quick_backs,
        case
            when compared.factor = 'device'
                then coalesce(
                        greatest(signals.load_ratio, signals.trouble_ratio)
                        >= {{ var('friction_signal_ratio') }},
                        false
                    )
            else compared.factor not in ('store', 'page')
        end as has_signal,
        compared.faced_count * compared.excess_drop as lost_count,
        compared.faced_count
        * compared.excess_drop
        * compared.conversion_chance
        * worth.conversion_value as potential_value
    from compared
    inner join journeys on compared.journey_id = journeys.journey_id
    left join worth on journeys.value_basis = worth.value_basis
    left join signals
        on compared.page_address = signals.page
            and case
                when compared.factor = 'device' then compared.factor_value
                else 'all'
            end = signals.device_type
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
        {{ dbt.datediff('valued.last_date', 'as_of.as_of_date', 'day') }} < 30
            as is_current,
        valued.first_date,
        valued.last_date
    from valued
    cross join as_of
)

select * from final
