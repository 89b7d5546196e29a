{#- Customers who are not late with an order, but of whose usual interest too little is left to be chance. -#}
{% macro segment_rule_early_disengagement(inputs) %}
    select
        customer_id,
        case when is_disengaging then 'early disengagement' end as segment,
        case
            when lateness_ratio > 1
                then concat_ws(' ', 'late: no order for', {{ counted('days_since_last_order', 'day') }})
            when is_disengaging is null then 'too seldom here to tell'
            else concat_ws(
                ' ',
                'seen of what {{ var("disengagement_days") }} days let expect:',
                concat_ws(
                    ', '
                    {%- for measure, noun, digits in [
                        ('visit_count', 'visits', 0),
                        ('session_day_count', 'days online', 0),
                        ('feature_day_count', 'days with use', 0),
                        ('opened_message_count', 'messages opened', 0),
                        ('tone_total', 'points of tone', 1),
                    ] %},
                    case
                        when expected_{{ measure }} is not null
                            then concat_ws(
                                ' ',
                                cast({{ measure }} as decimal(9, {{ digits }})),
                                'of',
                                cast(expected_{{ measure }} as decimal(9, 1)),
                                '{{ noun }}'
                            )
                    end
                    {%- endfor %}
                )
            )
        end as reason,
        snapshot_date
    from {{ inputs }}
{% endmacro %}
