-- Grain: month x source x event x property it must carry. Counts of one property add up
-- over months; events are counted once for each property.
with checked as (
    select * from {{ ref('int_event_properties_checked') }}
),

months as (
    select
        source,
        event_name,
        property,
        max(reason) as reason,
        min(case when is_missing then event_id end) as example_event_id,
        min(case when is_missing then page_url end) as page_url,
        count(*) as event_count,
        count(case when is_missing then 1 end) as violation_count,
        cast({{ dbt.date_trunc('month', 'event_date') }} as date) as month_date
    from checked
    group by 1, 2, 3, 9
),

final as (
    select
        source,
        event_name,
        property,
        reason,
        example_event_id,
        {{ masked(extracted('page_url', '^[^?#]*')) }} as example_page,
        cast(event_count as bigint) as event_count,
        cast(violation_count as bigint) as violation_count,
        cast(violation_count as double) / nullif(event_count, 0) as violation_share,
        month_date
    from months
)

select * from final
