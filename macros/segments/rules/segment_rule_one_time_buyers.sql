{#- One day with an order, no more than 90 days ago. -#}
{% macro segment_rule_one_time_buyers(inputs) %}
    select
        customer_id,
        case
            when order_day_count = 1 and days_since_last_order <= 90 then 'one-time buyers'
        end as segment,
        case
            when order_day_count > 1 then concat_ws(' ', 'orders on', order_day_count, 'days so far')
            else concat_ws(' ', 'one order,', {{ days_ago('days_since_last_order') }})
        end as reason,
        snapshot_date
    from {{ inputs }}
{% endmacro %}
