-- Grain: month x site x kind x event x next event. A transition counts how often an
-- event was followed by another, or by the exit; a path is how sessions began, in their
-- first five events. Transitions of one event add up; kinds do not.
with placed as (
    select * from {{ ref('int_session_events_placed') }}
),

following as (
    select
        site,
        event_label,
        coalesce(next_event_label, 'exit') as next_event,
        session_id,
        cast({{ dbt.date_trunc('month', 'session_date') }} as date) as month_date
    from placed
),

transitions as (
    select
        month_date,
        site,
        'transition' as path_kind,
        event_label as event_name,
        next_event as next_event_name,
        count(*) as occurrence_count,
        count(distinct session_id) as session_count
    from following
    group by 1, 2, 3, 4, 5
),

begun as (
    select
        session_id,
        min(site) as site,
        concat_ws(
            ' > ',
            max(case when place = 1 then event_label end),
            max(case when place = 2 then event_label end),
            max(case when place = 3 then event_label end),
            max(case when place = 4 then event_label end),
            max(case when place = 5 then event_label end)
        ) as path,
        cast({{ dbt.date_trunc('month', 'min(session_date)') }} as date) as month_date
    from placed
    where place <= 5
    group by 1
),

paths as (
    select
        month_date,
        site,
        'path' as path_kind,
        path as event_name,
        cast(null as varchar) as next_event_name,
        count(*) as occurrence_count,
        count(*) as session_count
    from begun
    group by 1, 2, 3, 4, 5
),

-- How sessions begin has many shapes: the twenty most frequent of a month are kept.
ranked as (
    select
        *,
        row_number() over (
            partition by month_date, site
            order by session_count desc nulls last, event_name asc nulls last
        ) as path_rank
    from paths
),

united as (
    select
        *,
        cast(null as integer) as path_rank
    from transitions
    union all
    select
        month_date,
        site,
        path_kind,
        event_name,
        next_event_name,
        occurrence_count,
        session_count,
        cast(path_rank as integer) as path_rank
    from ranked
    where path_rank <= 20
),

final as (
    select
        site,
        path_kind,
        event_name,
        next_event_name,
        occurrence_count,
        session_count,
        cast(
            case
                when path_kind = 'transition'
                    then cast(occurrence_count as double) / nullif(
                            sum(occurrence_count) over (
                                partition by month_date, site, path_kind, event_name
                            ), 0
                        )
            end as double
        ) as next_share,
        path_rank,
        month_date
    from united
)

select * from final
