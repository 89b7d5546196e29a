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

final as (
    {{ kpi_parts('counted', {'purpose': 'purpose'}, [
        ('opt_in_rate', 'granted_count', 'decided_count', 'decided_count'),
        ('consent_withdrawals', 'withdrawn_count', none, 'withdrawn_count')
    ]) }}
)

select * from final
