-- Grain: customer x snapshot date on which disengagement could be told: not late with
-- an order, and a silence of all signals would be evidence enough.
with compared as (
    select * from {{ ref('int_engagement_compared') }}
),

summed as (
    select
        customer_id,
        {% for signal, measure in [
            ('visits', 'visit_count'),
            ('sessions', 'session_day_count'),
            ('features', 'feature_day_count'),
            ('messages', 'opened_message_count'),
            ('tone', 'tone_total')
        ] -%}
            max(case when signal = '{{ signal }}' then recent_count end)
                as {{ measure }},
            max(case when signal = '{{ signal }}' then expected_count end)
                as expected_{{ measure }},
        {% endfor -%}
        sum(evidence) as evidence,
        snapshot_date
    from compared
    group by customer_id, snapshot_date
    having sum(evidence_of_silence) >= -ln({{ var('disengagement_false_alarm_share') }})
),

final as (
    select
        summed.*,
        summed.evidence >= -ln({{ var('disengagement_false_alarm_share') }})
            as is_disengaging
    from summed
)

select * from final
