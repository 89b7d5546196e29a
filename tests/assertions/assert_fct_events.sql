-- The same events by three routes: accepted when all landed rows are judged, collected,
-- and counted or set aside; and by sessions. What was collected and has expired since
-- is not accepted any more; it leaves what was collected at the end of the build.
with judged as (
    select * from {{ ref('int_records_judged') }}
),

accepted as (
    select coalesce(sum(row_count), 0) as row_count
    from judged
    where
        table_name = 'events'
        and system_name in (select source from {{ ref('event_sources') }})
        and reject_reason is null
),

collected as (
    select count(*) as row_count
    from {{ ref('int_events_collected') }}
),

overdue as (
    select count(*) as row_count
    from {{ ref('int_events_collected') }}
    where {{ is_expired('source', 'received_at') }}
),

set_aside as (
    select count(*) as row_count
    from {{ ref('int_events_set_aside') }}
),

counted as (
    select count(*) as row_count
    from {{ ref('fct_events') }}
),

visiting as (
    select count(*) as row_count
    from {{ ref('int_events_visiting') }}
),

sessions as (
    select coalesce(sum(event_count), 0) as row_count
    from {{ ref('fct_sessions') }}
)

select
    accepted.row_count as accepted_count,
    collected.row_count as collected_count,
    overdue.row_count as overdue_count,
    set_aside.row_count as set_aside_count,
    counted.row_count as counted_count,
    visiting.row_count as visiting_count,
    sessions.row_count as session_event_count
from accepted
cross join collected
cross join overdue
cross join set_aside
cross join counted
cross join visiting
cross join sessions
where
    accepted.row_count != collected.row_count - overdue.row_count
    or collected.row_count != counted.row_count + set_aside.row_count
    or visiting.row_count != sessions.row_count
