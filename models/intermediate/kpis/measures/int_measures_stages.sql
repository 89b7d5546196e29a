-- Grain: kpi x day x dimension value, for the KPI of what becomes of a stage of the
-- pipeline, by the day it was left.
with stages as (
    select * from {{ ref('fct_opportunity_stages') }}
    where from_stage is not null
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

counted as (
    select
        {{ local_date('stages.entered_at', 'company') }} as measure_date,
        stages.from_stage as stage,
        count(*) as left_count,
        sum(case when stages.stage != 'lost' then 1 else 0 end) as moved_on_count
    from stages
    group by 1, 2
),

final as (
    {{ kpi_parts('counted', {'stage': 'stage'}, [
        ('stage_conversion_rate', 'moved_on_count', 'left_count', 'left_count')
    ]) }}
)

select * from final
