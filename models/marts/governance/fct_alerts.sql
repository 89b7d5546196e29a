-- Grain: one row per alert: a cause, from its first breach to its last, however many
-- KPIs show it. The KPI told of is the one furthest off on the first day.
with readings as (
    select * from {{ ref('fct_alert_readings') }}
),

rules as (
    select * from {{ ref('alert_rules') }}
),

catalog as (
    select * from {{ ref('kpi_catalog') }}
),

acknowledged as (
    select * from {{ ref('int_alerts_acknowledged') }}
),

breaches as (
    select
        *,
        max(period_end_date) over (
            partition by cause
            order by period_start_date asc nulls last, kpi_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as breach_end
    from readings
    where is_breach
),

-- Within a week of the one before it is the same alert.
started as (
    select
        *,
        sum(
            case
                when {{ dbt.datediff('breach_end', 'period_start_date', 'day') }} < 8
                    then 0
                else 1
            end
        ) over (
            partition by cause
            order by period_start_date asc nulls last, kpi_id asc nulls last
            rows between unbounded preceding and current row
        ) as alert_number
    from breaches
),

told as (
    select
        *,
        min(period_start_date) over (partition by cause, alert_number) as first_date,
        max(period_end_date) over (partition by cause, alert_number) as last_date,
        row_number() over (
            partition by cause, alert_number
            order by
                period_start_date asc nulls last,
                times_usual desc nulls last,
                kpi_id asc nulls last
        ) as place
    from started
),

-- What came after the last breach without one says that it is over.
calm as (
    select
        cause,
        max(period_end_date) as judged_until
    from readings
    group by 1
),

named as (
    select
        told.*,
        'AL-' || substring(md5(concat_ws(' ', told.cause, told.first_date)), 1, 10)
            as alert_id,
        coalesce(told.threshold, told.expected_value) as compared_value,
        calm.judged_until > told.last_date as is_over
    from told
    inner join calm on told.cause = calm.cause
    where told.place = 1
),

final as (
    select
        named.alert_id,
        named.cause,
        named.kpi_id,
        named.period_type,
        named.kind,
        catalog.kpi_name,
        catalog.owner_role,
        catalog.kpi_name || ' was ' || {{ kpi_text('named.kpi_value', 'catalog.unit') }}
        || ' where ' || {{ kpi_text('named.compared_value', 'catalog.unit') }}
        || case named.kind when 'threshold' then ' is the limit' else ' was usual' end
        || '; n = ' || {{ grouped_digits('named.observation_count') }} as sentence,
        rules.action,
        rules.success,
        case
            when named.is_over then 'resolved'
            when acknowledged.alert_id is not null then 'acknowledged'
            else 'open'
        end as state,
        named.kpi_value,
        named.expected_value,
        named.threshold,
        named.times_usual,
        named.observation_count,
        named.first_date,
        named.last_date,
        acknowledged.acknowledged_at
    from named
    inner join rules
        on named.kpi_id = rules.kpi_id and named.period_type = rules.period_type
    inner join catalog on named.kpi_id = catalog.kpi_id
    left join acknowledged on named.alert_id = acknowledged.alert_id
)

select * from final
