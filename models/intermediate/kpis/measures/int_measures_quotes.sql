-- Grain: kpi x day x dimension value, for KPIs of quotes. One not decided yet is not
-- refused.
with counted as (
    select
        request_date as measure_date,
        store_id,
        count(*) as decided_count,
        sum(case when is_accepted then 1 else 0 end) as accepted_count
    from {{ ref('fct_quotes') }}
    where decided_at is not null
    group by 1, 2
),

cut as (
    {{ cut_by('counted', 'measure_date', {'store': 'store_id'}, [
        'decided_count',
        'accepted_count'
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
        ('quote_acceptance_rate', accepted_count, decided_count, null, decided_count)
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
