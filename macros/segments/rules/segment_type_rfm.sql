{#- The segment of the grid on which recency, frequency and monetary scores fall. -#}
{% macro segment_type_rfm(inputs) %}
    select
        customer_id,
        rfm_segment as segment,
        case
            when rfm_order_count = 0 then 'no order in {{ var("rfm_window_days") }} days'
            else concat_ws(
                '; ',
                concat_ws(' ', 'last order', {{ days_ago('days_since_last_order') }}),
                concat_ws(
                    ' ',
                    {{ counted('rfm_order_count', 'order') }},
                    'and sales of',
                    rfm_net_sales_amount,
                    'in {{ var("rfm_window_days") }} days'
                )
            )
        end as reason,
        snapshot_date
    from {{ inputs }}
{% endmacro %}
