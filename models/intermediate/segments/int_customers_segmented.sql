-- Grain: customer x snapshot date: scores of recency, frequency and monetary, and the
-- segment they name; monetary is sales, and once more what sales left. A customer with
-- no order in the window scores 1; without a known cost there is no score of margin.
with features as (
    select * from {{ ref('int_customer_features') }}
),

margins as (
    select * from {{ ref('int_customer_margin_features') }}
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
        margins.contribution_amount,
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
        end as monetary_score,
        case
            when features.rfm_order_count = 0 then 1
            when margins.contribution_amount is not null
                then 1 + ({{ points_above('margins.contribution_amount', 'margin') }})
        end as margin_score
    from features
    left join margins
        on features.customer_id = margins.customer_id
            and features.snapshot_date = margins.snapshot_date
    -- Nobody bought in the window of a snapshot without cut points.
    left join cut_points on features.snapshot_date = cut_points.snapshot_date
),

final as (
    select
        scored.customer_id,
        grid.rfm_segment,
        margin_grid.rfm_segment as margin_rfm_segment,
        scored.recency_score,
        scored.frequency_score,
        scored.monetary_score,
        scored.margin_score,
        scored.days_since_last_order,
        scored.rfm_order_count,
        scored.rfm_net_sales_amount,
        scored.contribution_amount,
        scored.is_as_of_date,
        scored.snapshot_date
    from scored
    inner join grid
        on
            scored.recency_score = grid.recency_score
            and scored.frequency_score = grid.frequency_score
            and scored.monetary_score = grid.monetary_score
    left join grid as margin_grid
        on
            scored.recency_score = margin_grid.recency_score
            and scored.frequency_score = margin_grid.frequency_score
            and scored.margin_score = margin_grid.monetary_score
)

select * from final
