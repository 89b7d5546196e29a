{#- What the orders of a year left, against all customers. -#}
{% macro segment_type_value(inputs) %}
    select
        customer_id,
        coalesce(value_tier, 'no value') as segment,
        case
            when value_tier is not null
                then concat_ws(
                    ' ',
                    case when is_value_estimated then 'about' end,
                    value_amount,
                    'left of {{ var("rfm_window_days") }} days;',
                    cast(round(100 * value_share_above) as integer),
                    '% of the customers who bought left more'
                )
            when rfm_order_count = 0 then 'no order in {{ var("rfm_window_days") }} days'
            else concat_ws(
                ' ', 'nothing left of', {{ counted('rfm_order_count', 'order') }}, 'in {{ var("rfm_window_days") }} days'
            )
        end as reason,
        snapshot_date
    from {{ inputs }}
{% endmacro %}
