-- Grain: kpi x day x dimension value, for KPIs of consent.
with recorded as (
    select * from {{ ref('int_consents_recorded') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

dated as (
    select
        recorded.*,
        {{ local_date('recorded.recorded_at', 'company') }} as measure_date
    from recorded
),

counted as (
    select
        measure_date,
        purpose,
        sum(case when action = 'granted' then 1 else 0 end) as granted_count,
        sum(case when action in ('granted', 'declined') then 1 else 0 end)
            as decided_count,
        sum(case when action = 'withdrawn' then 1 else 0 end) as withdrawn_count
    from dated
    group by 1, 2
),

cut as (
    {{ cut_by('counted', 'measure_date', {'purpose': 'purpose'}, [
        'granted_count',
        'decided_count',
        'withdrawn_count'
    ]) }}
),

final as (
    select
        kpis.kpi_id,
        cut.dimension_name,
        cut.dimension_value,
        cast(kpis.numerator as decimal(18, 4)) as numerator,
        cast(kpis.denominator as decimal(18, 4)) as denominator,
        cast(kpis.square_sum as decimal(18, 4)) as square_sum,
        cast(kpis.observation_count as bigint) as observation_count,
        cut.measure_date
    from cut
    cross join lateral (
        values
        ('opt_in_rate', granted_count, decided_count, null, decided_count),
        ('consent_withdrawals', withdrawn_count, null, null, withdrawn_count)
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
