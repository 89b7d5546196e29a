{{ config(materialized='table' if is_refresh() else 'view', schema='vault') }}

-- Grain: one row per accepted event, also those that will not count; ids are as the
-- collectors sent them. Of an event that landed twice, the first copy counts.
with web as (
    select * from {{ ref('int_web_events_shaped') }}
),

app as (
    select * from {{ ref('int_app_events_shaped') }}
),

server as (
    select * from {{ ref('int_server_events_shaped') }}
),

final as (
    select * from web
    union all
    select * from app
    union all
    select * from server
)

select * from final
{{ and_reached_events() }}
