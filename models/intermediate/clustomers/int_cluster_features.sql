-- Grain: line of business, or all, x customer x snapshot: the traits side by side, as
-- the clusters take them. What was never seen of a customer is nothing unusual. Empty
-- when there is too little evidence.
with trait_values as (
    select * from {{ ref('int_trait_values') }}
),

allowed as (
    select * from {{ ref('int_predictions_allowed') }}
    where output = 'clustomers' and is_allowed
),

wide as (
    select
        business_line,
        customer_id,
        snapshot_date,
        max(case when feature = 'order_rate' then feature_value end) as order_rate,
        max(case when feature = 'weekend' then feature_value end) as weekend,
        max(case when feature = 'basket_size' then feature_value end) as basket_size,
        max(case when feature = 'item_price' then feature_value end) as item_price,
        max(case when feature = 'discounted' then feature_value end) as discounted,
        max(case when feature = 'margin_share' then feature_value end) as margin_share,
        max(case when feature = 'same_again' then feature_value end) as same_again,
        max(case when feature = 'morning' then feature_value end) as morning,
        max(case when feature = 'midday' then feature_value end) as midday,
        max(case when feature = 'afternoon' then feature_value end) as afternoon,
        max(case when feature = 'evening' then feature_value end) as evening,
        max(case when feature = 'by_app' then feature_value end) as by_app,
        max(case when feature = 'by_web' then feature_value end) as by_web,
        max(case when feature = 'on_mobile' then feature_value end) as on_mobile,
        max(case when feature = 'browsing' then feature_value end) as browsing,
        max(case when feature = 'engaged_time' then feature_value end) as engaged_time,
        max(case when feature = 'bounced' then feature_value end) as bounced,
        max(case when feature = 'refunds' then feature_value end) as refunds,
        max(case when feature = 'tickets' then feature_value end) as tickets,
        max(case when feature = 'missed_appointments' then feature_value end)
            as missed_appointments,
        max(case when feature = 'has_text' then feature_value end) as has_text,
        max(case when feature = 'tone' then feature_value end) as tone,
        max(case when feature = 'complaints' then feature_value end) as complaints,
        max(case when feature = 'theme_1' then feature_value end) as theme_1,
        max(case when feature = 'theme_2' then feature_value end) as theme_2,
        max(case when feature = 'theme_3' then feature_value end) as theme_3,
        max(case when feature = 'theme_4' then feature_value end) as theme_4,
        max(case when feature = 'theme_5' then feature_value end) as theme_5,
        max(case when feature = 'theme_6' then feature_value end) as theme_6
    from trait_values
    group by 1, 2, 3
),

final as (
    select
        wide.business_line,
        wide.customer_id,
        coalesce(wide.order_rate, 0) as order_rate,
        coalesce(wide.weekend, 0) as weekend,
        coalesce(wide.basket_size, 0) as basket_size,
        coalesce(wide.item_price, 0) as item_price,
        coalesce(wide.discounted, 0) as discounted,
        coalesce(wide.margin_share, 0) as margin_share,
        coalesce(wide.same_again, 0) as same_again,
        coalesce(wide.morning, 0) as morning,
        coalesce(wide.midday, 0) as midday,
        coalesce(wide.afternoon, 0) as afternoon,
        coalesce(wide.evening, 0) as evening,
        coalesce(wide.by_app, 0) as by_app,
        coalesce(wide.by_web, 0) as by_web,
        coalesce(wide.on_mobile, 0) as on_mobile,
        coalesce(wide.browsing, 0) as browsing,
        coalesce(wide.engaged_time, 0) as engaged_time,
        coalesce(wide.bounced, 0) as bounced,
        coalesce(wide.refunds, 0) as refunds,
        coalesce(wide.tickets, 0) as tickets,
        coalesce(wide.missed_appointments, 0) as missed_appointments,
        coalesce(wide.has_text, 0) as has_text,
        coalesce(wide.tone, 0) as tone,
        coalesce(wide.complaints, 0) as complaints,
        coalesce(wide.theme_1, 0) as theme_1,
        coalesce(wide.theme_2, 0) as theme_2,
        coalesce(wide.theme_3, 0) as theme_3,
        coalesce(wide.theme_4, 0) as theme_4,
        coalesce(wide.theme_5, 0) as theme_5,
        coalesce(wide.theme_6, 0) as theme_6,
        wide.snapshot_date
    from wide
    cross join allowed
)

select * from final
