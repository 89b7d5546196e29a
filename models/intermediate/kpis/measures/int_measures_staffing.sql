-- Grain: kpi x day x dimension value, for how well shifts follow the day: the hours
-- worked that would stay if the store's hours of the day were spread as its visitors.
with hours as (
    select * from {{ ref('int_store_hours_expected') }}
),

stores as (
    select * from {{ ref('dim_stores') }}
),

shared as (
    select
        *,
        sum(staff_hours) over (partition by store_id, store_date) as day_staff_hours,
        sum(visitor_count) over (partition by store_id, store_date) as day_visitor_count
    from hours
),

fitted as (
    select
        *,
        least(
            coalesce(staff_hours, 0),
            day_staff_hours
            * coalesce(visitor_count, 0)
            / nullif(day_visitor_count, 0)
        ) as fitting_hours
    from shared
    where day_staff_hours > 0 and day_visitor_count > 0
),

counted as (
    select
        fitted.store_date as measure_date,
        fitted.store_id,
        stores.store_format,
        stores.business_line,
        stores.city,
        sum(cast(fitted.fitting_hours as decimal(18, 4))) as fitting_hours,
        sum(cast(fitted.staff_hours as decimal(18, 4))) as staff_hours,
        count(*) as hour_count
    from fitted
    left join stores on fitted.store_id = stores.store_id
    group by 1, 2, 3, 4, 5
),

final as (
    {{ kpi_parts('counted', {
        'store': 'store_id', 'store_format': 'store_format', 'business_line': 'business_line',
        'city': 'city'
    }, [
        ('staffing_fit', 'fitting_hours', 'staff_hours', 'hour_count')
    ]) }}
)

select * from final
