{#- The lifecycle stage: how late the customer is by the usual gap between orders. -#}
{% macro segment_type_lifecycle(inputs) %}
    select
        customer_id,
        lifecycle_stage as segment,
        concat_ws(
            '; ',
            case
                when lifecycle_stage = 'new' or previous_lifecycle_stage = 'new'
                    then concat_ws(' ', 'first order', {{ days_ago('customer_age_days') }})
            end,
            case
                when lateness_ratio > 1
                    then concat_ws(' ', 'no order for', {{ counted('days_since_last_order', 'day') }})
                else concat_ws(' ', 'ordered', {{ days_ago('days_since_last_order') }})
            end,
            concat_ws(
                ' ',
                case
                    when rhythm_source = 'own' then 'the customer''s own usual gap is'
                    else 'the usual gap of customers with few orders is'
                end,
                {{ counted('cast(round(usual_gap_days) as integer)', 'day') }}
            )
        ) as reason,
        snapshot_date
    from {{ inputs }}
{% endmacro %}
