-- Grain: customer x snapshot date on which disengagement could be told. Counts are of
-- the recent window, each beside what the customer's own baseline lets expect; what is
-- expected of a signal is empty where the customer never gave it.
with judged as (
    select * from {{ ref('int_disengagements_judged') }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages') }}
    where business_line = 'all'
),

margins as (
    select * from {{ ref('int_margin_segments') }}
),

final as (
    select
        judged.customer_id,
        margins.margin_tier,
        {% for measure in [
            'visit_count', 'session_day_count', 'feature_day_count', 'opened_message_count'
        ] -%}
            cast(judged.{{ measure }} as integer) as {{ measure }},
            cast(judged.expected_{{ measure }} as double) as expected_{{ measure }},
        {% endfor -%}
        cast(judged.tone_total as double) as tone_total,
        cast(judged.expected_tone_total as double) as expected_tone_total,
        cast(judged.evidence as double) as evidence,
        cast(stages.days_since_last_order as integer) as days_since_last_order,
        cast(stages.usual_gap_days as double) as usual_gap_days,
        judged.is_disengaging,
        stages.is_as_of_date,
        judged.snapshot_date
    from judged
    inner join stages
        on judged.customer_id = stages.customer_id
            and judged.snapshot_date = stages.snapshot_date
    inner join margins
        on judged.customer_id = margins.customer_id
            and judged.snapshot_date = margins.snapshot_date
)

select * from final
