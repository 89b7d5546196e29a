-- Grain: customer x snapshot date: scores of recency, frequency and monetary, and the
-- segment they name. A customer with no order in the window scores 1 on all three.
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

final as (
    select
        scored.customer_id,
        grid.rfm_segment,
        scored.recency_score,
        scored.frequency_score,
        scored.monetary_score,
        scored.days_since_last_order,
        scored.rfm_order_count,
        scored.rfm_net_sales_amount,
        scored.is_as_of_date,
        scored.snapshot_date
    from scored
    inner join grid
        on
            scored.recency_score = grid.recency_score
            and scored.frequency_score = grid.frequency_score
            and scored.monetary_score = grid.monetary_score
)

select * from final
