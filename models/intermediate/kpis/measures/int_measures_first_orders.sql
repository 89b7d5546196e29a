-- Grain: kpi x day x dimension value, for the KPI of second orders. First orders whose
-- 30 days are not over yet do not count.
with orders as (
    select * from {{ ref('fct_orders') }}
    where customer_id != 'unknown'
),

stores as (
    select * from {{ ref('dim_stores') }}
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
        stores.store_format,
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
    left join stores on followed.store_id = stores.store_id
    where
        followed.is_first_order
        and {{ dbt.dateadd('day', 30, 'followed.order_date') }} <= as_of.as_of_date
    group by 1, 2, 3, 4
),

cut as (
    {{ cut_by('counted', 'measure_date', {
        'store': 'store_id', 'store_format': 'store_format', 'channel': 'channel'
    }, [
        'first_order_count',
        'second_order_count'
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
        (
            'second_order_rate',
            second_order_count,
            first_order_count,
            null,
            first_order_count
        )
    ) as kpis (kpi_id, numerator, denominator, square_sum, observation_count)
)

select * from final
