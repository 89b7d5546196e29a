-- Grain: one row per metric that claims about noon in the cafés are judged by: how many
-- stood in the group a claim speaks of and in the other, and how many came to the
-- outcome. Measured up to the end of the study that claims it.
with hours as (
    select * from {{ ref('int_store_hours_counted') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
    where business_line = 'cafes'
),

notes as (
    select * from {{ ref('int_research_notes') }}
),

claims as (
    select * from {{ ref('research_claims') }}
),

studied as (
    select
        claims.metric_id,
        max(notes.recorded_date) as study_date
    from notes
    inner join claims on notes.hypothesis_id = claims.hypothesis_id
    group by 1
),

cafe_hours as (
    select
        hours.store_date,
        hours.hour_of_day in (11, 12) as is_noon,
        hours.hour_of_day in (10, 13) as is_beside_noon,
        hours.order_count,
        hours.visitor_count
    from hours
    inner join stores on hours.store_id = stores.store_id
),

visited as (
    select
        studied.metric_id,
        sum(case when cafe_hours.is_noon then cafe_hours.visitor_count end)
            as exposed_count,
        sum(case when cafe_hours.is_noon then cafe_hours.order_count end)
            as exposed_hits,
        sum(case when cafe_hours.is_beside_noon then cafe_hours.visitor_count end)
            as reference_count,
        sum(case when cafe_hours.is_beside_noon then cafe_hours.order_count end)
            as reference_hits
    from cafe_hours
    inner join studied
        on studied.metric_id = 'noon_orders_per_visitor'
            and cafe_hours.store_date <= studied.study_date
            and studied.study_date
            < {{ dbt.dateadd('day', 365, 'cafe_hours.store_date') }}
    where cafe_hours.visitor_count >= cafe_hours.order_count
    group by 1
),

ordered as (
    select
        studied.metric_id,
        cafe_hours.is_noon,
        cafe_hours.order_count,
        cafe_hours.store_date
        > {{ dbt.dateadd('day', -90, 'studied.study_date') }} as is_after
    from cafe_hours
    inner join studied
        on studied.metric_id = 'noon_share_of_orders'
            and (
                cafe_hours.store_date between
                {{ dbt.dateadd('day', -89, 'studied.study_date') }}
                and studied.study_date
                or cafe_hours.store_date between
                {{ dbt.dateadd('day', -454, 'studied.study_date') }}
                and {{ dbt.dateadd('day', -365, 'studied.study_date') }}
            )
),

shared as (
    select
        metric_id,
        sum(case when is_after then order_count end) as exposed_count,
        sum(case when is_after and is_noon then order_count end) as exposed_hits,
        sum(case when not is_after then order_count end) as reference_count,
        sum(case when not is_after and is_noon then order_count end) as reference_hits
    from ordered
    group by 1
),

united as (
    select * from visited
    union all
    select * from shared
),

final as (
    select
        metric_id,
        cast(exposed_count as bigint) as exposed_count,
        cast(exposed_hits as bigint) as exposed_hits,
        cast(reference_count as bigint) as reference_count,
        cast(reference_hits as bigint) as reference_hits
    from united
)

select * from final
