-- Grain: customer x line of business x context x experience x month: orders and kept
-- appointments, of how many each trait is known, and its sum over them. A trait is a
-- share (the sum of ones) or the mean of a logarithm.
with traits as (
    select * from {{ ref('int_order_traits') }}
),

final as (
    select
        customer_id,
        business_line,
        context,
        experience,
        count(*) as occasion_count,
        count(by_app) as order_count,
        count(discounted) as discounted_count,
        count(basket_size) as basket_count,
        count(item_price) as price_count,
        count(margin_share) as margin_count,
        count(same_again) as known_count,
        cast(count(*) as double) as order_rate,
        cast(sum(weekend) as double) as weekend,
        cast(sum(morning) as double) as morning,
        cast(sum(midday) as double) as midday,
        cast(sum(afternoon) as double) as afternoon,
        cast(sum(evening) as double) as evening,
        cast(sum(by_app) as double) as by_app,
        cast(sum(by_web) as double) as by_web,
        cast(sum(discounted) as double) as discounted,
        cast(sum(basket_size) as double) as basket_size,
        cast(sum(item_price) as double) as item_price,
        cast(sum(margin_share) as double) as margin_share,
        cast(sum(same_again) as double) as same_again,
        month_date
    from traits
    group by 1, 2, 3, 4, 25
)

select * from final
