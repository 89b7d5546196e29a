-- Grain: customer x line of business x context x trait x snapshot: of how many orders
-- and kept appointments of the year before the trait is known, and its sum over them. A
-- trait is a share (the sum of ones) or the mean of a logarithm. Refunds, tickets and
-- visits without an order have their sums in the models that follow.
with traits as (
    select * from {{ ref('int_order_traits') }}
),

snapshots as (
    select * from {{ ref('int_snapshots_consented') }}
),

monthly as (
    select
        customer_id,
        business_line,
        context,
        experience,
        month_date,
        count(*) as occasion_count,
        sum(weekend) as weekend,
        sum(morning) as morning,
        sum(midday) as midday,
        sum(afternoon) as afternoon,
        sum(evening) as evening,
        count(by_app) as order_count,
        sum(by_app) as by_app,
        sum(by_web) as by_web,
        count(discounted) as discounted_count,
        sum(discounted) as discounted,
        count(basket_size) as basket_count,
        sum(basket_size) as basket_size,
        count(item_price) as price_count,
        sum(item_price) as item_price,
        count(margin_share) as margin_count,
        sum(margin_share) as margin_share,
        count(same_again) as known_count,
        sum(same_again) as same_again
    from traits
    group by 1, 2, 3, 4, 5
),

yearly as (
    select
        monthly.customer_id,
        monthly.business_line,
        monthly.context,
        monthly.experience,
        snapshots.snapshot_date,
        sum(monthly.occasion_count) as occasion_count,
        sum(monthly.weekend) as weekend,
        sum(monthly.morning) as morning,
        sum(monthly.midday) as midday,
        sum(monthly.afternoon) as afternoon,
        sum(monthly.evening) as evening,
        sum(monthly.order_count) as order_count,
        sum(monthly.by_app) as by_app,
        sum(monthly.by_web) as by_web,
        sum(monthly.discounted_count) as discounted_count,
        sum(monthly.discounted) as discounted,
        sum(monthly.basket_count) as basket_count,
        sum(monthly.basket_size) as basket_size,
        sum(monthly.price_count) as price_count,
        sum(monthly.item_price) as item_price,
        sum(monthly.margin_count) as margin_count,
        sum(monthly.margin_share) as margin_share,
        sum(monthly.known_count) as known_count,
        sum(monthly.same_again) as same_again,
        min(monthly.month_date) as first_month_date
    from monthly
    inner join snapshots
        on monthly.customer_id = snapshots.customer_id
            and {{ is_in_year_before('monthly.month_date', 'snapshots.snapshot_date') }}
    group by 1, 2, 3, 4, 5
),

final as (
    select
        yearly.customer_id,
        yearly.business_line,
        traits.context,
        traits.feature,
        cast(sum(traits.occasion_count) as bigint) as occasion_count,
        cast(sum(traits.trait_sum) as double) as trait_sum,
        min(yearly.first_month_date) as first_month_date,
        yearly.snapshot_date
    from yearly
    cross join
        lateral (
            values
            ('weekend', context, occasion_count, weekend),
            ('morning', context, occasion_count, morning),
            ('midday', context, occasion_count, midday),
            ('afternoon', context, occasion_count, afternoon),
            ('evening', context, occasion_count, evening),
            ('by_app', business_line, order_count, by_app),
            ('by_web', business_line, order_count, by_web),
            ('discounted', context, discounted_count, discounted),
            ('basket_size', context, basket_count, basket_size),
            ('item_price', context, price_count, item_price),
            ('margin_share', context, margin_count, margin_share),
            (
                'same_again',
                concat_ws(' ', business_line, experience),
                known_count,
                same_again
            ),
            ('refunds', business_line, order_count, 0),
            ('order_rate', 'all', occasion_count, occasion_count),
            ('tickets', 'all', occasion_count, 0),
            ('browsing', 'all', occasion_count, 0)
        ) as traits (feature, context, occasion_count, trait_sum)
    where traits.occasion_count > 0
    group by 1, 2, 3, 4, 8
)

select * from final
