-- Grain: kpi x day x dimension value, for the KPI of second orders. First orders whose
-- 30 days are not over yet do not count.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

dimensions as (
    select * from {{ ref('int_orders_dimensioned') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

followed as (
    select
        orders.*,
        lead(orders.order_date) over (
            partition by orders.customer_id order by orders.order_number asc nulls last
        ) as next_order_date
    from orders
),

counted as (
    select
        followed.order_date as measure_date,
        followed.store_id,
        dimensions.store_format,
        dimensions.business_line,
        followed.channel,
        count(*) as first_order_count,
        sum(
            case
                when
                    followed.next_order_date
                    <= {{ dbt.dateadd('day', 30, 'followed.order_date') }}
                    then 1
                else 0
            end
        ) as second_order_count
    from followed
    cross join as_of
    inner join dimensions on followed.order_id = dimensions.order_id
    where
        followed.is_first_order
        and {{ dbt.dateadd('day', 30, 'followed.order_date') }} <= as_of.as_of_date
    group by 1, 2, 3, 4, 5
),

final as (
    {{ kpi_parts('counted', {
        'store': 'store_id', 'store_format': 'store_format', 'business_line': 'business_line',
        'channel': 'channel'
    }, [
        (
            'second_order_rate',
            'second_order_count',
            'first_order_count',
            'first_order_count'
        )
    ]) }}
)

select * from final
