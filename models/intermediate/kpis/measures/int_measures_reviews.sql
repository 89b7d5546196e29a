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

final as (
    {{ kpi_parts('counted', {'store': 'store_id', 'channel': 'channel'}, [
        (
            'review_rating',
            'rating_sum',
            'review_count',
            'review_count',
            'rating_square_sum'
        )
    ]) }}
)

select * from final
