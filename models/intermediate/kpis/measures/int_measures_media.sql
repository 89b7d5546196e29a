-- Grain: kpi x day x dimension value, for KPIs of advertising.
with counted as (
    select
        spend_date as measure_date,
        channel,
        city,
        count(*) as spend_row_count,
        sum(spend_amount) as spend_amount,
        sum(impression_count) as impression_count,
        sum(click_count) as click_count,
        sum(case when click_count is not null then spend_amount end)
            as clickable_spend_amount,
        sum(case when click_count is not null then impression_count end)
            as clickable_impression_count
    from {{ ref('fct_ad_spend') }}
    group by 1, 2, 3
),

final as (
    {{ kpi_parts('counted', {'channel': 'channel', 'city': 'city'}, [
        ('ad_spend', 'spend_amount', none, 'spend_row_count'),
        ('impressions', 'impression_count', none, 'impression_count'),
        (
            'click_through_rate',
            'click_count',
            'clickable_impression_count',
            'clickable_impression_count'
        ),
        ('cost_per_click', 'clickable_spend_amount', 'click_count', 'click_count')
    ]) }}
)

select * from final
