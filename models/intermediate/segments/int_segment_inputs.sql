-- Grain: customer x snapshot date: what rules of segments may ask, all of it known on
-- that date.
{{ config(materialized='view') }}

with snapshots as (
    select * from {{ ref('fct_customer_snapshots') }}
),

scores as (
    select * from {{ ref('int_customers_segmented') }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages') }}
    where business_line = 'all'
),

margins as (
    select * from {{ ref('int_margin_segments') }}
),

-- Of several accounts, the one that snapshots name.
account_people as (
    select * from {{ ref('int_account_people') }}
),

-- Only of those whose orders left anything.
value_tiers as (
    select * from {{ ref('int_value_tiers') }}
),

-- Only of those of whom it can be told.
disengagements as (
    select * from {{ ref('int_disengagements_judged') }}
),

final as (
    select
        snapshots.*,
        scores.rfm_segment,
        scores.margin_rfm_segment,
        scores.recency_score,
        scores.frequency_score,
        scores.monetary_score,
        scores.margin_score,
        scores.rfm_order_count,
        scores.rfm_net_sales_amount,
        stages.lifecycle_stage,
        stages.previous_lifecycle_stage,
        stages.rhythm_source,
        stages.usual_gap_days,
        stages.lateness_ratio,
        margins.margin_segment,
        margins.contribution_amount,
        margins.contribution_share,
        margins.discounted_order_share,
        margins.refund_share,
        account_people.account_role,
        account_people.industry as account_industry,
        account_people.product_tier as account_product_tier,
        account_people.size_tier as account_size_tier,
        account_people.health as account_health,
        account_people.account_segment,
        account_people.reason as account_reason,
        value_tiers.value_tier,
        value_tiers.buyer_count,
        value_tiers.value_amount,
        value_tiers.share_above as value_share_above,
        value_tiers.is_value_estimated,
        value_tiers.is_valuable,
        {% for measure in [
            'visit_count', 'session_day_count', 'feature_day_count',
            'opened_message_count', 'tone_total'
        ] -%}
            disengagements.{{ measure }},
            disengagements.expected_{{ measure }},
        {% endfor -%}
        disengagements.is_disengaging
    from snapshots
    inner join scores
        on snapshots.customer_id = scores.customer_id
            and snapshots.snapshot_date = scores.snapshot_date
    inner join stages
        on snapshots.customer_id = stages.customer_id
            and snapshots.snapshot_date = stages.snapshot_date
    inner join margins
        on snapshots.customer_id = margins.customer_id
            and snapshots.snapshot_date = margins.snapshot_date
    left join account_people
        on snapshots.customer_id = account_people.customer_id
            and snapshots.account_id = account_people.account_id
            and snapshots.snapshot_date = account_people.snapshot_date
    left join value_tiers
        on snapshots.customer_id = value_tiers.customer_id
            and snapshots.snapshot_date = value_tiers.snapshot_date
    left join disengagements
        on snapshots.customer_id = disengagements.customer_id
            and snapshots.snapshot_date = disengagements.snapshot_date
)

select * from final
