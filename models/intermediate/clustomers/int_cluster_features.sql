-- Grain: line of business, or all, x customer x snapshot: the traits side by side, as
-- the clusters take them. What was never seen of a customer is nothing unusual. Empty
-- when there is too little evidence.
with observed as (
    select * from {{ ref('int_customers_observed') }}
),

bought as (
    select * from {{ ref('int_bought_compared') }}
),

visited as (
    select * from {{ ref('int_visited_compared') }}
),

served as (
    select * from {{ ref('int_served_compared') }}
),

said as (
    select * from {{ ref('int_said_compared') }}
),

allowed as (
    select * from {{ ref('int_predictions_allowed') }}
    where output = 'clustomers' and is_allowed
),

final as (
    select
        observed.business_line,
        observed.customer_id,
        bought.order_rate,
        bought.weekend,
        bought.basket_size,
        bought.item_price,
        bought.discounted,
        bought.margin_share,
        bought.same_again,
        bought.morning,
        bought.midday,
        bought.afternoon,
        bought.evening,
        bought.by_app,
        bought.by_web,
        visited.on_mobile,
        visited.browsing,
        visited.engaged_time,
        visited.bounced,
        served.refunds,
        served.tickets,
        served.missed_appointments,
        said.has_text,
        said.tone,
        said.complaints,
        said.theme_1,
        said.theme_2,
        said.theme_3,
        said.theme_4,
        said.theme_5,
        said.theme_6,
        observed.snapshot_date
    from observed
    inner join bought
        on observed.business_line = bought.business_line
            and observed.customer_id = bought.customer_id
            and observed.snapshot_date = bought.snapshot_date
    inner join visited
        on observed.business_line = visited.business_line
            and observed.customer_id = visited.customer_id
            and observed.snapshot_date = visited.snapshot_date
    inner join served
        on observed.business_line = served.business_line
            and observed.customer_id = served.customer_id
            and observed.snapshot_date = served.snapshot_date
    inner join said
        on observed.business_line = said.business_line
            and observed.customer_id = said.customer_id
            and observed.snapshot_date = said.snapshot_date
    cross join allowed
)

select * from final
