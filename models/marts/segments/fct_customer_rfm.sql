-- Grain: customer x snapshot date. Nothing adds up over snapshots. Frequency, monetary
-- and margin look back over the RFM window.
with segmented as (
    select * from {{ ref('int_customers_segmented') }}
),

final as (
    select
        customer_id,
        rfm_segment,
        lag(rfm_segment) over (
            partition by customer_id order by snapshot_date asc nulls last
        ) as previous_rfm_segment,
        margin_rfm_segment,
        concat_ws('-', recency_score, frequency_score, monetary_score) as rfm_cell,
        cast(recency_score as integer) as recency_score,
        cast(frequency_score as integer) as frequency_score,
        cast(monetary_score as integer) as monetary_score,
        cast(margin_score as integer) as margin_score,
        cast(days_since_last_order as integer) as days_since_last_order,
        cast(rfm_order_count as integer) as order_count,
        cast(rfm_net_sales_amount as decimal(18, 2)) as net_sales_amount,
        cast(contribution_amount as decimal(18, 2)) as contribution_amount,
        is_as_of_date,
        snapshot_date
    from segmented
)

select * from final
