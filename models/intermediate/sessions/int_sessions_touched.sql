-- Grain: one row per session that fct_sessions must state again since it was last made.
-- A session changes when its events do, when what it carries stands for another
-- customer or consent, and when the way in which it came belongs to another channel.
{{ config(schema='vault') }}

with parts as (
    select * from {{ ref('int_session_parts') }}
),

sources as (
    select * from {{ ref('event_sources') }}
),

entries as (
    select * from {{ ref('int_sessions_entered') }}
),

identified as (
    select * from {{ ref('int_visitors_identified') }}
    where run_number > {{ last_run('fct_sessions') }}
),

channels as (
    select * from {{ ref('int_channels_grouped') }}
    where run_number > {{ last_run('fct_sessions') }}
),

final as (
    select session_id
    from parts
    where run_number > {{ last_run('fct_sessions') }}
    union
    select parts.session_id
    from parts
    inner join identified
        on parts.user_identifier_type = identified.identifier_type
            and parts.user_identifier = identified.identifier_value
    union
    select parts.session_id
    from parts
    inner join sources on parts.source = sources.source
    inner join identified
        on sources.visitor_identifier_type = identified.identifier_type
            and parts.visitor_identifier = identified.identifier_value
    union
    select entries.session_id
    from entries
    inner join channels on entries.way_id = channels.way_id
)

select * from final
