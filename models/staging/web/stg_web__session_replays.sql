with judged as (
    {{ judged_records('web', 'session_replays') }}
),

final as (
    select
        replay_id,
        anonymous_id,
        page_url,
        page_type,
        device_type,
        reject_reason,
        max_scroll_percent,
        rage_click_count,
        dead_click_count,
        error_count,
        quick_back_count,
        load_milliseconds,
        started_at,
        ended_at
    from judged
)

select * from final
