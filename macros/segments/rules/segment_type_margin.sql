{#- What the orders of a year left, and what took it. -#}
{% macro segment_type_margin(inputs) %}
    select
        customer_id,
        margin_segment as segment,
        case
            when rfm_order_count = 0 then 'no order in {{ var("rfm_window_days") }} days'
            else concat_ws(
                '; ',
                concat_ws(
                    ' ', 'sales of', rfm_net_sales_amount, 'in {{ var("rfm_window_days") }} days'
                ),
                case
                    when contribution_amount is null then 'what they left is not known'
                    else concat_ws(' ', contribution_amount, 'of them left')
                end,
                case
                    when discounted_order_share > 0
                        then concat_ws(
                            ' ',
                            cast(round(100 * discounted_order_share) as integer),
                            '% of orders at a discount'
                        )
                end,
                case
                    when refund_share > 0
                        then concat_ws(
                            ' ', cast(round(100 * refund_share) as integer), '% of sales paid back'
                        )
                end
            )
        end as reason,
        snapshot_date
    from {{ inputs }}
{% endmacro %}
