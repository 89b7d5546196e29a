-- Grain: one row per order, or kept appointment, of a known customer: what it shows of
-- how the customer buys. What is usual differs by context: the line of business, and
-- whether it was on the web or at a place; what is bought again, by how often they
-- bought before (experience counts doublings).
{{ config(materialized='view') }}

with company as (
    select * from {{ ref('stg_landing__company') }}
),

occasions as (
    select * from {{ ref('int_buying_occasions') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
),

dates as (
    select * from {{ ref('dim_dates') }}
),

placed as (
    select
        occasions.*,
        stores.business_line,
        dates.is_weekend,
        dates.month_start_date,
        extract(hour from {{ local_timestamp('occasions.occasion_at', 'company') }})
            as hour_of_day
    from occasions
    inner join dates on occasions.occasion_date = dates.date_day
    left join stores on occasions.store_id = stores.store_id
),

final as (
    select
        occasion_id,
        customer_id,
        coalesce(business_line, 'none') as business_line,
        concat_ws(' ', coalesce(business_line, 'none'), place) as context,
        cast(
            floor(ln(coalesce(order_number, 1)) / nullif(ln(2), 0)) as integer
        ) as experience,
        case when is_weekend then 1 else 0 end as weekend,
        case when hour_of_day < 11 then 1 else 0 end as morning,
        case when hour_of_day >= 11 and hour_of_day < 14 then 1 else 0 end as midday,
        case when hour_of_day >= 14 and hour_of_day < 18 then 1 else 0 end
            as afternoon,
        case when hour_of_day >= 18 then 1 else 0 end as evening,
        case when channel is null then null when channel = 'app' then 1 else 0 end
            as by_app,
        case when channel is null then null when channel = 'web' then 1 else 0 end
            as by_web,
        case when discount_amount > 0 then 1 when discount_amount is not null then 0 end
            as discounted,
        ln(nullif(line_count, 0)) as basket_size,
        case
            when gross_amount > 0
                then ln(cast(gross_amount as double) / nullif(line_count, 0))
        end as item_price,
        cast(margin_amount as double) / nullif(cast(net_amount as double), 0)
            as margin_share,
        known_product_share as same_again,
        month_start_date as month_date
    from placed
)

select * from final
