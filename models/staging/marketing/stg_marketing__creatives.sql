with judged as (
    {{ judged_records('marketing', 'creatives') }}
),

final as (
    select
        creative_id,
        campaign_id,
        channel,
        format,
        headline,
        season,
        category,
        weather_rule,
        reject_reason,
        needs_stock,
        valid_from_date,
        valid_to_date
    from judged
)

select * from final
