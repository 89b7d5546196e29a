-- Grain: kpi x day x dimension value, for KPIs of reviews.
with counted as (
    select
        review_date as measure_date,
        store_id,
        platform as channel,
        count(*) as review_count,
        sum(rating) as rating_sum,
        sum(rating * rating) as rating_square_sum
    from {{ ref('fct_reviews') }}
    where rating is not null
    group by 1, 2, 3
),

cut as (
    {{ cut_by('counted', 'measure_date', {'store': 'store_id', 'channel': 'channel'}, [
        'review_count',
        'rating_sum',
        'rating_square_sum'
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
        ('review_rating', rating_sum, review_count, rating_square_sum, review_count)
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
