-- Grain: customer x snapshot date after the customer's first ticket, call or
-- appointment. A ticket is open until the day it was solved; one that was closed nobody
-- knows when is never counted as open.
with tickets as (
    select * from {{ ref('fct_tickets') }}
    where customer_id != 'unknown'
),

calls as (
    select * from {{ ref('fct_calls') }}
    where customer_id != 'unknown'
),

appointments as (
    select * from {{ ref('fct_appointments') }}
    where customer_id != 'unknown'
),

consented as (
    select * from {{ ref('int_snapshots_consented') }}
),

company as (
    select * from {{ ref('stg_landing__company') }}
),

-- What happened, each on the day it was known.
happened as (
    select
        customer_id,
        ticket_date as happened_date,
        case when is_open or solved_date is not null then 'ticket left open' end
            as state,
        'ticket' as kind,
        cast(null as double) as resolution_hours
    from tickets
    union all
    select
        customer_id,
        solved_date as happened_date,
        'ticket no longer open' as state,
        'resolution' as kind,
        resolution_hours
    from tickets
    where solved_date is not null
    union all
    select
        customer_id,
        call_date as happened_date,
        null as state,
        'call' as kind,
        null as resolution_hours
    from calls
    union all
    select
        appointments.customer_id,
        case
            when appointments.cancelled_at is not null
                then {{ local_date('appointments.cancelled_at', 'company') }}
            else appointments.appointment_date
        end as happened_date,
        null as state,
        appointments.status as kind,
        null as resolution_hours
    from appointments
    where appointments.status in ('completed', 'cancelled', 'no_show')
),

history as (
    select
        happened.*,
        consented.snapshot_date,
        {{ dbt.datediff('happened.happened_date', 'consented.snapshot_date', 'day') }}
            as days_ago
    from happened
    inner join consented
        on happened.customer_id = consented.customer_id
            and happened.happened_date <= consented.snapshot_date
),

final as (
    select
        customer_id,
        snapshot_date,
        count(case when kind = 'ticket' then 1 end) as ticket_count,
        count(case when kind = 'ticket' and days_ago < 90 then 1 end)
            as ticket_count_90d,
        count(case when state = 'ticket left open' then 1 end)
        - count(case when state = 'ticket no longer open' then 1 end)
            as open_ticket_count,
        count(case when kind = 'call' then 1 end) as call_count,
        count(case when kind = 'call' and days_ago < 90 then 1 end) as call_count_90d,
        count(case when kind = 'completed' then 1 end) as appointment_kept_count,
        count(case when kind = 'cancelled' then 1 end) as appointment_cancelled_count,
        count(case when kind = 'no_show' then 1 end) as appointment_missed_count,
        avg(resolution_hours) as mean_resolution_hours
    from history
    group by 1, 2
)

select * from final
