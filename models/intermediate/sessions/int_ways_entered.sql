-- Grain: one row per way in which sessions came. The company's own sites lead nobody
-- here: outside_host is the referring host where it is another's.
with entries as (
    select * from {{ ref('int_sessions_entered') }}
),

events as (
    select * from {{ ref('int_events_collected') }}
),

own_addresses as (
    select site
    from events
    where source = 'web'
    group by 1
),

own_sites as (
    select {{ host_name('site') }} as host_name
    from own_addresses
    group by 1
),

ways as (
    select
        way_id,
        utm_source,
        utm_medium,
        utm_campaign,
        referrer_host,
        has_click_id
    from entries
    group by 1, 2, 3, 4, 5, 6
),

final as (
    select
        ways.way_id,
        ways.utm_source,
        ways.utm_medium,
        ways.utm_campaign,
        ways.referrer_host,
        case when own_sites.host_name is null then ways.referrer_host end
            as outside_host,
        ways.has_click_id
    from ways
    left join own_sites on ways.referrer_host = own_sites.host_name
)

select * from final
