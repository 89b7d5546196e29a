-- Grain: one row per snapshot: the values between which recency, frequency and monetary
-- scores change. Cut points are values, so customers with equal values always share a
-- score.
with features as (
    select * from {{ ref('int_customer_features') }}
    where rfm_order_count > 0
),

margins as (
    select * from {{ ref('int_customer_margin_features') }}
),

final as (
    select
        features.snapshot_date,
        {% for share in [20, 40, 60, 80] -%}
            percentile_cont(0.{{ share }}) within group (
                order by features.days_since_last_order asc
            )
                as recency_p{{ share }},
            percentile_cont(0.{{ share }}) within group (
                order by features.rfm_order_count asc
            )
                as frequency_p{{ share }},
            percentile_cont(0.{{ share }}) within group (
                order by features.rfm_net_sales_amount asc
            )
                as monetary_p{{ share }},
            percentile_cont(0.{{ share }}) within group (
                order by margins.contribution_amount asc
            )
                as margin_p{{ share }},
        {% endfor -%}
        count(*) as customer_count
    from features
    left join margins
        on features.customer_id = margins.customer_id
            and features.snapshot_date = margins.snapshot_date
    group by 1
)

select * from final
