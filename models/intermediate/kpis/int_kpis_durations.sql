-- Grain: kpi x period x dimension value, for KPIs that are medians: how long the one in
-- the middle took. The median is the numerator; medians do not add up.
with company as (
    select * from {{ ref('stg_landing__company') }}
),

durations as (
    select
        'time_to_appointment' as kpi_id,
        appointment_date as measure_date,
        store_id,
        cast(null as varchar) as stage,
        lead_hours as duration
    from {{ ref('fct_appointments') }}
    union all
    select
        'quote_turnaround' as kpi_id,
        request_date as measure_date,
        store_id,
        cast(null as varchar) as stage,
        turnaround_hours as duration
    from {{ ref('fct_quotes') }}
    union all
    select
        'first_response_time' as kpi_id,
        ticket_date as measure_date,
        cast(null as varchar) as store_id,
        cast(null as varchar) as stage,
        response_hours as duration
    from {{ ref('fct_tickets') }}
    union all
    select
        'resolution_time' as kpi_id,
        ticket_date as measure_date,
        cast(null as varchar) as store_id,
        cast(null as varchar) as stage,
        resolution_hours as duration
    from {{ ref('fct_tickets') }}
    union all
    select
        'sales_cycle' as kpi_id,
        closed_date as measure_date,
        cast(null as varchar) as store_id,
        cast(null as varchar) as stage,
        cast(cycle_days as double) as duration
    from {{ ref('fct_opportunities') }}
    where is_won
    union all
    select
        'time_to_value' as kpi_id,
        started_date as measure_date,
        cast(null as varchar) as store_id,
        cast(null as varchar) as stage,
        hours_since_start as duration
    from {{ ref('int_milestones_reached') }}
    where milestone_id = 'trial_report_exported'
    union all
    select
        'stage_duration' as kpi_id,
        {{ local_date('stages.left_at', 'company') }} as measure_date,
        cast(null as varchar) as store_id,
        stages.stage,
        stages.days_in_stage as duration
    from {{ ref('fct_opportunity_stages') }} as stages
    where not stages.is_current
),

periods as (
    select * from {{ ref('int_period_days') }}
    where period_type != 'day'
),

cut as (
    select
        durations.*,
        'all' as dimension_name,
        'all' as dimension_value
    from durations
    where durations.duration is not null
    union all
    select
        durations.*,
        'store' as dimension_name,
        durations.store_id as dimension_value
    from durations
    where durations.duration is not null and durations.store_id is not null
    union all
    select
        durations.*,
        'stage' as dimension_name,
        durations.stage as dimension_value
    from durations
    where durations.duration is not null and durations.stage is not null
),

final as (
    select
        cut.kpi_id,
        periods.period_type,
        cut.dimension_name,
        cut.dimension_value,
        cast(
            percentile_cont(0.5) within group (order by cut.duration asc)
            as decimal(18, 4)
        ) as numerator,
        cast(1 as decimal(18, 4)) as denominator,
        cast(null as decimal(18, 4)) as square_sum,
        cast(count(*) as bigint) as observation_count,
        periods.period_start_date
    from cut
    inner join periods on cut.measure_date = periods.date_day
    group by 1, 2, 3, 4, 9
)

select * from final
