{#- Valued customers who still order in rhythm, but visit less than half as much as the 60 days before let expect. -#}
{% macro segment_rule_valued_and_fading(inputs) %}
    select
        customer_id,
        case
            when margin_score >= 4
                and lifecycle_stage in ('new', 'active', 'reactivated')
                and session_count_90d - session_count_30d >= 4
                and session_count_30d < 0.5 * (session_count_90d - session_count_30d) / 2
                then 'valued and fading'
        end as segment,
        concat_ws(
            ' ',
            {{ counted('session_count_30d', 'visit') }},
            'in 30 days,',
            {{ counted('session_count_90d - session_count_30d', 'visit') }},
            'in the 60 days before;',
            {{ counted('days_since_last_order', 'day') }},
            'since the last order; the usual gap is',
            {{ counted('cast(round(usual_gap_days) as integer)', 'day') }}
        ) as reason,
        snapshot_date
    from {{ inputs }}
{% endmacro %}
