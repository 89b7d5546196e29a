-- Grain: customer x snapshot date. Nothing adds up over snapshots. Frequency and
-- monetary look back over the RFM window; a customer with no order in it scores 1 on
-- all three.
with features as (
    select * from {{ ref('int_customer_features') }}
),

cut_points as (
    select * from {{ ref('int_rfm_cut_points') }}
),

grid as (
    select * from {{ ref('rfm_grid') }}
),

scored as (
    select
        features.*,
        case
            when
                features.rfm_order_count > 0
                then 5
                    - ({{ points_above('features.days_since_last_order', 'recency') }})
            else 1
        end as recency_score,
        case
            when
                features.rfm_order_count > 0
                then 1 + ({{ points_above('features.rfm_order_count', 'frequency') }})
            else 1
        end as frequency_score,
        case
            when
                features.rfm_order_count > 0
                then 1
                    + ({{ points_above('features.rfm_net_sales_amount', 'monetary') }})
            else 1
        end as monetary_score
    from features
    -- Nobody bought in the window of a snapshot without cut points.
    left join cut_points on features.snapshot_date = cut_points.snapshot_date
),

named as (
    select
        scored.*,
        grid.rfm_segment
    from scored
    inner join grid
        on
            scored.recency_score = grid.recency_score
            and scored.frequency_score = grid.frequency_score
            and scored.monetary_score = grid.monetary_score
),

final as (
    select
        customer_id,
        rfm_segment,
        lag(rfm_segment) over (
            partition by customer_id order by snapshot_date asc nulls last
        ) as previous_rfm_segment,
        concat_ws('-', recency_score, frequency_score, monetary_score) as rfm_cell,
        cast(recency_score as integer) as recency_score,
        cast(frequency_score as integer) as frequency_score,
        cast(monetary_score as integer) as monetary_score,
        cast(days_since_last_order as integer) as days_since_last_order,
        cast(rfm_order_count as integer) as order_count,
        cast(rfm_net_sales_amount as decimal(18, 2)) as net_sales_amount,
        is_as_of_date,
        snapshot_date
    from named
)

select * from final
