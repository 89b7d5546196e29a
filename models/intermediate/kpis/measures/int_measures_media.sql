-- Grain: kpi x day x dimension value, for KPIs of advertising.
with counted as (
    select
        spend_date as measure_date,
        channel,
        city,
        sum(spend_amount) as spend_amount,
        sum(impression_count) as impression_count,
        sum(click_count) as click_count,
        sum(case when click_count is not null then spend_amount end)
            as clickable_spend_amount,
        sum(case when click_count is not null then impression_count end)
            as clickable_impression_count
    from {{ ref('stg_marketing__ad_spend') }}
    where reject_reason is null
    group by 1, 2, 3
),

cut as (
    {{ cut_by('counted', 'measure_date', {'channel': 'channel', 'city': 'city'}, [
        'spend_amount',
        'impression_count',
        'click_count',
        'clickable_spend_amount',
        'clickable_impression_count'
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
        ('ad_spend', spend_amount, null, null, 1),
        ('impressions', impression_count, null, null, impression_count),
        (
            'click_through_rate',
            click_count,
            clickable_impression_count,
            null,
            clickable_impression_count
        ),
        ('cost_per_click', clickable_spend_amount, click_count, null, click_count)
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
