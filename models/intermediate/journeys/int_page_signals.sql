-- Grain: page x device (all for every device): what recorded visits to it show, and how
-- many times as much as visits to the same page from other devices.
with replays as (
    select * from {{ ref('stg_web__session_replays') }}
    where reject_reason is null
),

paged as (
    select
        {{ masked(extracted('page_url', '^[^?#]*')) }} as page,
        device_type,
        load_milliseconds,
        rage_click_count,
        dead_click_count,
        error_count,
        quick_back_count
    from replays
),

summed as (
    select
        paged.page,
        devices.device_type,
        count(*) as replay_count,
        sum(paged.load_milliseconds) as load_milliseconds,
        sum(paged.rage_click_count) as rage_clicks,
        sum(paged.dead_click_count) as dead_clicks,
        sum(paged.error_count) as errors,
        sum(paged.quick_back_count) as quick_backs
    from paged
    cross join lateral (values ('all'), (paged.device_type)) as devices (device_type)
    where paged.page is not null and devices.device_type is not null
    group by 1, 2
),

troubled as (
    select
        *,
        rage_clicks + dead_clicks + errors + quick_backs as troubles
    from summed
),

final as (
    select
        here.page,
        here.device_type,
        here.replay_count,
        here.load_milliseconds / nullif(1000.0 * here.replay_count, 0) as load_seconds,
        cast(here.rage_clicks as double) / nullif(here.replay_count, 0) as rage_clicks,
        cast(here.dead_clicks as double) / nullif(here.replay_count, 0) as dead_clicks,
        cast(here.errors as double) / nullif(here.replay_count, 0) as errors,
        cast(here.quick_backs as double) / nullif(here.replay_count, 0) as quick_backs,
        (cast(here.load_milliseconds as double) / nullif(here.replay_count, 0))
        / nullif(
            cast(page.load_milliseconds - here.load_milliseconds as double)
            / nullif(page.replay_count - here.replay_count, 0), 0
        ) as load_ratio,
        (cast(here.troubles as double) / nullif(here.replay_count, 0))
        / nullif(
            cast(page.troubles - here.troubles as double)
            / nullif(page.replay_count - here.replay_count, 0), 0
        ) as trouble_ratio
    from troubled as here
    inner join troubled as page
        on here.page = page.page and page.device_type = 'all'
)

select * from final
