-- Grain: kpi x day x dimension value, for the KPI of clients who book again. Visits
-- whose 30 days are not over yet do not count, nor do those of unknown customers.
with appointments as (
    select * from {{ ref('fct_appointments') }}
    where customer_id != 'unknown'
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

as_of as (
    select * from {{ ref('stg_landing__as_of_date') }}
),

-- The earliest booking of any later visit; it may have been made before this one.
followed as (
    select
        appointments.*,
        min({{ local_date('appointments.booked_at', 'company') }}) over (
            partition by appointments.customer_id
            order by
                appointments.starts_at asc nulls last,
                appointments.appointment_id asc nulls last
            rows between 1 following and unbounded following
        ) as next_booked_date
    from appointments
),

counted as (
    select
        followed.appointment_date as measure_date,
        followed.store_id,
        count(*) as visit_count,
        sum(
            case
                when
                    followed.next_booked_date
                    <= {{ dbt.dateadd('day', 30, 'followed.appointment_date') }}
                    then 1
                else 0
            end
        ) as rebooked_count
    from followed
    cross join as_of
    where
        followed.status = 'completed'
        and {{ dbt.dateadd('day', 30, 'followed.appointment_date') }}
        <= as_of.as_of_date
    group by 1, 2
),

final as (
    {{ kpi_parts('counted', {'store': 'store_id'}, [
        ('rebooking_rate', 'rebooked_count', 'visit_count', 'visit_count')
    ]) }}
)

select * from final
