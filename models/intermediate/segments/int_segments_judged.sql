-- Grain: rule x customer x snapshot date: the segment that the rule puts the customer
-- in, none for those it leaves out, and why, in words.
{{ config(materialized='view') }}

with inputs as (
    select * from {{ ref('int_segment_inputs') }}
),

rfm as (
    select
        'rfm' as segment_type,
        'rfm' as rule_name,
        customer_id,
        rfm_segment as segment,
        case
            when rfm_order_count = 0
                then 'no order in {{ var("rfm_window_days") }} days'
            else concat_ws(
                    ' ',
                    'last order',
                    {{ counted('days_since_last_order', 'day') }},
                    'ago;',
                    {{ counted('rfm_order_count', 'order') }},
                    'and sales of',
                    rfm_net_sales_amount,
                    'in {{ var("rfm_window_days") }} days'
                )
        end as reason,
        snapshot_date
    from {{ ref('int_customers_segmented') }}
),

lifecycle as (
    select
        'lifecycle' as segment_type,
        'lifecycle' as rule_name,
        customer_id,
        lifecycle_stage as segment,
        concat_ws(
            ' ',
            case
                when lifecycle_stage = 'new' or previous_lifecycle_stage = 'new'
                    then concat_ws(
                            ' ',
                            'first order',
                            {{ counted('customer_age_days', 'day') }},
                            'ago;'
                        )
            end,
            case
                when lateness_ratio > 1
                    then concat_ws(
                            ' ',
                            'no order for',
                            concat_ws(
                                '', {{ counted('days_since_last_order', 'day') }}, ';'
                            )
                        )
                else concat_ws(
                        ' ',
                        'ordered',
                        {{ counted('days_since_last_order', 'day') }},
                        'ago;'
                    )
            end,
            case
                when rhythm_source = 'own' then 'the customer''s own usual gap is'
                else 'the usual gap of customers with few orders is'
            end,
            {{ counted('cast(round(usual_gap_days) as integer)', 'day') }}
        ) as reason,
        snapshot_date
    from {{ ref('int_lifecycle_stages') }}
    where business_line = 'all'
),

margin as (
    select
        'margin' as segment_type,
        'margin' as rule_name,
        customer_id,
        margin_segment as segment,
        case
            when rfm_order_count = 0
                then 'no order in {{ var("rfm_window_days") }} days'
            else concat_ws(
                    ' ',
                    'of sales of',
                    rfm_net_sales_amount,
                    'in {{ var("rfm_window_days") }} days',
                    case
                        when contribution_amount is null
                            then 'it is not known what was left'
                        else concat_ws(' ', contribution_amount, 'was left')
                    end
                )
        end as reason,
        snapshot_date
    from {{ ref('int_margin_segments') }}
),

ruled as (
    {{ segment_rules('inputs') }}
),

final as (
    select * from rfm
    union all
    select * from lifecycle
    union all
    select * from margin
    union all
    select * from ruled
)

select * from final
